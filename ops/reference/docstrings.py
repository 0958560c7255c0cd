"""The docstrings below attributes, which Python itself does not keep: read from the source."""

import ast
import inspect
import textwrap
from collections.abc import Iterator, Mapping
from itertools import pairwise


def attribute_docs(kind: type) -> Mapping[str, str]:
    """What stands below each annotated attribute of a class, or of the class that it has it from, as one line."""
    found: dict[str, str] = {}
    for ancestor in reversed(kind.__mro__):
        ours = ancestor.__module__.partition(".")[0] in ("components", "settings")
        if ours and ancestor.__name__.isidentifier():  # what pydantic makes of a generic has no source
            found |= dict(_below_attributes(ancestor))
    return found


def class_doc(kind: type) -> str:
    """The class's own docstring with its paragraphs; empty where it has none."""
    return inspect.cleandoc(kind.__doc__ or "")


def _below_attributes(kind: type) -> Iterator[tuple[str, str]]:
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    for attribute, below in pairwise(tree.body if isinstance(tree, ast.ClassDef) else ()):
        match attribute, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                yield name, " ".join(text.split())
