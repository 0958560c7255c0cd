"""What publishing a website and going back ask of AWS is what its repository's role may do, and no more."""

from pathlib import Path

import pytest

from ops.live.environment import read_environment
from tests.api_calls import requests
from tests.harness import json_of
from tests.ops.moto_aws import ROOT, Wire, client
from tests.ops.release.test_a_role_may_release import documents
from tests.ops.website.conftest import HOST, build, published
from tests.ops.website.test_rollback import back
from tests.permissions import Request, refused, unused, with_names

OF_SERVICES = "api-application"


def everything(file: Path, folder: Path) -> None:
    """Two releases, the second without a page of the first, of which one is forgotten; and back."""
    for n, files in enumerate(({}, {"second.html": "<p>second</p>"}, {}), start=1):
        published(file, build(folder, str(n), files), n * 60.0, version=f"v{n}", keep=2)
    back(file)


def test_the_applications_role_may_do_what_websites_ask_for_and_no_more(
    deployed: Wire, file: Path, tmp_path: Path
) -> None:
    everything(file, tmp_path)
    recording = read_environment(ROOT, "dev", file).recording
    [there] = [
        one["Id"]
        for one in client("cloudfront").list_distributions()["DistributionList"]["Items"]
        if HOST in one["Aliases"]["Items"]
    ]
    ours = recording.one("aws:cloudfront/distribution:Distribution", "user-frontend").id
    key = str(recording.one("aws:kms/key:Key", "data").outputs["arn"])
    asked = with_names(requests(deployed.asked, key=key), {there: ours})
    found = documents(file)
    own = found["user-frontend-application"]
    assert refused(asked, own, boundary=found["boundary"]) == []
    assert unused(asked, own) == set()
    assert refused(asked, found["deploy-release"], boundary=found["boundary"]) == []
    reached = [one for one in asked if one.resource != "*" and not one.action.startswith("kms:")]
    assert len(refused(reached, found[OF_SERVICES])) == len({(one.action, one.resource) for one in reached})


@pytest.mark.parametrize(
    "asked",
    [
        Request("s3:PutObject", "arn:aws:s3:::gli-user-frontend-production/index.html"),
        Request("s3:PutBucketPolicy", "arn:aws:s3:::gli-user-frontend-development"),
        Request("cloudfront:UpdateDistribution", "arn:aws:cloudfront::123456789012:distribution/E1"),
        Request("ecr:PutImage", "arn:aws:ecr:ap-northeast-2:123456789012:repository/gli-api-development"),
    ],
    ids=lambda request: request.action,
)
def test_what_is_another_environments_or_no_file_is_refused(file: Path, asked: Request) -> None:
    recording = read_environment(ROOT, "dev", file).recording
    own = json_of(recording.one("aws:iam/rolePolicy:RolePolicy", "user-frontend-application"), "policy")
    assert refused([asked], own)
