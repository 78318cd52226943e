"""What parsing and writing cost beside what people would use instead.

    python -m pip install -e '.[bench]'
    python tests/benchmarks/parsing.py             measure and print
    python tests/benchmarks/parsing.py --write     and keep the figures for the docs

Everything is measured in one run: first every contender reads and writes every message and must
give back its data, then all take turns.  `python -m codegen` makes `docs/performance.md` of the
kept figures.  Needs a system that tells the processor time of ended processes, not Windows.  It
is no test: times depend on the machine.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from statistics import median

import attrs

PROJECT = Path(__file__).resolve().parents[2]
GENERATED = PROJECT / "generated"
sys.path[:0] = [str(PROJECT), str(GENERATED)]

from codegen.load import measurements  # noqa: E402  # found by the line above
from codegen.load.measurements import Figures, Loaded, Memory, Speed, Start, Target  # noqa: E402
from tests.benchmarks import contenders, memory, starts, timing  # noqa: E402
from tests.benchmarks.contenders import (  # noqa: E402
    JSON,
    ORJSON,
    OURS,
    OURS_ALONE,
    PYDANTIC,
    Contender,
    Message,
)

FIGURES = PROJECT / "spec" / "measurements.json"
FEWEST_ROUNDS = 9
COMMITTED = "commit-file"
"""The event that a fresh process parses."""

_LIBRARIES = (
    "alibabacloud-eventbridge",
    "attrs",
    "cattrs",
    "cloudevents",
    "datamodel-code-generator",
    "githubkit",
    "lsprotocol",
    "mashumaro",
    "msgspec",
    "orjson",
    "pydantic",
)


@attrs.frozen
class _Way:
    """What each contender took for each message, in every round."""

    seconds: tuple[Mapping[str, tuple[float, ...]], ...]

    def ratios(self, name: str, to: str) -> tuple[float, ...]:
        return tuple(_rounded(timing.ratio(each[name], each[to])) for each in self.seconds)

    def speed(self, contender: Contender) -> Speed:
        return Speed(
            contender=contender.name,
            note=contender.note,
            microseconds=tuple(
                _rounded(median(each[contender.name]) * 1e6) for each in self.seconds
            ),
            to_orjson=self.ratios(contender.name, ORJSON),
            to_json=self.ratios(contender.name, JSON),
        )


def main() -> int:
    """Measure and print; 1 if a contender's data is wrong."""
    given = _options()
    with tempfile.TemporaryDirectory() as directory:
        try:
            measured = _measured(given.rounds, Path(directory))
        except contenders.Unequal as error:
            print(error, file=sys.stderr)
            return 1
        except ModuleNotFoundError as error:
            sys.exit(f"{error}; run: python -m pip install -e '.[bench]'")
    sys.stdout.writelines(_lines(measured))
    if given.write:
        before, _ = measurements.load(FIGURES)
        kept = attrs.evolve(measured, fuzz=before.fuzz if before else None)
        FIGURES.write_text(measurements.dump(kept), "utf-8")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure parsing beside what others use.")
    parser.add_argument(
        "--rounds",
        type=int,
        default=15,
        help=f"of which the median counts (default: 15, at least {FEWEST_ROUNDS})",
    )
    parser.add_argument(
        "--write", action="store_true", help=f"keep the figures in {FIGURES.name} for the docs"
    )
    given = parser.parse_args()
    if given.rounds < FEWEST_ROUNDS:
        parser.error(f"--rounds: expected at least {FEWEST_ROUNDS}")
    return given


def _measured(rounds: int, folder: Path) -> Figures:
    messages = contenders.messages()
    field = contenders.field(GENERATED, folder, messages)
    fields = [field.contenders(message) for message in messages]
    for message, all_ in zip(messages, fields, strict=True):
        for contender in all_:
            contender.check(message)
    _say("reading")
    reading = _way(messages, fields, rounds, lambda contender, text: (contender.read, text))
    _say("writing")
    writing = _way(
        messages,
        fields,
        rounds,
        lambda contender, text: (contender.write, contender.read(text)),
    )
    _say("memory")
    held = [
        {each.name: memory.bytes_each(each.read, each.text(message)) for each in all_}
        for message, all_ in zip(messages, fields, strict=True)
    ]
    _say("starts")
    committed = next(message for message in messages if message.event == COMMITTED)
    programs = _programs(committed)
    paths = [GENERATED, folder]
    started = starts.processor_seconds(programs, rounds, paths)
    return Figures(
        cores=os.cpu_count() or 1,
        python=f"{platform.python_implementation()} {platform.python_version()}",
        system=f"{platform.system()} on {platform.machine()}",
        libraries={name: version(name) for name in _LIBRARIES},
        rounds=rounds,
        kept=memory.EVENTS,
        messages=tuple(
            measurements.Message(size=m.size, event=m.event, length=len(m.text)) for m in messages
        ),
        reading=tuple(reading.speed(each) for each in fields[0]),
        writing=tuple(writing.speed(each) for each in fields[0]),
        memory=tuple(
            Memory(
                contender=each.name,
                length=tuple(by_name[each.name] for by_name in held),
                to_dict=tuple(_rounded(by_name[each.name] / by_name[JSON]) for by_name in held),
            )
            for each in fields[0]
        ),
        starts=tuple(
            Start(program=name, milliseconds=_rounded(median(taken) * 1e3))
            for name, taken in started.items()
        ),
        loaded=_loaded(committed, programs[_PARSED], paths),
        targets=(*_speed_targets(reading, writing, fields[0]), *_start_targets(started)),
    )


def _way(
    messages: Sequence[Message],
    fields: Sequence[Sequence[Contender]],
    rounds: int,
    call: Callable[[Contender, bytes], timing.Call],
) -> _Way:
    return _Way(
        tuple(
            timing.interleaved({each.name: call(each, each.text(message)) for each in all_}, rounds)
            for message, all_ in zip(messages, fields, strict=True)
        )
    )


_ATTRS = "`import attrs`"
_BOTH = "`import attrs, cattrs`"
_PACKAGE = "`import dataworks_events`"
_PARSED = f"one parsed `{COMMITTED}`, with `msgspec`"
_PARSED_ALONE = f"one parsed `{COMMITTED}`, without"


def _programs(message: Message) -> dict[str, str]:
    parse = f"import dataworks_events as dw; dw.parse({message.text!r}).event.file_id"
    return {
        _ATTRS: "import attrs",
        _BOTH: "import attrs, cattrs",
        _PACKAGE: "import dataworks_events",
        "a constant: `dw.EventType.COMMIT_FILE`": (
            "import dataworks_events as dw; dw.EventType.COMMIT_FILE"
        ),
        _PARSED: parse,
        f"two parsed `{COMMITTED}`, of which the second imports `msgspec`": (
            f"{parse}; dw.parse({message.text!r}).event.file_id"
        ),
        _PARSED_ALONE: f"import sys; sys.modules['msgspec'] = None; {parse}",
        "pydantic, and its models of all events": (
            f"import pydantic, {contenders.module_name(PYDANTIC)}"
        ),
        "`from lsprotocol import types`": "from lsprotocol import types",
        "`import githubkit`": "import githubkit",
    }


def _loaded(message: Message, program: str, paths: Sequence[Path]) -> Loaded:
    modules = starts.loaded(program, paths)
    own = [name for name in modules if name.split(".")[0] == "dataworks_events"]
    tops = {name.split(".")[0] for name in modules} - {"dataworks_events"}
    return Loaded(
        event=message.event,
        own=tuple(own),
        others=tuple(sorted(tops - sys.stdlib_module_names)),
    )


def _speed_targets(reading: _Way, writing: _Way, all_: Sequence[Contender]) -> Iterator[Target]:
    pydantic = next(each.name for each in all_ if each.name.startswith(PYDANTIC))
    for text, limit, way, name, to in (
        ("reading with `msgspec`, against `orjson.loads`", 1.6, reading, OURS, ORJSON),
        ("reading with `msgspec`, against strict pydantic 2", 0.65, reading, OURS, pydantic),
        ("reading without, against `json.loads`", 2, reading, OURS_ALONE, JSON),
        ("writing with `msgspec`, against `orjson.dumps`", 1.5, writing, OURS, ORJSON),
        ("writing without, against `json.dumps`", 2, writing, OURS_ALONE, JSON),
    ):
        yield Target(text=text, limit=limit, unit="×", measured=way.ratios(name, to))


def _start_targets(started: Mapping[str, Sequence[float]]) -> Iterator[Target]:
    yield Target(
        text=f"{_PACKAGE}, against {_BOTH}",
        limit=0.2,
        unit="×",
        measured=(_rounded(timing.ratio(started[_PACKAGE], started[_BOTH])),),
    )
    limit = _rounded(1.3 * median(started[_ATTRS]) * 1e3 + 15)
    for name in (_PARSED, _PARSED_ALONE):
        yield Target(
            text=f"from start to {name}: 1.3 × {_ATTRS} + 15 ms",
            limit=limit,
            unit=" ms",
            measured=(_rounded(median(started[name]) * 1e3),),
        )


def _rounded(figure: float) -> float:
    return round(figure, 2)


def _say(stage: str) -> None:
    print(f"{stage} …", file=sys.stderr)


def _lines(measured: Figures) -> Iterator[str]:
    """The figures for people."""
    yield f"{measured.python}, {measured.system}, {measured.cores} cores\n"
    for title, speeds in (("reading", measured.reading), ("writing", measured.writing)):
        for index, message in enumerate(measured.messages):
            yield f"\n{title} {message.event}, {message.length} bytes: µs, × orjson, × json\n"
            for speed in speeds:
                yield (
                    f"  {speed.contender:34}{speed.microseconds[index]:8.2f}"
                    f"{speed.to_orjson[index]:8.2f}{speed.to_json[index]:8.2f}\n"
                )
    yield "\nbytes of a message that is kept\n"
    for held in measured.memory:
        yield f"  {held.contender:34}" + "".join(f"{each:8,}" for each in held.length) + "\n"
    yield "\nmilliseconds of a fresh process\n"
    for start in measured.starts:
        yield f"  {start.program:50}{start.milliseconds:8.2f}\n"
    yield f"\nafter one {measured.loaded.event}: {', '.join(measured.loaded.others)}\n"
    yield f"  {', '.join(measured.loaded.own)}\n\ntargets\n"
    for target in measured.targets:
        figures_ = "".join(f"{each:8.2f}" for each in target.measured)
        state = "met" if target.met else "NOT MET"
        yield f"  {target.text:60} ≤ {target.limit:5}{target.unit:3}{figures_}  {state}\n"


if __name__ == "__main__":
    sys.exit(main())
