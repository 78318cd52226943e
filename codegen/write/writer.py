"""Compare the generated tree with a directory, and put it there whole or not at all.

The generator shares the directory with files that are not its own, as `__pycache__`.  It owns
what the manifest in the directory lists, and changes nothing else, whatever a file says of itself.
The manifest also names the catalogue, so that no two write into one directory.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import attrs

from codegen.catalogue.file_names import is_portable
from codegen.findings import Finding
from codegen.write.faults import fault, of_system
from codegen.write.swap import put

if sys.platform != "win32":
    import fcntl

Tree = Mapping[str, bytes]
"""Content of files by POSIX path, relative to the output directory."""

MANIFEST = ".codegen-manifest"
_CATALOGUE = "# Files that `python -m codegen` made, and may change, of the catalogue "


@attrs.frozen
class Drift:
    """How a directory differs from the tree; paths as in the tree, sorted."""

    differs: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    orphans: tuple[str, ...] = ()
    """Files that the generator owns and no longer makes."""
    foreign: tuple[str, ...] = ()
    """Paths of the tree where something stands that is not the generator's."""

    def __bool__(self) -> bool:
        return bool(self.differs or self.missing or self.orphans or self.foreign)


class WriteError(Exception):
    """The tree cannot be compared or written; nothing was changed."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__(*findings)
        self.findings = findings


def with_manifest(tree: Tree, catalogue: str) -> Tree:
    """The tree and the list of its files, by which later runs know what is theirs.

    `catalogue` is the URI that the catalogue's schemas begin with: no two share one.
    """
    listed = "".join(f"{path}\n" for path in sorted(tree))
    return {**tree, MANIFEST: f"{_CATALOGUE}{catalogue}\n{listed}".encode()}


def compare(tree: Tree, out: Path) -> Drift:
    """Say how `out` differs from the tree, which has its manifest.

    Raises WriteError when `out` cannot be read or belongs to another catalogue, or when the tree
    has paths that cannot stand together.
    """
    out = _real(out)
    with _explained(out):
        return _plan(tree, out).drift


def write(tree: Tree, out: Path, on_step: Callable[[str], None] = lambda step: None) -> Drift:
    """Make `out` hold the tree beside what is not the generator's; say what was changed.

    The tree has its manifest.

    The new tree is built next to `out` and then exchanged with it, so that a process that is
    stopped leaves either the old tree or the new one.  Files that stay are hard links of
    themselves.  `on_step` hears of every step before it is taken.

    Raises WriteError, with `out` as it was.
    """
    out = _real(out)
    with _explained(out):
        out.parent.mkdir(parents=True, exist_ok=True)
        with _alone_in(out.parent):
            on_step("sweep")
            _sweep(out)
            plan = _plan(tree, out)
            if plan.drift.foreign:
                raise WriteError(
                    *(fault(out / path, "foreign-file") for path in plan.drift.foreign)
                )
            if plan.drift:
                _refuse_undeletable(plan.standing, out)
                try:
                    _replace(plan, out, on_step)
                finally:
                    on_step("clean")
                    _sweep(out)
            return plan.drift


def write_file(path: Path, content: bytes) -> bool:
    """Give one file this content, at once or not at all; False when it had it already.

    Raises WriteError, with the file as it was.
    """
    path = _real(path)
    with _explained(path):
        aside, _ = _aside(path)
        aside.unlink(missing_ok=True)
        if path.is_file() and path.read_bytes() == content:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            _write_through(aside, content)
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
        return True


@attrs.frozen
class _Standing:
    """What stands in a directory; "" is the directory itself."""

    files: dict[str, os.stat_result]
    folders: dict[str, os.stat_result]


@attrs.frozen
class _Plan:
    drift: Drift
    tree: Tree
    standing: _Standing
    same: frozenset[str]
    kept: tuple[str, ...]
    """Files that are not the generator's."""
    kept_folders: tuple[str, ...]


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _plan(tree: Tree, out: Path) -> _Plan:
    _refuse_unfit(tree, out)
    standing = _scan(out)
    listed = _listed(out, tree)

    def owned(path: str) -> bool:
        return path in listed and stat.S_ISREG(standing.files[path].st_mode)

    others = [path for path in standing.files if path not in tree]
    orphans = [path for path in others if owned(path)]
    kept = frozenset(others).difference(orphans)
    above_kept = {folder for path in kept for folder in _parents(path)}

    same: set[str] = set()
    differs: list[str] = []
    missing: list[str] = []
    foreign: list[str] = []
    for path, content in tree.items():
        if path not in standing.files:
            blocked = path in above_kept or not kept.isdisjoint(_parents(path))
            (foreign if blocked else missing).append(path)
        elif _holds(out / path, standing.files[path], content):
            same.add(path)
        else:
            (differs if owned(path) else foreign).append(path)

    # A directory goes with the orphans that were all it held; one that was empty stays.
    above_files = {folder for path in standing.files for folder in _parents(path)}
    kept_folders = [
        path
        for path in standing.folders
        if path and path not in above_files and tree.keys().isdisjoint([path, *_parents(path)])
    ]
    return _Plan(
        Drift(*(tuple(sorted(paths)) for paths in (differs, missing, orphans, foreign))),
        tree,
        standing,
        frozenset(same),
        tuple(sorted(kept)),
        tuple(kept_folders),
    )


def _listed(out: Path, tree: Tree) -> frozenset[str]:
    """What the manifest in `out` lists; lines that a merge put between name no file."""
    try:
        lines = (out / MANIFEST).read_bytes().decode(errors="replace").splitlines()
    except FileNotFoundError:
        return frozenset()
    named = [line.removeprefix(_CATALOGUE) for line in lines if line.startswith(_CATALOGUE)]
    ours = tree[MANIFEST].decode().splitlines()[0].removeprefix(_CATALOGUE)
    if other := next((name for name in named if name != ours), None):
        raise WriteError(fault(out, "output-of-another", other))
    return frozenset([*lines, MANIFEST])


def _scan(out: Path) -> _Standing:
    files: dict[str, os.stat_result] = {}
    folders: dict[str, os.stat_result] = {}
    try:
        top = out.lstat()
    except FileNotFoundError:
        return _Standing(files, folders)
    if not stat.S_ISDIR(top.st_mode):
        raise WriteError(fault(out, "output-not-a-directory"))
    folders[""] = top
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        with os.scandir(out / folder) as entries:
            for entry in entries:
                path = f"{folder}/{entry.name}" if folder else entry.name
                status = entry.stat(follow_symlinks=False)
                if stat.S_ISDIR(status.st_mode):
                    folders[path] = status
                    waiting.append(path)
                else:
                    files[path] = status
    for path, status in folders.items():
        if status.st_dev != top.st_dev:
            reason = "another file system is mounted inside the output directory"
            raise WriteError(fault(out / path, "output-mounted", reason))
    return _Standing(files, folders)


def _holds(path: Path, status: os.stat_result, content: bytes) -> bool:
    return (
        stat.S_ISREG(status.st_mode)
        and status.st_size == len(content)
        and path.read_bytes() == content
    )


def _parents(path: str) -> list[str]:
    return [path[:end] for end, letter in enumerate(path) if letter == "/"]


def _refuse_unfit(tree: Tree, out: Path) -> None:
    findings = []
    folders = {folder for path in tree for folder in _parents(path)}
    spelt: dict[str, str] = {}
    for path in sorted(tree):
        if not all(is_portable(part) for part in path.split("/")):
            reason = f"{path!r} cannot be the path of an output"
            findings.append(fault(out, "output-path", reason))
        first = spelt.setdefault(path.casefold(), path)
        if path in folders:
            reason = f"{path!r} is also the path of a directory"
            findings.append(fault(out, "output-collision", reason))
        elif first != path:
            reason = f"{first!r} and {path!r} differ only in upper and lower case"
            findings.append(fault(out, "output-collision", reason))
    if findings:
        raise WriteError(*findings)


def _refuse_undeletable(standing: _Standing, out: Path) -> None:
    """The old tree has to go after the exchange; find out before whether it can."""
    if sys.platform == "win32":
        return
    user = os.geteuid()
    reason = "the directory belongs to somebody else and may not be written"
    stuck = [
        fault(out / path, "output-permission", reason)
        for path, status in sorted(standing.folders.items())
        if status.st_uid != user and not os.access(out / path, os.W_OK | os.X_OK)
    ]
    if stuck:
        raise WriteError(*stuck)


def _replace(plan: _Plan, out: Path, on_step: Callable[[str], None]) -> None:
    new, old = _aside(out)
    _build(plan, out, new, on_step)
    on_step("swap")
    left = put(new, out, old, lambda: on_step("swap, second half"))
    if left is None:
        return
    on_step("rescue")
    _rescue(left, out, plan)


def _build(plan: _Plan, out: Path, new: Path, on_step: Callable[[str], None]) -> None:
    """Lay out everything that `out` shall hold in the directory `new`."""
    files = (*plan.tree, *plan.kept)
    folders = {folder for path in (*files, *plan.kept_folders) for folder in _parents(path)}
    folders.update(plan.kept_folders)
    new.mkdir()
    for path in sorted(folders):
        on_step(path)
        (new / path).mkdir()
    written = []
    for path, content in plan.tree.items():
        on_step(path)
        if not (path in plan.same and _link(out / path, new / path)):
            (new / path).write_bytes(content)
            written.append(new / path)
    for path in plan.kept:
        on_step(path)
        # Whoever the file belongs to may have deleted it since.
        with contextlib.suppress(FileNotFoundError):
            if not _link(out / path, new / path):
                shutil.copy2(out / path, new / path, follow_symlinks=False)
    # Behind one another they would each wait for the disk; together they wait for it once.
    with ThreadPoolExecutor(_FLUSHED_AT_ONCE) as threads:
        for _ in threads.map(_flush, written):
            pass
    for path in sorted({"", *folders} & plan.standing.folders.keys(), reverse=True):
        (new / path).chmod(stat.S_IMODE(plan.standing.folders[path].st_mode))


_FLUSHED_AT_ONCE = 16


def _flush(path: Path) -> None:
    """Wait until a file is on the disk: after a power cut the exchange may be."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _write_through(path: Path, content: bytes) -> None:
    """Write a file and wait until it is on the disk."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _link(source: Path, target: Path) -> bool:
    try:
        os.link(source, target, follow_symlinks=False)
    except (OSError, NotImplementedError) as error:
        # Mounted inside: a copy would do, but clearing the old tree would empty what is mounted.
        if isinstance(error, OSError) and error.errno == errno.EXDEV:
            raise
        return False
    return True


def _rescue(left: Path, out: Path, plan: _Plan) -> None:
    """Bring over what others put into the old tree while the new one was built."""
    for path, status in _scan(left).files.items():
        known = plan.standing.files.get(path)
        if path not in plan.tree and (known is None or known.st_ino != status.st_ino):
            (out / path).parent.mkdir(parents=True, exist_ok=True)
            (left / path).replace(out / path)


def _aside(out: Path) -> tuple[Path, Path]:
    """Where the new tree is built, and where the old one waits if it must be moved first."""
    return out.with_name(f".{out.name}.codegen-new"), out.with_name(f".{out.name}.codegen-old")


def _sweep(out: Path) -> None:
    """Recover from a run that was stopped: undo a half exchange, delete what was being built."""
    new, old = _aside(out)
    if os.path.lexists(old) and not os.path.lexists(out):
        old.rename(out)
    for leftover in (new, old):
        if os.path.lexists(leftover):
            _remove(leftover)


def _remove(folder: Path) -> None:
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        folder.chmod(0o700)
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                _remove(Path(entry.path))
            else:
                Path(entry.path).unlink()
    folder.rmdir()


@contextlib.contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Let runs that write next to each other take turns, where the system has such locks."""
    if sys.platform == "win32":
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextlib.contextmanager
def _explained(out: Path) -> Iterator[None]:
    """Turn errors of the operating system into findings."""
    try:
        yield
    except OSError as error:
        raise WriteError(of_system(error, out)) from error
