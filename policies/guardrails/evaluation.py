"""Judging a resource by a rule: whatever happens, there is one result and never an exception."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from traceback import extract_tb

from pulumi_policy.proxy import UnknownValueError

from guardrails.exemptions import Exemptions
from guardrails.props import MalformedError
from guardrails.resource import Resource, Stack, StackResource
from guardrails.rule import NotApplicableError, ResourceRule, Rule, StackRule, UndecidedError
from guardrails.tier import Tier


class State(StrEnum):
    """What a rule says of a resource."""

    COMPLIANT = "compliant"
    VIOLATION = "violation"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"
    EXEMPTED = "exempted"
    ERROR = "error"


@dataclass(frozen=True)
class Result:
    """A state, with the messages of violations and errors or the reason for any other state but compliant."""

    state: State
    messages: tuple[str, ...] = ()
    reason: str = ""


def judge_resource(rule: ResourceRule, resource: Resource, tier: Tier, exemptions: Exemptions) -> Result:
    """What the rule says of a resource of one of its types."""
    return _judge(rule, resource, tier, exemptions, lambda: rule.check(resource))


def judge_among(rule: StackRule, resource: StackResource, stack: Stack, tier: Tier, exemptions: Exemptions) -> Result:
    """What the rule says of a resource of one of its types, among the others of its stack."""
    return _judge(rule, resource, tier, exemptions, lambda: rule.check(resource, stack))


def _judge(
    rule: Rule, resource: Resource, tier: Tier, exemptions: Exemptions, check: Callable[[], Iterable[str]]
) -> Result:
    if tier not in rule.tiers:
        return Result(State.NOT_APPLICABLE, reason=f"judged in {' and '.join(rule.tiers)} only, this is {tier}")
    result = _run(check)
    if result.state is State.UNKNOWN:
        exemptions.may_need(rule.id, resource)
    if result.state is State.VIOLATION:
        exemption = exemptions.excuse(rule.id, resource)
        if exemption is not None:
            return Result(State.EXEMPTED, reason=str(exemption))
    return result


def _run(check: Callable[[], Iterable[str]]) -> Result:
    """A violation that was seen stays one, whatever could not be seen after it."""
    messages: list[str] = []
    otherwise = Result(State.COMPLIANT)
    try:
        messages.extend(check())
    except MalformedError as error:
        messages.append(str(error))
    except UnknownValueError as error:
        otherwise = Result(State.UNKNOWN, reason=".".join(error.props))
    except UndecidedError as error:
        otherwise = Result(State.UNKNOWN, reason=str(error))
    except NotApplicableError as error:
        otherwise = Result(State.NOT_APPLICABLE, reason=str(error))
    except Exception as error:  # noqa: BLE001 - one faulty rule must not take the whole preview down
        return Result(State.ERROR, (*messages, f"error: {_place(error)}"))
    return Result(State.VIOLATION, tuple(messages)) if messages else otherwise


def _place(error: Exception) -> str:
    """The kind of error and its line; its text may hold a property's value."""
    last = extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"
