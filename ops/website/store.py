"""The website's bucket: files with the headers that browsers and CloudFront go by."""

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ops.failures import RefusedError
from ops.live.aws import Aws, aws_failures, code_of
from ops.website.build import content_type

FOR_A_YEAR: Final = "public, max-age=31536000, immutable"
"""Standard G-11."""
ASKED_FOR_EACH_TIME: Final = "no-cache"
UPLOADS_AT_ONCE: Final = 8
DELETED_AT_ONCE: Final = 1000
"""https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html"""
LOST: Final = frozenset({"PreconditionFailed", "ConditionalRequestConflict"})
"""Answers to a conditional write that came second.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
"""


@dataclass(frozen=True)
class Store:
    """The bucket."""

    aws: Aws
    bucket: str

    def keys(self) -> set[str]:
        """Every file that is there."""
        with aws_failures(f"list {self.bucket}"):
            pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket)
            return {str(one["Key"]) for page in pages for one in page.get("Contents", [])}

    def upload(self, files: Iterable[tuple[Path, str]], cache: str) -> None:
        """Put files under their keys, some at once; when it returns all of them are there."""
        client = self._s3

        def put(file: tuple[Path, str]) -> None:
            source, key = file
            with source.open("rb") as body:
                client.put_object(
                    Bucket=self.bucket, Key=key, Body=body, CacheControl=cache, ContentType=content_type(key)
                )

        self._all(put, files)

    def copy(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Copy objects with their headers to other keys, some at once."""
        client = self._s3

        def copy(pair: tuple[str, str]) -> None:
            source, key = pair
            client.copy_object(Bucket=self.bucket, Key=key, CopySource={"Bucket": self.bucket, "Key": source})

        self._all(copy, pairs)

    def delete(self, keys: Collection[str]) -> None:
        """Delete objects; the bucket keeps their versions for some days."""
        ordered = sorted(keys)
        for first in range(0, len(ordered), DELETED_AT_ONCE):
            some = [{"Key": key} for key in ordered[first : first + DELETED_AT_ONCE]]
            with aws_failures(f"take files out of {self.bucket}"):
                errors = self._s3.delete_objects(Bucket=self.bucket, Delete={"Objects": some, "Quiet": True}).get(
                    "Errors", []
                )
            if errors:
                raise RefusedError(f"{len(errors)} files of {self.bucket} could not be deleted: {errors[0]['Code']}.")

    def read(self, key: str) -> tuple[Any, str] | None:
        """A JSON document and its ETag; None where there is none."""
        client = self._s3
        with aws_failures(f"read {key} of {self.bucket}"):
            try:
                found = client.get_object(Bucket=self.bucket, Key=key)
            except client.exceptions.ClientError as error:
                if code_of(error) == "NoSuchKey":
                    return None
                raise
            return json.loads(found["Body"].read()), str(found["ETag"])

    def write(self, key: str, value: object, *, before: str | None) -> str | None:
        """Write a JSON document in place of the one with this ETag, or where there is none (`before` is None).

        Gives its ETag; None where somebody else wrote in between.
        """
        client = self._s3
        condition = {"IfNoneMatch": "*"} if before is None else {"IfMatch": before}
        with aws_failures(f"write {key} of {self.bucket}"):
            try:
                written = client.put_object(
                    Bucket=self.bucket,
                    Key=key,
                    Body=json.dumps(value, sort_keys=True).encode(),
                    ContentType="application/json",
                    **condition,
                )
            except client.exceptions.ClientError as error:
                if code_of(error) in LOST:
                    return None
                raise
            return str(written["ETag"])

    @property
    def _s3(self) -> Any:
        return self.aws.client("s3")

    def _all(self, do: Callable[[Any], None], things: Iterable[Any]) -> None:
        listed: Sequence[Any] = list(things)
        pool = ThreadPoolExecutor(UPLOADS_AT_ONCE)
        try:
            with aws_failures(f"write to {self.bucket}"):
                for _ in pool.map(do, listed):
                    pass
        finally:
            pool.shutdown(cancel_futures=True)
