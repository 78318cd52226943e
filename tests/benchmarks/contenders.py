"""Who is compared: ways from a message's text to Python and back, each with what it loses."""

from __future__ import annotations

import importlib
import json
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs

import dataworks_events as dw
from codegen.catalogue.written import Json
from dataworks_events import fixtures
from dataworks_events.wire import Field as WireField
from dataworks_events.wire import WireObject
from tests.benchmarks.alone import package_alone

EVENT_FIELD = "data"
"""Where the envelope that everything is measured in holds the event."""
OURS = "dataworks-events with msgspec"
OURS_ALONE = "dataworks-events"
ORJSON = "orjson"
JSON = "json"
PYDANTIC = "pydantic"


class Unequal(Exception):
    """A contender gave other data than the message has."""


@attrs.frozen
class Message:
    """What is read and written."""

    size: str
    """In a word."""
    event: str
    """Event code."""
    text: bytes
    """Compact JSON."""

    @property
    def value(self) -> dict[str, Json]:
        """The message as the standard library reads it."""
        read: dict[str, Json] = json.loads(self.text)
        return read


@attrs.frozen
class Contender:
    """A way to read a message and to write it back."""

    name: str
    note: str
    """What to know of it, such as what it does not do that we do."""
    read: Callable[[bytes], object]
    write: Callable[[Any], str | bytes]
    """What `read` gave, as JSON text."""
    lost: frozenset[str] = frozenset()
    """Fields of the envelope that it does not keep."""
    refused: frozenset[str] = frozenset()
    """Fields of the envelope for which it refuses the message; it gets one without them."""

    def text(self, message: Message) -> bytes:
        """The message as this contender gets it."""
        kept = {key: value for key, value in message.value.items() if key not in self.refused}
        return compact(kept) if self.refused else message.text

    def check(self, message: Message) -> None:
        """Read the message, write it and compare.

        Raises:
            Unequal: what it wrote is not the message, apart from what it is known to lose.
        """
        lost = self.lost | self.refused
        expected = {key: value for key, value in message.value.items() if key not in lost}
        written = json.loads(self.write(self.read(self.text(message))))
        if written != expected:
            different = sorted(_differences(written, expected))
            raise Unequal(f"{self.name} changes {message.event}: {', '.join(different)}")


def messages() -> tuple[Message, ...]:
    """The full fixtures of three events in the EventBridge envelope."""
    return (
        _message("small", "freeze-node", "eventbridge/full"),
        _message("medium", "commit-file", "eventbridge/full"),
        _message("large, nested", "approval-change-created", "eventbridge/maxcompute/full"),
    )


def _message(size: str, event: str, name: str) -> Message:
    fixture = next(fixture for fixture in fixtures.load(event) if fixture.name == name)
    return Message(size, event, compact(fixture.message))


def compact(value: Json) -> bytes:
    """JSON as senders write it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _differences(one: Json, other: Json, path: str = "") -> Iterator[str]:
    """Paths of the values that differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in one.keys() | other.keys():
            yield from _differences(one.get(key), other.get(key), f"{path}.{key}".strip("."))
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, pair in enumerate(zip(one, other, strict=True)):
            yield from _differences(*pair, f"{path}[{index}]")
    elif one != other:
        yield path


# Libraries come in by name, so that the types are checked the same with and without them.
def _library(name: str) -> Any:
    return importlib.import_module(name)


@attrs.frozen
class Field:
    """All contenders, ready to start."""

    models: Mapping[str, ModuleType]

    def contenders(self, message: Message) -> tuple[Contender, ...]:
        """For this message; those that must be told what event it is are told."""
        return (
            *_own(),
            *_decoders(),
            self._pydantic(message),
            self._msgspec(message),
            self._mashumaro(message),
            _cattrs(message),
            *_cloud_events(),
        )

    def _pydantic(self, message: Message) -> Contender:
        model = _model(self.models[PYDANTIC], message)

        def read(text: bytes) -> object:
            return model.model_validate_json(text, strict=True)

        def write(value: Any) -> str:
            written: str = value.model_dump_json(by_alias=True, exclude_unset=True)
            return written

        note = "told the event; refuses a message for one value that does not fit"
        return Contender(f"{PYDANTIC} 2, strict, extra allowed", note, read, write)

    def _msgspec(self, message: Message) -> Contender:
        msgspec = _library("msgspec")
        read = msgspec.json.Decoder(_model(self.models["msgspec"], message)).decode
        note = "told the event; loses unknown fields, refuses null and what does not fit"
        return Contender("msgspec Struct", note, read, msgspec.json.Encoder().encode)

    def _mashumaro(self, message: Message) -> Contender:
        codec = _library("mashumaro.codecs.orjson")
        dialect = type("Dialect", (_library("mashumaro.dialect").Dialect,), {"omit_none": True})
        model = _model(self.models["dataclass"], message)
        return Contender(
            "dataclass, mashumaro on orjson",
            "told the event; loses unknown fields and nulls, makes 12 of 12.7 and of text",
            codec.ORJSONDecoder(model, default_dialect=dialect).decode,
            codec.ORJSONEncoder(model, default_dialect=dialect).encode,
        )


def field(generated: Path, folder: Path, told: Sequence[Message]) -> Field:
    """Everybody.

    `generated` is the generator's output; `folder` takes the modules that
    datamodel-code-generator makes from its schemas.
    """
    schema = _schema(generated / "schemas" / "bundle.json", told)
    models = {name: _made(name, schema, folder) for name in _MODELS}
    return Field(models)


def _own() -> Iterator[Contender]:
    alone: Any = package_alone()

    def with_attributes(text: bytes) -> dw.Message:
        message = dw.parse(text)
        _ = message.attributes
        return message

    def changed(text: bytes) -> dw.Message:
        message = dw.parse(text)
        return attrs.evolve(message, event=attrs.evolve(message.event))

    # Bytes beside the bytes of orjson, a text beside the text of json.
    yield Contender(OURS, "", dw.parse, dw.to_bytes)
    note = "the package, and what stands around the event is looked at"
    yield Contender("… and the attributes", note, with_attributes, dw.to_bytes)
    note = "the package, and the event is made anew, as for a change"
    yield Contender("… and `attrs.evolve`", note, changed, dw.to_bytes)
    yield Contender(OURS_ALONE, "", alone.parse, alone.to_json)


def _decoders() -> tuple[Contender, Contender]:
    orjson = _library("orjson")
    note = "a plain dict, nothing is checked"
    return (
        Contender(ORJSON, note, orjson.loads, orjson.dumps),
        Contender(JSON, note, json.loads, json.dumps),
    )


def _cattrs(message: Message) -> Contender:
    """Our classes by cattrs alone, renamed by their tables."""
    cattrs: Any = _library("cattrs")
    gen: Any = _library("cattrs.gen")
    orjson = _library("orjson")
    parsed = dw.parse(message.text)
    seen = {type(each) for each in _objects(parsed.event)}
    converter = cattrs.Converter(detailed_validation=False)

    def ours(kind: object) -> bool:
        return isinstance(kind, type) and issubclass(kind, WireObject)

    def overrides(kind: type[WireObject]) -> dict[str, object]:
        attrs.resolve_types(kind)
        rows = {row.name: row for row in kind.WIRE}
        return {
            each.name: renamed(each, rows[each.name])
            if each.name in rows
            else cattrs.override(omit=True)
            for each in attrs.fields(kind)
        }

    def renamed(attribute: attrs.Attribute[Any], row: WireField) -> object:
        # Digits in quotes would otherwise come back without them.
        quoted = attribute.type in (int, int | None) and row.codec.write(1) == "1"
        return cattrs.override(rename=row.wire, unstruct_hook=str if quoted else None)

    def meant(kind: type[WireObject]) -> type[WireObject]:
        """The variant of the class that is in the message."""
        return next((each for each in seen if issubclass(each, kind)), kind)

    def structure(kind: type[WireObject]) -> object:
        kind = meant(kind)
        return gen.make_dict_structure_fn(kind, converter, **overrides(kind))

    def unstructure(kind: type[WireObject]) -> object:
        kind = meant(kind)
        return gen.make_dict_unstructure_fn(
            kind, converter, _cattrs_omit_if_default=True, **overrides(kind)
        )

    converter.register_structure_hook_factory(ours, structure)
    converter.register_unstructure_hook_factory(ours, unstructure)
    around, event = type(parsed.attributes), type(parsed.event)

    def read(text: bytes) -> tuple[object, object]:
        sent = orjson.loads(text)
        data = sent.pop(EVENT_FIELD)
        return converter.structure(sent, around), converter.structure(data, event)

    def write(value: tuple[object, object]) -> bytes:
        written: dict[str, Json] = converter.unstructure(value[0])
        written[EVENT_FIELD] = converter.unstructure(value[1])
        text: bytes = orjson.dumps(written)
        return text

    note = "told the event; loses unknown fields and nulls, makes 12 of 12.7 and of text"
    return Contender("our classes, cattrs on orjson", note, read, write)


def _objects(value: object) -> Iterator[WireObject]:
    if isinstance(value, WireObject):
        yield value
        for row in value.WIRE:
            yield from _objects(getattr(value, row.name))
    elif isinstance(value, tuple):
        for each in value:
            yield from _objects(each)


def _cloud_events() -> Iterator[Contender]:
    sdk = _library("cloudevents.core.formats.json").JSONFormat()
    yield Contender(
        "cloudevents 2",
        "the envelope alone; refuses an empty `subject` and times that are not ISO 8601",
        lambda text: sdk.read(None, text),
        sdk.write,
        refused=frozenset({"subject"}),
    )
    first = _library("cloudevents.v1.http")
    yield Contender("cloudevents 1", "the envelope alone", first.from_json, first.to_json)
    models = _library("alibabacloud_eventbridge.models")
    lost = frozenset(
        key for message in messages() for key in message.value if key.startswith("aliyun")
    )
    yield Contender(
        "alibabacloud-eventbridge",
        "the envelope alone; loses its `aliyun*` attributes",
        lambda text: models.CloudEvent().from_map(json.loads(text)),
        lambda value: json.dumps(value.to_map()),
        lost,
    )


_MODELS: Mapping[str, Mapping[str, Json]] = {
    PYDANTIC: {
        "output_model_type": "pydantic_v2.BaseModel",
        "extra_fields": "allow",
        "snake_case_field": True,
    },
    "msgspec": {"output_model_type": "msgspec.Struct", "snake_case_field": True},
    # Its dataclasses cannot rename: attributes are called as on the wire.
    "dataclass": {"output_model_type": "dataclasses.dataclass"},
}
_OPTIONS: Mapping[str, Json] = {
    "input_file_type": "jsonschema",
    "target_python_version": "3.11",
    "treat_dot_as_module": False,
    "use_standard_collections": True,
    "use_union_operator": True,
    "disable_timestamp": True,
    "formatters": [],
}


def module_name(kind: str) -> str:
    """The module of the models of that kind."""
    return f"models_{kind}"


def _schema(file: Path, told: Sequence[Message]) -> dict[str, Json]:
    """The schema of all events, where a variant in the messages is the only one of its class.

    So models need not find out which variant it is; most would have to try one by one.
    """
    schema: dict[str, Any] = json.loads(file.read_text("utf-8"))
    # A union of all messages would cost whoever imports it more than the messages do.
    del schema["oneOf"]
    definitions = schema["$defs"]
    for message in told:
        for each in _objects(dw.parse(message.text).event):
            for base in type(each).__mro__[1:]:
                if any(kind is type(each) for kind, *_ in vars(base).get("VARIANTS", ())):
                    own = definitions[type(each).__name__]["properties"]
                    definitions[base.__name__]["properties"].update(own)
    return schema


def _made(kind: str, schema: Mapping[str, Json], folder: Path) -> ModuleType:
    tool = _library("datamodel_code_generator")
    options = tool.GenerateConfig.model_validate({**_OPTIONS, **_MODELS[kind]})
    with warnings.catch_warnings():
        # It does not know the formats that the schemas name, and need not.
        warnings.simplefilter("ignore")
        source = tool.generate(json.dumps(schema), config=options)
    name = module_name(kind)
    (folder / f"{name}.py").write_text(source, "utf-8")
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
    return importlib.import_module(name)


def _model(module: ModuleType, message: Message) -> Any:
    return getattr(module, f"{type(dw.parse(message.text).event).__name__}Eventbridge")
