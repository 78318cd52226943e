"""Measured figures on their way to the docs."""

from __future__ import annotations

import json
from pathlib import Path

import attrs
import pytest

from codegen.emit.docs.performance import performance_page
from codegen.findings import Finding
from codegen.load import measurements
from codegen.load.measurements import Figures, Fuzz, Loaded, Memory, Message, Speed, Start, Target
from codegen.pipeline import Source, Tree, build_output
from tests.codegen.mini import TEXT
from tests.markdown_page import read

PAGE = "docs/performance.md"
SPEED = Speed(
    contender="ours|theirs", note="", microseconds=(2.5,), to_orjson=(1.25,), to_json=(0.5,)
)
FIGURES = Figures(
    cores=2,
    python="CPython 3.11.7",
    system="Linux on x86_64",
    libraries={"attrs": "26.1.0"},
    rounds=9,
    kept=10_000,
    messages=(Message(size="small", event="gate-opening", length=1234),),
    reading=(SPEED, attrs.evolve(SPEED, contender="theirs", note="loses <b>fields</b>")),
    writing=(SPEED,),
    memory=(Memory(contender="ours", length=(1800,), to_dict=(0.6,)),),
    starts=(Start(program="`import attrs`", milliseconds=32.7),),
    loaded=Loaded(event="gate-opening", own=("gates", "gates.event"), others=("attr",)),
    targets=(
        Target(text="reading", limit=1.6, unit="×", measured=(1.604, 1.25)),
        Target(text="writing", limit=1.5, unit="×", measured=(1.25, 1.506)),
    ),
)


def made(folder: Path, file: Path | None) -> Tree | tuple[Finding, ...]:
    (folder / "mini.yaml").write_text(TEXT, encoding="utf-8")
    source = Source(folder / "mini.yaml", figures=file)
    made = build_output(source, lambda stage, summary, seconds: None)
    return made if isinstance(made, tuple) else made.tree


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "figures.json"
    path.write_text(measurements.dump(FIGURES), encoding="utf-8")
    return path


def test_a_file_gives_the_figures_that_were_written(file: Path) -> None:
    assert measurements.load(file) == (FIGURES, ())
    fuzzed = attrs.evolve(
        FIGURES, fuzz=Fuzz(tool="x", executions=5, seconds=1.5, findings=("One.",))
    )
    file.write_text(measurements.dump(fuzzed), encoding="utf-8")
    assert measurements.load(file) == (fuzzed, ())


def test_the_page_shows_them(tmp_path: Path, file: Path) -> None:
    tree = made(tmp_path, file)
    assert not isinstance(tree, tuple), tree
    for path, content in tree.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    page = read(tmp_path / PAGE)
    assert page.dead_links() == []
    assert page.uneven_tables() == []
    assert page.other_html() == []
    targets = {row["What"].text: row["Measured"].text for row in page.rows("What", "Measured")}
    assert targets == {"reading": "1.60×, 1.25×", "writing": "1.25×, 1.51×"}
    index = read(tmp_path / "docs" / "index.md")
    assert tmp_path / PAGE in {target for _, target, _ in index.targets()}


def test_a_target_is_met_as_it_is_shown() -> None:
    page = performance_page(FIGURES)
    assert [target.state for target in page.targets] == ["met", "**not met**"]
    assert page.met == "1 of 2 targets are met."


def test_what_the_fuzzer_did() -> None:
    page = performance_page(FIGURES)
    assert page.fuzz == "No run of the fuzzer is on record."
    fuzz = Fuzz(tool="atheris", executions=1_234_567, seconds=600.4, findings=())
    page = performance_page(attrs.evolve(FIGURES, fuzz=fuzz))
    assert page.fuzz == "atheris tried 1,234,567 inputs in 600 seconds. It found nothing."
    found = attrs.evolve(fuzz, findings=("a crash", "a leak."))
    page = performance_page(attrs.evolve(FIGURES, fuzz=found))
    assert page.fuzz.endswith(" seconds. a crash. a leak.")


@pytest.mark.parametrize("there", [False, True])
def test_without_figures_there_is_no_page(tmp_path: Path, there: bool) -> None:
    tree = made(tmp_path, tmp_path / "none.json" if there else None)
    assert not isinstance(tree, tuple), tree
    assert PAGE not in tree
    assert b"performance.md" not in tree["docs/index.md"]


def test_other_figures_give_another_page(tmp_path: Path, file: Path) -> None:
    first = made(tmp_path, file)
    file.write_text(measurements.dump(attrs.evolve(FIGURES, rounds=11)), encoding="utf-8")
    second = made(tmp_path, file)
    assert not isinstance(first, tuple)
    assert not isinstance(second, tuple)
    assert [path for path in first if first[path] != second[path]] == [PAGE]


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("{", "[", "Expecting"),
        ('"cores": 2', '"cores": "two"', "cores"),
        ('"rounds": 9,', "", "rounds"),
        ('"kept": 10000', '"kept": 10000, "more": 1', "more"),
    ],
)
def test_a_damaged_file_is_a_finding(
    tmp_path: Path, file: Path, old: str, new: str, word: str
) -> None:
    file.write_text(file.read_text("utf-8").replace(old, new, 1), encoding="utf-8")
    found = made(tmp_path, file)
    assert isinstance(found, tuple)
    assert [finding.rule for finding in found] == ["damaged-figures"]
    assert word in found[0].message
    assert found[0].mark.file == "figures.json"


def test_the_file_is_plain_json(file: Path) -> None:
    written = json.loads(file.read_text("utf-8"))
    assert written["reading"][0]["microseconds"] == [2.5]
    assert written["fuzz"] is None
