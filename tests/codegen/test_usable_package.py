"""What is made can be imported and used; names that would keep it from that are findings."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from codegen.catalogue.names import snake
from codegen.check import reserved_names
from codegen.cli import main
from codegen.pipeline import Built, Source, build
from codegen.write.importing import import_faults
from tests.codegen.command import files
from tests.codegen.mini import TEXT, broken, findings

RUNTIME = Path(__file__).parents[2] / "codegen" / "templates" / "{package}"
DAY = "          day: string(iso-day), e.g. 2031-05-04 -- Day of arrival.\n"


def made(text: str, folder: Path) -> Mapping[str, bytes]:
    """The files that are made of a catalogue; that they can be imported is a part of making them."""
    (folder / "mini.yaml").write_text(text, encoding="utf-8")
    built = build(Source(folder / "mini.yaml"), lambda stage, said, seconds: None)
    assert isinstance(built, Built), built
    return built.tree


@pytest.mark.parametrize("name", ["class", "docs", "schemas", "events", "json", "attrs", "match"])
def test_a_package_has_a_name_of_its_own(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = broken("package: depot_events", f"package: {name}")
    (finding,) = findings(text)
    assert finding.rule == "reserved-name"
    line = text.splitlines()[finding.mark.line - 1]
    assert line.strip() == f"package: {name}"
    # The remedy that it names is one.
    other = re.findall("`([^`]+)`", finding.remedy)[0]
    assert findings(text.replace(f"package: {name}", f"package: {other}")) == ()
    with pytest.raises(SystemExit) as stop:
        main(["--package", name, "--out", str(tmp_path / "out")])
    assert stop.value.code == 2
    assert name in capsys.readouterr().err


TAKEN = ("self", "int", "field", "wire", "class", "extra")
SOMETHING = "string, e.g. x -- Something else."


@pytest.mark.parametrize("name", TAKEN)
def test_a_field_whose_name_is_taken_is_found_and_another_name_given(name: str) -> None:
    text = broken(DAY, DAY + f"          {name}: {SOMETHING}\n")
    (finding,) = findings(text)
    assert (finding.rule, f"`{name}`" in finding.found) == ("reserved-name", True)
    assert finding.mark.line == text[: text.index(f"  {name}: ")].count("\n") + 1
    assert finding.remedy.count(f"`python: {name}_`") == 1


def test_fields_may_have_these_names_and_a_class_that_of_a_tools(tmp_path: Path) -> None:
    fields = "".join(
        f'          {name}: {{is: "{SOMETHING}", python: {name}_}}\n' for name in TAKEN
    )
    text = broken(DAY, DAY + fields)
    text = text.replace("Pallet[]", "Model[]").replace("json Pallet", "json Model")
    assert made(text.replace("  Pallet:\n", "  Model:\n"), tmp_path)


def test_every_other_word_of_the_package_can_be_a_field(tmp_path: Path) -> None:
    # Those whose code is compiled for a class, or that make classes.
    modules = ("_decode", "_encode", "_inline", "_making", "_objects", "_fields", "event")
    texts = [(RUNTIME / f"{module}.py").read_text(encoding="utf-8") for module in modules]
    words = {
        node.arg if isinstance(node, ast.arg) else node.id
        for text in texts
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.arg | ast.Name)
    }
    words |= {word for text in texts for word in re.findall(r"\b[a-z]\b", text)}
    words |= {each for each in dir(object) if each.isidentifier()}
    names = {snake(word, {}) for word in words} - reserved_names.attributes() - {"event_code"}
    fields = "".join(
        f'          "{name}": string, e.g. x -- A field {number}.\n'
        for number, name in enumerate(
            sorted(filter(re.compile("[a-z][a-z0-9_]+").fullmatch, names))
        )
        if name not in ("gate", "day", "pallets", "plan", "count")
    )
    assert fields.count("\n") > 150
    tree = made(broken(DAY, DAY + fields), tmp_path)
    for path, content in tree.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-c", USE], cwd=tmp_path, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


USE = """
import copy, pickle, attrs, depot_events as d
from depot_events import fixtures
for fixture in fixtures.load("gate-opening"):
    if not fixture.refused:
        message = d.parse(fixture.message)
        assert d.to_dict(message) == fixture.message
        assert pickle.loads(pickle.dumps(message)) == message == copy.deepcopy(message)
        assert attrs.evolve(message.event, day=None).day is None
        assert str(message.event)
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("          lorry-left:\n", "          con:\n"),
        ("      lorry:\n", "      aux:\n"),
        ("  Stock:\n", "  NUL:\n"),
        ("  Priority:\n", "  Com1:\n"),
    ],
)
def test_no_file_has_the_name_of_a_device(old: str, new: str) -> None:
    text = broken(old, new).replace("priority: Priority", "priority: Com1")
    found = [f for f in findings(text) if f.rule == "bad-name"]
    assert {f.mark.line for f in found} == {text[: text.index(new)].count("\n") + 1}


@pytest.mark.parametrize(
    ("path", "content", "expected"),
    [
        ("{package}/_more.py", "raise RuntimeError('one thing')\n", "one thing"),
        ("{package}/_more.py", "def x(:\n", "error[unmade-output]"),
        ("{package}/event.py", "import sys\nsys.exit(3)\n", "SystemExit(3)"),
        ("{package}/_more.py", "import os\nos._exit(3)\n", "exit code 3"),
    ],
)
def test_nothing_is_put_in_place_that_cannot_be_imported(
    path: str,
    content: str,
    expected: str,
    generated: Path,
    own_cache: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shutil.copytree(generated / "cache", own_cache)
    before = files(generated / "out")
    more = tmp_path / path
    more.parent.mkdir(parents=True)
    more.write_text(content, encoding="utf-8")
    paths = ("--catalogue", str(generated / "mini.yaml"), "--out", str(generated / "out"))
    assert main([*paths, "--templates", str(tmp_path)]) == 1
    assert expected in capsys.readouterr().out
    assert files(generated / "out") == before


def test_an_import_that_does_not_end_is_ended() -> None:
    (fault,) = import_faults({"endless/__init__.py": b"while True: pass\n"}, "endless", seconds=0.5)
    assert fault.error == "the import did not end within 1 seconds"


def test_a_fault_of_a_module_is_found_where_it_is_described(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mini.yaml").write_text(TEXT, encoding="utf-8")
    template = (RUNTIME / "{module}.py.jinja").read_text(encoding="utf-8")
    more = tmp_path / "templates" / "{package}" / "{module}.py.jinja"
    more.parent.mkdir(parents=True)
    last = '{% if module.path == "events.lorry" %}raise RuntimeError("one thing"){% endif %}\n'
    more.write_text(template + last, encoding="utf-8")
    arguments = ["--catalogue", str(tmp_path / "mini.yaml"), "--out", str(tmp_path / "out")]
    assert main([*arguments, "--templates", str(tmp_path / "templates")]) == 1
    line = TEXT[: TEXT.index("      lorry:")].count("\n") + 1
    assert f"mini.yaml:{line}:7: error[broken-package]" in capsys.readouterr().out
