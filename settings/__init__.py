"""`Pulumi.<stack>.yaml` turned into validated values; the only reader of `pulumi.Config`."""

from settings.load import Configuration, load_settings

__all__ = ["Configuration", "load_settings"]
