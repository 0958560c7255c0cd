"""The KMS key: Pulumi's secrets provider, and what encrypts the bucket of the state."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from botocore.exceptions import ClientError

from components._iam import document
from ops.bootstrap.documents import beside, by_iam, statements
from ops.bootstrap.part import Part, Setting, State, tags_found
from ops.bootstrap.place import Place
from ops.failures import RefusedError
from ops.live.aws import DENIED, Aws, code_of

WAYS_OUT: Final = {
    "PendingDeletion": "`aws kms cancel-key-deletion` and `aws kms enable-key` bring it back until then",
    "PendingReplicaDeletion": "`aws kms cancel-key-deletion` and `aws kms enable-key` bring it back",
    "Disabled": "`aws kms enable-key` makes it work again",
}


class StateKey:
    """The key by its alias; or one that was made for it and has no alias yet."""

    def __init__(self, aws: Aws, place: Place) -> None:
        self._kms, self._place = aws.client("kms"), place
        self._tags = {**place.tags, "Name": place.alias}
        self.arn = ""
        """Empty until the key was found or made."""

    def parts(self) -> Sequence[Part]:
        """The key as it is; raises RefusedError where the alias has a key that cannot be used."""
        named = self._named()
        found = named or self._without_alias()
        if named is not None:
            self._refuse_unusable(named)
        self.arn = str(found["Arn"]) if found else ""
        key = Setting("KMS key", self._step(), lambda: (State.CORRECT, self.arn), self._make)
        rotation = Setting("key rotation", "Rotate the key every year", self._rotation, self._rotate)
        alias = Setting("key alias", f"Call it {self._place.alias}", self._alias, self._name)
        parts = [key.part(exists=bool(found)), rotation.part(exists=bool(found)), alias.part(exists=bool(named))]
        return [*parts, self._policy(), self._tagged().part(exists=True)] if found else parts

    def _step(self) -> str:
        return f"Make a KMS key in {self._place.region} (about $1 a month), used by whom IAM of this account allows"

    def _named(self) -> Mapping[str, Any] | None:
        try:
            described: Mapping[str, Any] = self._kms.describe_key(KeyId=self._place.alias)["KeyMetadata"]
        except ClientError as error:
            if code_of(error) == "NotFoundException":
                return None
            raise
        return described

    def _without_alias(self) -> Mapping[str, Any] | None:
        """The oldest usable key with our tags: what a run leaves that ended before it gave the alias."""
        pages = self._kms.get_paginator("list_keys").paginate()
        ours = [one["KeyId"] for page in pages for one in page["Keys"] if self._is_ours(one["KeyId"])]
        found = [self._kms.describe_key(KeyId=key)["KeyMetadata"] for key in ours]
        usable = [one for one in found if one["KeyState"] == "Enabled"]
        return min(usable, key=lambda one: one["CreationDate"], default=None)

    def _is_ours(self, key: str) -> bool:
        """Whether it carries our tags; keys that these credentials may not look at are somebody else's."""
        try:
            return self._tags.items() <= self._tags_of(key).items()
        except ClientError as error:
            if code_of(error) in DENIED:
                return False
            raise

    def _tags_of(self, key: str) -> Mapping[str, str]:
        pages = self._kms.get_paginator("list_resource_tags").paginate(KeyId=key)
        return {tag["TagKey"]: tag["TagValue"] for page in pages for tag in page["Tags"]}

    def _refuse_unusable(self, key: Mapping[str, Any]) -> None:
        if key["KeyState"] in WAYS_OUT:
            raise RefusedError(
                f"{self._place.alias} is the key {key['KeyId']}, which is {key['KeyState']}: what it encrypted cannot "
                f"be read. {WAYS_OUT[key['KeyState']]}."
            )
        if (key["KeyManager"], key["KeySpec"]) != ("CUSTOMER", "SYMMETRIC_DEFAULT"):
            raise RefusedError(
                f"{self._place.alias} is the key {key['KeyId']}, which is no symmetric key of this account's own; give "
                "that key another alias."
            )

    def _make(self) -> None:
        """Policy and tags come with the key, so that it is never there without them.

        Multi-Region, which cannot be changed later: the state can then be copied to another Region and read there.
        """
        self.arn = self._kms.create_key(
            Description=f"Pulumi's state and secrets of {self._place.system}",
            MultiRegion=True,
            Policy=json.dumps(document(by_iam(self._place))),
            Tags=_as_tags(self._tags),
        )["KeyMetadata"]["Arn"]

    def _rotation(self) -> tuple[State, str]:
        status = self._kms.get_key_rotation_status(KeyId=self.arn)
        if not status["KeyRotationEnabled"]:
            return State.OPEN, "off"
        return State.CORRECT, f"every {status.get('RotationPeriodInDays', 365)} days"

    def _rotate(self) -> object:
        return self._kms.enable_key_rotation(KeyId=self.arn, RotationPeriodInDays=365)

    def _alias(self) -> tuple[State, str]:
        return State.CORRECT, self._place.alias

    def _name(self) -> object:
        return self._kms.create_alias(AliasName=self._place.alias, TargetKeyId=self.arn)

    def _policy(self) -> Part:
        policy = self._kms.get_key_policy(KeyId=self.arn, PolicyName="default")["Policy"]
        others = beside(policy, by_iam(self._place))
        if others or not statements(policy):
            return Part("key policy", State.DIFFERS, f"says otherwise than that IAM decides: {', '.join(others)}")
        return Part("key policy", State.CORRECT, "IAM of this account decides")

    def _tagged(self) -> Setting:
        found = self._tags_of(self.arn)
        missing = {key: value for key, value in self._tags.items() if key not in found}
        return Setting(
            "key tags",
            f"Tag the key: {', '.join(missing)}",
            lambda: tags_found(found, self._tags),
            lambda: self._kms.tag_resource(KeyId=self.arn, Tags=_as_tags(missing)),
        )


def _as_tags(tags: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"TagKey": key, "TagValue": value} for key, value in tags.items()]
