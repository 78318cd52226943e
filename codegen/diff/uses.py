"""Where a user's Python files name what the package has; nothing of them is run."""

from __future__ import annotations

import ast
import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import attrs

from codegen.diff.change import Change


@attrs.frozen(order=True)
class Line:
    """A line of a user's file."""

    file: str
    number: int

    def __str__(self) -> str:
        return f"{self.file}:{self.number}"


@attrs.frozen
class Uses:
    """What files name, and where."""

    names: Mapping[str, tuple[Line, ...]]
    """Names of the package: `CommitFile`, `CommitFile.file_name`, `CommitFile.extra[newField]`."""
    attributes: Mapping[str, tuple[Line, ...]]
    """Attributes of what is not known to be of the package."""
    texts: Mapping[str, tuple[Line, ...]]
    """Texts, as they stand in quotes."""

    def touched(self, change: Change) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
        """The lines that a change touches, and those that it may touch."""
        sure = [line for name in change.names for line in self.names.get(name, ())]
        codes = [text for text in change.texts if "." not in change.subject]
        sure += [line for text in codes for line in self.texts.get(text, ())]
        last = {name.rpartition(".")[2] for name in change.names if "." in name}
        may = [line for name in sorted(last) for line in self.attributes.get(name, ())]
        may += [line for text in change.texts for line in self.texts.get(text, ())]
        return tuple(sorted({*sure})), tuple(sorted({*may} - {*sure}))


class BadCode(ValueError):
    """Files that cannot be read; the argument says which and why."""


def uses(paths: Iterable[Path], package: str) -> Uses:
    """What Python files, and all in folders, name of the package.

    Raises:
        BadCode: a path that is not there, or a file that is no Python.
    """
    kinds: tuple[defaultdict[str, list[Line]], ...] = tuple(defaultdict(list) for _ in range(3))
    faults: list[str] = []
    for path in itertools.chain.from_iterable(map(_files, paths)):
        try:
            tree = ast.parse(path.read_bytes())
        except (OSError, ValueError, SyntaxError, RecursionError, MemoryError) as error:
            reason = error.msg if isinstance(error, SyntaxError) else str(error)
            line = f":{error.lineno}" if isinstance(error, SyntaxError) and error.lineno else ""
            faults.append(f"{path}{line}: expected Python that can be read: {reason}")
            continue
        try:
            _Visitor(str(path), package, *kinds).visit(tree)
        except RecursionError:
            faults.append(f"{path}: expected Python that is not nested without end")
    if faults:
        raise BadCode("\n".join(faults))
    names, attributes, texts = (
        {name: tuple(sorted({*lines})) for name, lines in kind.items()} for kind in kinds
    )
    return Uses(names, attributes, texts)


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for file in sorted(path.rglob("*.py")):
        below = file.relative_to(path).parts
        if not any(part.startswith(".") or part == "__pycache__" for part in below):
            yield file


class _Visitor(ast.NodeVisitor):
    """Collects names; follows a variable where its class is written beside it."""

    def __init__(
        self,
        file: str,
        package: str,
        names: defaultdict[str, list[Line]],
        attributes: defaultdict[str, list[Line]],
        texts: defaultdict[str, list[Line]],
    ) -> None:
        self.file, self.package = file, package
        self.names, self.attributes, self.texts = names, attributes, texts
        self.imported: dict[str, str] = {}
        """What a name of the file is in the package; the package itself is empty."""
        self.everything = False
        """Whether `import *` was used."""
        self.classes: dict[str, tuple[str, ...]] = {}
        """Classes that an expression is known to have here, by its text."""

    def visit(self, node: ast.AST) -> None:
        if self.imported or self.everything or not isinstance(node, ast.expr | ast.pattern):
            super().visit(node)

    # -- imports -----------------------------------------------------------------------------

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            root, _, rest = alias.name.partition(".")
            if root == self.package:
                self.imported[alias.asname or root] = rest if alias.asname else ""
                self._name(self.package, node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        root, _, rest = (node.module or "").partition(".")
        if root != self.package or node.level:
            return
        self._name(self.package, node)
        for alias in node.names:
            if alias.name == "*":
                self.everything = True
                continue
            name = f"{rest}.{alias.name}" if rest else alias.name
            self.imported[alias.asname or alias.name] = name
            self._name(_public(name), alias)

    def _resolved(self, node: ast.expr) -> str | None:
        """The name of the package that an expression is; `ChangeType["DELETED"]` too."""
        match node:
            case ast.Name(id=name):
                return self.imported.get(name, name if self.everything else None)
            case ast.Attribute(value=value, attr=attribute):
                owner = self._resolved(value)
                return None if owner is None else f"{owner}.{attribute}".lstrip(".")
            case ast.Subscript(value=value, slice=ast.Constant(value=str(key))):
                owner = self._resolved(value)
                return f"{owner}.{key}" if owner else None
        return None

    # -- names -------------------------------------------------------------------------------

    def _name(self, name: str, node: ast.stmt | ast.expr | ast.pattern | ast.alias) -> None:
        self.names[name].append(Line(self.file, node.lineno))

    def visit_Name(self, node: ast.Name) -> None:
        if name := self._resolved(node):
            self._name(_public(name), node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        name = self._resolved(node)
        owners = self.classes.get(ast.unparse(node.value), ())
        if name is not None:
            self._name(_public(name), node)
        elif owners:
            for owner in owners:
                self._name(f"{owner}.{node.attr}", node)
        else:
            self.attributes[node.attr].append(Line(self.file, node.lineno))
        self.visit(node.value)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        if name := self._resolved(node):
            self._name(_public(name), node)
        if isinstance(node.slice, ast.Constant):
            self._extra(node.value, node.slice.value, node)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        match node:
            case ast.Call(
                func=ast.Attribute(value=value, attr="get" | "pop"), args=[ast.Constant(), *_]
            ):
                self._extra(value, node.args[0].value, node)  # type: ignore[attr-defined]  # matched
            case ast.Call(
                func=ast.Name(id="getattr" | "hasattr"),
                args=[value, ast.Constant(value=str(name)), *_],
            ):
                for owner in self.classes.get(ast.unparse(value), ()):
                    self._name(f"{owner}.{name}", node)
                self.attributes[name].append(Line(self.file, node.lineno))
            case _ if made := self._resolved(node.func):
                for keyword in node.keywords:
                    if keyword.arg:
                        self.names[f"{_public(made)}.{keyword.arg}"].append(
                            Line(self.file, keyword.lineno)
                        )
        self.generic_visit(node)

    def _extra(self, of: ast.expr, key: object, node: ast.expr) -> None:
        """`event.extra["newField"]`: a value that the catalogue did not know."""
        if isinstance(key, str) and isinstance(of, ast.Attribute) and of.attr == "extra":
            for owner in self.classes.get(ast.unparse(of.value), ()):
                self._name(f"{owner}.extra[{key}]", node)
            self.attributes[f"extra[{key}]"].append(Line(self.file, node.lineno))

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self.texts[node.value].append(Line(self.file, node.lineno))

    # -- what class a variable has -----------------------------------------------------------

    def visit_MatchClass(self, node: ast.MatchClass) -> None:
        if name := self._resolved(node.cls):
            for attribute, pattern in zip(node.kwd_attrs, node.kwd_patterns, strict=True):
                self._name(f"{_public(name)}.{attribute}", pattern)
        else:
            for attribute in node.kwd_attrs:
                self.attributes[attribute].append(Line(self.file, node.lineno))
        self.generic_visit(node)

    def visit_Match(self, node: ast.Match) -> None:
        self.visit(node.subject)
        for case in node.cases:
            known = {ast.unparse(node.subject): self._matched(case.pattern)}
            for pattern in ast.walk(case.pattern):
                if isinstance(pattern, ast.MatchAs) and pattern.name and pattern.pattern:
                    known[pattern.name] = self._matched(pattern.pattern)
            self._within(known, [case])

    def _matched(self, pattern: ast.pattern) -> tuple[str, ...]:
        match pattern:
            case ast.MatchAs(pattern=ast.pattern() as inner):
                return self._matched(inner)
            case ast.MatchOr(patterns=patterns):
                return tuple(name for each in patterns for name in self._matched(each))
            case ast.MatchClass(cls=kind):
                return self._class(kind)
        return ()

    def _class(self, node: ast.expr | None) -> tuple[str, ...]:
        """The classes that an annotation, or the second argument of `isinstance`, names."""
        match node:
            case ast.Constant(value=str(text)):
                try:
                    return self._class(ast.parse(text, mode="eval").body)
                except SyntaxError:
                    return ()
            case ast.BinOp(left=left, right=right, op=ast.BitOr()):
                return (*self._class(left), *self._class(right))
            case ast.Tuple(elts=parts):
                return tuple(name for part in parts for name in self._class(part))
            case ast.expr() if name := self._resolved(node):
                return (_public(name),)
        return ()

    def _within(self, known: Mapping[str, tuple[str, ...]], nodes: Iterable[ast.AST]) -> None:
        """Visit nodes in which variables have these classes."""
        before = self.classes
        self.classes = before | {name: found for name, found in known.items() if found}
        for node in nodes:
            self.visit(node)
        self.classes = before

    def visit_If(self, node: ast.If) -> None:
        self.visit(node.test)
        self._within(self._tested(node.test), node.body)
        self._within({}, node.orelse)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        self.visit(node.test)
        self._within(self._tested(node.test), [node.body])
        self.visit(node.orelse)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        known: dict[str, tuple[str, ...]] = {}
        for value in node.values:
            self._within(known, [value])
            if isinstance(node.op, ast.And):
                known |= self._tested(value)

    def _tested(self, test: ast.expr) -> dict[str, tuple[str, ...]]:
        match test:
            case ast.Call(func=ast.Name(id="isinstance"), args=[value, kind]):
                return {ast.unparse(value): self._class(kind)}
            case ast.BoolOp(op=ast.And(), values=values):
                return {k: v for each in values for k, v in self._tested(each).items()}
        return {}

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        arguments = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
        known = {each.arg: self._class(each.annotation) for each in arguments if each.annotation}
        self._within(known, ast.iter_child_nodes(node))

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self.visit_FunctionDef(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        self.generic_visit(node)
        for target in node.targets:
            self._assigned(target, node.value)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self.generic_visit(node)
        self.classes = self.classes | {ast.unparse(node.target): self._class(node.annotation)}

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self.generic_visit(node)
        self._assigned(node.target, node.value)

    def _assigned(self, target: ast.expr, value: ast.expr) -> None:
        """A variable has the class that it is given by a call, and no other any more."""
        made = self._class(value.func) if isinstance(value, ast.Call) else ()
        copied = self.classes.get(ast.unparse(value), ()) if isinstance(value, ast.Name) else ()
        self.classes = self.classes | {ast.unparse(target): made or copied}


def _public(name: str) -> str:
    """A name without the modules before it: `constants.EventCode.X` is `EventCode.X`."""
    parts = name.split(".")
    while len(parts) > 1 and parts[0][:1].islower():
        parts.pop(0)
    return ".".join(parts)
