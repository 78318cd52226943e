"""The languages of the site: where each stands, its texts, and the catalogue in it."""

from __future__ import annotations

import gettext
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from codegen.catalogue.resolved import Catalogue, Field, Source

_LOCALE = Path(__file__).with_name("locale")
_TEXTS = frozenset({"reason", "read", "call"})
"""Texts of the catalogue that have no Chinese of their own beside them."""


@attrs.frozen
class Language:
    """A language of the site."""

    code: str
    """As gettext names it."""
    tag: str
    """As HTML names it."""
    name: str
    """What its own speakers call it."""
    folder: str
    """Where its pages stand from the root of the site on; with a slash."""


ENGLISH = Language("en", "en", "English", "")
CHINESE = Language("zh_CN", "zh-CN", "中文", "zh/")
LANGUAGES = (ENGLISH, CHINESE)


class Missing(gettext.NullTranslations):
    """What is asked for and has no translation; it stays in English."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: dict[str, None] = {}

    def gettext(self, message: str) -> str:
        """The text itself."""
        self.texts[message] = None
        return message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The text itself, of the two."""
        self.texts[msgid1] = None
        return super().ngettext(msgid1, msgid2, n)


def texts_of(language: Language) -> tuple[gettext.NullTranslations, Missing]:
    """The texts of pages in a language, and what turns out to be missing in it."""
    missing = Missing()
    if language is ENGLISH:
        return gettext.NullTranslations(), missing
    texts = gettext.GNUTranslations(io.BytesIO(compiled(messages(language, "site"))))
    texts.add_fallback(missing)
    return texts, missing


def messages(language: Language, domain: str) -> Catalog:
    """The texts of a domain."""
    path = _LOCALE / language.code / "LC_MESSAGES" / f"{domain}.po"
    with path.open("rb") as file:
        return read_po(file, locale=language.code)


def compiled(messages: Catalog) -> bytes:
    """Texts as gettext reads them, without those that are stale."""
    made = io.BytesIO()
    write_mo(made, messages)
    return made.getvalue()


def in_language(
    catalogue: Catalogue, language: Language, texts: gettext.NullTranslations
) -> Catalogue:
    """The catalogue with each text in one language, in English where that is all there is."""
    if language is ENGLISH:
        return catalogue
    translated: Catalogue = _Translator(texts).of(catalogue)
    return translated


class _Translator:
    def __init__(self, texts: gettext.NullTranslations) -> None:
        self._texts = texts
        self._done: dict[int, Any] = {}

    def of(self, value: Any) -> Any:
        """A part of the catalogue in the language; a part that stands twice is made once."""
        if isinstance(value, tuple):
            return tuple(map(self.of, value))
        if isinstance(value, Mapping):
            return {key: self.of(each) for key, each in value.items()}
        if not attrs.has(type(value)):
            return value
        if id(value) not in self._done:
            self._done[id(value)] = self._translated(value)
        return self._done[id(value)]

    def _translated(self, value: Any) -> Any:
        changes = {
            one.name: self._attribute(value, one.name)
            for one in attrs.fields(type(value))
            if not one.name.endswith("_zh") and one.name != "marks"
        }
        if isinstance(value, Field) and value.format:
            text = self._text(value.format.description, value.format_zh)
            changes["format"] = attrs.evolve(value.format, description=text)
        return attrs.evolve(value, **changes)

    def _attribute(self, value: Any, name: str) -> Any:
        english = getattr(value, name)
        if hasattr(value, f"{name}_zh") and isinstance(english, str | tuple):
            return self._text(english, getattr(value, f"{name}_zh"))
        if name in _TEXTS or (isinstance(value, Source) and name == "title"):
            return self._text(english, None)
        return self.of(english)

    def _text(self, english: Any, chinese: Any) -> Any:
        """A text or several; what the catalogue does not translate is asked of the site's texts."""
        if isinstance(english, tuple):
            several = zip(english, chinese or (None,) * len(english), strict=True)
            return tuple(self._text(*each) for each in several)
        return chinese or (english and self._texts.gettext(english))
