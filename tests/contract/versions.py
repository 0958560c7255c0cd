"""The versions of engines that cfn-lint has from AWS."""

import re
from functools import cache
from importlib import resources
from json import loads

SOURCES = {
    "postgres": "cfnlint.data.schemas.extensions.aws_rds_dbinstance",
    "redis": "cfnlint.data.schemas.extensions.aws_elasticache_cachecluster",
    "valkey": "cfnlint.data.schemas.extensions.aws_elasticache_cachecluster",
}


@cache
def versions(engine: str) -> tuple[str, ...]:
    """Every version of an engine, whether new instances may have it or not; none of an engine that is not there."""
    if engine not in SOURCES:
        return ()
    schema = loads(resources.files(SOURCES[engine]).joinpath("engine_version.json").read_text("utf-8"))
    (known,) = (
        case["then"]["properties"]["EngineVersion"]["enum"]
        for case in schema["allOf"]
        if case["if"]["properties"]["Engine"].get("const") == engine
    )
    return tuple(known)


def newest_minor(engine: str, version: str) -> str:
    """What RDS takes for a major version; another version is what it is."""
    minors = [known for known in versions(engine) if re.fullmatch(rf"{re.escape(version)}\.\d+", known)]
    return max(minors, key=lambda known: int(known.rpartition(".")[2]), default=version)


def families(engine: str) -> frozenset[str]:
    """The families of parameter groups: the engine and its major version."""
    return frozenset(f"{engine}{version.partition('.')[0]}" for version in versions(engine))
