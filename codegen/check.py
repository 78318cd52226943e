"""Every rule of a catalogue: the second stage."""

from __future__ import annotations

from codegen.checks import enums, events, examples, python_names, references, shapes, variants
from codegen.checks.rules import Rule
from codegen.checks.view import View
from codegen.findings import Finding, ordered
from codegen.model import Catalogue

RULES: tuple[Rule, ...] = (
    *references.RULES,
    *python_names.RULES,
    *shapes.RULES,
    *examples.RULES,
    *enums.RULES,
    *variants.RULES,
    *events.RULES,
)


def check(catalogue: Catalogue, *, partial: bool = False) -> tuple[Finding, ...]:
    """All that is wrong with what the catalogue says, by place.

    `partial` says that loading left parts out; rules that judge by what is absent are then not
    asked, since what they would miss may only have been left out.
    """
    view = View(catalogue)
    return ordered(
        finding
        for rule in RULES
        if not (partial and rule.needs_all)
        for finding in rule.findings(view)
    )
