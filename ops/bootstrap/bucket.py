"""The bucket of the state: that it is there, in this account and in this Region."""

from collections.abc import Sequence

from botocore.exceptions import ClientError

from ops.bootstrap.bucket_settings import settings
from ops.bootstrap.key import StateKey
from ops.bootstrap.part import Part, Setting, State
from ops.bootstrap.place import Place
from ops.failures import AwsFailedError, WrongInputError
from ops.live.aws import DENIED, Aws, code_of

NO_LOCATION = "us-east-1"
"""The Region that CreateBucket takes by being told none."""


class StateBucket:
    """The bucket by its name. Names are global: another account may have taken it."""

    def __init__(self, aws: Aws, place: Place, key: StateKey) -> None:
        self._s3, self._place, self._key = aws.client("s3"), place, key

    def parts(self) -> Sequence[Part]:
        """The bucket and its settings; raises WrongInputError where it is another account's or in another Region."""
        region = self._region()
        if region not in {None, self._place.region}:
            raise WrongInputError(
                f"The bucket {self._place.bucket} is in {region} and the stack {self._place.stack} in "
                f"{self._place.region}. One bucket keeps the state of all Regions: name a stack of {region} by --stack."
            )
        bucket = Setting(
            "bucket",
            f"Make the bucket {self._place.bucket} in {self._place.region}",
            lambda: (State.CORRECT, self._place.bucket),
            self._make,
        )
        every = (bucket, *settings(self._s3, self._place, self._key))
        return [one.part(exists=region is not None) for one in every]

    def _region(self) -> str | None:
        """The Region that it is in; None where there is no bucket of this name."""
        try:
            head = self._s3.head_bucket(Bucket=self._place.bucket, ExpectedBucketOwner=self._place.account)
        except ClientError as error:
            if code_of(error) in {"404", "NoSuchBucket"}:
                return None
            if code_of(error) in {"403", *DENIED}:
                raise self._not_ours() from None
            raise
        return str(head.get("BucketRegion") or self._place.region)

    def _not_ours(self) -> WrongInputError | AwsFailedError:
        """S3 answers 403 for another account's bucket and for our own that these credentials may not see."""
        own = {one["Name"] for one in self._s3.list_buckets(Prefix=self._place.bucket)["Buckets"]}
        if self._place.bucket in own:
            return AwsFailedError(
                f"AWS does not allow these credentials to look at the bucket {self._place.bucket} (HeadBucket), which "
                "is this account's; use a role that may."
            )
        return _taken(self._place)

    def _make(self) -> None:
        where = {"LocationConstraint": self._place.region}
        try:
            self._s3.create_bucket(
                Bucket=self._place.bucket,
                **({} if self._place.region == NO_LOCATION else {"CreateBucketConfiguration": where}),
            )
        except ClientError as error:
            if code_of(error) == "BucketAlreadyExists":
                raise _taken(self._place) from None
            if code_of(error) != "BucketAlreadyOwnedByYou":
                raise


def _taken(place: Place) -> WrongInputError:
    return WrongInputError(
        f"The bucket {place.bucket} belongs to another AWS account: names of buckets are global. Do not log in to it; "
        "choose another pattern for state_bucket in naming.yaml."
    )
