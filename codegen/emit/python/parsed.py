"""Which fields have an attribute beside them that is what their value means."""

from __future__ import annotations

from codegen.catalogue.resolved import Catalogue, Field, Object, Type, TypeKind
from codegen.catalogue.written import Parsed

_TEXTS = {
    Parsed.INSTANT: "instant",
    Parsed.LOCAL_TIME: "local_time",
    Parsed.DATE: "date",
}

_MEANT = {
    Parsed.INSTANT: "a `datetime` with its zone",
    Parsed.LOCAL_TIME: "a `datetime` without a zone, as none is known",
    Parsed.DATE: "a `date`",
}


def parsed(field: Field, catalogue: Catalogue) -> str | None:
    """The statement in the class that makes the attribute, and its docstring.

    None if the value is what it means.
    """
    made = _statement(field, catalogue)
    return made and f'{made}\n    """`{field.python}` as {_meant(field)}."""'


def parsed_type(field: Field, catalogue: Catalogue) -> str:
    """The type of the attribute with what the value means, as Python; empty if there is none."""
    if field.parsed is None:
        return ""
    if (shape := object_in_text(field, catalogue)) is not None:
        several = field.holds is not None and field.holds.is_list
        return f"tuple[{shape.class_name}, ...]" if several else shape.class_name
    if field.parts is not None:
        return "tuple[int, ...]" if field.parts.name == "integer" else "tuple[str, ...]"
    return "date" if field.format and field.format.parsed is Parsed.DATE else "datetime"


def _meant(field: Field) -> str:
    if field.holds is not None:
        return (
            f"a tuple of `{field.holds.name}`" if field.holds.is_list else f"`{field.holds.name}`"
        )
    if field.parts is not None:
        return "a tuple"
    assert field.format is not None
    assert field.format.parsed is not None
    if field.zone:
        return f"a `datetime` in the zone of `{field.zone}`"
    return _MEANT[field.format.parsed]


def _statement(field: Field, catalogue: Catalogue) -> str | None:
    name, of = field.parsed, f"{field.python!r}"
    if name is None:
        return None
    if (shape := object_in_text(field, catalogue)) is not None:
        assert field.holds is not None
        meant, kind = parsed_type(field, catalogue), "json list" if field.holds.is_list else "json"
        arguments = f"{kind!r}, {of}, {shape.module!r}, {shape.class_name!r}"
        return f"{name}: ClassVar[Parsed[{meant}]] = Parsed({arguments})"
    if field.parts is not None:
        return f"{name} = Parsed.{_listed(field.parts)}({of})"
    assert field.format is not None
    assert field.format.parsed is not None
    zone = f", {field.zone!r}" if field.zone else ""
    return f"{name} = Parsed.{_TEXTS[field.format.parsed]}({of}{zone})"


def object_in_text(field: Field, catalogue: Catalogue) -> Object | None:
    """The object that a text holds as JSON, or of which it holds a list."""
    if field.holds is None or field.holds.kind is not TypeKind.OBJECT:
        return None
    return catalogue.objects[field.holds.name]


def _listed(kind: Type) -> str:
    return "numbers" if kind.name == "integer" else "texts"
