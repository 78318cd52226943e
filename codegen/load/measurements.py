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
class Row:
    """One thing that was measured, against what it is compared with."""

    key: str
    """Unique among the rows."""
    section: str
    """Heading of the rows that it stands with."""
    text: str
    """What was done."""
    against: str
    """What it is compared with."""
    times: float
    """How many times what the other takes: the median."""
    least: float
    most: float
    amount: float
    """What it takes by itself."""
    unit: str
    """Of the amount."""
    limit: float | None = None
    """What the times are meant to be at most, where there is a target."""
    reason: str = ""
    """Why the target is not met."""

    @property
    def met(self) -> bool:
        """Whether the figure is within the target, as it is shown."""
        return self.limit is None or round(self.times, 2) <= self.limit


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

    machine: str
    python: str
    """Implementation and version."""
    libraries: Mapping[str, str]
    """Version by name."""
    rounds: int
    """Of which the median was taken."""
    starts: int
    """How many times each program was started."""
    many: int
    """Messages in the long stream."""
    kept: int
    """How many of each message were kept to see what they hold."""
    rows: tuple[Row, ...]
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
