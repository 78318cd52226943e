"""Kinds of messages, an event in an envelope each, and the function that reads one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, Final, Literal

import msgspec

from .._fields import variants_of
from .._inline import Names, compiled
from .._messages import message_lines
from .._reading import Reading
from .._routes import Route
from ..envelopes import ENVELOPES
from ..event import WireObject
from ..message import Message
from ..registry import EVENT_CODE_FIELD
from .building import Build, RefusedError
from .registry import Snapshot, choosing_names, classes_in
from .structs import Shape, Shapes

Read = Callable[[Any], Message]
"""Makes the message of a text, or raises what is in `REFUSED`."""

encode: Final = msgspec.json.Encoder().encode

# A float, in compact text, that not all write in the same digits: or what looks like one.
_FLOAT = r"-?(?:[0-9]{16,}\.|[0-9]+(?:\.[0-9]+)?[eE]|0\.000)"
EVENT: Final = "event_"
"""Attribute of a struct that has the event; no other ends so."""


def refuse_all(_: bytes | str) -> Message:
    """Leave every message to the decoders of its classes."""
    raise RefusedError


class Kind:
    """An event in an envelope."""

    __slots__ = (
        "as_text",
        "choosing",
        "classes",
        "envelope",
        "is_stale",
        "read",
        "refused",
        "rest",
        "resting",
        "route",
    )

    def __init__(self, envelope: str, route: Route) -> None:
        self.envelope = envelope
        self.route = route
        self.as_text = False
        """Whether the event came as JSON text inside the JSON."""
        around = ENVELOPES[envelope]
        self.choosing = choosing_names(route.event_class) | {
            around.event_field,
            around.type_field,
            around.code_field,
            EVENT_CODE_FIELD,
        }
        """Names that are not registered for its classes."""
        self.classes = frozenset((*classes_in(route.event_class), around.attributes_class))
        self.read: Read = refuse_all
        """The function that reads messages of the kind."""
        self.is_stale = False
        """Whether something was registered since its function was made."""
        self.refused = 0
        """How many messages its struct has refused since it was last at rest."""
        self.rest = 0
        """How many messages its struct will be left out for next time."""
        self.resting = 0
        """How many messages its struct is still left out for."""

    def reader(self, registered: Snapshot) -> Read:
        """The function that reads messages of the kind.

        Raises:
            NoStructError: no struct can tell whether one is as expected.
        """
        shapes = Shapes(registered, self.choosing)
        event_shape, outer = self.structs(shapes, namespace={"_written": self._writer(shapes)})
        build = Build(shapes, self.route.event_class, event_shape)
        attributes_class = ENVELOPES[self.envelope].attributes_class
        outer.struct._attributes = late_attributes(build, attributes_class, outer)
        return self._compiled(shapes, build, event_shape, outer)

    def structs(self, shapes: Shapes, **options: Any) -> tuple[Shape, Shape]:
        """The shapes of the event and of the message around it."""
        route, around = self.route, ENVELOPES[self.envelope]
        event = shapes.made(route.event_class, {EVENT_CODE_FIELD: Literal[route.event_code]})
        # Where the type names the event, a code beside it must name the same.
        fixed = {
            around.type_field: Literal[route.event_type],
            around.code_field: Literal[route.event_code],
        }
        outer = shapes.made(
            around.attributes_class,
            {name: kind for name, kind in fixed.items() if name},
            [(EVENT, around.event_field, event.struct | str if self.as_text else event.struct)],
            **options,
        )
        return event, outer

    @property
    def names(self) -> tuple[str | bytes, str | bytes]:
        """What a text has for the event."""
        named = ENVELOPES[self.envelope].type_field
        name = self.route.event_type if named else self.route.event_code
        return name, name.encode()

    def _writer(self, shapes: Shapes) -> Any:
        """What gives the text of a message from its struct."""
        if not all(map(shapes.keeps_order, self.classes)):
            return staticmethod(lambda _: None)
        return _written_by(map(shapes.number_names, self.classes))

    def _compiled(self, shapes: Shapes, build: Build, event: Shape, outer: Shape) -> Read:
        around, names = ENVELOPES[self.envelope], build.names()
        event_class = self.route.event_class
        names["decode"] = msgspec.json.Decoder(outer.struct).decode
        lines = ["s = decode(text)", f"b = s.{EVENT}"]
        made = {
            "event_code": repr(self.route.event_code),
            "event_type": repr(self.route.event_type),
            "envelope": repr(self.envelope),
            "_source": "s",
        }
        if self.as_text:
            names["decode_event"] = msgspec.json.Decoder(event.struct).decode
            lines += ["t = None", "if type(b) is str: t = b; b = decode_event(b)"]
            made["event_text"] = "t"
        simple = build.is_simple(event_class)
        any_form = any(map(shapes.other_forms_of, self.classes))
        if any_form:
            root = "to_builtins(b)" if build.looks_from_root() else "NOTHING"
            names["Reading"], names["to_builtins"] = Reading, msgspec.to_builtins
            lines.append(f"reading = Reading({root})")
        elif not simple:
            lines.append("reading = None")
        if outer.other_forms:
            # Their problems come first, so that they cannot wait until somebody asks for them.
            lines.append("path = None")
            more, name = build.object_lines(around.attributes_class, outer, "s", names)
            lines += more
            made["attributes"] = name
        if not simple:
            lines += ["root = b", f"path = {names.bind((None, around.event_field), 'path')}"]
        lines += self._event_lines(build, event, names, made, simple)
        for slot, attribute in (("id", around.message_id), ("time", around.time)):
            value = f"s.{attribute}" if attribute else "None"
            if any(outer.attributes[n] == attribute for n in outer.other_forms):
                value = f"{made['attributes']}.{attribute}"
            made[slot] = value
        lines += message_lines(names, made, "reading" if any_form else None)
        body = ["def read(text):", *(f" {line}" for line in lines), " return m"]
        return compiled("read", body, names, f"reader of {self.route.event_code}")

    def _event_lines(
        self, build: Build, event: Shape, names: Names, made: dict[str, str], simple: bool
    ) -> list[str]:
        event_class = self.route.event_class
        if variants_of(event_class):
            call = names.bind(build.builder_of(event_class), "build")
            made["event"] = "event"
            return [f"event = {call}(b{'' if simple else ', root, reading, path'})"]
        lines, made["event"] = build.object_lines(event_class, event, "b", names)
        return lines


def late_attributes(
    build: Build, attributes_class: type[Any], shape: Shape
) -> Callable[[Any], WireObject]:
    """The method of a struct that makes the attributes of its message."""
    made: list[Callable[[Any], WireObject]] = []

    def attributes(struct: Any) -> WireObject:
        if not made:
            names = build.names()
            lines, name = build.object_lines(attributes_class, shape, "s", names)
            body = ["def attributes(s):", *(f" {line}" for line in lines), f" return {name}"]
            title = f"attributes of {attributes_class.__qualname__}"
            made.append(compiled("attributes", body, names, title))
        return made[0](struct)

    return attributes


def _written_by(
    number_names: Iterable[frozenset[str] | None],
) -> Any:
    """What gives the text of a message from its struct.

    It gives `None` where a float might be in other digits than others write.
    """
    named = [*number_names]
    names = sorted(name for found in named for name in found or ())
    if None in named:
        floats = re.compile(f"[:,\\[]{_FLOAT}".encode())
    else:
        floats = re.compile(f'"(?:{"|".join(map(re.escape, names))})":{_FLOAT}'.encode())

    def written(struct: Any) -> bytes | None:
        text = encode(struct)
        return None if floats.search(text) else text

    return staticmethod(written) if names or None in named else encode
