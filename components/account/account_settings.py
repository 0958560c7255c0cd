"""What a person may write under `platform:stack.account`: what an AWS account has once."""

from collections.abc import Mapping, Sequence

from components._settings import Settings
from components.account.costs import CostSettings
from components.account.defaults import DefaultsSettings
from components.account.image_replication import ImageReplicationSettings
from components.account.trail_settings import TrailSettings


class AccountSettings(Settings):
    """What an AWS account has once. What somebody else keeps for the account already is null, or false, here."""

    trail: TrailSettings | None = TrailSettings()
    defaults: DefaultsSettings | None = DefaultsSettings()
    costs: CostSettings | None = CostSettings()
    github: bool = True
    """Whether GitHub's workflows are an identity that roles may trust. IAM allows one provider of its URL."""

    image_replication: ImageReplicationSettings | None = None
    """Which images are copied from the stack's Region to others."""

    @property
    def replications(self) -> Mapping[str, ImageReplicationSettings]:
        """The replication of images by its name, or none."""
        return {"image-replication": self.image_replication} if self.image_replication else {}

    @property
    def trails(self) -> Mapping[str, TrailSettings]:
        """The trail by its name, or none."""
        return {"trail": self.trail} if self.trail else {}

    @property
    def defaults_set(self) -> Mapping[str, DefaultsSettings]:
        """The defaults by their name, or none."""
        return {"defaults": self.defaults} if self.defaults else {}

    @property
    def costs_watched(self) -> Mapping[str, CostSettings]:
        """The watch over costs by its name, or none."""
        return {"costs": self.costs} if self.costs else {}

    @property
    def identities(self) -> Sequence[str]:
        """The names of the identity providers."""
        return ["github"] if self.github else []
