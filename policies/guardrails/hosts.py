"""EC2 instances and what they are launched from, by their own properties."""

import base64
import gzip
import re
from collections.abc import Iterator, Mapping

from guardrails.props import Props
from guardrails.resource import Resource
from guardrails.rule import NotApplicableError, rule
from guardrails.tier import Severity, Tier
from guardrails.tokens import GROUP, INSTANCE, KEY_PAIR, PARAMETER, SSM_DOCUMENT, TEMPLATE

LAUNCHED = (TEMPLATE, INSTANCE)
"""What says how an instance is made."""
DISKS = ("rootBlockDevice", "ebsBlockDevices")
USER_DATA: Mapping[str, tuple[str, ...]] = {TEMPLATE: ("userData",), INSTANCE: ("userData", "userDataBase64")}
REQUIRED_TAGS = ("System", "Environment", "ManagedBy")
"""G-12."""
MIN_INSTANCES = 2
CREDENTIALS = re.compile(r"\b(AKIA|ASIA)[A-Z0-9]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----")
"""Access keys of AWS, and private keys."""
_METADATA = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html"
_EC2 = "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html"
_GROUPS = "https://docs.aws.amazon.com/securityhub/latest/userguide/autoscaling-controls.html"


@rule(
    id="host-imdsv2",
    on=LAUNCHED,
    severity=Severity.HIGH,
    title="Hosts give their credentials only to who asks with a token (IMDSv2).",
    why="A web application that can be made to fetch an address would fetch the host's credentials.",
    fix='Set metadata_options={"http_tokens": "required", ...}.',
    standard=["M-01", "M-02"],
    controls={
        "FSBP": ["EC2.8", "EC2.170"],
        "CIS-3.0": ["5.6"],
        "Checkov": ["CKV_AWS_79"],
        "cdk-nag": ["EC2IMDSv2Enabled"],
    },
    url=f"{_EC2}#ec2-170",
)
def imdsv2(host: Resource) -> Iterator[str]:
    """Credentials without a token."""
    if host.section("metadataOptions").text("httpTokens") != "required":
        yield "metadataOptions.httpTokens is not required"


@rule(
    id="host-metadata-hops",
    on=LAUNCHED,
    severity=Severity.MEDIUM,
    title="No container reaches the credentials of its host.",
    why="Whoever takes over one container would have all that the host may do.",
    fix='Set "http_put_response_hop_limit": 1 in metadata_options.',
    standard=["M-01", "M-02"],
    controls={"SecurityHub": ["AutoScaling.4"], "Checkov": ["CKV_AWS_341"]},
    url=_METADATA,
)
def metadata_hops(host: Resource) -> Iterator[str]:
    """Credentials for what is behind the host's own network."""
    hops = host.section("metadataOptions").number("httpPutResponseHopLimit", default=1)
    if hops > 1:
        yield f"metadataOptions.httpPutResponseHopLimit is {hops:g}"


@rule(
    id="host-disk-encrypted",
    on=LAUNCHED,
    severity=Severity.HIGH,
    title="The disks that hosts are made with are encrypted.",
    why="Images, logs and swap lie on them, and snapshots of them are read elsewhere.",
    fix='Set "encrypted" of each "ebs" in block_device_mappings, or of root_block_device and ebs_block_devices.',
    standard=["M-01"],
    controls={"FSBP": ["EC2.3"], "Checkov": ["CKV_AWS_8"], "cdk-nag": ["AwsSolutions-EC26"]},
    url=f"{_EC2}#ec2-3",
)
def disk_encrypted(host: Resource) -> Iterator[str]:
    """A disk in clear, or one that nobody speaks of."""
    disks = list(_disks(host))
    if not disks:
        yield "nothing says that its disks are encrypted"
    for disk in disks:
        if list(disk.scalars("encrypted")) != ["true"]:
            yield f"{disk.path('encrypted')} is not true"


def _disks(host: Resource) -> Iterator[Props]:
    if host.type == TEMPLATE:
        yield from (mapping.section("ebs") for mapping in host.sections("blockDeviceMappings"))
        return
    for key in DISKS:
        yield from host.sections(key)


@rule(
    id="host-no-key-pair",
    on=(*LAUNCHED, KEY_PAIR),
    severity=Severity.HIGH,
    title="Nobody signs in to a host with an SSH key.",
    why="A key is copied, never expires, and says of nobody who he was.",
    fix="Leave key_name out, and come by Session Manager.",
    standard=["M-05"],
    controls={},
    url="https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager.html",
)
def no_key_pair(resource: Resource) -> Iterator[str]:
    """A host that SSH opens, or a key for one."""
    if resource.type == KEY_PAIR:
        yield "it is a key for SSH"
    elif resource.text("keyName"):
        yield "keyName is set"


@rule(
    id="host-newest-image",
    on=(TEMPLATE,),
    severity=Severity.MEDIUM,
    title="A host starts from the newest image of its operating system.",
    why="An id that somebody wrote down once is the state of its security that day.",
    fix='Set image_id="resolve:ssm:/aws/service/ami-amazon-linux-latest/...".',
    standard=["M-02"],
    controls={},
    url="https://docs.aws.amazon.com/autoscaling/ec2/userguide/using-systems-manager-parameters.html",
)
def newest_image(template: Resource) -> Iterator[str]:
    """An image that stays what it is."""
    if not template.text("imageId").startswith("resolve:ssm:"):
        yield "imageId is not resolved when a host starts"


@rule(
    id="host-user-data",
    on=LAUNCHED,
    severity=Severity.CRITICAL,
    title="User data holds no credentials.",
    why="Whoever may describe a template reads them, and every process on the host.",
    fix="Take them out of user_data, and let the host read a SecureString by its role.",
    standard=["M-02"],
    controls={"Checkov": ["CKV_AWS_46"]},
    url="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html",
)
def credentials_in_user_data(host: Resource) -> Iterator[str]:
    """Keys in what cloud-init is told, however it is packed."""
    for key in USER_DATA[host.type]:
        if CREDENTIALS.search(_unpacked(host.text(key))):
            yield f"{key} holds a key"


def _unpacked(text: str) -> str:
    try:
        packed = base64.b64decode(text, validate=True)
        return (gzip.decompress(packed) if packed.startswith(b"\x1f\x8b") else packed).decode()
    except (ValueError, OSError, EOFError):
        return text


@rule(
    id="asg-launch-template",
    on=(GROUP,),
    severity=Severity.MEDIUM,
    title="Auto Scaling groups launch from templates.",
    why="Launch configurations have no versions, no IMDSv2 by default, and are given nothing new.",
    fix="Set launch_template in place of launch_configuration.",
    standard=["M-01"],
    controls={"FSBP": ["AutoScaling.3", "AutoScaling.5", "AutoScaling.9"], "Checkov": ["CKV_AWS_315"]},
    url=f"{_GROUPS}#autoscaling-9",
)
def launch_template(group: Resource) -> Iterator[str]:
    """A group of the old kind."""
    if not any(key in group.names() for key in ("launchTemplate", "mixedInstancesPolicy")):
        yield "launchTemplate is not set"


@rule(
    id="asg-health-check",
    on=(GROUP,),
    severity=Severity.MEDIUM,
    title="Behind a load balancer a host is judged by its targets, too.",
    why="A host whose application hangs passes EC2's own checks for ever.",
    fix='Set health_check_type="ELB".',
    standard=["A-01"],
    controls={
        "FSBP": ["AutoScaling.1"],
        "cdk-nag": ["AwsSolutions-AS2", "AutoScalingGroupELBHealthCheckRequired"],
    },
    url=f"{_GROUPS}#autoscaling-1",
)
def health_check(group: Resource) -> Iterator[str]:
    """A group behind a load balancer that asks EC2 alone."""
    if not any(group.count(key) for key in ("targetGroupArns", "loadBalancers", "trafficSources")):
        raise NotApplicableError("it is behind no load balancer")
    if group.text("healthCheckType") != "ELB":
        yield "healthCheckType is not ELB"


@rule(
    id="asg-two-hosts",
    on=(GROUP,),
    severity=Severity.HIGH,
    title="In production there are two hosts at least, in two zones.",
    why="One alone is replaced by minutes without service, and its zone takes it along.",
    fix="Set min_size to 2 and name two subnets in vpc_zone_identifiers, or answer for it in exemptions.yaml.",
    standard=["A-03"],
    controls={"FSBP": ["AutoScaling.2"]},
    tiers=(Tier.PRODUCTION,),
    url=f"{_GROUPS}#autoscaling-2",
)
def two_hosts(group: Resource) -> Iterator[str]:
    """A host that is alone."""
    least = group.number("minSize")
    if least < MIN_INSTANCES:
        yield f"minSize is {least:g}"
    zones = max(group.count("vpcZoneIdentifiers"), group.count("availabilityZones"))
    if zones < MIN_INSTANCES:
        yield f"it stands in {zones} zone(s)"


@rule(
    id="asg-tags",
    on=(GROUP,),
    severity=Severity.LOW,
    title="Hosts carry the tags of everything else.",
    why="The provider's tags do not reach what AWS launches by itself: its costs and its owner would be nobody's.",
    fix=f"Name {', '.join(REQUIRED_TAGS)} in tags, with propagate_at_launch=True.",
    standard=["G-12"],
    controls={"Checkov": ["CKV_AWS_153"]},
    url="https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-tagging.html",
)
def tags(group: Resource) -> Iterator[str]:
    """A group that tags no instance."""
    given = {tag.text("key") for tag in group.sections("tags") if tag.flag("propagateAtLaunch")}
    missing = [key for key in REQUIRED_TAGS if key not in given]
    if missing:
        yield f"tags does not hand on {', '.join(missing)}"


@rule(
    id="parameter-secure",
    on=(PARAMETER,),
    severity=Severity.HIGH,
    title="Parameters in Systems Manager are SecureStrings.",
    why="They are what hosts get their secrets from; a String is shown to whoever may list them.",
    fix='Set type="SecureString".',
    standard=["M-02"],
    controls={"Checkov": ["CKV2_AWS_34"]},
    url="https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-securestring.html",
)
def parameter_secure(parameter: Resource) -> Iterator[str]:
    """A value in clear."""
    if parameter.text("type") != "SecureString":
        yield "type is not SecureString"
    if "insecureValue" in parameter.names():
        yield "insecureValue is set"


@rule(
    id="ssm-document-private",
    on=(SSM_DOCUMENT,),
    severity=Severity.CRITICAL,
    title="Documents of Systems Manager are ours alone.",
    why="They say how an environment is operated, and what runs on its hosts as root.",
    fix="Leave permissions out, or name accounts.",
    standard=["M-05"],
    controls={"FSBP": ["SSM.4"]},
    url="https://docs.aws.amazon.com/securityhub/latest/userguide/ssm-controls.html#ssm-4",
)
def document_private(document: Resource) -> Iterator[str]:
    """A document for everybody."""
    if document.section("permissions").text("accountIds").lower() == "all":
        yield "permissions.accountIds is all"
