"""Objects of a message: what a reader of code, a debugger or a log sees, and what users make."""

from __future__ import annotations

import copy
import gc
import json
import multiprocessing
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from io import StringIO
from typing import Any

import attrs
import pytest

import dataworks_events as dw
from dataworks_events._fields import Parsed
from tests.generated.messages import CODES, event_data, fixtures, the_fixture

COMMIT = event_data(the_fixture("commit-file", "eventbridge/full"))
TEXT = json.dumps(the_fixture("commit-file", "eventbridge/full").message)


def test_subclasses_are_the_public_classes() -> None:
    code = (
        "import dataworks_events as dw\n"
        "def below(base):\n"
        "    for each in base.__subclasses__():\n"
        "        yield each\n"
        "        yield from below(each)\n"
        "for name in dw.__all__: getattr(dw, name)\n"
        "found = [*below(dw.WireObject)]\n"
        "assert len(found) == len(set(found)) > 100\n"
        "assert all(getattr(dw, each.__name__) is each for each in found)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("code", CODES)
def test_a_class_has_its_fields_and_nothing_else(code: str) -> None:
    event_class = dw.EVENTS[code].event_class
    names = {field.name for field in attrs.fields(event_class)}
    shown = {name for name in dir(event_class) if not name.startswith("_")}
    meanings = {name for name in shown - names if isinstance(vars_of(event_class)[name], Parsed)}
    assert shown == names | meanings
    assert {name.removesuffix("_parsed") for name in meanings} <= names


def vars_of(thing: type) -> dict[str, object]:
    """What a class and its bases define."""
    return {name: value for each in reversed(thing.__mro__) for name, value in vars(each).items()}


def test_the_package_shows_its_names_alone() -> None:
    dw.parse(TEXT)
    shown = [name for name in dir(dw) if not name.startswith("_")]
    assert shown == sorted(dw.__all__)


def test_text_shows_what_is_there_in_the_order_of_the_fields() -> None:
    event = dw.CommitFile(file_id=1, project_id=2, file_name="a", extra={"novel": 3})
    assert repr(event) == "CommitFile(file_id=1, file_name='a', project_id=2, extra={'novel': 3})"
    assert repr(dw.UnknownEvent()) == "UnknownEvent()"
    message = dw.parse({"id": "m-1", "type": str(dw.EventType.COMMIT_FILE), "data": {"x": 1}})
    assert repr(message) == (
        "Message(event=CommitFile(extra={'x': 1}), event_code='commit-file', "
        "event_type='dataworks:FileChange:CommitFile', envelope='eventbridge', "
        "attributes=EventBridgeAttributes(id='m-1', type='dataworks:FileChange:CommitFile'))"
    )


def test_a_message_is_a_line_of_a_log() -> None:
    message = dw.parse(TEXT)
    assert str(message) == (f"commit-file id={message.id} time={message.time} envelope=eventbridge")
    hostile = {"id": "a\nb", "time": "x" * 500, "type": "\x1b", "data": {"eventCode": "\u202e"}}
    line = str(dw.parse(hostile))
    assert line.isprintable()
    assert len(line) < 200
    spoilt = {**COMMIT, "fileVersion": "x", "eventCode": "deploy-file"}
    line = str(dw.parse({"type": str(dw.EventType.COMMIT_FILE), "data": spoilt}))
    assert line.endswith("problems=1 conflicts=1")


def test_rich_and_ipython_show_the_same() -> None:
    event = dw.CommitFile(file_id=1, project_id=2, file_name="a")
    expected = [("file_id", 1), ("file_name", "a"), ("project_id", 2)]
    assert [*event.__rich_repr__()] == expected

    class Printer:
        """As much of IPython's as is used."""

        def __init__(self) -> None:
            self.out = StringIO()
            self.depth = 0

        def group(self, indent: int, opening: str, closing: str) -> Any:
            printer = self

            class Group:
                def __enter__(self) -> None:
                    printer.out.write(opening)

                def __exit__(self, *_: object) -> None:
                    printer.out.write(closing)

            return Group()

        def text(self, text: str) -> None:
            self.out.write(text)

        def breakable(self) -> None:
            self.out.write(" ")

        def pretty(self, value: object) -> None:
            self.out.write(repr(value))

    printer = Printer()
    event._repr_pretty_(printer, False)
    assert printer.out.getvalue() == repr(event)


# Classes that users make


@attrs.frozen(kw_only=True)
class Noted(dw.CommitFile):
    """With a field of its own, which has a default."""

    note: str = "none"
    checked: list[int] = attrs.Factory(list)


class Plain(dw.CommitFile):
    """With methods alone."""

    def title(self) -> str:
        return f"{self.file_id}: {self.file_name}"


@attrs.frozen(kw_only=True)
class Strict(dw.CommitFile):
    """With an `__init__` that does more."""

    size: int = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "size", len(self.file_name or ""))


@attrs.frozen(kw_only=True)
class Needy(dw.CommitFile):
    """With a field of its own that no message has."""

    owner: str


@pytest.mark.parametrize("kind", [Noted, Plain, Strict])
def test_a_subclass_can_be_structured(kind: type[dw.CommitFile]) -> None:
    data = {**COMMIT, "novel": 1, "fileVersion": "x", "tenantId": None}
    converter = dw.converter()
    made = converter.structure(data, kind)
    assert type(made) is kind
    assert made.file_name == "dwd_order_detail"
    assert made.extra == {"novel": 1}
    assert dw.to_dict(made) == converter.unstructure(made) == data
    for again in (pickle.loads(pickle.dumps(made)), copy.deepcopy(made), attrs.evolve(made)):
        assert again == made
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        made.file_name = "b"  # type: ignore[misc]  # that is the point


def test_what_a_subclass_does_when_it_is_made_is_done() -> None:
    converter = dw.converter()
    assert converter.structure(COMMIT, Strict).size == len("dwd_order_detail")
    assert converter.structure(COMMIT, Plain).title() == "503512467: dwd_order_detail"
    assert converter.structure(COMMIT, Noted).checked == []
    strict = dw.converter(strict=True)
    with pytest.raises(dw.InvalidMessage, match="fileVersion"):
        strict.structure({**COMMIT, "fileVersion": "x"}, Noted)


def test_a_subclass_that_no_message_can_make_says_so() -> None:
    with pytest.raises(TypeError, match=r"Needy cannot be made of a message: .*owner"):
        dw.converter().structure(COMMIT, Needy)


# Copies, threads, processes


def nested(depth: int, value: Any = 0) -> Any:
    for number in range(depth):
        value = [value] if number % 2 else {"a": value}
    return value


@pytest.mark.parametrize("place", ["novel", "fileName", "data"])
def test_what_is_read_can_be_copied_and_taken_apart(place: str) -> None:
    data: dict[str, Any] = {"fileId": 1, "projectId": 2, place: nested(198)}
    sent = {"type": str(dw.EventType.COMMIT_FILE), "data": data}
    if place == "data":
        sent = {"type": "a", "data": nested(199)}
    for handed in (sent, json.dumps(sent), json.dumps(sent)):

        def inside(calls: int, handed: Any = handed) -> None:
            if calls:
                inside(calls - 1)
                return
            message = dw.parse(handed)
            assert pickle.loads(pickle.dumps(message)) == message
            assert copy.deepcopy(message) == message
            assert attrs.asdict(message)["event_code"] == message.event_code
            assert json.loads(dw.to_json(message)) == dw.to_dict(message) == sent
            assert repr(message)

        # A program has calls of its own under way.
        inside(100)


def test_threads_read_the_same(every_text: list[str]) -> None:
    expected = [repr(dw.parse(text)) for text in every_text]
    found: list[list[str]] = []
    start = threading.Barrier(4)

    def work() -> None:
        start.wait()
        # As often as a kind must come before it is read by a struct.
        found.append([repr([dw.parse(text) for _ in range(3)][-1]) for text in every_text])

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 4


@pytest.fixture
def every_text() -> list[str]:
    texts = [json.dumps(f.message) for code in CODES for f in fixtures(code) if not f.refused]
    novel = [text.replace("{", f'{{"novel{n % 7}": 1, ', 1) for n, text in enumerate(texts)]
    return texts + novel


def _reads(text: str) -> str:
    return repr(dw.parse(text))


def test_what_has_no_former_names_has_nothing_that_slows_its_attributes() -> None:
    for info in dw.EVENTS.values():
        slowed = hasattr(info.event_class, "__getattr__")
        assert slowed == hasattr(info.event_class, "__formerly__"), info.event_class


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_forked_process_reads_on() -> None:
    expected = _reads(TEXT)
    with multiprocessing.get_context("fork").Pool(1) as pool:
        assert pool.apply_async(_reads, (TEXT,)).get(timeout=60) == expected


# Memory


def kept(made: Callable[[], object]) -> float:
    """How many bytes stay with what is made."""
    import tracemalloc

    made()
    gc.collect()
    tracemalloc.start()
    try:
        result = made()
        gc.collect()
        assert result
        return tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()


ALERT = event_data(the_fixture("workbench-monitor-alert", "eventbridge/topic/full"))
SPOILT = json.dumps(
    {
        **the_fixture("workbench-monitor-alert", "eventbridge/topic/full").message,
        "data": dict.fromkeys(ALERT, 1.5),
    }
)


@pytest.mark.parametrize(
    "line", ["7", "{}", '{"data": tru}', "\x00", SPOILT], ids=["7", "{}", "tru", "nul", "spoilt"]
)
@pytest.mark.parametrize("form", ["lines", "array"])
def test_an_error_that_is_kept_costs_little_more_than_its_line(line: str, form: str) -> None:
    text = "\n".join([line] * 200) if form == "lines" else f"[{','.join([line] * 200)}]"
    errors = [*dw.parse_many(text)]
    assert len(errors) == 200
    assert kept(lambda: [*dw.parse_many(text)]) / 200 < len(line) + 500


def test_the_problems_of_a_kept_error_are_still_there() -> None:
    with pytest.raises(dw.InvalidMessage) as raised:
        dw.parse(SPOILT)
    for source in (SPOILT, SPOILT.encode(), f"[{SPOILT}]", [json.loads(SPOILT)]):
        (error,) = dw.parse_many(source)
        assert isinstance(error, dw.InvalidMessage)
        assert error.errors == raised.value.errors
        assert str(error) == str(raised.value)
        again = pickle.loads(pickle.dumps(error))
        assert (again.errors, again.index) == (error.errors, 0)


SEVENS = ",".join("7" * 300_000)
NULLS = SEVENS.replace("7", "null")


@pytest.mark.parametrize(
    "text",
    [
        f"[{SEVENS}]",
        f'{{"data": [{SEVENS}]}}',
        f'{{"type": "{dw.EventType.COMMIT_FILE}", "data": {{"fileId": [{SEVENS}]}}}}',
        f'{{"type": "{dw.EventType.FREEZE_INSTANCE}", "data": {{"taskIds": [{SEVENS}, "x"]}}}}',
        f'{{"type": "{dw.EventType.FREEZE_INSTANCE}", "data": {{"taskIds": [{NULLS}]}}}}',
        json.dumps({"type": str(dw.EventType.COMMIT_FILE), "data": f'{{"fileId": [{SEVENS}]}}'}),
    ],
    ids=["array", "data", "id", "items", "nulls", "text"],
)
def test_memory_stays_in_proportion_to_the_text(text: str) -> None:
    import tracemalloc

    gc.collect()
    tracemalloc.start()
    try:
        with suppress(dw.MessageError):
            dw.parse(text)
        assert tracemalloc.get_traced_memory()[1] < 25 * len(text)
    finally:
        tracemalloc.stop()
