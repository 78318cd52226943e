"""Test fixtures of every event: right messages, and wrong ones with what reading must report."""

from __future__ import annotations

import copy
import functools
import uuid
from collections.abc import Callable, Iterable, Iterator

import attrs

from codegen.catalogue.field_type import LIST, MAP
from codegen.catalogue.resolved import Catalogue, Envelope, Event, Field, TypeKind
from codegen.catalogue.written import Bound, Json
from codegen.emit.examples import (
    Builder,
    Path,
    Scenario,
    envelopes_of,
    full,
    headers,
    in_envelope,
    scenarios,
)
from codegen.emit.python.field_codecs import Codec, codec, item_codec

UNKNOWN_FIELD = "fieldOfTheFuture"
_UNKNOWN_VALUE: Json = {"kept": [1, 2.5, "text", True, None]}


@attrs.frozen
class Problem:
    """What parsing must find."""

    path: str
    expected: str
    got: str


@attrs.frozen
class Fixture:
    """A message, and what must become of it."""

    name: str
    envelope: str
    variant: str | None
    refused: bool
    problems: tuple[Problem, ...]
    message: dict[str, Json]
    headers: dict[str, Json]
    """Headers of the request; none where they are no part of the envelope."""


@attrs.frozen
class _Wrong:
    """A value that fits hardly anywhere, and what an error message calls it."""

    value: Json
    described: str


_WRONG_VALUES = (
    _Wrong("wrong", 'string "wrong"'),
    _Wrong(7, "integer 7"),
    _Wrong({}, "object of 0"),
)

_ACCEPTED = {
    "string": (str,),
    "integer": (int,),
    "number": (int,),
    "boolean": (bool,),
    "number, or one in a string": (int,),
    "digits in a string": (),
    "integer or digits in a string": (int,),
    "string or integer": (str, int),
    "array": (list,),
    "object": (dict,),
    "object or array": (dict, list),
}


_OR_MANY = "array or "
"""Before what one item of a list is expected to be, where it may stand alone."""


def event_fixtures(event: Event, catalogue: Catalogue) -> tuple[Fixture, ...]:
    """All fixtures of an event."""
    return tuple(
        fixture
        for envelope in envelopes_of(event, catalogue)
        for scenario in scenarios(event, catalogue)
        for fixture in _in_scenario(event, envelope, scenario, catalogue)
    )


def _in_scenario(
    event: Event, envelope: Envelope, scenario: Scenario, catalogue: Catalogue
) -> Iterator[Fixture]:
    prefix = "/".join(filter(None, (envelope.name, scenario.name)))
    naming = _naming(event, envelope)
    minimal = Builder(event, scenario, catalogue, lambda path: path in naming).event()
    whole = full(event, scenario, catalogue)

    def fixture(
        name: str,
        message: dict[str, Json],
        problems: tuple[Problem, ...] = (),
        refused: bool = False,
    ) -> Fixture:
        around = headers(event, envelope, whole=name in ("full", "unknown-field"))
        full_name = f"{prefix}/{name}"
        identified = _with_own_id(message, envelope, f"{event.code}/{full_name}")
        return Fixture(
            full_name, envelope.name, scenario.name, refused, problems, identified, around
        )

    yield fixture("minimal", in_envelope(event, envelope, minimal, whole=False))
    yield fixture("full", in_envelope(event, envelope, whole, whole=True))
    newer_event = _with_unknown(whole, scenario.fields(event.body), scenario, catalogue)
    newer = in_envelope(event, envelope, newer_event, whole=True)
    yield fixture("unknown-field", {**newer, UNKNOWN_FIELD: _UNKNOWN_VALUE})
    body = envelope.event_name
    if body:
        yield fixture("invalid/around", *_wrong_around(event, envelope, minimal, catalogue))
        problem = Problem(body, "object or JSON text of one", "integer 7")
        message = in_envelope(event, envelope, 7, whole=False)
        yield fixture(f"invalid/{body}", message, (problem,), True)
    # What is in every event is wrong in the fixtures of one alone.
    others = frozenset(
        name for name, first in catalogue.objects_apart.items() if first != event.code
    )
    for fault in _faults_in(scenario.fields(event.body), scenario, catalogue, without=others):
        if fault.path in naming:
            # No event, or another one, would be read.
            continue
        builder = Builder(event, scenario, catalogue, _towards(fault.path, *naming))
        data = builder.event()
        fault.put_into(data)
        path = f"{body}.{fault.shown_path}" if body else fault.shown_path
        yield fixture(
            f"invalid/{fault.name}",
            in_envelope(event, envelope, data, whole=False),
            (Problem(path, fault.expected, fault.got),),
            fault.refused,
        )


def _with_own_id(message: dict[str, Json], envelope: Envelope, name: str) -> dict[str, Json]:
    """The message with an id that no other fixture has, if it has the id of the docs."""
    field = envelope.message_id
    if not isinstance(field.example, str) or message.get(field.wire) != field.example:
        return message
    return {**message, field.wire: str(uuid.uuid5(uuid.NAMESPACE_OID, name))}


@attrs.frozen(kw_only=True)
class _Fault:
    """One thing wrong at one place of the event."""

    path: Path
    lists: frozenset[Path]
    """Which prefixes of the path are lists of objects."""
    expected: str
    got: str
    refused: bool
    item: bool = False
    """Whether the value stands in a list that is else right."""
    missing: bool = False
    value: Json = None

    @property
    def shown_path(self) -> str:
        """The path as an error message shows it."""
        steps = [
            step + ("[0]" if self.path[: n + 1] in self.lists else "")
            for n, step in enumerate(self.path)
        ]
        return ".".join(steps) + ("[0]" if self.item else "")

    @property
    def name(self) -> str:
        """Name of the fixture."""
        return self.shown_path + ("-missing" if self.missing else "")

    def put_into(self, data: dict[str, Json]) -> None:
        """Put the fault into an event that has everything on the path."""
        *above, last = self.path
        holder: Json = data
        for step in above:
            assert isinstance(holder, dict)
            holder = holder[step]
            if isinstance(holder, list):
                holder = holder[0]
        assert isinstance(holder, dict)
        if self.missing:
            del holder[last]
        else:
            holder[last] = [self.value] if self.item else self.value


def _faults_in(
    fields: Iterable[Field],
    scenario: Scenario,
    catalogue: Catalogue,
    above: Path = (),
    lists: frozenset[Path] = frozenset(),
    needed: bool = True,
    without: frozenset[str] = frozenset(),
) -> Iterator[_Fault]:
    """What can be wrong with the fields of an object inside an event, but for objects `without`.

    `above` is the path of the object, `lists` are those of its prefixes that are lists of objects;
    an event cannot do without the object if it is `needed`.
    """
    for field in fields:
        path = (*above, field.wire)
        if scenario.condition(path):
            # Another shape, or none, would be read.
            continue
        refused = needed and field.required
        whole = codec(field, catalogue)
        item = item_codec(field, catalogue)
        fault = functools.partial(_Fault, path=path, lists=lists, refused=refused)
        if wrong := _wrong(whole):
            yield fault(expected=whole.expected, got=wrong.described, value=wrong.value)
        if field.required:
            yield fault(expected=whole.expected, got="nothing", missing=True)
        if field.type.is_list and (wrong := _wrong(item)):
            yield fault(expected=item.expected, got=wrong.described, value=wrong.value, item=True)
        is_object = field.type.kind is TypeKind.OBJECT and field.type.name not in without
        if is_object and field.type.containers in ((), (LIST,)):
            inner = scenario.fields(catalogue.objects[field.type.name])
            into = lists | {path} if field.type.containers else lists
            yield from _faults_in(inner, scenario, catalogue, path, into, refused, without)


def _wrong(kind: Codec) -> _Wrong | None:
    """A value that the codec refuses; None if it takes anything."""
    if kind.expected == "any value":
        return None
    expected = kind.expected.removesuffix(" or null")
    accepted = _ACCEPTED.get(expected.removeprefix(_OR_MANY), ())
    if expected.startswith(_OR_MANY):
        accepted = (*accepted, list)
    return next(w for w in _WRONG_VALUES if type(w.value) not in accepted)


def _wrong_around(
    event: Event, envelope: Envelope, data: Json, catalogue: Catalogue
) -> tuple[dict[str, Json], tuple[Problem, ...]]:
    """A message in which everything beside the event that does not identify it is wrong."""
    message = in_envelope(event, envelope, data, whole=True)
    problems = []
    for field in envelope.attributes:
        kind = codec(field, catalogue)
        wrong = _wrong(kind)
        if wrong and not field.value and not field.required:
            message[field.wire] = wrong.value
            problems.append(Problem(field.wire, kind.expected, wrong.described))
    return message, tuple(problems)


def _with_unknown(
    value: Json,
    fields: Iterable[Field],
    scenario: Scenario,
    catalogue: Catalogue,
    around: tuple[str, ...] = (),
) -> Json:
    """The value with an unknown field in every object; in a map, any name is known."""
    rest = around[:-1]
    if around[-1:] == (MAP,) and isinstance(value, dict):
        about = fields, scenario, catalogue, rest
        return {name: _with_unknown(inner, *about) for name, inner in value.items()}
    if isinstance(value, list):
        return [_with_unknown(item, fields, scenario, catalogue, rest) for item in value]
    if not isinstance(value, dict):
        return value
    known = {field.wire: field for field in fields}
    made = {}
    for name, inner in value.items():
        field = known.get(name)
        kind = field.type.without_null() if field else None
        shape = catalogue.objects.get(kind.name) if kind else None
        of_it = scenario.fields(shape) if shape else ()
        made[name] = _with_unknown(inner, of_it, scenario, catalogue, kind.around if kind else ())
    return {**made, UNKNOWN_FIELD: copy.deepcopy(_UNKNOWN_VALUE)}


def _towards(*targets: Path) -> Callable[[Path], bool]:
    """Whether a field is a target or on the way to one."""
    return lambda path: any(target[: len(path)] == path for target in targets)


def _naming(event: Event, envelope: Envelope) -> tuple[Path, ...]:
    """The fields of the event that tell which it is, where nothing around it does."""
    if envelope.names_event:
        return ()
    return tuple((f.wire,) for f in event.body.fields if f.value is Bound.EVENT_CODE)


def fixture_file(event: Event, catalogue: Catalogue) -> dict[str, Json]:
    """The fixtures of an event as the package ships them."""
    return {
        "event_code": event.code,
        "fixtures": [_as_data(each) for each in event_fixtures(event, catalogue)],
    }


def _as_data(fixture: Fixture) -> dict[str, Json]:
    # Not in depth: messages are data already, and the most of what is generated.
    data: dict[str, Json] = attrs.asdict(fixture, recurse=False)
    if not fixture.headers:
        del data["headers"]
    return {**data, "problems": [*map(attrs.asdict, fixture.problems)]}
