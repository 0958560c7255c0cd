"""The page docs/components.md: every component of the program."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from ops.reference.components import Component
from ops.reference.keys import Keys
from ops.reference.made import STACKS, Made
from ops.reference.page import anchor, markdown_templates

COMMAND: Final = "python -m ops components --output docs/components.md"


def render_components(components: Sequence[Component], made: Mapping[str, Made], keys: Keys) -> str:
    """Give the page as Markdown, the same for the same code and stack files."""
    sections = {section.definition: section for section in keys.sections}

    def settings(component: Component) -> str:
        section = sections.get(component.settings)
        return f"configuration.md#{anchor(section.spoken)}" if section else ""

    environment = markdown_templates()
    environment.filters.update(settings=settings, typed=_typed)
    return environment.get_template("components.md.j2").render(
        command=COMMAND,
        components=components,
        floors=sorted({one.floor for one in components}),
        made=made,
        stacks=len(STACKS),
    )


def _typed(annotation: str) -> str:
    """A type as it stands in the code, in a table's cell, without the modules that say nothing."""
    short = re.sub(r"\b(pulumi|aws\.\w+)\.", "", annotation)
    return f"`{short}`".replace("|", r"\|")
