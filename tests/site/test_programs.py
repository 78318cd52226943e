"""The Python on the pages runs, on the message beside it."""

from __future__ import annotations

import html
import json
import re
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import dataworks_events as dw

_CARD = re.compile(r"<h2>(?:<span>)?Python.*?<pre[^>]*><code>(.*?)</code>", re.DOTALL)
_MESSAGE = re.compile(r'id="message">.*?<pre[^>]*><code>(.*?)</code>', re.DOTALL)
_AROUND = re.compile(r'data-inner="(\w+)"><code>(.*?)</code>', re.DOTALL)


def plain(code: str) -> str:
    return html.unescape(re.sub("<[^>]+>", "", code))


def run(program: str, body: str) -> str:
    said = StringIO()
    with redirect_stdout(said):
        exec(program, {"body": body})  # the site's own example
    return said.getvalue().strip()


def test_the_program_of_each_event_reads_its_message(site: Path) -> None:
    waiting = set()
    for code in dw.EVENTS:
        text = (site / "events" / f"{code}.html").read_text(encoding="utf-8")
        program = plain(_CARD.search(text)[1])  # type: ignore[index]  # every page has one
        inner, around = _AROUND.search(text).groups()  # type: ignore[union-attr]  # as well
        data = json.loads(plain(_MESSAGE.search(text)[1]))  # type: ignore[index]  # as well
        message = {**json.loads(plain(around)), inner: data}
        said = run(program, json.dumps(message))
        if not said:
            waiting.add(code)
            about = re.search(r"(\w+)=(\w+)\.(\w+)", program)
            assert about, code
            assert getattr(dw.parse(message).event, about[1]) is not getattr(
                getattr(dw, about[2]), about[3]
            )
        assert not re.fullmatch(r"(None ?)+", said), code
    assert len(waiting) < len(dw.EVENTS) / 10


def test_the_program_of_each_enum_holds(site: Path) -> None:
    for path in (site / "enums").glob("*.html"):
        run(plain(_CARD.search(path.read_text(encoding="utf-8"))[1]), "")  # type: ignore[index]  # every page has one
