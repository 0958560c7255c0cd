"""AWS's part of a run: the ids and attributes that it would give to what the program registers."""

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from ops.offline.autonaming import Autonaming
from ops.offline.shape import Shape
from ops.offline.shapes import SHAPES
from ops.offline.values import SECRET, UNKNOWN

NAME_INPUTS: Final = ("name", "bucket", "family", "identifier", "clusterIdentifier", "replicationGroupId")
ALIAS: Final = "aws:kms/alias:Alias"
ALIAS_PREFIX: Final = "alias/"
REGION_CODES: Final = {"ap-northeast-2": "apn2", "us-east-1": "use1"}
"""What ElastiCache calls Regions in its host names."""
BCRYPT_LENGTH: Final = 53
EXAMPLE_ADDRESSES: Final = 254  # 203.0.113.0/24 is set aside for documentation


@dataclass(frozen=True)
class Created:
    """What AWS answers to a creation."""

    id: str
    attributes: Mapping[str, object]
    """What it adds to the inputs; an attribute that is not known yet is listed too."""


@dataclass(frozen=True)
class Cloud:
    """An account and region that answer at once, always the same, without being there."""

    account: str = "123456789012"
    region: str = "us-east-1"
    autonaming: Autonaming = field(default_factory=Autonaming)
    unknown: bool = False
    """Whether nothing has been deployed yet, so that of all that AWS gives only names are known."""

    def check(self, token: str, urn: str, inputs: Mapping[str, object]) -> Mapping[str, str]:
        """Give the inputs that the provider fills in before it creates: the name that the program leaves to Pulumi."""
        shape = SHAPES.get(token)
        if shape is None or not shape.named_by or inputs.get(shape.named_by):
            return {}
        name = self.autonaming.name(token, urn.rsplit("::", 1)[-1])
        return {shape.named_by: f"{ALIAS_PREFIX}{name}" if token == ALIAS else name}

    def create(self, token: str, urn: str, inputs: Mapping[str, object]) -> Created:
        """Give the id and attributes of a new resource from its complete inputs."""
        shape = SHAPES.get(token) or _guess(token, inputs)
        patterns = dict(shape.computed) | ({"arn": "{arn}"} if shape.arn else {})
        if self.unknown:
            return Created(UNKNOWN, dict.fromkeys(patterns, UNKNOWN))
        fields = self._fields(urn, inputs)
        filled = {key: _fill(pattern, shape, fields) for key, pattern in patterns.items()}
        return Created(str(_fill("{id}", shape, fields)), filled)

    def _fields(self, urn: str, inputs: Mapping[str, object]) -> dict[str, object]:
        digest = hashlib.sha256(urn.encode()).hexdigest()
        number = int(digest[:8], 16)
        region = str(inputs.get("region") or self.region)
        return {
            **inputs,
            "account": self.account,
            "region": region,
            "name": next((inputs[key] for key in NAME_INPUTS if inputs.get(key)), ""),
            **{f"hex{length}": digest[:length] for length in (6, 8, 12, 13, 16, 26)},
            **{f"HEX{length}": digest[:length].upper() for length in (13, 17, 26)},
            "hex17": f"0{digest[:16]}",
            "alphanum6": digest[-6:],
            "uuid": str(uuid.UUID(digest[:32])),
            "key_id": f"mrk-{digest[:32]}" if inputs.get("multiRegion") else str(uuid.UUID(digest[:32])),
            "primary_key_id": str(inputs.get("primaryKeyArn")).rpartition("/")[2],
            "region_code": REGION_CODES.get(region, region),
            "acl_scope": "global" if inputs.get("scope") == "CLOUDFRONT" else "regional",
            "routed": f"_{inputs['setIdentifier']}" if inputs.get("setIdentifier") else "",
            "password": _letters(f"{urn} {inputs.get('keepers')}", inputs.get("length")),
            "password_hash": _letters(f"bcrypt {urn} {inputs.get('keepers')}", BCRYPT_LENGTH),
            "number": str(number),
            "public_ip": f"203.0.113.{number % EXAMPLE_ADDRESSES + 1}",
            "lb": {"network": "net", "gateway": "gwy"}.get(str(inputs.get("loadBalancerType")), "app"),
            "load_balancer": str(inputs.get("loadBalancerArn")).rpartition(":loadbalancer/")[2],
            "listener": str(inputs.get("listenerArn")).rpartition(":listener/")[2],
            "cluster_name": str(inputs.get("cluster")).rpartition("/")[2],
            "ssm_document": "automation-definition" if inputs.get("documentType") == "Automation" else "document",
            "arn_of": str(inputs.get("arn")),
            "path": inputs.get("path") or "/",
            "host": str(inputs.get("url")).removeprefix("https://"),
        }


def _letters(seed: str, length: object) -> str:
    """As many letters and digits as asked for, always the same of one seed."""
    wanted = length if isinstance(length, int) else 0
    return hashlib.shake_256(seed.encode()).hexdigest(wanted)[:wanted]


def _fill(pattern: object, shape: Shape, fields: Mapping[str, object]) -> object:
    """Fill a pattern; what is made of an unknown or a secret is one itself."""
    if callable(pattern):
        return _fill(pattern(fields), shape, fields)
    if isinstance(pattern, Mapping):
        return {key: _fill(value, shape, fields) for key, value in pattern.items()}
    if isinstance(pattern, list | tuple):
        return [_fill(value, shape, fields) for value in pattern]
    if not isinstance(pattern, str):
        return pattern
    spelled_out = pattern.replace("{id}", shape.id).replace("{arn}", f"arn:aws:{shape.arn}").replace("{id}", shape.id)
    text = spelled_out.format_map(fields)
    if UNKNOWN in text:
        return UNKNOWN
    return SECRET if SECRET in text else text


def _guess(token: str, inputs: Mapping[str, object]) -> Shape:
    """Shape of a type that nobody described: an ARN of the usual form, from its name where it has one."""
    package_and_module, _, kind = token.lower().rpartition(":")
    service = package_and_module.rpartition(":")[2].partition("/")[0]
    own = "{name}" if any(inputs.get(key) for key in NAME_INPUTS) else f"{kind}-{{hex17}}"
    return Shape(own, f"{service}:{{region}}:{{account}}:{kind}/{own}")
