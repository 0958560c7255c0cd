"""What Fargate sells, compared with what cfn-lint carries of AWS's documentation."""

import json
from itertools import product
from pathlib import Path
from typing import Any

import cfnlint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.compute.fargate import MEMORY_BY_CPU, refuse_unsold

SCHEMA = Path(cfnlint.__file__).parent / "data/schemas/extensions/aws_ecs_taskdefinition/fargate_cpu_memory.json"
PAIRS = [(cpu, memory) for cpu, sizes in MEMORY_BY_CPU.items() for memory in sizes]


def numbers(allowed: dict[str, Any]) -> tuple[int, ...]:
    """The numbers that a JSON schema lets pass."""
    if "enum" in allowed:
        return tuple(map(int, allowed["enum"]))
    return tuple(range(allowed["minimum"], allowed["maximum"] + 1, allowed["multipleOf"]))


def test_the_pairs_are_those_of_cfn_lint() -> None:
    offers = [offer["properties"] for offer in json.loads(SCHEMA.read_text("utf-8"))["then"]["anyOf"]]
    carried = {numbers(offer["Cpu"]["then"])[0]: numbers(offer["Memory"]["then"]) for offer in offers}
    assert {cpu: tuple(sizes) for cpu, sizes in MEMORY_BY_CPU.items()} == carried


@pytest.mark.parametrize(("cpu", "memory"), PAIRS)
def test_a_sold_pair_passes(cpu: int, memory: int) -> None:
    refuse_unsold(cpu, memory)


def test_every_other_pair_of_sold_sizes_is_refused() -> None:
    sizes = sorted({memory for _, memory in PAIRS})
    for cpu, memory in sorted(set(product(MEMORY_BY_CPU, sizes)) - set(PAIRS)):
        with pytest.raises(ValueError, match=rf"^`cpu` {cpu} with `memory` {memory} is not sold by Fargate; "):
            refuse_unsold(cpu, memory)


@given(st.sampled_from(sorted(MEMORY_BY_CPU)), st.integers(-1, 300_000))
def test_a_refusal_offers_the_nearest_sizes_which_are_sold(cpu: int, memory: int) -> None:
    if memory in MEMORY_BY_CPU[cpu]:
        return
    with pytest.raises(ValueError, match="is not sold by Fargate") as refused:
        refuse_unsold(cpu, memory)
    offered = [int(word) for word in str(refused.value).partition("take ")[2].partition(" MiB")[0].split(" or ")]
    nearer = [size for size in MEMORY_BY_CPU[cpu] if abs(size - memory) < min(abs(o - memory) for o in offered)]
    assert nearer == []
    for size in offered:
        refuse_unsold(cpu, size)


@given(st.integers().filter(lambda cpu: cpu not in MEMORY_BY_CPU))
def test_cpu_that_nobody_sells_is_refused_with_what_is_sold(cpu: int) -> None:
    with pytest.raises(ValueError, match=rf"^`cpu` {cpu} is not sold by Fargate; take one of 256, 512, .*, 32768 CPU"):
        refuse_unsold(cpu, 1024)
