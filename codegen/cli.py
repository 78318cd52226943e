"""The command line: its options, what it prints and its exit codes.

0: done, or nothing differs.  1: findings, or something differs.  2: wrong usage.  130, 143:
interrupted, terminated.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import keyword
import shlex
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn

import attrs

from codegen.findings import Finding, Format, Mark, render
from codegen.load.editor_schema import editor_schema, translation_schema
from codegen.pipeline import Observe, Source
from codegen.pipeline import build as build_tree
from codegen.progress import Progress, emit
from codegen.write.diff import file_diff
from codegen.write.writer import Tree, WriteError, compare, with_manifest, write, write_file

PROJECT = Path(__file__).resolve().parent.parent
COMMAND = "python -m codegen"

Build = Callable[[Source, Observe], Tree | tuple[Finding, ...]]

_STATES = {
    "differs": "the file differs from what the catalogue says",
    "missing": "the file is missing",
    "orphan": "the generator owns the file and no longer makes it",
    "foreign": "an output belongs here, but what is here is not the generator's",
}


def main(argv: Sequence[str] | None = None, build: Build = build_tree) -> int:
    """Run the command line and return its exit code; wrong usage raises SystemExit(2)."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["site"]:
        from codegen.site.command import main as site

        return site(arguments[1:])
    job = _job(arguments)
    for stream in (sys.stdout, sys.stderr):
        # Paths and findings are printed whatever the stream's encoding.
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="backslashreplace")
    try:
        with _terminable(), Progress(verbose=job.verbose) as progress:
            code, report = _run(job, build, progress.stage)
        emit(sys.stdout, report)
    except KeyboardInterrupt:
        return 130
    except _Terminated:
        return 143
    return code


@attrs.frozen
class _Job:
    """What the options ask for; paths are absolute."""

    source: Source
    out: Path
    schemas: Tree
    """The schemas for editors of our own catalogue and its translation, by file name."""
    check: bool
    diff: bool
    verbose: bool
    format: Format
    command: str
    """The command line that generates the same."""


def _job(arguments: Sequence[str]) -> _Job:
    parser = _parser()
    given = parser.parse_args(arguments)
    catalogue = given.catalogue.absolute()
    out = given.out.absolute()
    templates = tuple(folder.absolute() for folder in given.templates)
    if not catalogue.is_file():
        parser.error(f"--catalogue: there is no file {_shown(catalogue)}")
    for folder in templates:
        if not folder.is_dir():
            parser.error(f"--templates: there is no directory {_shown(folder)}")
    package: str | None = given.package
    if package is not None and not _is_package_name(package):
        parser.error(f"--package: {package!r} is not the name of a Python package")
    own = catalogue.resolve() == (PROJECT / "spec" / "catalogue.yaml").resolve()
    # What was measured is true of our own package alone.
    figures = PROJECT / "spec" / "measurements.json" if own else None
    if danger := _danger(out, [catalogue, *templates, *filter(None, (figures,))]):
        parser.error(f"--out: {_shown(out)} {danger}")
    return _Job(
        source=Source(catalogue, package, templates, _shown(catalogue), figures),
        out=out,
        schemas=_schemas() if own else {},
        check=given.check or given.diff,
        diff=given.diff,
        verbose=given.verbose,
        format=Format(given.format),
        command=_mending(given),
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=COMMAND,
        description="Generate the package, docs, schemas and fixtures from the catalogue.",
        epilog="`python -m codegen site --help` tells of the web site. "
        "Exit code: 0 done, 1 findings or something differs, 2 wrong usage.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing; name every file that differs, is missing or is an orphan",
    )
    parser.add_argument(
        "--diff", action="store_true", help="like --check, and show how they differ"
    )
    parser.add_argument(
        "-v", "--verbose", action="store_true", help="tell what each stage did and how long it took"
    )
    parser.add_argument(
        "--catalogue",
        metavar="FILE",
        type=Path,
        default=PROJECT / "spec" / "catalogue.yaml",
        help="the catalogue (default: spec/catalogue.yaml of this project)",
    )
    parser.add_argument(
        "--out",
        metavar="DIR",
        type=Path,
        default=PROJECT / "generated",
        help="where the output goes (default: generated/ of this project)",
    )
    parser.add_argument(
        "--package", metavar="NAME", help="name of the Python package (default: the catalogue's)"
    )
    parser.add_argument(
        "--templates",
        metavar="DIR",
        type=Path,
        action="append",
        default=[],
        help="templates that lay over the generator's own, file by file; may be repeated",
    )
    parser.add_argument(
        "--format",
        choices=[form.value for form in Format],
        default=Format.TEXT.value,
        help="how findings and differences are printed (default: text)",
    )
    return parser


def _is_package_name(name: str) -> bool:
    return name.isidentifier() and name.isascii() and not keyword.iskeyword(name)


def _danger(out: Path, inputs: Sequence[Path]) -> str | None:
    """Why nothing may be generated into this directory."""
    real = out.resolve()
    home = Path("~").expanduser().resolve()
    generator = PROJECT / "codegen"
    if real == Path(real.anchor):
        return "is the root of the file system"
    if home.is_relative_to(real):
        return "holds your home directory"
    for path in (generator, PROJECT / "spec", *inputs):
        if path.resolve().is_relative_to(real):
            return f"holds {_shown(path)}, which the output is made from"
    for path in (generator, PROJECT / ".git"):
        if real.is_relative_to(path.resolve()):
            return f"lies in {_shown(path)}"
    return None


def _mending(given: argparse.Namespace) -> str:
    """The command that writes what `given` checks."""
    words = [*COMMAND.split()]
    if given.catalogue != PROJECT / "spec" / "catalogue.yaml":
        words += ["--catalogue", str(given.catalogue)]
    if given.out != PROJECT / "generated":
        words += ["--out", str(given.out)]
    if given.package is not None:
        words += ["--package", given.package]
    for folder in given.templates:
        words += ["--templates", str(folder)]
    return shlex.join(words)


def _run(job: _Job, build: Build, observe: Observe) -> tuple[int, str]:
    """The exit code and what is to be printed."""
    built = build(job.source, observe)
    if isinstance(built, tuple):
        return 1, _findings(built, job)
    try:
        return _check(job, built, observe) if job.check else _generate(job, built, observe)
    except WriteError as error:
        return 1, _findings(error.findings, job)


def _generate(job: _Job, tree: Tree, observe: Observe) -> tuple[int, str]:
    began = time.perf_counter()
    drift = write(tree, job.out)
    changes = [
        f"{len(paths)} {what}"
        for what, paths in [
            ("changed", drift.differs),
            ("new", drift.missing),
            ("removed", drift.orphans),
        ]
        if paths
    ]
    for name, schema in job.schemas.items():
        path = PROJECT / "spec" / name
        if write_file(path, schema):
            changes.append(f"{_shown(path)} changed")
    summary = ", ".join(changes) or "nothing to change"
    observe("write", summary, time.perf_counter() - began)
    if job.format is not Format.TEXT:
        return 0, render((), job.format)
    return 0, f"{_shown(job.out)}: {_count(tree)}, {summary}\n"


def _count(tree: Tree) -> str:
    number = len(with_manifest(tree))
    return "1 file" if number == 1 else f"{number} files"


@attrs.frozen
class _Difference:
    """One file that is not as the catalogue says."""

    path: str
    """As it is reported."""
    state: str
    standing: bytes | None
    wanted: bytes | None

    @property
    def diff(self) -> str:
        return file_diff(self.standing, self.wanted, self.path)


def _check(job: _Job, tree: Tree, observe: Observe) -> tuple[int, str]:
    began = time.perf_counter()
    differences = list(_differences(job, tree))
    count = len(differences)
    summary = f"{_count(tree)}, {count} not as the catalogue says"
    observe("compare", summary, time.perf_counter() - began)
    match job.format:
        case Format.TEXT if count:
            report = "".join(d.diff for d in differences) if job.diff else ""
            report += "".join(f"{d.path}: {d.state}\n" for d in differences)
            files = "1 file is" if count == 1 else f"{count} files are"
            report += f"{files} not as the catalogue says; to mend: {job.command}\n"
        case Format.TEXT:
            report = f"{_shown(job.out)}: {_count(tree)}, all as the catalogue says\n"
        case Format.JSON:
            report = _json(differences, job)
        case Format.GITHUB:
            report = render(_as_findings(differences, job), job.format)
            if job.diff:
                report += "".join(f"::group::{d.path}\n{d.diff}::endgroup::\n" for d in differences)
    return int(bool(count)), report


def _differences(job: _Job, tree: Tree) -> Iterator[_Difference]:
    drift = compare(tree, job.out)
    wanted = with_manifest(tree)
    where = _shown(job.out)
    for state, paths in [
        ("differs", drift.differs),
        ("missing", drift.missing),
        ("orphan", drift.orphans),
        ("foreign", drift.foreign),
    ]:
        for path in paths:
            yield _Difference(f"{where}/{path}", state, _content(job.out / path), wanted.get(path))
    for name, schema in job.schemas.items():
        place = PROJECT / "spec" / name
        standing = _content(place)
        if standing != schema:
            state = "missing" if standing is None else "differs"
            yield _Difference(_shown(place), state, standing, schema)


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _schemas() -> Tree:
    """The schemas by which editors complete and check our own catalogue and its translation."""
    schemas = {
        "catalogue.schema.json": editor_schema(),
        "catalogue.zh.schema.json": translation_schema(),
    }
    return {
        name: (json.dumps(schema, indent=2, ensure_ascii=False) + "\n").encode()
        for name, schema in schemas.items()
    }


def _as_findings(differences: Sequence[_Difference], job: _Job) -> list[Finding]:
    return [
        Finding(
            Mark(d.path, 1, 1),
            f"drift-{d.state}",
            _STATES[d.state],
            "what the generator makes of the catalogue",
            "move it away, then run `" + job.command + "`"
            if d.state == "foreign"
            else f"run `{job.command}`",
        )
        for d in differences
    ]


def _json(differences: Sequence[_Difference], job: _Job) -> str:
    """The findings, each with its diff where it is asked for."""
    records = json.loads(render(_as_findings(differences, job), Format.JSON))
    if job.diff:
        texts = {d.path: d.diff for d in differences}
        for record in records:
            record["diff"] = texts[record["file"]]
    return json.dumps(records, indent=2) + "\n"


def _findings(findings: Sequence[Finding], job: _Job) -> str:
    return render(
        [
            attrs.evolve(finding, mark=attrs.evolve(mark, file=_shown(Path(mark.file))))
            for finding in findings
            for mark in [finding.mark]
        ],
        job.format,
    )


def _shown(path: Path) -> str:
    """A path as it is reported: relative to the working directory when it is inside."""
    here = Path.cwd()
    return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()


class _Terminated(BaseException):
    """SIGTERM has come; raised so that what was begun is cleared away."""


@contextlib.contextmanager
def _terminable() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> NoReturn:
        raise _Terminated

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
