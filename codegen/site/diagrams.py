"""Diagrams as SVG that takes its colours from the page around it."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Sequence

import attrs

from codegen.catalogue.resolved import Catalogue, Event, Service
from codegen.catalogue.written import Kind
from codegen.site.bilingual import chinese, english
from codegen.site.labels import Labels

_LINE = 34
_TEXT = 13
_LETTER = 6.4
"""Width of a letter, on the wide side."""
_GAP = 56


@attrs.frozen
class _Box:
    """A box with a line of text; `style` is a class of the style sheet."""

    x: float
    y: float
    width: float
    text: str
    style: str = ""
    address: str = ""

    @property
    def middle(self) -> float:
        return self.y + _LINE / 2 - 4

    @property
    def right(self) -> float:
        return self.x + self.width

    def svg(self) -> str:
        box = (
            f'<rect class="box {self.style}" x="{self.x:g}" y="{self.y:g}" '
            f'width="{self.width:g}" height="{_LINE - 8}" rx="5"/>'
            f'<text x="{self.x + 10:g}" y="{self.y + 17.5:g}">{html.escape(self.text)}</text>'
        )
        return f'<a href="{html.escape(self.address)}">{box}</a>' if self.address else box


def service_diagram(service: Service, events: Sequence[Event], labels: Labels) -> str:
    """Which operation fires which event, and what answers it; texts may be in both languages."""
    titles = _column(0, [event.title for event in events])
    codes = _column(
        titles[0].right + _GAP,
        [event.code for event in events],
        ["extension" if event.kind is Kind.EXTENSION_POINT else "regular" for event in events],
        [f"../events/{event.code}.html" for event in events],
    )
    names = list(dict.fromkeys(answer.name for event in events for answer in event.answers))
    spread_ = len(events) / max(1, len(names))
    answers = _column(
        codes[0].right + _GAP,
        names,
        addresses=[f"../answers.html#answer-{name}" for name in names],
        rows=[(place + 0.5) * spread_ - 0.5 for place in range(len(names))],
    )
    arrows = [_arrow(title, code) for title, code in zip(titles, codes, strict=True)]
    arrows += [
        _arrow(code, answers[names.index(answer.name)], "waits")
        for event, code in zip(events, codes, strict=True)
        for answer in event.answers
    ]
    heads = [(labels.both("What happens"), titles[0].x), (labels.both("Event code"), codes[0].x)]
    if answers:
        heads.append((labels.both("Answered by"), answers[0].x))
    return _svg(
        labels.text(f"What fires the events of {service.name}"),
        [*titles, *codes, *answers],
        arrows,
        heads,
    )


def way_diagram(catalogue: Catalogue, labels: Labels) -> str:
    """The way of a message: from the product over each delivery to a subscriber, and back."""
    kinds = {Kind.REGULAR: "regular events", Kind.EXTENSION_POINT: "extension points"}
    middle = (len(catalogue.envelopes) - 1) / 2
    (product,) = _column(0, [catalogue.product], rows=[middle])
    deliveries = _column(
        product.right + _GAP,
        [
            f"{envelope.title}: {labels.both(' and '.join(map(kinds.__getitem__, envelope.carries)))}"
            for envelope in catalogue.envelopes
        ],
        addresses=[f"envelopes.html#envelope-{e.name}" for e in catalogue.envelopes],
    )
    (reader,) = _column(
        deliveries[0].right + _GAP, [f"{catalogue.package}.parse(body)"], rows=[middle]
    )
    (subscriber,) = _column(reader.right + _GAP, [labels.both("your code")], rows=[middle])
    arrows = [
        *(_arrow(product, one) for one in deliveries),
        *(_arrow(one, reader) for one in deliveries),
        _arrow(reader, subscriber),
    ]
    boxes = [product, *deliveries, reader, subscriber]
    answered = [event for event in catalogue.events if event.answers]
    if answered:
        (answer,) = _column(
            deliveries[0].x,
            [labels.both("answer to an extension point")],
            ["extension"],
            ["answers.html"],
            rows=[len(catalogue.envelopes) + 0.2],
        )
        boxes.append(answer)
        down, left = subscriber.x + subscriber.width / 2, product.x + product.width / 2
        bottom, top = subscriber.middle + 13, product.middle + 13
        back = f"M{down:g} {bottom:g} V{answer.middle:g} H{answer.right:g}"
        home = f"M{answer.x:g} {answer.middle:g} H{left:g} V{top:g}"
        arrows += [
            f'<path class="waits" d="{line}" marker-end="url(#tip)"/>' for line in (back, home)
        ]
    return _svg(labels.both("The way of a message"), boxes, arrows, ())


def _column(
    x: float,
    texts: Sequence[str],
    styles: Sequence[str] = (),
    addresses: Sequence[str] = (),
    rows: Sequence[float] = (),
) -> list[_Box]:
    """Boxes below each other, as wide as the longest text needs."""
    width = max((_width(text) for text in texts), default=0.0) + 20
    return [
        _Box(
            x,
            _LINE + (rows[number] if rows else number) * _LINE,
            width,
            text,
            styles[number] if styles else "",
            addresses[number] if addresses else "",
        )
        for number, text in enumerate(texts)
    ]


def _width(text: str) -> float:
    """The room that a text takes in either language."""
    return max(
        sum(_LETTER if ord(letter) < 0x2E80 else _TEXT for letter in each)
        for each in (english(text), chinese(text))
    )


def _arrow(start: _Box, end: _Box, style: str = "fires") -> str:
    half = (end.x - start.right) / 2
    return (
        f'<path class="{style}" d="M{start.right:g} {start.middle:g} '
        f"C{start.right + half:g} {start.middle:g} {end.x - half:g} {end.middle:g} "
        f'{end.x - 1:g} {end.middle:g}" marker-end="url(#tip)"/>'
    )


def _svg(
    title: str, boxes: Sequence[_Box], arrows: Iterable[str], heads: Iterable[tuple[str, float]]
) -> str:
    width = max(box.right for box in boxes) + 2
    height = max(box.y for box in boxes) + _LINE
    return "\n".join(_lines(title, boxes, arrows, heads, width, height))


def _lines(
    title: str,
    boxes: Sequence[_Box],
    arrows: Iterable[str],
    heads: Iterable[tuple[str, float]],
    width: float,
    height: float,
) -> Iterator[str]:
    yield (
        f'<svg class="diagram" xmlns="http://www.w3.org/2000/svg" role="group" '
        f'aria-label="{html.escape(title)}" viewBox="-2 0 {width + 2:g} {height:g}" '
        f'width="{width + 2:g}" height="{height:g}">'
    )
    yield (
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" '
        'markerHeight="8" orient="auto"><path class="tip" d="M0 0 8 4 0 8z"/></marker></defs>'
    )
    yield from (
        f'<text class="head" x="{x:g}" y="18">{html.escape(text)}</text>' for text, x in heads
    )
    yield from arrows
    yield from (box.svg() for box in boxes)
    yield "</svg>"
