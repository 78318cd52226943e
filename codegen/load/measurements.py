"""What was measured of the package: an input of the docs, written by the benchmark."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import attrs
import cattrs

from codegen.catalogue.written import Json
from codegen.findings import Finding, Mark


@attrs.frozen(kw_only=True)
class Message:
    """A message that was read and written."""

    size: str
    """In a word."""
    event: str
    """Event code."""
    length: int
    """Bytes of its text."""


@attrs.frozen(kw_only=True)
class Speed:
    """How fast a contender is; a figure for each message."""

    contender: str
    note: str
    """What to know of it, such as what it does not do."""
    microseconds: tuple[float, ...]
    to_orjson: tuple[float, ...]
    """Times what `orjson` takes."""
    to_json: tuple[float, ...]
    """Times what the standard library takes."""


@attrs.frozen(kw_only=True)
class Memory:
    """What a message that was read holds; a figure for each message."""

    contender: str
    length: tuple[int, ...]
    """Bytes."""
    to_dict: tuple[float, ...]
    """Times what the plain dict holds."""


@attrs.frozen(kw_only=True)
class Start:
    """What a fresh process takes, beyond what starting Python takes."""

    program: str
    """What it does, in words."""
    milliseconds: float


@attrs.frozen(kw_only=True)
class Loaded:
    """The modules that one parsed message leaves loaded, beyond those of an empty program."""

    event: str
    own: tuple[str, ...]
    """Of the package itself."""
    others: tuple[str, ...]
    """Top-level packages outside the standard library."""


@attrs.frozen(kw_only=True)
class Target:
    """What a figure was meant to be at most."""

    text: str
    limit: float
    unit: str
    """Behind the figures: `x`, or ` ms`."""
    measured: tuple[float, ...]
    """Every figure that it is for."""

    @property
    def met(self) -> bool:
        """Whether all are within the limit, as they are shown."""
        return all(round(figure, 2) <= self.limit for figure in self.measured)


@attrs.frozen(kw_only=True)
class Fuzz:
    """What a fuzzer tried, and what it found."""

    tool: str
    executions: int
    seconds: float
    findings: tuple[str, ...]
    """A sentence each; empty if it found nothing."""


@attrs.frozen(kw_only=True)
class Figures:
    """Everything that was measured in one run of the benchmark."""

    cores: int
    python: str
    """Implementation and version."""
    system: str
    libraries: Mapping[str, str]
    """Version by name."""
    rounds: int
    """Of which the median was taken."""
    kept: int
    """How many messages were kept to see what they hold."""
    messages: tuple[Message, ...]
    reading: tuple[Speed, ...]
    writing: tuple[Speed, ...]
    memory: tuple[Memory, ...]
    starts: tuple[Start, ...]
    loaded: Loaded
    targets: tuple[Target, ...]
    fuzz: Fuzz | None = None


_converter = cattrs.Converter(forbid_extra_keys=True)


def load(path: Path | None) -> tuple[Figures | None, tuple[Finding, ...]]:
    """The figures in a file; none where there is no file, and a finding where it is damaged."""
    if path is None or not path.is_file():
        return None, ()
    try:
        return _converter.structure(json.loads(path.read_text("utf-8")), Figures), ()
    except (OSError, ValueError) as error:
        return None, (_damaged(path, str(error)),)
    except cattrs.BaseValidationError as error:
        faults = cattrs.transform_error(error, path="figures")
        return None, tuple(_damaged(path, fault) for fault in faults)


def dump(figures: Figures) -> str:
    """The text of a file with these figures."""
    written: Json = _converter.unstructure(figures)
    return json.dumps(written, ensure_ascii=False, indent=2) + "\n"


def _damaged(path: Path, fault: str) -> Finding:
    return Finding(
        Mark(path.name, 1, 1),
        "damaged-figures",
        fault,
        "what the benchmark writes",
        "run `python tests/benchmarks/parsing.py --write`",
    )
