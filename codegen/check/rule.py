"""What a rule is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import attrs

from codegen.check.index import View
from codegen.findings import Finding, Mark

Fault = tuple[Mark, str, str, str]
"""Where, what was found, what was expected, and the remedy: a finding without its rule."""


@attrs.frozen
class Rule:
    """One rule: its id in findings, what it demands, and the function that finds offences."""

    id: str
    text: str
    needs_all: bool
    """Whether it judges by what is absent, and so says nothing true of part of a catalogue."""
    faults: Callable[[View], Iterator[Fault]]

    def findings(self, view: View) -> Iterator[Finding]:
        """Offences against the rule, one for each place: a shared field is used in many."""
        places: set[Mark] = set()
        for mark, found, expected, remedy in self.faults(view):
            if mark not in places:
                places.add(mark)
                yield Finding(mark, self.id, found, expected, remedy)


def rule(
    rule_id: str, text: str, *, needs_all: bool = False
) -> Callable[[Callable[[View], Iterator[Fault]]], Rule]:
    """Make a rule of the decorated function."""
    return lambda faults: Rule(rule_id, text, needs_all, faults)
