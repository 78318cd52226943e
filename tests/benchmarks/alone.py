"""The package once more, as it is where `msgspec` is not installed."""

from __future__ import annotations

import sys
from functools import cache
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import dataworks_events

NAME = f"{dataworks_events.__name__}_alone"


@cache
def package_alone() -> ModuleType:
    """A copy of the package, with modules of its own, that never uses `msgspec`."""
    folder = Path(dataworks_events.__file__).parent
    spec = spec_from_file_location(
        NAME, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"{folder} is no package")
    package = sys.modules[NAME] = module_from_spec(spec)
    spec.loader.exec_module(package)
    import_module(f"{NAME}._backend").BACKEND.leave_out()
    return package


def has_msgspec(package: ModuleType) -> bool:
    """Whether a module of the package has imported `msgspec`."""
    return any(
        getattr(module, "msgspec", None) is not None
        for name, module in sys.modules.items()
        if name.split(".")[0] == package.__name__
    )
