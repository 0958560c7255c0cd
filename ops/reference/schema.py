"""The JSON Schema of a stack file, from the models that the program reads it with: editors complete and check by it.

Draft 7, which editors know best. What lies between two keys no schema can say; the program does.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue, models_json_schema
from pydantic_core import core_schema

from components.foundation.provider import ProviderSettings
from ops.offline.stackfile import STACK_KEYS
from ops.reference.docstrings import attribute_docs, class_doc
from settings.load import Images
from settings.secrets import NAME as SECRET_NAME
from settings.stack import StackSettings

Schema = dict[str, Any]
DRAFT: Final = "http://json-schema.org/draft-07/schema#"
REFERENCE: Final = "#/definitions/{model}"
STACK, IMAGES, SECRETS = "platform:stack", "platform:images", "platform:secrets"
OTHERS: Final = r"^(?!(aws|platform):)[^:]+:(config:)?[^:]+$"
"""Keys of other namespaces, which are Pulumi's own business."""
PULUMIS: Final[Mapping[str, str]] = {
    "encryptedkey": "Written by Pulumi: the data key of the stack's secrets, which only KMS can open.",
    "encryptionsalt": "Written by Pulumi: the salt of the passphrase, where secrets are encrypted with one.",
    "environment": "Environments of Pulumi ESC that the stack imports.",
    "secretsprovider": "Written by `pulumi stack init`: what encrypts the stack's secrets.",
}
"""What stands beside `config`."""


class Documented(GenerateJsonSchema):
    """pydantic's schema with the docstrings below the fields, without titles, which only repeat the keys."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - pydantic asks of every kind
        """Never."""
        return False

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """A model with what stands below its fields, and the defaults that a factory makes."""
        kind: type[BaseModel] = schema["cls"]
        written = super().model_schema(schema)
        written.pop("title", None)
        written["description"] = spoken(class_doc(kind))
        docs = attribute_docs(kind)
        for name, field in kind.model_fields.items():
            about = written.get("properties", {}).get(field.alias or name)
            if about is None:
                continue
            if name in docs:
                about["description"] = spoken(docs[name])
            if field.default_factory is not None:
                about["default"] = self.encode_default(field.get_default(call_default_factory=True))
        return written

    def encode_default(self, dft: Any) -> Any:
        """A part's default says only in what it differs from what its own keys default to."""
        if isinstance(dft, BaseModel):
            return dft.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        if isinstance(dft, dict):
            return {key: self.encode_default(value) for key, value in dft.items()}
        return super().encode_default(dft)


def stack_schema() -> Schema:
    """The whole file: `config` with its keys, and what Pulumi writes beside it."""
    models: list[type[BaseModel]] = [StackSettings, ProviderSettings, Images]
    _, generated = models_json_schema(
        [(model, "validation") for model in models], schema_generator=Documented, ref_template=REFERENCE
    )
    definitions = _patterns_of_keys(generated["$defs"])
    provider = definitions.pop("ProviderSettings")
    images = definitions.pop("Images") | {"default": {}}
    config = {f"aws:{key}": about for key, about in provider["properties"].items()}
    config[STACK] = {"$ref": REFERENCE.format(model="StackSettings")}
    config |= {IMAGES: images, SECRETS: _secrets()}
    return {
        "$schema": DRAFT,
        "title": "A stack file of the platform, Pulumi.<stack>.yaml",
        "type": "object",
        "additionalProperties": False,
        "required": ["config"],
        "properties": {
            "config": {
                "type": "object",
                "description": "What the environment is.",
                "additionalProperties": False,
                "required": [*(f"aws:{key}" for key in provider["required"]), STACK],
                "properties": config,
                "patternProperties": {OTHERS: {}},
            },
            **{key: {"description": PULUMIS[key]} for key in STACK_KEYS if key != "config"},
        },
        "definitions": dict(sorted(definitions.items())),
    }


def spoken(text: str) -> str:
    """A docstring for somebody who writes YAML, where Python's None is null; paragraphs stay apart."""
    paragraphs = (" ".join(paragraph.split()) for paragraph in text.split("\n\n"))
    return re.sub(r"\bNone\b", "`null`", "\n\n".join(paragraphs))


def _secrets() -> Schema:
    return {
        "type": "object",
        "description": "Values that Pulumi keeps encrypted, by name; `pulumi config set --secret --path` writes them.",
        "propertyNames": {
            "pattern": f"^(?:{SECRET_NAME.pattern})$",
            "patternErrorMessage": "not a name: lower-case letters, digits and single dashes",
        },
        "additionalProperties": {
            "type": "object",
            "properties": {"secure": {"type": "string"}},
            "required": ["secure"],
            "additionalProperties": False,
        },
        "default": {},
    }


def _patterns_of_keys(schema: Any) -> Any:
    """pydantic lets keys through that do not match a map's pattern: they are refused instead."""
    if isinstance(schema, list):
        return [_patterns_of_keys(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    rest = {key: _patterns_of_keys(value) for key, value in schema.items()}
    for pattern, values in rest.pop("patternProperties", {}).items():
        rest["additionalProperties"] = values
        rest["propertyNames"] = {"pattern": pattern} | rest.get("propertyNames", {})
    return rest
