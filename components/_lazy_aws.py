"""Loads of `pulumi_aws` what is used, and not all of a service for one of its resources.

`import pulumi_aws as aws; aws.ec2.Vpc` runs the 180 files of EC2. With this, it runs `ec2/vpc.py` and what that
imports. It rests on one habit of the generated SDK, that the resource `NatGateway` is in `nat_gateway.py` and nested
arguments are in `_inputs.py`; whatever is not found so loads the whole service, as without it (ADR 0013).
"""

import importlib
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any, Final

SDK: Final = "pulumi_aws"
SHARED: Final = ("outputs", "_inputs", "_enums")
"""Files that a service's resources import from each other's package."""


class Service:
    """A service of which single files are run: its names are looked for where the SDK's generator puts them."""

    def __init__(self, module: ModuleType, loader: Loader) -> None:
        self._module, self._loader = module, loader
        self._files = {file.stem.replace("_", ""): file.stem for file in Path(module.__path__[0]).glob("*.py")}

    def find(self, name: str) -> Any:
        """Give what the service calls so; raise AttributeError where it has nothing of that name."""
        if name in SHARED:
            return importlib.import_module(f"{self._module.__name__}.{name}")
        if name == "__all__":  # asked for by `import *`, which then takes what is there
            self._run_whole()
        elif not name.startswith("__"):
            for file in self._likely(name):
                found = vars(importlib.import_module(f"{self._module.__name__}.{file}"))
                if name in found:
                    setattr(self._module, name, found[name])
                    return found[name]
            self._run_whole()
        try:
            return vars(self._module)[name]
        except KeyError:
            raise AttributeError(f"module {self._module.__name__!r} has no attribute {name!r}") from None

    def names(self) -> list[str]:
        """Give all names of the service, for `dir`."""
        self._run_whole()
        return sorted(vars(self._module))

    def _likely(self, name: str) -> Sequence[str]:
        resource = self._files.get(name.removesuffix("Args").lower())
        if resource and name[0].isupper():
            return (resource,)
        return ("_inputs",) if name.endswith(("Args", "ArgsDict")) else ()

    def _run_whole(self) -> None:
        space: dict[str, Any] = vars(self._module)
        if space.pop("__getattr__", None):
            del space["__dir__"]
            self._loader.exec_module(self._module)


class ServiceLoader(Loader):
    """Stands for the loader of a service's package: nothing of it runs before it is asked for."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def exec_module(self, module: ModuleType) -> None:
        service = Service(module, self._loader)
        vars(module).update(__getattr__=service.find, __dir__=service.names)


class ServiceFinder(MetaPathFinder):
    """Finds the services of `pulumi_aws` where Python does, and loads them file by file."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        parent, _, _ = fullname.rpartition(".")
        spec = PathFinder.find_spec(fullname, path, target) if parent == SDK else None
        if spec and spec.submodule_search_locations and spec.loader:
            spec.loader = ServiceLoader(spec.loader)
        return spec


def install() -> None:
    """Load services file by file from now on; what has been loaded stays as it is."""
    if not any(isinstance(finder, ServiceFinder) for finder in sys.meta_path):
        sys.meta_path.insert(0, ServiceFinder())
