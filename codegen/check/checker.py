"""Every rule of a catalogue: the second stage."""

from __future__ import annotations

from codegen.catalogue.written import Catalogue
from codegen.check import enums, events, examples, python_names, references, shapes, variants
from codegen.check.index import View
from codegen.check.rule import Rule
from codegen.findings import Finding, ordered

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
