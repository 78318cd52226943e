"""Fields at their places on a page, with all that lies in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

import attrs

from codegen.catalogue.resolved import (
    Catalogue,
    Enum,
    Event,
    Field,
    Object,
    Origin,
    TypeKind,
    Variant,
)
from codegen.catalogue.written import Bound, Json
from codegen.emit.docs.markdown import anchor_name
from codegen.emit.origins import Origins, origins
from codegen.emit.python.parsed import parsed_type

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@attrs.frozen(kw_only=True)
class FieldView:
    """A field at its place."""

    field: Field
    place: str
    """Its anchor, without `field-`."""
    path: str
    """Wire names from the root of the message on."""
    example: Json
    enum: Enum | None
    shape: Object | None
    """Object that it is, or that its text holds."""
    fields: tuple[FieldView, ...]
    """What lies in it."""
    variants: tuple[VariantView, ...]

    origin: Origin
    """Where the sources show it here."""
    parsed: str
    """Type of the attribute beside it that is what the value means; empty if there is none."""

    @property
    def attributes(self) -> tuple[str, ...]:
        """What is there for it in Python, beside an attribute that is named by the rule."""
        by_rule = _HUMP.sub("_", self.field.wire).lower() == self.field.python
        own = () if by_rule else (self.field.python,)
        return (*own, f"{self.field.parsed}: {self.parsed}") if self.parsed else own


@attrs.frozen(kw_only=True)
class VariantView:
    """One of several shapes, with the fields that it alone has."""

    variant: Variant
    place: str
    """Its anchor, without `shape-`."""
    fields: tuple[FieldView, ...]


@attrs.frozen
class Views:
    """Makes the views of the fields of one page."""

    catalogue: Catalogue
    bound: Callable[[Bound], str] = str
    """What stands in a field that repeats a fact of the event."""
    origins: Origins = attrs.Factory(Origins)
    """Where the sources show the fields."""
    deep: bool = True
    """Whether fields are laid open; if not, each object leads to its page."""

    def fields(
        self, fields: Iterable[Field], above: str = "", shape: str = ""
    ) -> tuple[FieldView, ...]:
        """Fields below a path, those first that are always there; `shape` ends their anchors."""
        views = (self._view(field, above, shape) for field in fields)
        return tuple(sorted(views, key=lambda view: not view.field.required))

    def variants(
        self, variants: Iterable[Variant], above: str = "", shape: str = ""
    ) -> tuple[VariantView, ...]:
        """The variants of what stands at a path."""
        return tuple(
            VariantView(
                variant=variant,
                place=above.removesuffix(".") + (inner := f"{shape}@{anchor_name(variant.name)}"),
                fields=self.fields(variant.fields, above, inner),
            )
            for variant in variants
        )

    def _view(self, field: Field, above: str, shape: str) -> FieldView:
        path = above + field.wire
        kind = field.holds or field.parts or field.type
        inner = self.catalogue.objects[kind.name] if kind.kind is TypeKind.OBJECT else None
        below, inside = f"{path}.", attrs.evolve(self, origins=self.origins.inside(field))
        # What stands on a page of its own is not laid open in every event.
        apart = not self.deep or (inner and inner.name in self.catalogue.objects_apart)
        shown = None if apart else inner
        return FieldView(
            field=field,
            place=anchor_name(path) + shape,
            path=path,
            example=self.bound(field.value) if field.value else field.example,
            enum=self.catalogue.enums[kind.name] if kind.kind is TypeKind.ENUM else None,
            shape=inner,
            origin=self.origins.of(field),
            parsed=parsed_type(field, self.catalogue),
            fields=inside.fields(shown.fields, below, shape) if shown else (),
            variants=inside.variants(shown.variants, below, shape) if shown else (),
        )


def of_event(
    event: Event, catalogue: Catalogue
) -> tuple[tuple[FieldView, ...], tuple[VariantView, ...]]:
    """The fields of an event that all its variants share, and its variants."""
    views = Views(catalogue, event.bound, origins(event))
    return views.fields(event.body.fields), views.variants(event.body.variants)


def every(views: Iterable[FieldView], variants: Iterable[VariantView] = ()) -> Iterator[FieldView]:
    """All fields, and all that lie in them."""
    for view in views:
        yield view
        yield from every(view.fields, view.variants)
    for variant in variants:
        yield from every(variant.fields)
