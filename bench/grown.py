"""A stack that is larger than any of ours: copies of a service beside it."""

from pathlib import Path

from ruamel.yaml import YAML

SERVICE = "api"
PRIORITY = 10
"""Between the routes of two copies; the original's is above them."""


def grow(source: Path, target: Path, copies: int) -> None:
    """Write the stack file with so many copies of its service `api`, each with a host and a route of its own."""
    yaml = YAML(typ="safe")
    document = yaml.load(source)
    services = document["config"]["platform:stack"]["services"]
    original = services[SERVICE]
    for number in range(1, copies + 1):
        name = f"{SERVICE}{number}"
        zone = original["route"]["hosts"][0].partition(".")[2]
        route = {**original["route"], "priority": 1000 + PRIORITY * number, "hosts": [f"{name}.{zone}"]}
        services[name] = {**original, "container": name, "route": route}
    yaml.dump(document, target)
