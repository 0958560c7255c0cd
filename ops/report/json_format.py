"""A report as JSON, in the form that `schema.json` beside this file describes; other formats are for people."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Final

from ops.report.model import SCHEMA_VERSION, Comparison, Report

SCHEMA: Final = Path(__file__).with_name("schema.json")


def render(report: Report, comparison: Comparison | None) -> str:
    """Give the report as JSON text, the same for the same report."""
    document = {
        "schema": SCHEMA_VERSION,
        **asdict(report),
        "refused": report.refused,
        "comparison": asdict(comparison) if comparison else None,
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
