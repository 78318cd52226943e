"""A catalogue whose every text is written like code, made from the description of the keys."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import attrs
import yaml

from codegen.catalogue import written
from codegen.findings import Finding
from codegen.load.key_forms import (
    AnyJson,
    Either,
    FieldLine,
    Form,
    Key,
    Many,
    Named,
    Record,
    Text,
    ValueLine,
    keys,
    record,
)
from tests.codegen.mini import TEXT, findings

CANARY = "CANARY_ran"
HOSTILE = " ".join(
    (
        f'"""); {CANARY}(); (""" \'\'\' \' " \\" \\N{{DASH}} \\x \\ %s {{0}}',  # Python
        f"{{{{ {CANARY}() }}}} {{% raw %}} {{# x #}}",  # Jinja
        f'<script>{CANARY}()</script> <img src=x onerror="{CANARY}()"> </code> </script> ]]> --> &amp; &#65;',
        f"[a b](javascript:{CANARY}()) ![a b](data:,x) [a b]: javascript:x <javascript:x> javascript:x",
        "[^1 ] [^a b]: x *a* **b** __c__ ~~d~~ | e | # f $$g$$ :::{note} ```{include} /etc/hostname ```",
        "{ref}`x` :ref:`x` :raw-html:`x` |x| x_ `x`_ `x <javascript:x>`_ [#]_ .. include:: /etc/hostname",
        ".. raw:: html ::",
        "--- # no: comment &a *b !c %d @e - f ? g : h , [ ] { }",
        "\u2028 \u2029 \u0085 ${x} `code` (c) ... -- x",
    )
)
"""Marks of Python, Jinja, HTML, Markdown, reStructuredText and YAML, and rare line breaks."""

_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)

LINES = ".. include:: /etc/hostname\n\n* x\n\n    x::\n\n```{include} /etc/hostname\n```\n# x\n\n---\n\n"
"""What means something at the beginning of a line."""

BEGINNINGS = (
    ".. include:: /etc/hostname",
    "```{include} /etc/hostname",
    ":::{note}",
    *("#", "-", "*", "+", ">", "1.", "1)", "=", "---", "+++", "%", "|", "$$", "<!--", "\u2028"),
    *(
        "(x)=",
        "[^1]:",
        "[x y]: javascript:x",
        ":x:",
        "{% raw %}",
        "__ javascript:x",
        ".. _x:",
        "::",
    ),
)
"""What means something where a text begins."""

NAME = f"\"'\\<b>{CANARY}()</b>`x` |*a*| [a b](javascript:x) {{{{x}}}} {{%x%}} &amp; ${{x}} # : - \u2028"
"""The same in short, for names."""


@attrs.frozen
class Position:
    """A text of the catalogue: what it belongs to, and how it is replaced."""

    of: str
    """The class and the key of the catalogue's description."""
    put: Callable[[str], None]


@attrs.frozen
class Planted:
    """A hostile text, and the class and key whose text it is."""

    of: str
    text: str


@attrs.frozen
class Hostile:
    """The catalogue with all its hostile texts."""

    text: str
    texts: Mapping[int, Planted]
    """The texts by the number in the words at their ends."""
    rejected: Mapping[str, tuple[Finding, ...]]
    """What is found where the text of a class and key is hostile, by these."""


@cache
def hostile() -> Hostile:
    """The small catalogue, with a hostile text wherever one is accepted."""
    data = yaml.safe_load(TEXT)
    texts: dict[int, Planted] = {}
    rejected: dict[str, tuple[Finding, ...]] = {}
    for group in _groups(data):
        (kind,) = {kind for kind, _ in group}
        changed = copy.deepcopy(data)
        added: dict[int, Planted] = {}
        positions = list(_positions(changed))
        for _, place in group:
            number = len(texts) + len(added)
            shown = NAME if _is_name(kind) else LINES + HOSTILE
            if kind.endswith(", example"):
                shown = " ".join(shown.replace(" -- ", " ").split())  # What ends an example.
            text = f"T{number}T {shown} E{number}E"
            if not kind.endswith((", name", ", example")):
                text = f"{BEGINNINGS[number % len(BEGINNINGS)]} {text}"
            added[number] = Planted(kind, text)
            positions[place].put(added[number].text)
        found = findings(_dumped(changed))
        if found:
            rejected[kind] = found
        else:
            data, texts = changed, texts | added
    return Hostile(_dumped(data), texts, rejected)


def plain(text: str) -> str:
    """A text without spaces and backticks, which outputs set as they need."""
    return re.sub(r"[\s\u200b`]+", "", text)


def changed(text: str) -> list[tuple[str, str]]:
    """The hostile texts that an output does not show as they are: as they are, and as it does."""
    found = []
    whole = plain(text)
    for match in _PLANTED.finditer(whole):
        planted, of = hostile().texts[int(match[1])].text, hostile().texts[int(match[1])].of
        if _is_name(of) and _MADE_OF_A_NAME.fullmatch(match[0]):
            continue
        before = plain(planted[: planted.index(f"T{match[1]}T")])
        shown = whole[match.start() - len(before) : match.end()]
        if shown not in (plain(planted), _in_json(planted)):
            found.append((plain(planted), shown))
    return found


def numbers(text: str) -> set[int]:
    """The numbers of the hostile texts that stand in an output to their end."""
    return {int(match[1]) for match in _PLANTED.finditer(plain(text))}


_MADE_OF_A_NAME = re.compile(r"[\w.-]+")
"""Names of classes and files that are made of names of the catalogue."""

_PLANTED = re.compile(r"T(\d+)T(?:(?!T\1T).)*?E\1E")


def _in_json(text: str) -> str:
    return plain(json.dumps(text, ensure_ascii=False)[1:-1])


def _groups(data: object) -> Iterator[list[tuple[str, int]]]:
    """The positions that are tried together: those of one kind, but each name alone.

    Names come last, since what is found by a name must be there until then.
    """
    kinds: dict[str, list[tuple[str, int]]] = {}
    for place, position in enumerate(_positions(data)):
        kinds.setdefault(position.of, []).append((position.of, place))
    yield from (group for kind, group in kinds.items() if not _is_name(kind))
    yield from ([one] for kind, group in kinds.items() if _is_name(kind) for one in group)


def _is_name(kind: str) -> bool:
    return kind.endswith(", name")


def _dumped(data: object) -> str:
    return yaml.dump(data, Dumper=_DUMPER, sort_keys=False, width=80)


def _positions(data: Any) -> Iterator[Position]:
    yield from _of_record(record(written.Catalogue), data, data)


def _of_record(form: Record, node: dict[str, Any], root: dict[str, Any]) -> Iterator[Position]:
    for key in keys(form.cls):
        if key.refers and not isinstance(key.form, Named):
            continue
        of = f"{form.cls.__name__}.{key.name}"
        yield from _of_key(of, key, key.form, node, root)


def _of_key(
    of: str, key: Key, form: Form, node: dict[str, Any], root: dict[str, Any]
) -> Iterator[Position]:
    name, value = key.name, node.get(key.name)
    match form:
        case Text(pattern=None) | AnyJson():
            yield Position(of, lambda text: node.update({name: text}))
        case Many(item=Text(pattern=None)):
            yield Position(of, lambda text: node.update({name: [text]}))
        case FieldLine():
            yield from _of_line(of, node, name)
        case ValueLine():
            number = re.match(r"\d+ -- ", str(value))
            before = number[0] if number else ""
            yield Position(of, lambda text: node.update({name: before + text}))
        case Named(item=Text(pattern=None)):
            yield Position(of, lambda text: node.setdefault(name, {}).update({"a": text}))
        case Named(item=Record() as inner) if isinstance(value, dict):
            for each in list(value):
                yield Position(f"{of}, name", _renamed(value, each, root))
                if not isinstance(value[each], dict):
                    value[each] = {inner.bare: value[each]} if value[each] is not None else {}
                yield from _of_record(inner, value[each], root)
        case Record() if isinstance(value, dict):
            yield from _of_record(form, value, root)
        case Either() if isinstance(value, dict):
            yield from _of_key(of, key, form.table, node, root)


def _of_line(of: str, node: dict[str, Any], name: str) -> Iterator[Position]:
    line = node.get(name)
    if not isinstance(line, str):
        return
    head, separator, _ = line.partition(" -- ")
    if separator:
        yield Position(f"{of}, text", lambda text: node.update({name: f"{head} -- {text}"}))
    before, example, _ = head.partition(", e.g. ")
    if example and before == "string":

        def put(text: str) -> None:
            node[name] = node[name].replace(head, f"{before}{example}{json.dumps(text)}")

        yield Position(f"{of}, example", put)


def _renamed(value: dict[str, Any], old: str, root: dict[str, Any]) -> Callable[[str], None]:
    def put(text: str) -> None:
        members = {text if name == old else name: each for name, each in value.items()}
        value.clear()
        value.update(members)
        root["python"]["names"][text] = "t" + re.sub(r"\D", "", text[:5])

    return put
