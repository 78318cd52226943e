"""What a command line asks for: its options, checked."""

from __future__ import annotations

import argparse
import importlib.util
import re
import shlex
from collections.abc import Sequence
from http.server import ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import attrs

from codegen import cache
from codegen.diff.format import Format as ReportFormat
from codegen.findings import Format
from codegen.pipeline import Output, Source

PROJECT = Path(__file__).resolve().parent.parent
COMMAND = "python -m codegen"

_SITE_TOOLS = ("sphinx", "furo", "myst_parser")


@attrs.frozen
class Generate:
    """Generate, or only compare; paths are absolute."""

    source: Source
    out: Path
    verbose: bool
    check: bool
    diff: bool
    format: Format
    own: bool
    """Whether the catalogue is the project's own, beside which editors find its schema."""
    command: str
    """The command line that generates the same."""


@attrs.frozen
class Site:
    """Build the web site and, with a server, serve it."""

    source: Source
    out: Path
    verbose: bool
    server: ThreadingHTTPServer | None
    address: str
    """Where the site is going to stand, with a slash at its end; empty if that is not known."""
    repository: str
    """Address of the catalogue's file, for whoever improves a text; empty if it has none."""


@attrs.frozen
class Diff:
    """Compare two catalogues by meaning."""

    old: str
    new: str
    code: tuple[Path, ...]
    """Python files, and folders of them, whose touched lines are named."""
    format: ReportFormat
    project: Path
    """Where releases and revisions are looked up."""
    verbose: bool = False


@attrs.frozen
class Release:
    """Check what a version promises, or leave behind what a release leaves."""

    source: Source
    version: str
    """Empty for the changelog alone."""
    archive: bool
    changelog: Path | None
    pyproject: Path
    verbose: bool


@attrs.frozen
class Add:
    """Propose what captured messages need in the catalogue, and write it there."""

    source: Source
    messages: tuple[Path, ...]
    write: bool
    verbose: bool


Job = Generate | Site | Diff | Release | Add


def read(arguments: Sequence[str]) -> Job:
    """The job of a command line; wrong usage is explained and raises SystemExit(2)."""
    parsers = _parsers()
    name, rest = "generate", arguments
    if arguments and arguments[0] in parsers:
        name, rest = arguments[0], arguments[1:]
    parser = parsers[name]
    given = parser.parse_args(rest)
    if name == "diff":
        form = ReportFormat(given.format)
        return Diff(given.old, given.new, tuple(given.code), form, PROJECT)
    source = _source(given, parser)
    if name == "add":
        return Add(source, tuple(given.messages), given.write, given.verbose)
    if name == "release":
        return _release(given, source)
    out: Path = given.out.absolute()
    inputs = (source.catalogue, *source.templates, *filter(None, (source.figures,)))
    if danger := _danger(out, inputs):
        parser.error(f"--out: {shown(out)} {danger}")
    if name == "site":
        server = _server(given, out, parser)
        return Site(source, out, given.verbose, server, given.address, given.repository)
    return Generate(
        source,
        out,
        given.verbose,
        check=given.check or given.diff,
        diff=given.diff,
        format=Format(given.format),
        own=_is_own(source.catalogue),
        command=_command(given),
    )


def beside(job: Generate, output: Output) -> dict[Path, bytes]:
    """The files beside the catalogue that are kept in step with it.

    A translation is kept in step where there is one; the schema for editors beside our own.
    """
    paths = {job.source.catalogue.parent / path: data for path, data in output.beside.items()}
    return {path: data for path, data in paths.items() if job.own or _is_translation(job, path)}


def _is_translation(job: Generate, path: Path) -> bool:
    return path == job.source.translation and path.is_file()


def shown(path: Path) -> str:
    """A path as it is reported: relative to the working directory when it is inside."""
    here = Path.cwd()
    return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()


def _parsers() -> dict[str, argparse.ArgumentParser]:
    """A parser for each command; `generate` is the one that need not be named."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "-v", "--verbose", action="store_true", help="report what each stage did and its time"
    )
    common.add_argument(
        "--catalogue",
        metavar="FILE",
        type=Path,
        default=_catalogue(),
        help="the catalogue (default: spec/catalogue.yaml of this project)",
    )
    common.add_argument(
        "--templates",
        metavar="DIR",
        type=Path,
        action="append",
        default=[],
        help="templates that lay over the generator's own, file by file; may be repeated",
    )
    common.add_argument(
        "--no-cache",
        action="store_true",
        help="use no result of an earlier run, and keep none of this one",
    )
    kept = f"Results are kept in {cache.directory()}; {cache.VARIABLE} names another folder. "
    generate = argparse.ArgumentParser(
        prog=COMMAND,
        parents=[common],
        description="Generate the package, docs, schemas and fixtures from the catalogue.",
        epilog=f"`{COMMAND} site --help` explains the web site. {kept}"
        "Exit code: 0 done, 1 findings or something differs, 2 wrong usage.",
        allow_abbrev=False,
    )
    generate.add_argument(
        "--check",
        action="store_true",
        help="write nothing; name every file that differs, is missing or is an orphan",
    )
    generate.add_argument(
        "--diff", action="store_true", help="like --check, and show how they differ"
    )
    generate.add_argument(
        "--package", metavar="NAME", help="name of the Python package (default: the catalogue's)"
    )
    generate.add_argument(
        "--project",
        action="store_true",
        help="write a pyproject.toml as well, so that pip installs the package",
    )
    generate.add_argument(
        "--format",
        choices=[form.value for form in Format],
        default=Format.TEXT.value,
        help="how findings and differences are printed (default: text)",
    )
    site = argparse.ArgumentParser(
        prog=f"{COMMAND} site",
        parents=[common],
        description="Build the catalogue as a web site for any static host.",
        epilog=f"{kept}Exit code: 0 done, 1 findings, 2 wrong usage.",
        allow_abbrev=False,
    )
    site.add_argument("--serve", action="store_true", help="serve it on this machine afterwards")
    site.add_argument(
        "--port", type=int, default=8000, help="port to serve on (default: 8000; 0: any)"
    )
    site.add_argument(
        "--address",
        metavar="URL",
        type=lambda text: web_address(text.rstrip("/") + "/"),
        default="",
        help="where the site is going to stand, for canonical addresses and the sitemap",
    )
    site.add_argument(
        "--repository",
        metavar="URL",
        type=web_address,
        default="",
        help="the catalogue's file in a repository, to which `improve this text` leads",
    )
    for parser, folder in (generate, "generated"), (site, "build/site"):
        parser.add_argument(
            "--out",
            metavar="DIR",
            type=Path,
            default=PROJECT / folder,
            help=f"where the output goes (default: {folder} of this project)",
        )
    return {
        "generate": generate,
        "site": site,
        "diff": _diff_parser(),
        "release": _release_parser(common),
        "add": _add_parser(common),
    }


def _diff_parser() -> argparse.ArgumentParser:
    diff = argparse.ArgumentParser(
        prog=f"{COMMAND} diff",
        description="Compare two catalogues by meaning: what changed, whom it touches, and how.",
        epilog="Exit code: 0 nothing breaks, 1 something breaks, 2 wrong usage or input.",
        allow_abbrev=False,
    )
    what = "a catalogue.json, a folder that has one, the version of a release, or a git revision"
    diff.add_argument("old", metavar="OLD", help=what)
    diff.add_argument("new", metavar="NEW", help="the same")
    diff.add_argument(
        "--code",
        metavar="PATH",
        type=Path,
        nargs="+",
        default=[],
        help="Python files, and folders of them, whose touched lines are named",
    )
    diff.add_argument(
        "--format",
        choices=[form.value for form in ReportFormat],
        default=ReportFormat.TEXT.value,
        help="how changes are printed (default: text)",
    )
    return diff


def _add_parser(common: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"{COMMAND} add",
        parents=[common],
        description="Propose the YAML that captured messages need: unknown fields, values and "
        "events. No value of a message is taken over. Without messages, questions are asked.",
        epilog="Exit code: 0 done, 1 findings, 2 wrong usage or no messages.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "messages",
        metavar="MESSAGE.json",
        type=Path,
        nargs="*",
        help="a message, a list of messages, one a line, or what a checker reports; -: stdin",
    )
    parser.add_argument(
        "--write", action="store_true", help="put it into the catalogue, and touch nothing else"
    )
    return parser


def _release_parser(common: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"{COMMAND} release",
        parents=[common],
        description="Check that a version promises what has changed since the last release, and "
        "leave behind what later versions are compared with.",
        epilog="Exit code: 0 as promised, 1 refused, 2 wrong usage.",
        allow_abbrev=False,
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--check", metavar="X.Y.Z", help="refuse a version that promises less than has changed"
    )
    what.add_argument(
        "--archive",
        metavar="X.Y.Z",
        help="check it, and keep its catalogue and fixtures in spec/releases/X.Y.Z",
    )
    what.add_argument(
        "--changelog",
        action="store_true",
        help="write what has changed since the last release into CHANGELOG.md",
    )
    return parser


def _release(given: argparse.Namespace, source: Source) -> Release:
    beside = source.releases or source.catalogue.parent / "releases"
    return Release(
        attrs.evolve(source, releases=beside),
        given.archive or given.check or "",
        archive=given.archive is not None,
        changelog=PROJECT / "CHANGELOG.md" if given.changelog else None,
        pyproject=PROJECT / "pyproject.toml",
        verbose=given.verbose,
    )


def web_address(text: str) -> str:
    """An address of the web as it was given.

    Raises:
        ArgumentTypeError: it is none.
    """
    if text.strip("/") and urlsplit(text).scheme not in ("http", "https"):
        raise argparse.ArgumentTypeError(f"{text!r} is no address that begins with https://")
    return text.lstrip("/")


def _catalogue() -> Path:
    return PROJECT / "spec" / "catalogue.yaml"


def _is_own(catalogue: Path) -> bool:
    return catalogue.resolve() == _catalogue().resolve()


def _source(given: argparse.Namespace, parser: argparse.ArgumentParser) -> Source:
    catalogue: Path = given.catalogue.absolute()
    templates = tuple(folder.absolute() for folder in given.templates)
    package: str | None = getattr(given, "package", None)
    if not catalogue.is_file():
        parser.error(f"--catalogue: there is no file {shown(catalogue)}")
    for folder in templates:
        if not folder.is_dir():
            parser.error(f"--templates: there is no directory {shown(folder)}")
    if package is not None:
        # Read from the runtime, which only this option needs to know before the stages run.
        from codegen.check.reserved_names import packages

        if not re.fullmatch(r"[a-z][a-z0-9_]*", package) or package in packages():
            parser.error(f"--package: {package!r} is no name that a package may have")
    # What was measured and released is true of our own package alone.
    figures = PROJECT / "spec" / "measurements.json" if _is_own(catalogue) else None
    releases = PROJECT / "spec" / "releases" if _is_own(catalogue) else None
    project: bool = getattr(given, "project", False)
    return Source(
        catalogue,
        package,
        templates,
        shown(catalogue),
        figures,
        releases,
        project,
        cached=not getattr(given, "no_cache", False),
    )


def _danger(out: Path, inputs: Sequence[Path]) -> str | None:
    """Why nothing may be written into this directory."""
    real = out.resolve()
    home = Path("~").expanduser().resolve()
    generator = PROJECT / "codegen"
    if real == Path(real.anchor):
        return "is the root of the file system"
    if home.is_relative_to(real):
        return "contains your home directory"
    for path in (generator, PROJECT / "spec", *inputs):
        if path.resolve().is_relative_to(real):
            return f"contains {shown(path)}, which the output is made from"
    for path in (generator, PROJECT / ".git"):
        if real.is_relative_to(path.resolve()):
            return f"lies in {shown(path)}"
    return None


def _command(given: argparse.Namespace) -> str:
    """The command that writes what `given` checks."""
    words = [*COMMAND.split()]
    if given.catalogue != _catalogue():
        words += ["--catalogue", str(given.catalogue)]
    if given.out != PROJECT / "generated":
        words += ["--out", str(given.out)]
    if given.package is not None:
        words += ["--package", given.package]
    if given.project:
        words.append("--project")
    for folder in given.templates:
        words += ["--templates", str(folder)]
    return shlex.join(words)


def _server(
    given: argparse.Namespace, site: Path, parser: argparse.ArgumentParser
) -> ThreadingHTTPServer | None:
    """The server, if one is asked for; it has its port before a build is spent on it."""
    missing = [name for name in _SITE_TOOLS if importlib.util.find_spec(name) is None]
    if missing:
        parser.error(f"{', '.join(missing)} not installed: python -m pip install -e '.[dev]'")
    if not given.serve:
        return None
    from codegen.site import server

    port = given.port
    try:
        return server.bound(site, port)
    except (OSError, OverflowError) as error:
        parser.error(f"--port: {port} cannot be served on ({error}); choose another one, 0 for any")
