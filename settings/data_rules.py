"""Rules of data that span parts: what services use and name is there, and a restore starts from what it can."""

from collections.abc import Iterator

from settings.stack import StackSettings

STACK = "platform:stack"


def data_problems(stack: StackSettings) -> Iterator[str]:
    """Everything that is wrong between services, stores and secrets."""
    yield from _restores_have_a_source(stack)
    for role in stack.services:
        yield from _stores_are_there(stack, role)
        yield from _variables_are_free(stack, role)
        yield from _secrets_are_there(stack, role)


def _restores_have_a_source(stack: StackSettings) -> Iterator[str]:
    for role, database in stack.databases.items():
        path = f"{STACK}.databases.{role}"
        source_role = database.restore.of if database.restore else None
        if source_role is None:
            continue
        source = stack.databases.get(source_role)
        if source is None or source_role == role:
            others = ", ".join(other for other in stack.databases if other != role) or "none"
            yield (
                f"{path}.restore.of is {source_role!r}, which is no other database of this stack; the others are "
                f"{others}: name one, or leave `restore` out once the database stands"
            )
            continue
        if not source.backup_retention_days:
            yield (
                f"{path}.restore.of is {source_role!r}, which keeps no backups to go back to; "
                f"set {STACK}.databases.{source_role}.backup_retention_days, or name a snapshot"
            )
        for field in ("username", "database"):
            own, theirs = getattr(database, field), getattr(source, field)
            if own != theirs:
                yield (
                    f"{path}.{field} is {own!r} and that of {source_role}, from which it is restored, is {theirs!r}; "
                    f"write {theirs!r}, since a restore keeps it"
                )


def _stores_are_there(stack: StackSettings, role: str) -> Iterator[str]:
    for store in stack.services[role].uses:
        if store not in stack.stores:
            known = ", ".join(stack.stores) or "none"
            yield (
                f"{STACK}.services.{role}.uses has {store!r}, which is no database or cache of this stack; "
                f"those are {known}"
            )


def _variables_are_free(stack: StackSettings, role: str) -> Iterator[str]:
    taken: dict[str, str] = {}
    for store in dict.fromkeys(stack.services[role].uses):
        database = stack.databases.get(store)
        prefix = database.prefix_for(store) if database else store.upper().replace("-", "_")
        other = taken.setdefault(prefix, store)
        if other != store:
            yield (
                f"{STACK}.services.{role}.uses {other} and {store}, whose variables both begin with {prefix}_; "
                "use one of them, or give one another `prefix`"
            )


def _secrets_are_there(stack: StackSettings, role: str) -> Iterator[str]:
    """What is written there is not repeated: it may be a secret's value in place of its role."""
    for variable, (secret, _) in stack.services[role].own_secrets.items():
        if secret not in stack.secrets:
            known = ", ".join(stack.secrets) or "none"
            yield (
                f"{STACK}.services.{role}.secrets.{variable} names a secret that is not there; "
                f"the secrets of this stack are {known}"
            )
