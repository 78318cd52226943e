"""From the catalogue to a folder that any static host can serve."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from codegen import pipeline
from codegen.catalogue.resolved import Catalogue
from codegen.findings import Finding, Mark
from codegen.pipeline import Observe, Source, Tree
from codegen.render.renderer import RenderError
from codegen.site import sources
from codegen.site.bilingual import pair
from codegen.site.labels import load as load_labels
from codegen.site.links import dead_links
from codegen.write.swap import put

MARKER = ".site-of-the-catalogue"
"""File by which a folder is known to be a site that may be replaced."""

_PROJECT = Path(__file__).resolve().parents[2]
_SPHINX = Path(__file__).with_name("sphinx")
_OFFERED = re.compile(r"(schemas|events)/[^/]+\.json|[^/]+\.(json|yaml|txt)")
"""What machines read, at the same addresses as under `generated/`."""


def build_site(source: Source, out: Path, observe: Observe) -> tuple[Finding, ...]:
    """Build the site in `out`, or say all that is wrong; then `out` is as it was."""
    built = pipeline.build(source, observe)
    if isinstance(built, tuple):
        return built
    if out.exists() and not (out / MARKER).is_file() and any(out.iterdir()):
        return (_foreign(out),)
    catalogue = built.catalogue
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        room = Path(folder).resolve()
        labels = load_labels()
        try:
            texts = sources.sources(built, source.templates, labels)
        except RenderError as error:
            return (_unmade(source, str(error)),)
        _lay_out(room / "source", texts)
        _lay_out(room / "package", built.tree)
        offered = {
            path: _compact(path, content)
            for path, content in built.tree.items()
            if _OFFERED.fullmatch(path)
        }
        _lay_out(room / "extra", offered | sources.example_files(catalogue))
        said = json.dumps(dict(labels.scripts), ensure_ascii=False)
        _lay_out(room / "static", {"labels.js": f"window.LABELS = {said};\n".encode()})
        observe("sources", f"{len(texts)} pages", time.perf_counter() - began)
        began = time.perf_counter()
        if complaint := _sphinx(room, catalogue):
            return (_unmade(source, complaint),)
        observe("sphinx", f"{len(texts)} pages", time.perf_counter() - began)
        began = time.perf_counter()
        site = room / "site"
        (site / ".buildinfo").unlink(missing_ok=True)
        shutil.rmtree(site / "_sources", ignore_errors=True)
        (site / MARKER).write_text("Made by `python -m codegen site`, which may replace it.\n")
        if dead := dead_links(site):
            return tuple(_dead(one.page, one.address, one.reason) for one in dead)
        observe("links", "all lead somewhere", time.perf_counter() - began)
        _exchange(site, out)
    return ()


def _compact(path: str, content: bytes) -> bytes:
    """The same data without the spaces that are there for people."""
    if not path.endswith(".json"):
        return content
    return json.dumps(json.loads(content), ensure_ascii=False, separators=(",", ":")).encode()


def _lay_out(folder: Path, files: Mapping[str, bytes] | Tree) -> None:
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _sphinx(room: Path, catalogue: Catalogue) -> str:
    """Run Sphinx; what it complains about."""
    settings = {
        "title": pair(catalogue.title, catalogue.title_zh),
        "version": catalogue.version,
        "package": catalogue.package,
        "extra": str(room / "extra"),
        "static": str(room / "static"),
    }
    (room / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
    path = os.pathsep.join([str(room / "package"), str(_PROJECT)])
    done = subprocess.run(
        [
            *(sys.executable, "-m", "sphinx", "--builder", "html", "--jobs", "auto", "--quiet"),
            *("--fail-on-warning", "--conf-dir", str(_SPHINX)),
            *("--doctree-dir", str(room / "doctrees")),
            *(str(room / "source"), str(room / "site")),
        ],
        env={
            **os.environ,
            "PYTHONPATH": path,
            "PYTHONDONTWRITEBYTECODE": "1",
            "CATALOGUE_SITE": str(room / "settings.json"),
        },
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if not done.returncode:
        return ""
    return (done.stderr or done.stdout).replace(f"{room}{os.sep}", "").strip()


def _exchange(site: Path, out: Path) -> None:
    """Put the new site where the old one is, by way of a folder beside it."""
    new, old = out.with_name(f".{out.name}.new"), out.with_name(f".{out.name}.old")
    for leftover in (new, old):
        shutil.rmtree(leftover, ignore_errors=True)
    out.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(site, new)
    if left := put(new, out, old):
        shutil.rmtree(left, ignore_errors=True)


def _foreign(out: Path) -> Finding:
    return Finding(
        Mark(str(out), 1, 1),
        "foreign-folder",
        "the folder holds something else than a site",
        "an empty folder, none, or one with a site of this command",
        "move it away, or choose another with --out",
    )


def _dead(page: str, address: str, reason: str) -> Finding:
    return Finding(
        Mark(page, 1, 1),
        "dead-link",
        f"the link {address} is dead: {reason}",
        "links that lead to a file and a place of the site",
        "correct the template of the page, or the text in the catalogue",
    )


def _unmade(source: Source, text: str) -> Finding:
    return Finding(
        Mark(source.name or str(source.catalogue), 1, 1),
        "unmade-site",
        text,
        "pages that Sphinx builds without a warning",
        "correct the template of the page, or the text in the catalogue",
    )
