"""How settings are written: known to the command line, which loads nothing else of this folder."""

from enum import StrEnum


class Format(StrEnum):
    """For people at a terminal, for the page, for editors."""

    TEXT = "text"
    MARKDOWN = "markdown"
    SCHEMA = "schema"
