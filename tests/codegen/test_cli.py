"""The command line: exit codes, what is printed where, and what is refused."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from codegen import cli, job
from codegen.findings import Finding, Mark
from codegen.pipeline import Output, Source
from codegen.write.writer import MANIFEST, Tree, with_manifest

PROJECT = Path(__file__).resolve().parents[2]
TREE: Tree = {"docs/a.md": b"one\ntwo\nthree\n", "docs/b.md": b"b\n", "c.json": b"{}\n"}
Main = Callable[..., int]


class Build:
    """Stands for the pipeline: gives what it is told, and remembers what it was asked."""

    def __init__(self, result: Tree | tuple[Finding, ...] = TREE) -> None:
        self.result = result
        self.source: Source | None = None

    def __call__(
        self, source: Source, observe: Callable[[str, str, float], None]
    ) -> Output | tuple[Finding, ...]:
        self.source = source
        observe("load", "3 events", 0.25)
        if isinstance(self.result, tuple):
            return self.result
        return Output(with_manifest(self.result, "urn:test:"), BESIDE)


BESIDE: Tree = {"catalogue.schema.json": b"{}\n", "locale/zh_CN/catalogue.po": b"# made\n"}
SCHEMA = "spec/catalogue.schema.json"
TRANSLATION = "spec/locale/zh_CN/catalogue.po"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of its own, and we are in it."""
    folder = tmp_path / "project"
    (folder / "codegen").mkdir(parents=True)
    (folder / "spec").mkdir()
    (folder / "spec" / "catalogue.yaml").write_text("events: {}\n")
    monkeypatch.setattr(job, "PROJECT", folder)
    monkeypatch.chdir(folder)
    return folder


def theirs(folder: Path) -> Path:
    path = folder / "theirs.yaml"
    path.write_text("events: {}\n")
    return path


def test_it_generates_everything(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    build = Build()
    assert cli.main([], build) == 0
    assert build.source == Source(
        project / "spec" / "catalogue.yaml",
        name="spec/catalogue.yaml",
        figures=project / "spec" / "measurements.json",
        releases=project / "spec" / "releases",
    )
    assert (project / "generated" / "docs" / "a.md").read_bytes() == TREE["docs/a.md"]
    for path, data in BESIDE.items():
        assert (project / "spec" / path).read_bytes() == data
    output = capsys.readouterr()
    changed = f"{SCHEMA} changed, {TRANSLATION} changed"
    assert output.out == f"generated: 4 files, 4 new, {changed}\n"
    assert output.err == ""
    assert cli.main([], build) == 0
    assert capsys.readouterr().out == "generated: 4 files, nothing to change\n"


def test_check_passes_when_nothing_differs(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cli.main([], Build())
    capsys.readouterr()
    for option in ("--check", "--diff"):
        assert cli.main([option], Build()) == 0
        assert capsys.readouterr() == ("generated: 4 files, all as the catalogue says\n", "")


@pytest.fixture
def drifted(project: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A project whose output differs in every way."""
    cli.main([], Build({**TREE, "orphan.txt": b"o\n"}))
    (project / "generated" / "docs" / "a.md").write_bytes(b"one\n2\nthree\n")
    (project / "generated" / "docs" / "b.md").unlink()
    manifest = project / "generated" / MANIFEST
    manifest.write_text(manifest.read_text().replace("c.json\n", ""))
    (project / "generated" / "c.json").write_text("[]")
    (project / SCHEMA).unlink()
    (project / TRANSLATION).write_text("# changed\n")
    capsys.readouterr()
    return project


DRIFT = [
    (f"generated/{MANIFEST}", "differs"),
    ("generated/docs/a.md", "differs"),
    ("generated/docs/b.md", "missing"),
    ("generated/orphan.txt", "orphan"),
    ("generated/c.json", "foreign"),
    (SCHEMA, "missing"),
    (TRANSLATION, "differs"),
]


def test_check_names_every_file_and_the_command_that_mends_it(
    drifted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.read_bytes() for path in drifted.rglob("*") if path.is_file()}
    assert cli.main(["--check"], Build()) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[:-1] == [f"{path}: {state}" for path, state in DRIFT]
    assert lines[-1] == "7 files are not as the catalogue says; to fix, run: python -m codegen"
    assert {path: path.read_bytes() for path in drifted.rglob("*") if path.is_file()} == before


def test_the_command_mends_what_check_names(
    drifted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (drifted / "generated" / "c.json").unlink()
    assert cli.main([], Build()) == 0
    assert cli.main(["--check"], Build()) == 0
    assert not (drifted / "generated" / "orphan.txt").exists()


def test_diff_shows_how(drifted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--diff"], Build()) == 1
    output = capsys.readouterr().out
    assert "--- generated/docs/a.md\n+++ generated/docs/a.md\n@@ -1,3 +1,3 @@\n" in output
    assert " one\n-2\n+two\n three\n" in output
    assert "--- /dev/null\n+++ generated/docs/b.md\n@@ -0,0 +1,1 @@\n+b\n" in output
    assert "--- generated/orphan.txt\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-o\n" in output
    assert output.endswith("to fix, run: python -m codegen\n")


def test_drift_as_json(drifted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--check", "--format", "json"], Build()) == 1
    records = json.loads(capsys.readouterr().out)
    assert {(record["file"], record["rule"]) for record in records} == {
        (path, f"drift-{state}") for path, state in DRIFT
    }
    assert all("`python -m codegen`" in record["remedy"] for record in records)
    assert cli.main(["--diff", "--format", "json"], Build()) == 1
    (record,) = (r for r in json.loads(capsys.readouterr().out) if r["file"].endswith("/a.md"))
    assert "-2\n+two\n" in record["diff"]


def test_drift_for_github(drifted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--diff", "--format", "github"], Build()) == 1
    output = capsys.readouterr().out
    for path, state in DRIFT:
        assert f"::error file={path},line=1,col=1,title=drift-{state}::" in output
    assert "::group::generated/docs/a.md\n" in output


@pytest.mark.parametrize("form", ["json", "github"])
def test_without_drift_the_machine_formats_are_empty(
    project: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    for options in ([], ["--check"], ["--diff"]):
        assert cli.main([*options, "--format", form], Build()) == 0
        assert capsys.readouterr() == ({"json": "[]\n", "github": ""}[form], "")


@pytest.mark.parametrize("options", [[], ["--check"], ["--diff"]])
def test_findings_are_printed_and_nothing_is_written(
    project: Path, capsys: pytest.CaptureFixture[str], options: list[str]
) -> None:
    place = str(project / "spec" / "catalogue.yaml")
    findings = tuple(
        Finding(Mark(place, line, 3), "some-rule", "found this", "that", "mend it")
        for line in (7, 5)
    )
    before = list(project.rglob("*"))
    assert cli.main(options, Build(findings)) == 1
    assert capsys.readouterr() == (
        (
            "spec/catalogue.yaml:5:3: error[some-rule]: found this; expected that; mend it"
            " (and at 1 other place: 7:3)\n"
        ),
        "",
    )
    assert list(project.rglob("*")) == before
    assert cli.main([*options, "--format", "json"], Build(findings)) == 1
    assert [record["line"] for record in json.loads(capsys.readouterr().out)] == [5, 7]
    assert cli.main([*options, "--format", "github"], Build(findings)) == 1
    assert capsys.readouterr().out.startswith("::error file=spec/catalogue.yaml,line=5,col=3")


def test_what_hinders_writing_is_a_finding(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "generated").write_text("a file")
    for options in ([], ["--check"]):
        assert cli.main(options, Build()) == 1
        output = capsys.readouterr().out
        assert output.startswith("generated:1:1: error[output-not-a-directory]: ")


def test_a_foreign_file_is_a_finding(drifted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([], Build()) == 1
    assert capsys.readouterr().out.startswith("generated/c.json:1:1: error[foreign-file]: ")
    assert (drifted / "generated" / "orphan.txt").exists()


def test_another_catalogue(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    theirs(project)
    (project / "lay over").mkdir()
    (project / "second").mkdir()
    options = ["--catalogue", "theirs.yaml", "--out", "their out", "--package", "their_events"]
    options += ["--templates", "lay over", "--templates", "second"]
    build = Build()
    assert cli.main(options, build) == 0
    assert build.source == Source(
        project / "theirs.yaml",
        "their_events",
        (project / "lay over", project / "second"),
        "theirs.yaml",
    )
    assert not (project / "spec" / "catalogue.schema.json").exists()
    capsys.readouterr()
    (project / "their out" / "c.json").unlink()
    assert cli.main([*options, "--check"], build) == 1
    assert capsys.readouterr().out.splitlines() == [
        "their out/c.json: missing",
        (
            "1 file is not as the catalogue says; to fix, run: python -m codegen --catalogue theirs.yaml "
            "--out 'their out' --package their_events --templates 'lay over' --templates second"
        ),
    ]


def test_the_working_directory_changes_only_how_paths_are_shown(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project.parent)
    assert cli.main([], Build()) == 0
    assert capsys.readouterr().out.startswith("project/generated: ")
    monkeypatch.chdir(project / "spec")
    assert cli.main([], Build()) == 0
    assert capsys.readouterr().out.startswith(f"{project}/generated: ")


@pytest.mark.parametrize(
    "options",
    [
        ["--unknown"],
        ["--chec"],
        ["extra"],
        ["--catalogue"],
        ["--catalogue", "no-such-file.yaml"],
        ["--catalogue", "spec"],
        ["--templates", "no-such-folder"],
        ["--package", "not a name"],
        ["--package", "a.b"],
        ["--package", "class"],
        ["--package", ""],
        ["--format", "xml"],
        ["--out"],
        ["--out", "/"],
        ["--out", "~"],
        ["--out", "."],
        ["--out", ".."],
        ["--out", "codegen"],
        ["--out", "codegen/templates"],
        ["--out", "spec"],
        ["--out", "link"],
        ["--out", ".git/x"],
        ["--out", "mine", "--catalogue", "mine/theirs.yaml"],
        ["--out", "mine", "--templates", "mine/templates"],
    ],
    ids=" ".join,
)
def test_wrong_usage(
    project: Path,
    options: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    home = project.parent / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    (project / "link").symlink_to("codegen")
    (project / "mine" / "templates").mkdir(parents=True)
    theirs(project / "mine")
    build = Build()
    options = [str(home) if option == "~" else option for option in options]
    with pytest.raises(SystemExit) as end:
        cli.main(options, build)
    assert end.value.code == 2
    assert build.source is None
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith("usage: python -m codegen")
    assert f"error: {options[0]}" in output.err or options[0] in output.err.splitlines()[-1]


def test_check_and_diff_together_are_fine(project: Path) -> None:
    assert cli.main(["--check", "--diff"], Build()) == 1


def test_verbose_tells_of_each_stage(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for options, last in ([], "write"), (["--check"], "compare"):
        cli.main(["-v", *options], Build())
        lines = capsys.readouterr().err.splitlines()
        assert lines[0] == "load        0.250 s  3 events"
        assert [line.split()[0] for line in lines] == ["load", last]


_SCRIPT = """
from codegen.pipeline import Output
import os, signal, sys
from pathlib import Path
from codegen import cli, job
from codegen.write.writer import with_manifest
job.PROJECT = Path.cwd()
# Whoever started the tests may ignore it, as `nohup` and shells do for what runs in the background.
signal.signal(signal.SIGINT, signal.default_int_handler)
def build(source, observe):
    observe("load", "3 events", 0.25)
    {action}
    observe("render", "é" * 500, 0.5)
    return Output(with_manifest({{"a.txt": b"a" * 10}}, "urn:test:"))
sys.exit(cli.main(build=build))
"""


def start(
    project: Path, *options: str, action: str = "pass", stdout: int = subprocess.PIPE,
    stderr: int = subprocess.PIPE, encoding: str = "utf-8",
) -> subprocess.Popen[bytes]:  # fmt: skip
    path = os.pathsep.join(filter(None, [str(PROJECT), os.environ.get("PYTHONPATH")]))
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(_SCRIPT.format(action=action)), *options],
        cwd=project,
        env={**os.environ, "PYTHONPATH": path, "TERM": "xterm", "PYTHONIOENCODING": encoding},
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=stderr,
    )


def on_a_terminal(project: Path, *options: str, encoding: str = "utf-8") -> tuple[int, str]:
    """Run with a terminal as standard error; the exit code and what the terminal got."""
    reader, writer = pty.openpty()
    with start(project, *options, stderr=writer, encoding=encoding) as process:
        os.close(writer)
        seen = b""
        try:
            while chunk := os.read(reader, 4096):
                seen += chunk
        except OSError:
            pass  # Linux reports the end of a terminal so.
        finally:
            os.close(reader)
        process.communicate()
    return process.returncode, seen.decode()


def test_a_log_gets_no_progress(project: Path) -> None:
    output, errors = start(project).communicate()
    assert errors == b""
    assert output.startswith(b"generated: 2 files, ")


def test_a_terminal_sees_one_line_that_goes_away(project: Path) -> None:
    code, seen = on_a_terminal(project)
    assert code == 0
    *shown, last = seen.split("\r\x1b[2K")
    assert "load: 3 events" in shown
    assert any(text.startswith("render: ééé") for text in shown)
    assert all(len(text) < 80 and "\n" not in text for text in shown)
    assert last == ""


def test_on_a_terminal_verbose_lines_stay(project: Path) -> None:
    _, seen = on_a_terminal(project, "-v")
    assert "\x1b" not in seen
    assert [line.split()[0] for line in seen.splitlines()] == ["load", "render", "write"]


def test_any_encoding_will_do(project: Path) -> None:
    process = start(project, "--out", "é", encoding="ascii")
    output, errors = process.communicate()
    assert output.startswith(b"\\xe9: 2 files, 2 new")
    assert errors == b""
    assert process.returncode == 0


@pytest.mark.parametrize(("by", "code"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_an_interrupt_is_quiet(project: Path, by: str, code: int) -> None:
    process = start(project, action=f"os.kill(os.getpid(), signal.{by})")
    assert process.communicate() == (b"", b"")
    assert process.returncode == code
    assert not (project / "generated").exists()


@pytest.mark.parametrize(("options", "code"), [([], 0), (["--diff"], 1), (["-v", "--check"], 1)])
def test_a_reader_that_goes_away_is_no_error(project: Path, options: list[str], code: int) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    process = start(project, *options, stdout=writer, stderr=writer)
    os.close(writer)
    process.communicate()
    assert process.returncode == code
    assert (project / "generated" / "a.txt").exists() == (options == [])


def test_the_signal_handler_is_put_back(project: Path) -> None:
    before = signal.getsignal(signal.SIGTERM)
    cli.main([], Build())
    assert signal.getsignal(signal.SIGTERM) is before


def test_the_module_runs_as_a_command() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "codegen", "--help"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0
    assert run.stdout.startswith("usage: python -m codegen")


@pytest.mark.parametrize(
    "missing",
    [
        "sys.modules['yaml'] = None",
        "import importlib.metadata as m; m.version = lambda name: m.distribution('no such ' + name)",
    ],
)
def test_missing_tools_are_told(missing: str) -> None:
    program = f"import runpy, sys; {missing}; runpy.run_module('codegen', run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-c", program, "--check"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "is missing; run: python -m pip install -e '.[dev]'" in done.stderr
    assert "Traceback" not in done.stderr
