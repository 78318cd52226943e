"""The Chinese texts beside a catalogue: how they are found, checked and counted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from codegen.catalogue import resolved
from codegen.catalogue.translation import Translation
from codegen.catalogue.written import Catalogue
from codegen.check import translation as rule
from codegen.findings import Finding, ordered
from codegen.load.loader import load_file, load_translation
from codegen.pipeline import Source, build_tree
from codegen.resolve.resolver import resolve
from codegen.resolve.translated import Share, shares
from tests.codegen.mini import HERE, TEXT, broken, catalogue_of

OURS = Path(__file__).resolve().parents[2] / "spec" / "catalogue.yaml"

CHINESE = """\
catalogue: {title: 仓库事件}
formats: {iso-day: 一天}
services:
  Stock: {name: 库存, summary: 托盘等待的地方}
answers:
  ReleaseGate: {summary: 开门或关门, request: {verdict: 开或关}}
enums:
  PalletState: {summary: 托盘的变化, values: {stored: 在货架上}}
  Priority: {values: {1: 今天, "2": 本周}}
fields:
  gate: 门号
  count: 数量
objects:
  Pallet: {fields: {weights: 重量}}
envelopes:
  belt: {title: 传送带, fields: {id: 消息编号}}
bodies:
  pallet-change:
    summary: 托盘已移动
    variants:
      moved: {summary: 已运走}
events:
  lorry-left: {title: 货车已离开, summary: 货车离开之后触发}
"""

CJK = re.compile("[\u4e00-\u9fff]")


def beside(folder: Path, chinese: str | None, text: str = TEXT) -> Source:
    """A catalogue in a folder, with a translation beside it."""
    (folder / "mini.yaml").write_text(text, encoding="utf-8")
    if chinese is not None:
        (folder / "mini.zh.yaml").write_text(chinese, encoding="utf-8")
    return Source(folder / "mini.yaml", name="spec/mini.yaml")


def findings(folder: Path, chinese: str, text: str = TEXT) -> tuple[Finding, ...]:
    """All that a run says of them."""
    told: list[str] = []
    made = build_tree(beside(folder, chinese, text), lambda stage, *_: told.append(stage))
    assert isinstance(made, tuple), "nothing was found"
    assert told in (["load", "check"], ["load"])
    return made


def translated(folder: Path, chinese: str | None, text: str = TEXT) -> resolved.Catalogue:
    source = beside(folder, chinese, text)
    catalogue = catalogue_of(text)
    translation, found = load_translation(source.translation, "zh.yaml")
    assert translation is not None
    assert ordered((*found, *rule.findings(catalogue, translation))) == ()
    return resolve(catalogue, None, translation)


def fields(shape: resolved.Object | resolved.Variant | resolved.Envelope) -> dict[str, str | None]:
    return {field.wire: field.description_zh for field in shape.fields}


def test_every_text_gets_to_what_it_is_for(tmp_path: Path) -> None:
    catalogue = translated(tmp_path, CHINESE)
    assert (catalogue.title_zh, catalogue.description_zh) == ("仓库事件", None)
    _, stock = catalogue.services
    assert (stock.name_zh, stock.summary_zh) == ("库存", "托盘等待的地方")
    (answer,) = catalogue.answers
    assert answer.summary_zh == "开门或关门"
    assert [field.description_zh for field in answer.request] == ["门号", "开或关"]
    state, priority = catalogue.enums["PalletState"], catalogue.enums["Priority"]
    assert (state.summary_zh, priority.summary_zh) == ("托盘的变化", None)
    assert [value.meaning_zh for value in state.values] == ["在货架上", None]
    assert [value.meaning_zh for value in priority.values] == ["今天", "本周"]
    assert fields(catalogue.objects["Pallet"]) == {"count": "数量", "weights": "重量"}
    belt, _ = catalogue.envelopes
    assert (belt.title_zh, fields(belt)) == (
        "传送带",
        {"id": "消息编号", "sentAt": None, "data": None},
    )
    lorry, pallets = catalogue.bodies
    assert (lorry.summary_zh, pallets.summary_zh) == (None, "托盘已移动")
    assert [variant.summary_zh for variant in pallets.variants] == [None, "已运走"]
    (day,) = (field for field in lorry.fields if field.wire == "day")
    assert (day.format_zh, day.description_zh) == ("一天", None)
    (left,) = (event for event in catalogue.events if event.code == "lorry-left")
    assert (left.title_zh, left.summary_zh) == ("货车已离开", "货车离开之后触发")


def test_a_description_that_is_changed_needs_a_text_of_its_own(tmp_path: Path) -> None:
    stored = "pallet-change: {variants: {stored: {fields: {shelfID: 货架编号}}}}"
    for bodies, text in (("{}", None), (f"{{{stored}}}", "货架编号")):
        catalogue = translated(tmp_path, f"fields: {{count: 数量}}\nbodies: {bodies}")
        variant = catalogue.bodies[1].variants[0]
        assert fields(variant) == {"shelfID": text}


def test_a_use_that_changes_something_else_has_the_shared_text(tmp_path: Path) -> None:
    text = broken("  day: {type", "  many: {use: count, example: 70}\n  day: {type")
    text = broken("fields: [gate]\n\n", "fields: [gate, many]\n\n", text)
    catalogue = translated(tmp_path, "fields: {count: 数量, gate: 门号}", text)
    assert fields(catalogue.bodies[1].variants[1]) == {"gate": "门号", "many": "数量"}


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("  lorry-left:", f"  {HERE}lory-left:", "no event `lory-left` to translate"),
        ("lorry-left: {title:", f"lorry-left: {{{HERE}titel:", "(did you mean `title`?)"),
        ("  gate: 门", f"  {HERE}gat: 门", "no shared field `gat` to translate"),
        ("  PalletState:", f"  {HERE}PaletState:", "(did you mean `PalletState`?)"),
        ("{stored:", f"{{{HERE}stord:", "value of enum `PalletState` `stord`"),
        ("{1: 今天", f"{{{HERE}3: 今天", "no value of enum `Priority` `3`"),
        ("{weights:", f"{{{HERE}weight:", "object `Pallet` `weight`"),
        ("{verdict:", f"{{{HERE}verdit:", "field of the request of `ReleaseGate` `verdit`"),
        ("{id: ", f"{{{HERE}ident: ", "field of envelope `belt` `ident`"),
        ("  Stock:", f"  {HERE}Stok:", "no service `Stok`"),
        ("{iso-day:", f"{{{HERE}iso-dya:", "no format `iso-dya`"),
        ("pallet-change:", f"{HERE}pallet-chang:", "no body `pallet-chang`"),
        ("  moved: {", f"  {HERE}move: {{", "no variant of body `pallet-change` `move`"),
        ("gate: 门号", f"gate: {HERE}12", "the number `12`"),
        ("  count: 数量", f"  {HERE}gate: 数量", "stands here a second time"),
        ("\nevents:", f"\n{HERE}evnts:", "(did you mean `events`?)"),
    ],
)
def test_what_is_wrong_is_found_at_its_place(tmp_path: Path, old: str, new: str, word: str) -> None:
    text = broken(old, new, CHINESE)
    before = text.partition(HERE)[0]
    found = findings(tmp_path, text.replace(HERE, ""))
    (finding,) = found
    mark = finding.mark
    assert mark.file == "spec/mini.zh.yaml"
    assert (mark.line, mark.column) == (
        before.count("\n") + 1,
        len(before) - before.rfind("\n"),
    )
    assert word in finding.message


def test_the_findings_of_both_files_come_at_once(tmp_path: Path) -> None:
    text = broken("title: Lorry left", "tittle: Lorry left")
    found = findings(tmp_path, "events: {lorry-left: {title: 1}, lorry: {title: 货车}}", text)
    assert [(f.mark.file, f.rule) for f in found] == [
        ("spec/mini.yaml", "unknown-key"),
        ("spec/mini.zh.yaml", "wrong-type"),
        ("spec/mini.zh.yaml", "dangling-translation"),
    ]


def test_what_the_catalogue_has_with_a_fault_is_not_missed(tmp_path: Path) -> None:
    text = broken("title: Lorry left", "tittle: Lorry left")
    (finding,) = findings(tmp_path, CHINESE, text)
    assert finding.mark.file == "spec/mini.yaml"


@pytest.mark.parametrize("text", ["", "# nothing\n", "events: [\n"])
def test_a_file_without_a_translation_is_a_finding(tmp_path: Path, text: str) -> None:
    (finding,) = findings(tmp_path, text)
    assert finding.mark.file == "spec/mini.zh.yaml"
    assert finding.rule in {"empty-file", "yaml-syntax"}


def test_no_file_is_no_translation(tmp_path: Path) -> None:
    catalogue = translated(tmp_path, None)
    assert catalogue == resolve(catalogue_of())
    assert {event.title_zh for event in catalogue.events} == {None}


def test_a_run_tells_the_shares_also_when_nothing_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATAWORKS_EVENTS_CACHE", str(tmp_path / "cache"))
    told: dict[str, str] = {}
    expected = (
        "events 33 % (1 of 3), enum values 75 % (3 of 4), shared fields 22 % (2 of 9), "
        "other fields 37 % (3 of 8), services 50 % (1 of 2)"
    )
    trees = []
    for chinese, stage, shown in (
        (CHINESE, "classes", expected),
        (CHINESE, "cache", expected),
        (CHINESE.replace("门号", "大门编号"), "classes", expected),
        (None, "cache", expected),
    ):
        told.clear()
        made = build_tree(
            beside(tmp_path, chinese), lambda stage, summary, _: told.update({stage: summary})
        )
        assert not isinstance(made, tuple), "\n".join(map(str, made))
        assert stage in told
        assert told["chinese"] == shown
        trees.append(made)
    assert trees[0] == trees[1]


def ours() -> tuple[Catalogue, Translation]:
    catalogue, _ = load_file(OURS)
    translation, found = load_translation(OURS.with_suffix(".zh.yaml"))
    assert catalogue is not None
    assert translation is not None
    assert ordered((*found, *rule.findings(catalogue, translation))) == ()
    return catalogue, translation


@pytest.mark.release
def test_our_catalogue_is_translated() -> None:
    counted = shares(*ours())
    assert [share.what for share in counted] == [
        "events",
        "enum values",
        "shared fields",
        "other fields",
        "services",
    ]
    assert [str(share) for share in counted if share.translated != share.all] == []
    assert all(share.all > 5 for share in counted)


def test_a_share_is_never_rounded_up() -> None:
    assert str(Share("events", 999, 1000)) == "events 99 % (999 of 1000)"
    assert str(Share("events", 0, 0)) == "events 100 % (0 of 0)"


def pairs(catalogue: resolved.Catalogue) -> Iterator[tuple[str, str | None]]:
    """Every English text that may have a Chinese one, and that one."""
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
    catalogue, translation = ours()
    broken_off = re.compile("[\u4e00-\u9fff\uff0c\u3002\uff1b\uff1a] +[\u4e00-\u9fff]")
    translated = [(a, b) for a, b in pairs(resolve(catalogue, None, translation)) if b is not None]
    assert translated
    for english, chinese in translated:
        # Names of products are the same in both languages.
        assert CJK.search(chinese) or chinese == english, chinese
        assert not broken_off.search(chinese), chinese
        assert chinese.endswith("\u3002") == english.endswith("."), (english, chinese)
