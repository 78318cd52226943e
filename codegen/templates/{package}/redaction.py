"""Messages that can be shared: what is known gets a stand-in, what is not known is masked."""

from __future__ import annotations

import json
import os
import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

from ._backend import decoded_once_more
from ._base64 import from_base64
from ._codecs import (
    ANY,
    Array,
    Codec,
    Map,
    Member,
    Nested,
    Nullable,
    OneOrMany,
    QuotedBoolean,
    QuotedNumber,
)
from ._event_names import EVENT_CODE_FIELD
from ._fields import Condition, fields_of, variants_of
from ._json_text import decoded
from ._known_names import KEPT, KNOWN, PUBLISHED
from ._shown import Json
from ._stand_ins import StandIns, masked, masked_number
from ._writing import to_dict
from .envelopes import ENVELOPES
from .errors import MalformedMessage, MessageError
from .message import Message
from .parsing import parse
from .registry import EVENTS

if TYPE_CHECKING:
    from .sources import RawMessage

_JSON_BEGINS: Final = ("{", "[")
_NAME = re.compile(r"[\w:./-]{1,200}")


def redact(message: Message | RawMessage, *, key: bytes | str | None = None) -> dict[str, Json]:
    """The message as a JSON object without what identifies: to be shared, or kept as a test.

    Values of known fields get stand-ins of the same form: as many digits, words of the same
    length, quotes where there were quotes.  With one key the same value has the same stand-in in
    every message, field and form, so that what belongs together still does.  Kept as they are:
    which event it is, values of enums, `true`, `false` and null, times, and what the catalogue
    publishes of envelopes.  What the catalogue does not know is masked: letters become `x`, digits
    `0`; of its names, those of the fields stay.

    The result is parsed as the same event.  `key` should be as secret as the messages: whoever
    has it can find values by trying.  Without one, a new one is made for each call.

    Raises:
        MalformedMessage: not JSON, not an object, or too large.
    """
    if key is None:
        key = os.urandom(32)
    secret = key.encode() if isinstance(key, str) else bytes(key)
    if not secret:
        raise ValueError("expected a key, got an empty one")
    try:
        read = message if isinstance(message, Message) else parse(message)
    except MessageError as error:
        if error.sent is None:
            raise
        info = EVENTS.get(error.event_code or "")
        event_class = info.event_class if info else None
        return _Redaction(secret).message(dict(error.sent), error.envelope, event_class)
    return _Redaction(secret).message(to_dict(read), read.envelope, type(read.event))


class _Redaction:
    def __init__(self, key: bytes) -> None:
        self.stand_ins = StandIns(key)
        self.root: dict[str, Json] = {}

    def message(
        self, sent: dict[str, Json], envelope: str | None, event_class: type[Any] | None
    ) -> dict[str, Json]:
        """The message without what identifies."""
        around = ENVELOPES.get(envelope or "")
        if around is None:
            return self.event(sent, event_class)
        naming = (around.type_field, around.code_field)
        made = self.object(sent, around.attributes_class, (*naming, around.event_field), PUBLISHED)
        data = sent.get(around.event_field)
        if isinstance(data, str):
            made[around.event_field] = self.event_text(data, event_class)
        elif isinstance(data, dict):
            made[around.event_field] = self.event(data, event_class)
        elif around.event_field in sent:
            made[around.event_field] = self.unknown(data)
        elif isinstance(base64 := sent.get(around.base64_field), str):
            made[around.base64_field] = self.event_base64(base64, event_class)
        return made

    def event_base64(self, base64: str, event_class: type[Any] | None) -> str:
        """An event that was sent as a JSON text in base64."""
        try:
            text = from_base64(base64).decode()
        except ValueError:
            return masked(base64)
        return b64encode(self.event_text(text, event_class).encode()).decode()

    def event_text(self, text: str, event_class: type[Any] | None) -> str:
        """An event that was sent as a JSON text."""
        try:
            data = decoded_once_more(text)
        except MalformedMessage:
            return masked(text)
        if not isinstance(data, dict):
            return masked(text)
        return _as_text(self.event(data, event_class), text)

    def event(self, data: dict[str, Json], event_class: type[Any] | None) -> dict[str, Json]:
        self.root = data
        if event_class is None:
            return self.object(data, None, (EVENT_CODE_FIELD,))
        return self.object(data, event_class, (EVENT_CODE_FIELD,))

    def object(
        self,
        sent: dict[str, Json],
        object_class: type[Any] | None,
        kept: Iterable[str] = (),
        published: Mapping[str, str] | None = None,
    ) -> dict[str, Json]:
        """An object of a class, or of none that is known; its names stay."""
        found = object_class and self.variant(object_class, sent)
        fields = fields_of(found) if found else ()
        codecs = {name: each.codec for each in fields for name in (each.name, *each.aliases)}
        chosen = {each for each in kept if each} | _deciding(object_class)
        made: dict[str, Json] = {}
        for name, value in sent.items():
            same = published is not None and published.get(name) == value
            if (
                same
                or (name in chosen and _is_name(value))
                or (name in codecs and _is_shareable(name, value))
            ):
                made[name] = value
            elif name in codecs:
                made[name] = self.known(value, codecs[name])
            else:
                made[name] = self.unknown(value)
        return made

    def variant(self, object_class: type[Any], sent: dict[str, Json]) -> type[Any]:
        for variant, conditions in variants_of(object_class):
            if all(condition.holds(sent, self.root) for condition in conditions):
                return variant
        return object_class

    def known(self, value: Json, codec: Codec) -> Json:
        """A value of a field of the catalogue."""
        if isinstance(codec, Nullable):
            return self.known(value, codec.item)
        if isinstance(codec, OneOrMany):
            return self.known(value, codec.item if isinstance(value, list) else codec.item.item)
        match value:
            case dict() if isinstance(codec, Nested):
                return self.object(value, codec.object_class)
            case dict() if isinstance(codec, Map):
                text = self.stand_ins.text
                return {text(name): self.known(item, codec.item) for name, item in value.items()}
            case list() if isinstance(codec, Array):
                return [self.known(item, codec.item) for item in value]
            case dict() | list():
                return self.unknown(value)
            case bool() | None:
                return value
            case _ if isinstance(codec, Member) and _is_member(codec, value):
                return value
            case "true" | "false" if isinstance(codec, QuotedBoolean):
                return value
            case str() if isinstance(codec, QuotedNumber):
                return self.stand_ins.numeral(value)
            case str() if value.startswith(_JSON_BEGINS):
                return self.json_text(value)
            case str():
                return self.stand_ins.text(value)
            case int():
                return self.stand_ins.whole(value)
            case _:
                return self.stand_ins.number(value)

    def json_text(self, text: str) -> str:
        """A text that holds JSON, whose names the catalogue may know."""
        try:
            value = decoded(text)
        except MalformedMessage:
            return self.stand_ins.text(text)
        return _as_text(self.inner(value), text)

    def inner(self, value: Any) -> Json:
        """A value within a JSON text: names that the catalogue knows stay."""
        if isinstance(value, dict):
            return {_name(name): self.inner(each) for name, each in value.items()}
        if isinstance(value, list):
            return [self.inner(each) for each in value]
        return self.known(value, ANY)

    def unknown(self, value: Json) -> Json:
        """A value that the catalogue does not know: its form alone."""
        match value:
            case bool() | None:
                return value
            case str():
                return masked(value)
            case int():
                return masked_number(value)
            case float():
                return 0.5
            case list():
                return [self.unknown(item) for item in value]
        return {_name(name): self.unknown(each) for name, each in value.items()}


def _name(name: str) -> str:
    """A name in what is not known: it may be a value, as that of a table."""
    return name if name in KNOWN else masked(name)


def _is_name(value: Json) -> bool:
    """Whether it may be what an event or a variant is called."""
    return isinstance(value, int) or (isinstance(value, str) and bool(_NAME.fullmatch(value)))


def _is_shareable(name: str, value: Json) -> bool:
    pattern = KEPT.get(name)
    if pattern is None or isinstance(value, dict | list | bool):
        return False
    return re.fullmatch(pattern, str(value)) is not None


def _as_text(value: Json, like: str) -> str:
    """JSON text with spaces where another one has them."""
    spaced = '": ' in like or '", ' in like
    separators = (", ", ": ") if spaced else (",", ":")
    return json.dumps(value, ensure_ascii=False, separators=separators)


def _deciding(object_class: type[Any] | None) -> set[str]:
    """The fields that choose a variant."""
    if object_class is None:
        return set()
    bases = [each for each in object_class.__mro__ if variants_of(each)]
    conditions: Iterable[Condition] = (
        condition
        for base in (object_class, *bases)
        for _, several in variants_of(base)
        for condition in several
    )
    return {condition.path[-1] for condition in conditions if condition.present is None}


def _is_member(codec: Member, value: object) -> bool:
    """Whether a value, in whatever form, is one that the catalogue lists."""
    for plain in (
        value,
        int(value) if isinstance(value, str) and _is_short_number(value) else None,
    ):
        try:
            found: Enum = codec.enum(plain)
        except (ValueError, TypeError):
            continue
        if getattr(found, "is_known", True):
            return True
    return False


def _is_short_number(text: str) -> bool:
    return text.removeprefix("-").isdecimal() and len(text) < 20
