import json
import re
from typing import Any

from ops.report.json_format import SCHEMA
from tests.harness import ROOT

PAGE = (ROOT / "docs" / "evidence.md").read_text("utf-8")
PARTS = ("rule", "result", "exemption", "framework", "change", "comparison")


def test_every_field_of_the_format_is_explained_and_no_other() -> None:
    schema: dict[str, Any] = json.loads(SCHEMA.read_text("utf-8"))
    fields = {f"{part}.{field}" for part in PARTS for field in schema["$defs"][part]["properties"]}
    rows = [line.split("|")[1] for line in PAGE.splitlines() if line.startswith("| `")]
    explained = {name for row in rows for name in re.findall(r"`(\w+(?:\.\w+)?)`", row)}

    assert {name for name in explained if "." in name} == fields
    assert set(schema["properties"]) <= explained
