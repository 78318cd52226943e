"""Names that the generated package needs for itself, read from where they are made."""

from __future__ import annotations

import ast
import builtins
import functools
import inspect
import keyword
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import attrs

from codegen.catalogue.public_names import CONSTANTS, RUNTIME_NAMES

_PACKAGE = Path(__file__).parents[1] / "templates" / "{package}"
_CLASS_MODULE = _PACKAGE / "{module}.py.jinja"
_IMPORT = re.compile(r"^from (?!__future__)\S+ import (?:\(([^)]*)\)|(.+))$", re.MULTILINE)
_BASE = "Event"

# In a class, an attribute with the name of a type hides it from the annotations that follow.
_ANNOTATIONS = frozenset({"bool", "float", "int", "object", "str", "tuple"})


@functools.cache
def classes() -> frozenset[str]:
    """Names that no generated class may have: it would hide, or be hidden by, another one."""
    return frozenset(
        (*keyword.kwlist, *dir(builtins), *CONSTANTS, *RUNTIME_NAMES, *_imported_by_classes())
    )


@functools.cache
def packages() -> frozenset[str]:
    """Names that no package may have: another one, or a folder of the output, has them."""
    beside = (path.name.partition(".")[0] for path in _PACKAGE.parent.iterdir())
    return frozenset(
        (*keyword.kwlist, *keyword.softkwlist, *sys.stdlib_module_names, *beside, *_imported())
    )


@functools.cache
def attributes() -> frozenset[str]:
    """Names that no field may have: the base classes or the bodies of classes use them."""
    members = _members(_BASE, dict(_runtime_classes()))
    return frozenset(
        (*keyword.kwlist, *_ANNOTATIONS, *members, *_imported_by_classes(), *_init_arguments())
    )


def _init_arguments() -> Iterable[str]:
    """The arguments that the `__init__` of every class has already."""
    return inspect.signature(vars(attrs.make_class("Class", []))["__init__"]).parameters


def _imported_by_classes() -> frozenset[str]:
    """What every module of generated classes imports."""
    source = _CLASS_MODULE.read_text(encoding="utf-8")
    groups = [wrapped or line for wrapped, line in _IMPORT.findall(source)]
    return frozenset(name.strip() for group in groups for name in group.split(",") if name.strip())


def _imported() -> Iterator[str]:
    """The packages that ours imports."""
    for path in sorted(_PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_bytes())):
            match node:
                case ast.Import(names=names):
                    yield from (each.name.partition(".")[0] for each in names)
                case ast.ImportFrom(module=str(module), level=0):
                    yield module.partition(".")[0]


def _runtime_classes() -> Iterator[tuple[str, ast.ClassDef]]:
    for path in sorted(_PACKAGE.rglob("*.py")):
        for node in ast.parse(path.read_bytes()).body:
            if isinstance(node, ast.ClassDef):
                yield node.name, node


def _members(name: str, known: dict[str, ast.ClassDef]) -> Iterator[str]:
    """What a class and its bases define."""
    found = known.get(name)
    if found is None:
        return
    for node in found.body:
        match node:
            case ast.FunctionDef(name=member) | ast.AnnAssign(target=ast.Name(id=member)):
                yield member
            case ast.Assign(targets=targets):
                yield from (target.id for target in targets if isinstance(target, ast.Name))
    for base in found.bases:
        if isinstance(base, ast.Name):
            yield from _members(base.id, known)
