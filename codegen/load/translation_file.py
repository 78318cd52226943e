"""The translation beside a catalogue: a gettext file, read and kept in step with the English."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import attrs
import polib

from codegen.catalogue.translation import Text, Translation
from codegen.findings import Finding, Mark, quote

_ONE_LINE = 100_000
"""Wrap width that never wraps, so that a changed word is one changed line."""

_LINE = re.compile(r"line (\d+)")


@attrs.frozen
class TranslationFile:
    """The entries of a gettext file, which knows each text by its context and its English."""

    entries: tuple[polib.POEntry, ...] = ()
    header: str = ""
    metadata: tuple[tuple[str, str], ...] = ()

    @property
    def translation(self) -> Translation:
        """What is translated and not stale."""
        return Translation({_key(e): e.msgstr for e in self.entries if e.msgstr and not e.fuzzy})

    @property
    def stale(self) -> tuple[str, ...]:
        """The contexts of texts whose English has changed since they were translated."""
        return tuple(entry.msgctxt for entry in self.entries if entry.fuzzy)

    @property
    def missing(self) -> tuple[str, ...]:
        """The contexts of texts without a translation."""
        return tuple(entry.msgctxt for entry in self.entries if not entry.msgstr)

    @property
    def summary(self) -> str:
        """How much is translated, for people."""
        done = len(self.translation.texts)
        text = f"{done} of {len(self.entries)} texts translated"
        return f"{text}, {len(self.stale)} stale" if self.stale else text

    def in_step(self, texts: Iterable[Text]) -> TranslationFile:
        """The entries for these texts, by context.

        A text keeps its translation; one that has moved takes it along; where the English has
        changed, the translation stays and is marked as stale, with the English that it was of.
        """
        known = {_key(entry): entry for entry in self.entries}
        wanted = {(text.context, text.english) for text in texts}
        moved = {e.msgid: e for e in self.entries if e.msgstr and not e.fuzzy}
        left: dict[str, list[polib.POEntry]] = {}
        for key, entry in known.items():
            if key not in wanted and entry.msgstr:
                left.setdefault(key[0], []).append(entry)
        made = []
        for context, english in sorted(wanted):
            kept = known.get((context, english))
            if kept is None or not kept.msgstr:
                kept = self._found(context, english, moved.get(english), left.get(context))
            made.append(kept)
        return attrs.evolve(self, entries=tuple(made))

    @staticmethod
    def _found(
        context: str,
        english: str,
        moved: polib.POEntry | None,
        before: list[polib.POEntry] | None,
    ) -> polib.POEntry:
        if moved is not None:
            return _entry(context, english, moved.msgstr)
        if not before:
            return _entry(context, english, "")
        old = before.pop(0)
        was = old.previous_msgid if old.fuzzy and old.previous_msgid else old.msgid
        if was == english:
            return _entry(context, english, old.msgstr)
        return _entry(context, english, old.msgstr, was)

    def data(self) -> bytes:
        """The bytes of the file."""
        file = polib.POFile(wrapwidth=_ONE_LINE)
        file.header = self.header
        file.metadata = dict(self.metadata)
        file.extend(self.entries)
        return (str(file).rstrip("\n") + "\n").encode()


def load_translation(
    path: Path, name: str | None = None
) -> tuple[TranslationFile | None, tuple[Finding, ...]]:
    """Read the file; none is an empty translation.  `name` is what findings call it."""
    file = str(path) if name is None else name
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return TranslationFile(), ()
    except OSError as error:
        return None, (_finding(file, 1, f"the file cannot be read: {error.strerror}"),)
    return parse_translation(data, file)


def parse_translation(data: bytes, file: str) -> tuple[TranslationFile | None, tuple[Finding, ...]]:
    """The entries of a gettext file, or what is wrong with it."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, (_finding(file, 1, f"the file cannot be read: {error.reason}"),)
    try:
        # A text with a line break in it is no path.
        parsed = polib.pofile(text + "\n", encoding="utf-8", wrapwidth=_ONE_LINE)
    except (OSError, ValueError, IndexError, UnicodeError) as error:
        line = _LINE.search(str(error))
        return None, (_finding(file, int(line[1]) if line else 1, "this is no gettext file"),)
    entries = tuple(entry for entry in parsed if not entry.obsolete)
    findings = [
        _finding(file, entry.linenum or 1, f"the text {quote(entry.msgid)} has no `msgctxt`")
        for entry in entries
        if entry.msgctxt is None  # type: ignore[redundant-expr]  # the stubs leave this out
    ]
    if findings:
        return None, tuple(findings)
    return TranslationFile(entries, parsed.header, tuple(parsed.metadata.items())), ()


def _key(entry: polib.POEntry) -> tuple[str, str]:
    return entry.msgctxt, entry.msgid


def _entry(context: str, english: str, translated: str, was: str | None = None) -> polib.POEntry:
    return polib.POEntry(
        msgctxt=context,
        msgid=english,
        msgstr=translated,
        flags=[] if was is None else ["fuzzy"],
        previous_msgid=was,
    )


def _finding(file: str, line: int, found: str) -> Finding:
    return Finding(
        Mark(file, line, 1),
        "translation-file",
        found,
        "a gettext file with a context for each text",
        "correct it, or take an earlier version of it",
    )
