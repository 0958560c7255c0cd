"""What a component is, read from its source: type, arguments, public attributes, verbs, and who uses it how."""

import ast
import re
import textwrap
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Final

BASE: Final = "ComponentResource"
PROGRAM: Final = "__main__.py"
COMMON: Final = {
    "settings": "What a person may write about it.",
    "names": "Every physical name, from naming.yaml.",
    "key_arn": "The environment's key; None takes the key that AWS manages.",
}
"""Arguments that are the same wherever nothing else is said of them."""


@dataclass(frozen=True)
class Member:
    """An argument, an attribute or a verb."""

    name: str
    type: str
    """Of a verb its arguments and what it gives."""
    description: str
    default: str = ""


@dataclass(frozen=True)
class Component:
    """A class of components."""

    name: str
    file: str
    token: str
    description: str
    arguments: Sequence[Member]
    attributes: Sequence[Member]
    verbs: Sequence[Member]
    used_in: str
    usage: str
    """How the program, or else another component, makes one."""

    @property
    def floor(self) -> str:
        """The middle of its type."""
        return self.token.split(":")[1]

    @cached_property
    def settings(self) -> str:
        """The model of what a person may write about it; empty where there is none."""
        return next((one.type for one in self.arguments if one.name == "settings"), "")


def read_components(root: Path) -> tuple[Component, ...]:
    """Every component, floor by floor in the order of their names."""
    source = _Source(root)
    found = [
        _component(source, path, tree, node)
        for path, tree in source.trees.items()
        for node in tree.body
        if isinstance(node, ast.ClassDef) and any(ast.unparse(base).endswith(BASE) for base in node.bases)
    ]
    return tuple(sorted(found, key=lambda one: (one.floor, one.name)))


class _Source:
    """The program and its components as they stand in their files."""

    def __init__(self, root: Path) -> None:
        self.root = root
        paths = [root / PROGRAM, *sorted((root / "components").rglob("*.py"))]
        self.texts = {path: path.read_text("utf-8") for path in paths}
        self.trees = {path: ast.parse(text) for path, text in self.texts.items()}

    @cached_property
    def meanings(self) -> Mapping[str, str]:
        """What each class says of itself first."""
        classes = (one for tree in self.trees.values() for one in tree.body if isinstance(one, ast.ClassDef))
        return {one.name: (ast.get_docstring(one) or "").partition("\n\n")[0] for one in classes}

    @cached_property
    def calls(self) -> Mapping[str, Sequence[tuple[Path, ast.Call]]]:
        """Where each name is called, in the order of the files."""
        found: dict[str, list[tuple[Path, ast.Call]]] = defaultdict(list)
        for path, tree in self.trees.items():
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                    found[node.func.id].append((path, node))
        return found

    def usage(self, name: str, own: Path) -> tuple[str, str]:
        """The file that makes such a component, another one than its own where there is one, and how."""
        for path, call in sorted(self.calls[name], key=lambda one: one[0] == own):
            text = ast.get_source_segment(self.texts[path], call, padded=True) or ""
            return path.relative_to(self.root).as_posix(), _lined_up(text)
        return "", ""


def _component(source: _Source, path: Path, tree: ast.Module, node: ast.ClassDef) -> Component:
    classes = {one.name: one for one in tree.body if isinstance(one, ast.ClassDef)}
    arguments = _fields(classes[f"{node.name}Args"]) if f"{node.name}Args" in classes else ()
    used_in, usage = source.usage(node.name, path)
    return Component(
        name=node.name,
        file=path.relative_to(source.root).as_posix(),
        token=_token(node),
        description=ast.get_docstring(node) or "",
        arguments=tuple(replace(one, description=_meant(one, source.meanings)) for one in arguments),
        attributes=(*_fields(node), *(_property(one) for one in _methods(node) if _is_property(one))),
        verbs=tuple(_verb(one) for one in _methods(node) if not _is_property(one)),
        used_in=used_in,
        usage=usage,
    )


def _meant(argument: Member, meanings: Mapping[str, str]) -> str:
    """What is said of an argument; else what its name stands for everywhere, or what its type is."""
    of_type = (meanings[word] for word in re.findall(r"\w+", argument.type) if word in meanings)
    return argument.description or COMMON.get(argument.name) or next(of_type, "")


def _token(node: ast.ClassDef) -> str:
    called = next(
        one for one in ast.walk(node) if isinstance(one, ast.Call) and ast.unparse(one.func) == "super().__init__"
    )
    return str(ast.literal_eval(called.args[0]))


def _fields(node: ast.ClassDef) -> Iterator[Member]:
    for one, below in pairwise([*node.body, None]):
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name):
            text = below.value.value if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant) else ""
            default = "" if one.value is None else ast.unparse(one.value)
            yield Member(one.target.id, ast.unparse(one.annotation), str(text), default)


def _methods(node: ast.ClassDef) -> Iterator[ast.FunctionDef]:
    for one in node.body:
        if isinstance(one, ast.FunctionDef) and not one.name.startswith("_"):
            yield one


def _is_property(method: ast.FunctionDef) -> bool:
    return any(ast.unparse(one) == "property" for one in method.decorator_list)


def _property(method: ast.FunctionDef) -> Member:
    gives = ast.unparse(method.returns) if method.returns else ""
    return Member(method.name, gives, ast.get_docstring(method) or "")


def _verb(method: ast.FunctionDef) -> Member:
    method.args.args = method.args.args[1:]
    gives = ast.unparse(method.returns) if method.returns else "None"
    return Member(method.name, f"({ast.unparse(method.args)}) -> {gives}", ast.get_docstring(method) or "")


def _lined_up(text: str) -> str:
    """A call as it stands in the code, moved to the margin."""
    first, _, rest = text.partition("\n")
    return f"{first.strip()}\n{textwrap.dedent(rest)}".strip()
