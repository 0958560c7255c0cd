"""What Fargate sells: the pairs of CPU and memory a task can have."""

from collections.abc import Mapping, Sequence


def _steps(first: int, last: int, step: int) -> tuple[int, ...]:
    return tuple(range(first, last + 1, step))


MEMORY_BY_CPU: Mapping[int, Sequence[int]] = {
    256: (512, 1024, 2048),
    512: _steps(1024, 4096, 1024),
    1024: _steps(2048, 8192, 1024),
    2048: _steps(4096, 16384, 1024),
    4096: _steps(8192, 30720, 1024),
    8192: _steps(16384, 61440, 4096),
    16384: _steps(32768, 122880, 8192),
    32768: (61440, 122880, 249856),
}
"""CPU units (1,024 is a vCPU) to MiB of memory.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size
"""


def refuse_unsold(cpu: int, memory: int) -> None:
    """Raise ValueError, with the pairs nearest to what was asked for, when Fargate does not sell this one."""
    if cpu not in MEMORY_BY_CPU:
        sold = ", ".join(str(units) for units in MEMORY_BY_CPU)
        raise ValueError(f"`cpu` {cpu} is not sold by Fargate; take one of {sold} CPU units (1024 is one vCPU)")
    offered = MEMORY_BY_CPU[cpu]
    if memory not in offered:
        below = [size for size in offered if size < memory][-1:]
        above = [size for size in offered if size > memory][:1]
        nearest = " or ".join(str(size) for size in below + above)
        raise ValueError(
            f"`cpu` {cpu} with `memory` {memory} is not sold by Fargate; "
            f"with {cpu} CPU units take {nearest} MiB (it sells {offered[0]} to {offered[-1]})"
        )
