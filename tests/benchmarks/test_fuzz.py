"""That the fuzzer's target holds for its seeds, and would notice if something did not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

import attrs
import pytest

import dataworks_events as dw
from codegen.load import measurements
from tests.benchmarks import fuzz, fuzz_target, mutation

SEEDS = fuzz_target.seeds()
FULL = next(seed for seed in SEEDS if b"fieldOfTheFuture" in seed)


def inputs(count: int) -> list[bytes]:
    """Seeds, each changed one to three times; always the same."""
    made = []
    for number in range(count):
        random = Random(number)
        data = random.choice(SEEDS)
        for _ in range(random.choice((1, 1, 2, 3))):
            data = mutation.mutated(data, fuzz.LONGEST, random, SEEDS)
        made.append(data)
    return made


# What must hold


def test_both_copies_are_what_they_are_said_to_be() -> None:
    by_extra, alone = fuzz_target.packages()
    assert by_extra is dw
    assert alone.parse is not dw.parse
    assert alone.Message is not dw.Message
    message = alone.parse(FULL)
    assert isinstance(message, alone.Message)
    assert repr(message) == repr(dw.parse(FULL))


@pytest.mark.parametrize("part", range(8))
def test_all_holds_for_every_seed(part: int) -> None:
    assert len(SEEDS) > 300
    for seed in SEEDS[part::8]:
        fuzz_target.check(seed)


@pytest.mark.parametrize("part", range(8))
def test_all_holds_for_changed_seeds(part: int) -> None:
    for data in inputs(400)[part::8]:
        fuzz_target.check(data)


# What would be noticed


Change = Callable[[Any], Any]
BOTH = (0, 1)


def change_result(
    patch: pytest.MonkeyPatch, name: str, change: Change, copies: Sequence[int]
) -> None:
    """Let a function of the package give something else."""
    for number in copies:
        package = fuzz_target.packages()[number]
        function = getattr(package, name)

        def changed(*args: Any, function: Change = function, **more: Any) -> Any:
            return change(function(*args, **more))

        patch.setattr(package, name, changed)


def lose(message: Any) -> Any:
    del message.event.extra["fieldOfTheFuture"]
    return message


@pytest.mark.parametrize("which", BOTH)
@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("parse", lose),
        ("parse_event", lambda message: None),
        ("parse_many", lambda found: [*found][1:]),
        ("detect", lambda envelope: "another"),
        ("to_dict", lambda sent: {**sent, "id": "another"}),
        ("to_json", lambda text: text.replace("kept", "lost")),
    ],
)
def test_one_copy_differs(
    name: str, change: Change, which: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_result(monkeypatch, name, change, [which])
    with pytest.raises(fuzz_target.Defect, match=r"with msgspec .*, without "):
        fuzz_target.check_all(FULL)


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("parse", lose, "sent .*, written "),
        ("parse_many", lambda found: found * 2, "parse_many does not give"),
        ("detect", lambda envelope: "another", "detect gives"),
        ("to_dict", lambda sent: {**sent, "data": 1}, "sent .*, written "),
        ("to_json", lambda text: text.replace("kept", "lost"), "sent .*, written "),
    ],
)
def test_both_copies_are_wrong(
    name: str, change: Change, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_result(monkeypatch, "parse_many", list, BOTH)
    change_result(monkeypatch, name, change, BOTH)
    with pytest.raises(fuzz_target.Defect, match=said):
        fuzz_target.check_all(FULL)


def test_another_error_comes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(given: object) -> object:
        raise KeyError(given)

    change_result(monkeypatch, "detect", fails, BOTH)
    with pytest.raises(KeyError):
        fuzz_target.check_all(FULL)


def test_an_error_is_no_line(monkeypatch: pytest.MonkeyPatch) -> None:
    for package in fuzz_target.packages():
        monkeypatch.setattr(package.MalformedMessage, "__str__", lambda error: "a\nb")
    with pytest.raises(fuzz_target.Defect, match="no error for one line"):
        fuzz_target.check_all(b"{")


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ({"a": [1, "2"]}, {"a": [1, "2"]}, True),
        ("1", 1, False),
        ({"a": 1}, {"a": 1, "b": None}, False),
        ([1], [1, 1], False),
        (1, 1.0, False),
        (1, True, False),
        (0.0, -0.0, False),
        ("01", 1, False),
        ([[]], [{}], False),
    ],
)
def test_what_counts_as_the_same(one: object, other: object, alike: bool) -> None:
    assert fuzz_target.same(one, other) is alike


@pytest.mark.parametrize("depth", [*range(900, 1000, 7)])
def test_at_which_depth_a_text_is_refused_is_no_defect(depth: int) -> None:
    fuzz_target.check_all(b"[" * depth + b"?")
    fuzz_target.check_all(FULL[:-1] + b',"x":' + b"[" * depth + b"?" + b"]" * depth + b"}")


# How inputs are changed


def test_changed_inputs_are_always_the_same_and_mostly_messages() -> None:
    made = inputs(200)
    assert made == inputs(200)
    assert len(set(made)) > 190
    assert all(len(data) <= fuzz.LONGEST for data in made)
    accepted = 0
    for data in made:
        try:
            dw.parse(data)
        except dw.MessageError:
            continue
        accepted += 1
    assert 40 < accepted < 160


def test_the_fuzzers_own_way_to_change_bytes_is_used() -> None:
    def change(data: bytes, most: int) -> bytes:
        return data[:most] + b"!"

    made = {mutation.mutated(FULL, 50, Random(n), SEEDS, change) for n in range(99)}
    assert FULL[:50] + b"!" in made


# What is kept


def test_what_was_tried_and_found_is_kept_beside_the_other_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, _ = measurements.load(fuzz.FIGURES)
    assert before is not None
    path = tmp_path / "figures.json"
    path.write_text(measurements.dump(attrs.evolve(before, fuzz=None)), "utf-8")
    monkeypatch.setattr(fuzz, "FIGURES", path)
    fuzz._keep("atheris 3", 12345, 67.8, ("One.",))
    after, findings = measurements.load(path)
    kept = measurements.Fuzz(tool="atheris 3", executions=12345, seconds=68, findings=("One.",))
    assert findings == ()
    assert after == attrs.evolve(before, fuzz=kept)


def test_a_finding_is_kept_with_its_input(tmp_path: Path) -> None:
    try:
        raise fuzz_target.Defect("two\nlines, \ud800")
    except fuzz_target.Defect as error:
        fuzz._note(tmp_path / "found-1", b"\xff", error)
    assert (tmp_path / "found-1").read_bytes() == b"\xff"
    first, *traceback = (tmp_path / "found-1.txt").read_text("utf-8").splitlines()
    assert first == "Defect: two lines, \\ud800"
    assert any("test_a_finding_is_kept" in line for line in traceback)
