"""Two catalogues to their changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any, TypeVar

from codegen.catalogue.written import Json, Kind
from codegen.diff.change import Change, in_order
from codegen.diff.fields import compare_fields
from codegen.diff.released import (
    Answer,
    Catalogue,
    Enum,
    EnumValue,
    Envelope,
    Event,
    Shape,
    Variant,
    differing_texts,
)
from codegen.diff.rules import RULES

_Thing = TypeVar("_Thing")


def compare(old: Catalogue, new: Catalogue) -> tuple[Change, ...]:
    """The changes from `old` to `new`, changed meanings first, then the worst."""
    return in_order(_changes(old, new))


def _changes(old: Catalogue, new: Catalogue) -> Iterator[Change]:
    if old.package != new.package:
        yield _change("package-renamed", old.package, old.package, new.package, (old.package,))
    yield from _events(old, new)
    for one, other in ((old.bodies, new.bodies), (old.objects, new.objects)):
        yield from _shapes(one, other, old, new)
    yield from _enums(old, new)
    yield from _envelopes(old, new)
    yield from _answers(old, new)
    yield from _texts("the catalogue", old, new)


def _change(
    rule: str,
    subject: str,
    old: Json = None,
    new: Json = None,
    names: Sequence[str] = (),
    texts: Sequence[str] = (),
) -> Change:
    return Change(
        rule=RULES[rule], subject=subject, old=old, new=new, names=tuple(names), texts=tuple(texts)
    )


def _pairs(
    old: Iterable[_Thing], new: Iterable[_Thing], name: str = "name"
) -> tuple[list[_Thing], list[_Thing], list[tuple[_Thing, _Thing]]]:
    """What is gone, what is new, and what is in both, by name."""
    key = attrgetter(name)
    before, after = ({key(thing): thing for thing in things} for things in (old, new))
    return (
        [thing for name, thing in before.items() if name not in after],
        [thing for name, thing in after.items() if name not in before],
        [(thing, after[name]) for name, thing in before.items() if name in after],
    )


def _texts(subject: str, old: Any, new: Any) -> Iterator[Change]:
    """What no other rule reads."""
    if differing := differing_texts(old.texts, new.texts):
        before, after = ({k: of.texts.get(k) for k in differing} for of in (old, new))
        yield _change("texts-changed", subject, before, after)


def _listed(
    removed: str, added: str, subject: str, old: Iterable[Any], new: Iterable[Any], **more: Any
) -> Iterator[Change]:
    """Items that are gone from a list, and those that are new."""
    before, after = list(old), list(new)
    for item in before:
        if item not in after:
            yield _change(removed, subject, item, None, **more)
    for item in after:
        if item not in before:
            yield _change(added, subject, None, item, **more)


def _no_longer(old: Any, new: Any, *living: str) -> list[str]:
    """Former names that were still known before."""
    return [name for name in old.formerly if name not in (*new.formerly, *living)]


# -- events ----------------------------------------------------------------------------------


def _events(old: Catalogue, new: Catalogue) -> Iterator[Change]:
    gone, added, both = _pairs(old.events, new.events, "code")
    for event in [*gone]:
        # A code is renamed where the event says by which constant it was known.
        for other in [each for each in added if event.constant in each.formerly]:
            yield _change(
                "event-code-changed",
                event.code,
                event.code,
                other.code,
                (f"EventCode.{event.constant}",),
                (event.code,),
            )
            gone.remove(event)
            added.remove(other)
            both.append((event, other))
    for event in gone:
        names = (*_classes(event, old), *_constants(event))
        yield _change("event-removed", event.code, names=names, texts=(event.code, event.type))
    for event in added:
        yield _change("event-added", event.code, texts=(event.code, event.type))
    for one, other in both:
        yield from _event(one, other, old, new)


def _constants(event: Event) -> tuple[str, ...]:
    return f"EventCode.{event.constant}", f"EventType.{event.constant}"


def _classes(event: Event, catalogue: Catalogue) -> tuple[str, ...]:
    body = next((body for body in catalogue.bodies if body.name == event.body), None)
    variants = body.variants if body else ()
    return (event.class_name, *(f"{event.class_name}{each.class_name}" for each in variants))


def _event(old: Event, new: Event, before: Catalogue, after: Catalogue) -> Iterator[Change]:
    code, classes = old.code, _classes(old, before)
    if old.class_name != new.class_name:
        declared = "-declared" if old.class_name in new.formerly else ""
        yield _change(
            f"event-class-renamed{declared}", code, old.class_name, new.class_name, classes
        )
    if old.constant != new.constant:
        declared = "-declared" if old.constant in new.formerly else ""
        yield _change(
            f"event-constant-renamed{declared}", code, old.constant, new.constant, _constants(old)
        )
    living = (new.class_name, new.constant)
    for former in _no_longer(old, new, *living):
        group = f"EventCode.{former}" if former.isupper() else former
        yield _change("former-name-removed", code, former, None, (group,))
    if old.type != new.type:
        names = (f"EventType.{old.constant}",)
        yield _change("event-type-changed", code, old.type, new.type, names, (old.type,))
    for what in "category", "service", "level":
        one, other = getattr(old, what), getattr(new, what)
        if one != other:
            yield _change(f"event-{what}-changed", code, one, other, texts=(one,))
    if old.kind != new.kind:
        rule = "event-asks-now" if new.kind == Kind.EXTENSION_POINT else "event-asks-no-more"
        yield _change(rule, code, old.kind, new.kind, classes, (code,))
    if old.body != new.body:
        yield from _body(old, new, before, after)
    yield from _listed(
        "event-answer-removed", "event-answer-added", code, old.answers, new.answers, names=classes
    )
    yield from _listed(
        "event-envelope-removed", "event-envelope-added", code, old.envelopes, new.envelopes
    )
    if (old.retired is None) != (new.retired is None):
        rule = "event-unretired" if new.retired is None else "event-retired"
        yield _change(rule, code, names=classes, texts=(code, old.type))
    elif old.retired != new.retired:
        yield _change("texts-changed", code, _json(old.retired), _json(new.retired))
    yield from _texts(code, old, new)


def _body(old: Event, new: Event, before: Catalogue, after: Catalogue) -> Iterator[Change]:
    """An event that has another body: its class, and the fields that it had."""
    was = {shape.name: shape for shape in before.bodies}.get(old.body)
    will = {shape.name: shape for shape in after.bodies}.get(new.body)
    names = () if was is None else (was.class_name,)
    yield _change("event-body-changed", old.code, old.body, new.body, names)
    if was is not None and will is not None:
        yield from compare_fields(new.class_name, was.fields, will.fields, (old.class_name,), after)


# -- bodies and objects ----------------------------------------------------------------------


def _shapes(
    old: Sequence[Shape], new: Sequence[Shape], before: Catalogue, after: Catalogue
) -> Iterator[Change]:
    gone, added, both = _pairs(old, new)
    for shape in gone:
        yield _change("class-removed", shape.class_name, names=(shape.class_name,))
    for shape in added:
        yield _change("class-added", shape.class_name)
    for one, other in both:
        if one.class_name != other.class_name:
            names = (one.class_name,)
            yield _change("class-renamed", one.class_name, one.class_name, other.class_name, names)
        yield from _shape(one, other, before, after)
        yield from _texts(other.class_name, one, other)


def _shape(old: Shape, new: Shape, before: Catalogue, after: Catalogue) -> Iterator[Change]:
    title, names = old.class_name, before.python_names(old)
    gone, added, both = _pairs(old.variants, new.variants)
    for variant in gone:
        classes = before.variant_names(old, variant)
        yield _change("variant-removed", f"{title}/{variant.name}", names=classes)
    for variant in added:
        yield _change("variant-added", f"{title}/{variant.name}")
    left, come = _shared_by_variants(old, new), _shared_by_variants(new, old)
    for name in left:
        (field,) = (field for field in old.fields if field.name == name)
        touched = tuple(f"{each}.{field.attribute}" for each in names)
        yield _change("field-moved-to-variants", f"{title}.{name}", names=touched)
    for name in come:
        yield _change("field-moved-to-all", f"{title}.{name}")
    yield from compare_fields(title, old.fields, new.fields, names, after, {*left, *come})
    for one, other in both:
        subject = f"{title}/{one.name}"
        classes = before.variant_names(old, one)
        if one.conditions != other.conditions:
            rule = "variant-condition-changed"
            yield _change(rule, subject, _conditions(one), _conditions(other), classes)
        yield from compare_fields(subject, one.fields, other.fields, classes, after, {*left, *come})
        yield from _texts(subject, one, other)


def _shared_by_variants(old: Shape, new: Shape) -> list[str]:
    """Fields that all objects of `old` have and only variants of `new`."""
    now = {field.name for field in new.fields}
    variants = {field.name for variant in new.variants for field in variant.fields}
    return [each.name for each in old.fields if each.name not in now and each.name in variants]


def _conditions(variant: Variant) -> Json:
    return [
        {
            "path": list(each.path),
            "present": each.present,
            "one_of": list(each.one_of),
            "none_of": list(each.none_of),
        }
        for each in variant.conditions
    ]


# -- enums -----------------------------------------------------------------------------------


def _enums(old: Catalogue, new: Catalogue) -> Iterator[Change]:
    gone, added, both = _pairs(old.enums, new.enums)
    for enum in gone:
        yield _change("enum-removed", enum.name, names=(enum.name,))
    for enum in added:
        yield _change("enum-added", enum.name)
    for one, other in both:
        yield from _enum(one, other)
        yield from _texts(one.name, one, other)


def _enum(old: Enum, new: Enum) -> Iterator[Change]:
    name = old.name
    if old.integer != new.integer:
        bases = ["integer" if enum.integer else "text" for enum in (old, new)]
        yield _change("enum-base-changed", name, bases[0], bases[1], (name,))
    if old.closed != new.closed:
        yield _change("enum-closed" if new.closed else "enum-opened", name, names=(name,))
    if old.ignore_case != new.ignore_case:
        yield _change("enum-case-ignored" if new.ignore_case else "enum-case-counts", name)
    gone, added, both = _pairs(old.values, new.values, "value")
    before = {value.constant: value.value for value in old.values}
    for value in new.values:
        was = before.get(value.constant, value.value)
        if was != value.value:
            touched = (f"{name}.{value.constant}",)
            rule = "constant-means-another-value"
            yield _change(rule, f"{name}.{value.constant}", was, value.value, touched)
    reused = {value.constant for value in new.values}
    for value in gone:
        if value.constant not in reused:
            rule = "closed-enum-value-removed" if old.closed else "enum-value-removed"
            touched = (f"{name}.{value.constant}",)
            yield _change(rule, f"{name}.{value.constant}", value.value, None, touched)
    for value in added:
        yield _change("enum-value-added", f"{name}.{value.constant}", None, value.value)
    for one, other in both:
        yield from _value(name, one, other, reused)


def _value(name: str, old: EnumValue, new: EnumValue, living: set[str]) -> Iterator[Change]:
    subject, touched = f"{name}.{old.constant}", (f"{name}.{old.constant}",)
    if old.constant != new.constant and old.constant not in living:
        declared = "-declared" if old.constant in new.formerly else ""
        rule = f"enum-constant-renamed{declared}"
        yield _change(rule, subject, old.constant, new.constant, touched)
    for former in _no_longer(old, new, *living):
        yield _change("former-name-removed", subject, former, None, (f"{name}.{former}",))
    if old.meaning != new.meaning:
        yield _change("value-meaning-changed", subject, old.meaning, new.meaning, touched)
    spellings = [(*value.aliases, *value.also) for value in (old, new)]
    yield from _listed("enum-spelling-removed", "enum-spelling-added", subject, *spellings)
    yield from _texts(subject, old, new)


# -- envelopes and operations ----------------------------------------------------------------


def _envelopes(old: Catalogue, new: Catalogue) -> Iterator[Change]:
    gone, added, both = _pairs(old.envelopes, new.envelopes)
    for envelope in gone:
        yield _change("envelope-removed", envelope.name, names=(envelope.class_name,))
    for envelope in added:
        yield _change("envelope-added", envelope.name)
    for one, other in both:
        yield from _envelope(one, other, new)


def _envelope(old: Envelope, new: Envelope, after: Catalogue) -> Iterator[Change]:
    if old.class_name != new.class_name:
        names = (old.class_name,)
        yield _change("class-renamed", old.class_name, old.class_name, new.class_name, names)
    places: list[Json] = [
        {"event": each.event_field, "id": each.message_id, "time": each.texts.get("time")}
        for each in (old, new)
    ]
    if places[0] != places[1]:
        yield _change("envelope-field-moved", old.name, places[0], places[1])
    yield from compare_fields(old.class_name, old.fields, new.fields, (old.class_name,), after)
    yield from _texts(old.name, old, new)


def _answers(old: Catalogue, new: Catalogue) -> Iterator[Change]:
    gone, added, both = _pairs(old.answers, new.answers)
    for answer in gone:
        names = (f"AnswerOperation.{answer.constant}",)
        yield _change("operation-removed", answer.name, names=names, texts=(answer.name,))
    for answer in added:
        yield _change("operation-added", answer.name)
    for one, other in both:
        yield from _answer(one, other)
        yield from _texts(one.name, one, other)


def _answer(old: Answer, new: Answer) -> Iterator[Change]:
    name = old.name
    texts = (name,)
    if old.call != new.call:
        yield _change("operation-call-changed", name, old.call, new.call, texts=texts)
    for version in old.api_versions:
        if version not in new.api_versions:
            yield _change("operation-call-changed", name, version, None, texts=texts)
    for version in new.api_versions:
        if version not in old.api_versions:
            yield _change("operation-added", f"{name} ({version})")
    yield from _listed(
        "result-removed", "result-added", name, old.results, new.results, texts=texts
    )
    for what, one, other in (
        ("parameter", old.request, new.request),
        ("response", old.response, new.response),
    ):
        gone, added, both = _pairs(one, other)
        for field in gone:
            yield _change(f"{what}-removed", f"{name}.{field.name}", texts=(field.name,))
        for field in added:
            asked = "required-" if what == "parameter" and field.required else ""
            yield _change(f"{asked}{what}-added", f"{name}.{field.name}")
        for before, after in both:
            subject, wire = f"{name}.{before.name}", (before.name,)
            if what == "parameter" and after.required and not before.required:
                yield _change("required-parameter-added", subject, False, True, texts=wire)
            if (before.type, before.forms) != (after.type, after.forms):
                types = before.shown_type, after.shown_type
                yield _change(f"{what}-type-changed", subject, *types, texts=wire)
            yield from _texts(subject, before, after)


def _json(value: Mapping[str, Any] | None) -> Json:
    return None if value is None else dict(value)
