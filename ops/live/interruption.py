"""What is left behind when a command is cut off in the middle, by Ctrl-C or by AWS."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ops.failures import AwsFailedError, StoppedError


@contextmanager
def cut_off(left_behind: Callable[[], str]) -> Iterator[None]:
    """Say what is left behind, and how to go on, where the work ends by Ctrl-C or because AWS fails (exit 3 both)."""
    try:
        yield
    except KeyboardInterrupt:
        raise StoppedError(f"Stopped. {left_behind()}") from None
    except AwsFailedError as error:
        raise AwsFailedError(f"{error} {left_behind()}") from None
