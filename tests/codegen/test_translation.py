"""The Chinese texts beside a catalogue: how they are found, kept in step and counted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import polib
import pytest

from codegen import cli
from codegen.catalogue import resolved
from codegen.catalogue.translation import texts
from codegen.load.loader import load_file
from codegen.load.translation_file import TranslationFile, load_translation, parse_translation
from codegen.pipeline import Output, Source, build_output
from codegen.resolve.resolver import resolve
from tests.codegen.mini import TEXT, broken, catalogue_of

OURS = Source(Path(__file__).resolve().parents[2] / "spec" / "catalogue.yaml")

CHINESE = {
    ("catalogue title", "Depot events"): "仓库事件",
    ("service Stock", "Stock"): "库存",
    ("service Stock text", "Where pallets wait."): "托盘等待的地方。",
    ("answer ReleaseGate text", "Opens the gate, or keeps it shut."): "开门或关门。",
    ("answer ReleaseGate.request.verdict text", "Open or shut."): "开或关。",
    ("enum PalletState text", "What happens to a pallet."): "托盘的变化。",
    ("enum PalletState.stored text", "it stands on a shelf"): "在货架上",
    ("enum Priority.TODAY text", "today"): "今天",
    ("field gate text", "Number of the gate."): "门号。",
    ("field count text", "How many."): "数量。",
    ("object Pallet.weights text", "Weights in kilograms."): "重量。",
    ("envelope belt title", "Belt"): "传送带",
    ("envelope belt.id text", "Number of the message."): "消息编号。",
    ("format iso-day text", "A day of the calendar."): "一天。",
    ("body pallet-change text", "A pallet was put away or moved."): "托盘已移动。",
    ("body pallet-change/moved text", "It was driven away."): "已运走。",
    ("event lorry-left title", "Lorry left"): "货车已离开",
    ("event pallet-changed text", "A pallet was put away or moved."): "托盘已移动。",
}

CJK = re.compile("[\u4e00-\u9fff]")


pytestmark = pytest.mark.usefixtures("import_untried")


def po(given: Mapping[tuple[str, str], str] = CHINESE) -> bytes:
    entries = [
        polib.POEntry(msgctxt=context, msgid=english, msgstr=chinese)
        for (context, english), chinese in given.items()
    ]
    return TranslationFile(tuple(entries)).data()


def beside(folder: Path, file: bytes | None, text: str = TEXT) -> Source:
    """A catalogue in a folder, with a translation beside it."""
    (folder / "mini.yaml").write_text(text, encoding="utf-8")
    source = Source(folder / "mini.yaml", name="spec/mini.yaml")
    if file is not None:
        source.translation.parent.mkdir(parents=True, exist_ok=True)
        source.translation.write_bytes(file)
    return source


def read(data: bytes) -> TranslationFile:
    file, found = parse_translation(data, "mini.po")
    assert found == ()
    assert file is not None
    return file


def in_step(file: TranslationFile, text: str = TEXT) -> TranslationFile:
    return file.in_step(texts(catalogue_of(text)))


def fields(shape: resolved.Object | resolved.Variant | resolved.Envelope) -> dict[str, str | None]:
    return {field.wire: field.description_zh for field in shape.fields}


def test_every_text_gets_to_what_it_is_for() -> None:
    catalogue = resolve(catalogue_of(), None, read(po()).translation)
    assert (catalogue.title_zh, catalogue.description_zh) == ("仓库事件", None)
    _, stock = catalogue.services
    assert (stock.name_zh, stock.summary_zh) == ("库存", "托盘等待的地方。")
    (answer,) = catalogue.answers
    assert answer.summary_zh == "开门或关门。"
    assert [field.description_zh for field in answer.request] == ["门号。", "开或关。"]
    state, priority = catalogue.enums["PalletState"], catalogue.enums["Priority"]
    assert (state.summary_zh, priority.summary_zh) == ("托盘的变化。", None)
    assert [value.meaning_zh for value in state.values] == ["在货架上", None]
    assert [value.meaning_zh for value in priority.values] == ["今天", None]
    assert fields(catalogue.objects["Pallet"]) == {"count": "数量。", "weights": "重量。"}
    belt, _ = catalogue.envelopes
    assert belt.title_zh == "传送带"
    assert fields(belt) == {"id": "消息编号。", "sentAt": None, "data": None}
    lorry, pallets = catalogue.bodies
    assert (lorry.summary_zh, pallets.summary_zh) == (None, "托盘已移动。")
    assert [variant.summary_zh for variant in pallets.variants] == [None, "已运走。"]
    (day,) = (field for field in lorry.fields if field.wire == "day")
    assert (day.format_zh, day.description_zh) == ("一天。", None)
    (left,) = (event for event in catalogue.events if event.code == "lorry-left")
    assert (left.title_zh, left.summary_zh) == ("货车已离开", None)


def test_notes_are_translated() -> None:
    text = broken("    level: tenant\n", "    level: tenant\n    note: [One., Two.]\n")
    text = broken(
        "is: PalletState -- What happened.\n",
        "is: PalletState -- What happened.\n            note: Late.\n",
        text,
    )
    given = {
        ("service Stock note", "Two."): "二。",
        ("body pallet-change.state note", "Late."): "晚。",
    }
    catalogue = resolve(catalogue_of(text), None, read(po(given)).translation)
    assert catalogue.services[1].notes_zh == (None, "二。")
    (state,) = (field for field in catalogue.bodies[1].fields if field.wire == "state")
    assert (state.note, state.note_zh) == ("Late.", "晚。")


def test_a_text_that_differs_needs_a_translation_of_its_own() -> None:
    variant = resolve(catalogue_of(), None, read(po()).translation).bodies[1].variants[0]
    assert fields(variant) == {"shelfID": None}


def test_the_file_has_every_text_once_by_context() -> None:
    file = in_step(read(po()))
    found = [(entry.msgctxt, entry.msgid) for entry in file.entries]
    assert found == sorted(set(found))
    assert set(found) == {(text.context, text.english) for text in texts(catalogue_of())}
    assert file.translation.texts == CHINESE
    assert len(file.missing) == len(found) - len(CHINESE)
    assert file.stale == ()


def test_what_is_in_step_stays_as_it_is() -> None:
    data = in_step(read(po())).data()
    assert in_step(read(data)).data() == data


def swapped(text: str, start: str, end: str, behind: str) -> str:
    """The text with the block from `start` to `end` before `behind`."""
    first, last = text.index(start), text.index(end)
    block = text[first:last]
    return (text[:first] + text[last:]).replace(behind, f"\n{block}{behind}", 1)


MOVED: list[Callable[[str], str]] = [
    # A body goes to another service, behind another body.
    lambda text: swapped(text, "      lorry:\n", "\n  Stock:\n", "\ncommon:\n").replace(
        "    bodies:\n\n", "    bodies: {}\n\n"
    ),
    # A field goes to another place of its body.
    lambda text: text.replace("          gate: {required: true}\n", "").replace(
        "          plan:\n", "          gate: {required: true}\n          plan:\n"
    ),
    # A text is wrapped.
    lambda text: text.replace("-- Day of arrival.", "-- Day\n            of arrival."),
    # A line goes to `is`, and gets a note that is no text of before.
    lambda text: text.replace(
        "priority: Priority -- How soon.", "priority:\n            is: Priority -- How soon."
    ),
]


@pytest.mark.parametrize("move", MOVED)
def test_what_moves_keeps_its_translation(move: Callable[[str], str]) -> None:
    before = in_step(read(po()))
    text = move(TEXT)
    assert text != TEXT
    assert in_step(before, text).data() == before.data()


def test_a_field_that_becomes_shared_takes_its_translation_along() -> None:
    text = broken(
        "      weights: number[], e.g. [1.5, 20] -- Weights in kilograms.\n", "      weights:\n"
    )
    text = broken(
        "fields:\n  gate",
        "fields:\n  weights: number[], e.g. [1.5, 20] -- Weights in kilograms.\n  gate",
        text,
    )
    file = in_step(in_step(read(po())), text)
    assert file.translation.of("field weights text", "Weights in kilograms.") == "重量。"
    assert file.stale == ()


def test_what_has_changed_in_english_is_stale_and_shown_in_english() -> None:
    text = broken("How many.", "How many there are.")
    file = in_step(in_step(read(po())), text)
    assert file.stale == ("field count text",)
    (entry,) = (entry for entry in file.entries if entry.fuzzy)
    assert (entry.msgid, entry.msgstr) == ("How many there are.", "数量。")
    assert entry.previous_msgid == "How many."
    catalogue = resolve(catalogue_of(text), None, file.translation)
    assert fields(catalogue.objects["Pallet"])["count"] is None
    again = in_step(read(file.data()), broken("How many.", "How many of them."))
    (entry,) = (entry for entry in again.entries if entry.fuzzy)
    assert (entry.msgstr, entry.previous_msgid) == ("数量。", "How many.")
    back = in_step(read(again.data()))
    assert back.data() == in_step(read(po())).data()


def test_a_run_keeps_the_file_in_step(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = beside(tmp_path, po(), broken("How many.", "How many there are."))
    options = ["--catalogue", str(source.catalogue), "--out", str(tmp_path / "out")]
    assert cli.main(options) == 0
    capsys.readouterr()
    file = read(source.translation.read_bytes())
    assert file.stale == ("field count text",)
    assert cli.main([*options, "--check"]) == 0
    assert "field count text" in capsys.readouterr().out
    before = source.translation.read_bytes()
    assert cli.main(["-v", *options]) == 0
    assert "1 stale" in capsys.readouterr().err
    assert source.translation.read_bytes() == before
    source.translation.write_bytes(po())
    assert cli.main([*options, "--check"]) == 1
    assert f"{source.translation.name}: differs" in capsys.readouterr().out


def test_no_file_is_made_where_there_is_none(tmp_path: Path) -> None:
    source = beside(tmp_path, None)
    options = ["--catalogue", str(source.catalogue), "--out", str(tmp_path / "out")]
    assert cli.main(options) == 0
    assert not source.translation.exists()
    assert not (tmp_path / "mini.schema.json").exists()


@pytest.mark.parametrize(
    ("data", "line", "word"),
    [
        (b'msgctxt "a"\nmsgid "b"\nmsgst "c"\n', 3, "no gettext file"),
        (b'msgid "a"\nmsgstr "b"\n', 1, "has no `msgctxt`"),
        (b"\xff", 1, "cannot be read"),
        (b"nonsense\n", 1, "no gettext file"),
    ],
)
def test_a_faulty_file_is_a_finding(tmp_path: Path, data: bytes, line: int, word: str) -> None:
    made = build_output(beside(tmp_path, data), lambda *_: None)
    assert not isinstance(made, Output)
    (finding,) = made
    assert (finding.mark.file, finding.mark.line) == ("spec/locale/zh_CN/mini.po", line)
    assert finding.rule == "translation-file"
    assert word in finding.message


def test_the_findings_of_both_files_come_at_once(tmp_path: Path) -> None:
    made = build_output(
        beside(tmp_path, b"nonsense\n", broken("title: Lorry left", "tittle: Lorry left")),
        lambda *_: None,
    )
    assert not isinstance(made, Output)
    assert [finding.mark.file for finding in made] == [
        "spec/locale/zh_CN/mini.po",
        "spec/mini.yaml",
    ]


def test_a_run_says_how_much_is_translated_also_when_nothing_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATAWORKS_EVENTS_CACHE", str(tmp_path / "cache"))
    made = []
    stages: dict[str, str] = {}
    count = len(tuple(texts(catalogue_of())))
    for given, stage in ((CHINESE, "classes"), (CHINESE, "cache"), ({}, "classes")):
        stages.clear()
        output = build_output(
            beside(tmp_path, po(given)), lambda name, summary, _: stages.update({name: summary})
        )
        assert isinstance(output, Output)
        assert stage in stages
        assert stages["chinese"] == f"{len(given)} of {count} texts translated"
        made.append(output)
    assert made[0] == made[1]


def ours() -> TranslationFile:
    file, found = load_translation(OURS.translation)
    assert found == ()
    assert file is not None
    return file


@pytest.mark.release
def test_our_catalogue_is_translated() -> None:
    file = ours()
    assert file.stale == ()
    assert [context for context in file.missing if not context.endswith(" note")] == []


def pairs(catalogue: resolved.Catalogue) -> Iterator[tuple[str, str | None]]:
    """Every English text but notes that may have a Chinese one, and that one."""
    yield catalogue.title, catalogue.title_zh
    yield catalogue.description, catalogue.description_zh
    for service in catalogue.services:
        yield service.name, service.name_zh
        yield service.summary, service.summary_zh
    for event in catalogue.events:
        yield event.title, event.title_zh
        yield event.summary, event.summary_zh
    for enum in catalogue.enums.values():
        yield enum.summary, enum.summary_zh
        for value in enum.values:
            yield value.meaning, value.meaning_zh
    shared: list[resolved.Field] = []
    for shape in (*catalogue.objects.values(), *catalogue.bodies):
        yield shape.summary, shape.summary_zh
        shared += shape.fields
        for variant in shape.variants:
            yield variant.summary, variant.summary_zh
            shared += variant.fields
    for envelope in catalogue.envelopes:
        yield envelope.summary, envelope.summary_zh
        shared += envelope.fields
    for answer in catalogue.answers:
        yield answer.summary, answer.summary_zh
        shared += [*answer.request, *answer.response]
    for field in shared:
        yield field.description, field.description_zh
        if field.format is not None:
            yield field.format.description, field.format_zh


def test_our_chinese_is_chinese() -> None:
    catalogue, _ = load_file(OURS.catalogue)
    assert catalogue is not None
    broken_off = re.compile("[\u4e00-\u9fff\uff0c\u3002\uff1b\uff1a] +[\u4e00-\u9fff]")
    given = pairs(resolve(catalogue, None, ours().translation))
    translated = [(english, chinese) for english, chinese in given if chinese is not None]
    assert translated
    for english, chinese in translated:
        # Names of products are the same in both languages.
        assert CJK.search(chinese) or chinese == english, chinese
        assert not broken_off.search(chinese), chinese
        assert chinese.endswith("\u3002") == english.endswith("."), (english, chinese)
