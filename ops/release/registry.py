"""Images in ECR: whether one is there, what it is called, and the tag that keeps a released one."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from ops.failures import WrongInputError
from ops.live.aws import Aws, aws_failures, code_of

RELEASED: Final = "released-"
"""The registry's lifecycle keeps images with such a tag longest."""
MOVING: Final = "latest"
INDEXES: Final = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
)
MEDIA_TYPES: Final = (
    *INDEXES,
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)


class InRepository(Protocol):
    """What runs images of a repository."""

    @property
    def repository(self) -> str:
        """Its name in ECR."""


@dataclass(frozen=True)
class Image:
    """An image that ECR has."""

    digest: str
    tags: Sequence[str]

    @property
    def tag(self) -> str:
        """What it was pushed as, the commit's sha as a rule; empty where it has no such tag."""
        return next((one for one in self.tags if one != MOVING and not one.startswith(RELEASED)), "")


def find(aws: Aws, service: InRepository, *, digest: str = "", tag: str = "") -> Image:
    """The image of this digest or tag; raises WrongInputError where ECR does not have it."""
    ecr: Any = aws.client("ecr")
    wanted = {"imageDigest": digest} if digest else {"imageTag": tag}
    with aws_failures(f"find the image in the repository {service.repository}"):
        try:
            found = ecr.describe_images(repositoryName=service.repository, imageIds=[wanted])["imageDetails"]
        except ecr.exceptions.ClientError as error:
            if code_of(error) in {"ImageNotFoundException", "InvalidParameterException"}:
                found = []
            elif code_of(error) == "RepositoryNotFoundException":
                raise WrongInputError(
                    f"The repository {service.repository} does not exist yet; deploy the stack first."
                ) from None
            else:
                raise
    if not found:
        raise WrongInputError(
            f"ECR has no image {digest or tag!r} in {service.repository}; push it, or name one that is there."
        )
    return Image(digest=found[0]["imageDigest"], tags=tuple(sorted(found[0].get("imageTags", []))))


def manifests(aws: Aws, service: InRepository, digest: str) -> frozenset[str]:
    """The digests of the images in an index, one for each platform; none where the digest is that of one image."""
    with aws_failures(f"read the image {digest}"):
        manifest = json.loads(_manifest(aws, service, digest)["imageManifest"])
    return frozenset(str(one["digest"]) for one in manifest.get("manifests", []))


def mark_released(aws: Aws, service: InRepository, image: Image, at: datetime) -> str:
    """Give the image a tag by which ECR keeps it, unless it has one; the tag."""
    there = [one for one in image.tags if one.startswith(RELEASED)]
    if there:
        return there[-1]
    tag = f"{RELEASED}{at:%Y%m%d-%H%M%S}"
    ecr: Any = aws.client("ecr")
    with aws_failures(f"tag the image as {tag}"):
        found = _manifest(aws, service, image.digest)
        try:
            ecr.put_image(
                repositoryName=service.repository,
                imageManifest=found["imageManifest"],
                imageManifestMediaType=found.get("imageManifestMediaType", MEDIA_TYPES[2]),
                imageDigest=image.digest,
                imageTag=tag,
            )
        except ecr.exceptions.ClientError as error:
            if code_of(error) != "ImageAlreadyExistsException":
                raise
    return tag


def _manifest(aws: Aws, service: InRepository, digest: str) -> dict[str, Any]:
    answer = aws.client("ecr").batch_get_image(
        repositoryName=service.repository, imageIds=[{"imageDigest": digest}], acceptedMediaTypes=list(MEDIA_TYPES)
    )
    if not answer["images"]:
        raise WrongInputError(f"ECR has no image {digest!r} in {service.repository}; push it first.")
    return dict(answer["images"][0])
