"""`python -m codegen site`: its options, what it prints, its exit codes, and a local server."""

from __future__ import annotations

import argparse
import functools
import http.server
import importlib.util
from collections.abc import Sequence
from pathlib import Path

from codegen.findings import Format, render
from codegen.pipeline import Source
from codegen.progress import Progress
from codegen.site.html_text import web_address

_PROJECT = Path(__file__).resolve().parents[2]
_NEEDED = ("sphinx", "furo", "myst_parser")


def main(arguments: Sequence[str]) -> int:
    """Build the site and, if asked, serve it; 0: done, 1: findings; SystemExit(2): wrong usage."""
    parser = _parser()
    given = parser.parse_args(arguments)
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        parser.error(f"{', '.join(missing)} not installed: python -m pip install -e '.[dev]'")
    catalogue: Path = given.catalogue.absolute()
    out: Path = given.out.resolve()
    if not catalogue.is_file():
        parser.error(f"--catalogue: there is no file {catalogue}")
    if any(path.is_relative_to(out) for path in (_PROJECT, catalogue, Path.home(), Path.cwd())):
        parser.error(f"--out: {out} holds more than a site")
    templates = tuple(folder.absolute() for folder in given.templates)
    own = catalogue.resolve() == (_PROJECT / "spec" / "catalogue.yaml").resolve()
    # What was measured is true of our own package alone.
    figures = _PROJECT / "spec" / "measurements.json" if own else None
    source = Source(catalogue, None, templates, given.catalogue.as_posix(), figures)
    server = _server(out, given.port, parser) if given.serve else None
    # Sphinx and its themes cost a second at import, which other commands need not pay.
    from codegen.site.build import Options, build_site

    options = Options(address=given.address or "", repository=given.repository or "")
    with Progress(verbose=given.verbose) as progress:
        findings = build_site(source, out, progress.stage, options)
    if findings:
        if server:
            server.server_close()
        print(render(findings, Format.TEXT), end="")
        return 1
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    print(f"{out}: {len(list(out.rglob('*.html')))} pages, {size / 1e6:.1f} MB")
    return _serve(server) if server else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m codegen site",
        description="Build the catalogue as a web site for any static host.",
        epilog="Exit code: 0 done, 1 findings, 2 wrong usage.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--out",
        metavar="DIR",
        type=Path,
        default=_PROJECT / "build" / "site",
        help="where the site goes (default: build/site of this project)",
    )
    parser.add_argument("--serve", action="store_true", help="serve it on this machine afterwards")
    parser.add_argument(
        "--port", type=int, default=8000, help="port to serve on (default: 8000; 0: any)"
    )
    parser.add_argument(
        "-v", "--verbose", action="store_true", help="tell what each stage did and how long it took"
    )
    parser.add_argument(
        "--catalogue",
        metavar="FILE",
        type=Path,
        default=_PROJECT / "spec" / "catalogue.yaml",
        help="the catalogue (default: spec/catalogue.yaml of this project)",
    )
    parser.add_argument(
        "--address",
        metavar="URL",
        type=_address,
        help="where the site is going to stand, for canonical addresses and the sitemap",
    )
    parser.add_argument(
        "--repository",
        metavar="URL",
        type=_web_address,
        help="the catalogue's file in a repository, to which `improve this text` leads",
    )
    parser.add_argument(
        "--templates",
        metavar="DIR",
        type=Path,
        action="append",
        default=[],
        help="templates that lay over the generator's own, file by file; may be repeated",
    )
    return parser


def _web_address(text: str) -> str:
    if not web_address(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no address that begins with https://")
    return text


def _address(text: str) -> str:
    return _web_address(text).rstrip("/") + "/"


def _server(
    site: Path, port: int, parser: argparse.ArgumentParser
) -> http.server.ThreadingHTTPServer:
    """A server that has its port, before a build is spent on one that cannot have it."""
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(site))
    try:
        return http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    except (OSError, OverflowError) as error:
        parser.error(f"--port: {port} cannot be served on ({error}); choose another one, 0 for any")


def _serve(server: http.server.ThreadingHTTPServer) -> int:
    with server:
        try:
            print(f"http://127.0.0.1:{server.server_address[1]}/", flush=True)
            server.serve_forever()
        except KeyboardInterrupt:
            return 130
    return 0
