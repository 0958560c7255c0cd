"""Estimates of stack files: of this project, or of another checkout of it."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from ops.cost.assumptions import read_assumptions
from ops.cost.estimate import monthly
from ops.cost.model import Estimate
from ops.cost.prices import read_prices
from ops.failures import WrongInputError
from ops.offline.program import record_program
from ops.offline.stackfile import StackFile, read_stack

STACK: Final = "platform:stack"
IMAGES: Final = "platform:images"
NO_IMAGE: Final = f"sha256:{'0' * 64}"
"""Stands for the image of a service that has none yet: without one it would run no task and cost nothing."""


def estimate_stack(
    root: Path, stack: str | None, config_file: Path | None = None, assumptions: Path | None = None
) -> Estimate:
    """Estimate a stack, or another stack file, of the project in `root`, as if every service had an image.

    Raises WrongInputError where the program refuses the file or the table has no prices for its Region.
    """
    stack_file = read_stack(root, stack, config_file)
    found = monthly(record_program(root, _released(stack_file)), read_assumptions(_tier(stack_file), assumptions))
    if found.region not in read_prices().regions:
        known = ", ".join(sorted(read_prices().regions))
        raise WrongInputError(
            f"There are no prices for {found.region or 'the Region'} of {found.stack}, only for {known}; "
            "add rows to ops/cost/prices."
        )
    return found


def _written(stack_file: StackFile, key: str) -> Mapping[str, Any]:
    try:
        value = json.loads(stack_file.config.get(key, "{}"))
    except ValueError:
        return {}  # the program says what is wrong with it
    return value if isinstance(value, dict) else {}


def _released(stack_file: StackFile) -> StackFile:
    services = _written(stack_file, STACK).get("services")
    if not isinstance(services, dict):
        return stack_file
    own = [role for role, one in services.items() if not (isinstance(one, dict) and one.get("image_of"))]
    images = dict.fromkeys(own, NO_IMAGE) | dict(_written(stack_file, IMAGES))
    return replace(stack_file, config={**stack_file.config, IMAGES: json.dumps(images)})


def _tier(stack_file: StackFile) -> str:
    environment = _written(stack_file, STACK).get("environment")
    return str(environment.get("tier", "")) if isinstance(environment, dict) else ""
