"""The command line: runs what it asks for, prints the report, and gives the exit code.

0: done, or nothing differs.  1: findings, or something differs.  2: wrong usage.  130, 143:
interrupted, terminated.
"""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from types import FrameType
from typing import NoReturn

from codegen import report
from codegen.findings import Finding, Format, render
from codegen.job import Add, Diff, Generate, Job, Release, Site, beside, read, shown
from codegen.pipeline import Observe, Output, Source, build_output
from codegen.progress import Progress, emit
from codegen.write.writer import WriteError, write, write_file

Build = Callable[[Source, Observe], Output | tuple[Finding, ...]]


def main(argv: Sequence[str] | None = None, build: Build = build_output) -> int:
    """Run the command line and return its exit code; wrong usage raises SystemExit(2)."""
    job = read(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        # Paths and findings are printed whatever the stream's encoding.
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="backslashreplace")
    try:
        with _terminable():
            with Progress(verbose=job.verbose) as progress:
                code, text = _run(job, build, progress.stage)
            emit(sys.stderr if code == 2 else sys.stdout, text)
            if isinstance(job, Site) and job.server and not code:
                from codegen.site.server import serve

                serve(job.server)
    except KeyboardInterrupt:
        return 130
    except _Terminated:
        return 143
    finally:
        if isinstance(job, Site) and job.server:
            job.server.server_close()
    return code


def _run(job: Job, build: Build, observe: Observe) -> tuple[int, str]:
    """The exit code and what is to be printed."""
    match job:
        case Site():
            return _site(job, observe)
        case Diff():
            from codegen.diff.command import diff

            return diff(job.old, job.new, job.code, job.format, job.project)
        case Add():
            from codegen.add.command import add

            return add(job)
        case Release():
            from codegen.release.command import release

            return release(job, observe)
        case _:
            return _generate(job, build, observe)


def _generate(job: Generate, build: Build, observe: Observe) -> tuple[int, str]:
    """The exit code and what is to be printed."""
    output = build(job.source, observe)
    if isinstance(output, tuple):
        return 1, report.of_findings(output, job.format)
    try:
        return _check(job, output, observe) if job.check else _write(job, output, observe)
    except WriteError as error:
        return 1, report.of_findings(error.findings, job.format)


def _write(job: Generate, output: Output, observe: Observe) -> tuple[int, str]:
    began = time.perf_counter()
    drift = write(output.tree, job.out)
    changes = [
        f"{len(paths)} {what}"
        for what, paths in [
            ("changed", drift.differs),
            ("new", drift.missing),
            ("removed", drift.orphans),
        ]
        if paths
    ]
    for path, data in beside(job, output).items():
        if write_file(path, data):
            changes.append(f"{shown(path)} changed")
    summary = ", ".join(changes) or "nothing to change"
    observe("write", summary, time.perf_counter() - began)
    if job.format is not Format.TEXT:
        return 0, render((), job.format)
    return 0, f"{shown(job.out)}: {report.count(output.tree)}, {summary}\n"


def _check(job: Generate, output: Output, observe: Observe) -> tuple[int, str]:
    began = time.perf_counter()
    found = report.differences(job, output)
    summary = f"{report.count(output.tree)}, {len(found)} not as the catalogue says"
    observe("compare", summary, time.perf_counter() - began)
    text = report.of_stale(output, job) + report.of_differences(found, job, output.tree)
    return int(bool(found)), text


def _site(job: Site, observe: Observe) -> tuple[int, str]:
    # Sphinx and its themes cost a second at import, which other commands need not pay.
    from codegen.site.build import Options, build_site

    findings = build_site(job.source, job.out, observe, Options(job.address, job.repository))
    if findings:
        return 1, report.of_findings(findings, Format.TEXT)
    size = sum(path.stat().st_size for path in job.out.rglob("*") if path.is_file())
    pages = len(list(job.out.rglob("*.html")))
    return 0, f"{shown(job.out)}: {pages} pages, {size / 1e6:.1f} MB\n"


class _Terminated(BaseException):
    """SIGTERM was received; raised so that what was begun is cleaned up."""


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
