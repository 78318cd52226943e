"""The fields of a class before and after."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from codegen.diff.change import Change
from codegen.diff.released import Catalogue, Field, differing_texts
from codegen.diff.rules import RULES


def compare_fields(
    title: str,
    old: Sequence[Field],
    new: Sequence[Field],
    classes: Sequence[str],
    after: Catalogue,
    without: Collection[str] = (),
) -> Iterator[Change]:
    """The changes of a class's fields, up to the catalogue `after`.

    `classes` are the Python classes that had them, `without` wire names that another change is
    about.
    """
    old = [field for field in old if field.name not in without]
    new = [field for field in new if field.name not in without]
    by_name = {field.name: field for field in new}
    left = [field for field in new if field.name not in {each.name for each in old}]
    for field in old:
        found = by_name.get(field.name)
        if found is None and (found := _renamed(field, left)) is not None:
            left.remove(found)
            yield from _renaming(title, field, found, classes)
        if found is None:
            yield _change("field-removed", title, field, classes, field.shown_type, None)
        else:
            yield from _field(title, field, found, classes, after)
    for field in left:
        rule = "required-field-added" if field.required else "field-added"
        # Code that read it before found it among what the catalogue does not know.
        names = tuple(f"{each}.extra[{field.name}]" for each in classes)
        yield Change(
            rule=RULES[rule],
            subject=f"{title}.{field.name}",
            new=field.shown_type,
            names=names,
            texts=(field.name,),
        )


def _renamed(field: Field, others: Sequence[Field]) -> Field | None:
    """The field that is declared to be this one, under another name on the wire."""
    declared = (
        each for each in others if field.name in each.aliases or field.attribute in each.formerly
    )
    return next(declared, None)


def _renaming(title: str, old: Field, new: Field, classes: Sequence[str]) -> Iterator[Change]:
    both = "-read-both" if old.name in new.aliases else ""
    yield _change(f"wire-name-changed{both}", title, old, classes, old.name, new.name)


def _change(
    rule: str,
    title: str,
    field: Field,
    classes: Sequence[str],
    old: object = None,
    new: object = None,
) -> Change:
    return Change(
        rule=RULES[rule],
        subject=f"{title}.{field.name}",
        old=_shown(old),
        new=_shown(new),
        names=tuple(f"{each}.{field.attribute}" for each in classes),
        texts=(field.name,),
    )


def _shown(value: object) -> str | bool | None:
    return value if isinstance(value, bool) or value is None else str(value)


def _field(
    title: str, old: Field, new: Field, classes: Sequence[str], after: Catalogue
) -> Iterator[Change]:
    def change(rule: str, was: object = None, now: object = None) -> Change:
        return _change(rule, title, old, classes, was, now)

    if old.attribute != new.attribute:
        declared = "-declared" if old.attribute in new.formerly else ""
        yield change(f"attribute-renamed{declared}", old.attribute, new.attribute)
    for former in old.formerly:
        if former not in (*new.formerly, new.attribute):
            yield Change(
                rule=RULES["former-name-removed"],
                subject=f"{title}.{old.name}",
                old=former,
                names=tuple(f"{each}.{former}" for each in classes),
            )
    if old.required != new.required:
        yield change("field-now-required" if new.required else "field-now-optional")
    if old.shown_type != new.shown_type or old.type.kind != new.type.kind:
        yield change(_type_rule(old, new, after), old.shown_type, new.shown_type)
    else:
        for form in old.forms:
            if form not in new.forms:
                yield change("field-form-removed", form, None)
        for form in new.forms:
            if form not in old.forms:
                yield change("field-form-added", None, form)
    if old.format != new.format:
        known = old.format is not None and new.format is not None
        rule = "field-format-changed" if known else "field-format-named"
        yield change(rule, old.format, new.format)
    elif old.pattern != new.pattern:
        yield change("field-pattern-changed", old.pattern, new.pattern)
    if old.only != new.only:
        narrowed = bool(new.only) and not set(old.only or ()) <= set(new.only)
        narrowed = narrowed or (bool(new.only) and not old.only)
        rule = "field-values-narrowed" if narrowed else "field-values-widened"
        yield change(rule, ", ".join(map(str, old.only)), ", ".join(map(str, new.only)))
    for alias in old.aliases:
        if alias not in (*new.aliases, new.name):
            yield change("alias-removed", alias, None)
    for alias in new.aliases:
        if alias not in (*old.aliases, old.name):
            yield change("alias-added", None, alias)
    if differing := differing_texts(old.texts, new.texts):
        was, now = ({key: of.texts.get(key) for key in differing} for of in (old, new))
        yield Change(rule=RULES["texts-changed"], subject=f"{title}.{old.name}", old=was, new=now)


def _type_rule(old: Field, new: Field, after: Catalogue) -> str:
    """Whether values of the new type are equal to what they were."""
    named = old.type.kind == "scalar" and new.type.kind == "enum"
    if named and old.type.list == new.type.list and after.base_of(new.type) == old.type.name:
        return "field-values-named"
    return "field-type-changed"
