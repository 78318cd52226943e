"""Measured figures on their way to the docs."""

from __future__ import annotations

import json
from pathlib import Path

import attrs
import pytest

from codegen.emit.docs.performance import performance_page
from codegen.findings import Finding
from codegen.load import measurements
from codegen.load.measurements import Figures, Fuzz, Row
from codegen.pipeline import Source, Tree, build_output
from tests.codegen.mini import TEXT
from tests.markdown_page import read

PAGE = "docs/performance.md"
ROW = Row(
    key="mixed",
    section="All of <them>",
    text="ours|theirs, `data` first",
    against="`json.loads`",
    times=1.604,
    least=1.5,
    most=1.75,
    amount=1234.5,
    unit="bytes",
    limit=1.6,
)
FIGURES = Figures(
    machine="Linux on x86_64, 2 cores",
    python="CPython 3.11.7",
    libraries={"attrs": "26.1.0"},
    rounds=9,
    starts=21,
    many=1_000_000,
    kept=300,
    rows=(
        ROW,
        attrs.evolve(ROW, key="alone", times=1.606, amount=2.5, unit="µs", reason="it is hard"),
        attrs.evolve(ROW, key="beside", section="Others", limit=None),
    ),
)


pytestmark = pytest.mark.usefixtures("import_untried")


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
    shown = [[cell.text for cell in row.values()] for row in page.rows("What", "Median")]
    assert shown == [
        [
            "ours|theirs, data first",
            "1,234 bytes",
            "1.60 × json.loads",
            "1.50 to 1.75",
            "1.6 ×",
            "met",
        ],
        [
            "ours|theirs, data first",
            "2.50 µs",
            "1.61 × json.loads",
            "1.50 to 1.75",
            "1.6 ×",
            "not met",
        ],
        ["ours|theirs, data first", "1,234 bytes", "1.60 × json.loads", "1.50 to 1.75", "", ""],
    ]
    index = read(tmp_path / "docs" / "index.md")
    assert tmp_path / PAGE in {target for _, target, _ in index.targets()}


def test_a_target_is_met_as_it_is_shown() -> None:
    page = performance_page(FIGURES)
    assert [line.state for section in page.sections for line in section.lines] == [
        "met",
        "**not met**",
        "",
    ]
    assert page.met == "1 of 2 targets are met."


def test_what_is_not_met_has_its_reason() -> None:
    assert performance_page(FIGURES).reasons == ("ours|theirs, `data` first: it is hard.",)
    others = (attrs.evolve(ROW, reason="it was hard"), attrs.evolve(ROW, times=9))
    assert performance_page(attrs.evolve(FIGURES, rows=others)).reasons == ()


def test_rows_stand_in_their_sections() -> None:
    page = performance_page(FIGURES)
    titles = [(section.title, len(section.lines)) for section in page.sections]
    assert titles == [("All of \\<them\\>", 2), ("Others", 1)]


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
        ('"starts": 21', '"starts": "two"', "starts"),
        ('"rounds": 9,', "", "rounds"),
        ('"kept": 300', '"kept": 300, "more": 1', "more"),
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
    assert written["rows"][0]["times"] == 1.604
    assert written["fuzz"] is None
