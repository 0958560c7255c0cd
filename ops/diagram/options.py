"""What may be chosen for a picture; the command line reads it without loading what makes one."""

from enum import StrEnum


class Format(StrEnum):
    """What a picture is written as."""

    SVG = "svg"
    MERMAID = "mermaid"
