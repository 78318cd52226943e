"""The guides: Markdown of the docs, which Sphinx translates by gettext."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import attrs

from codegen.catalogue.resolved import Catalogue
from codegen.emit.docs.citations import uncited
from codegen.emit.docs.links import Links
from codegen.emit.docs.markdown import prose, sentence
from codegen.pipeline import Tree

_GUIDES = (
    "overview",
    "subscribing",
    "delivery",
    "parsing",
    "handling",
    "answering",
    "testing",
    "tables",
    "command",
)
_HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
_TARGET = re.compile(r"\]\([^)]*\)")
_ITEM = re.compile(r"^(?:- |\d+\. )?(.*?)$", re.MULTILINE)


@attrs.frozen(kw_only=True)
class Section:
    """A section of a guide."""

    address: str
    title: str
    text: str


def names(tree: Tree) -> tuple[str, ...]:
    """The guides that there are, in the order in which people read them."""
    return tuple(name for name in _GUIDES if f"docs/{name}.md" in tree)


def guide(name: str, tree: Tree) -> str:
    """A guide without the lines at its ends that lead through the folder of the docs."""
    text = uncited(tree[f"docs/{name}.md"].decode())
    return text[text.index("\n# ") + 1 :].partition("\nNext: ")[0]


def title(name: str, tree: Tree) -> str:
    """The title of a guide, in English."""
    return guide(name, tree).partition("\n")[0].removeprefix("# ")


def sections(name: str, tree: Tree, chinese: Mapping[str, str]) -> Iterator[Section]:
    """The sections of a guide, each with its words in both languages; the first is the guide."""
    text = guide(name, tree)
    heads = list(_HEADING.finditer(text))
    for head, following in zip(heads, [*heads[1:], None], strict=False):
        inner = text[head.end() : following.start() if following else None]
        lines = [head[2], *(line for line in _ITEM.findall(inner) if line)]
        place = (
            "" if head[1] == "#" else "#" + re.sub(r"[^a-z0-9]+", "-", head[2].lower()).strip("-")
        )
        both = (*lines, *(chinese.get(line, "") for line in lines))
        shown = _TARGET.sub("]", " ".join(both))
        yield Section(address=f"{name}.html{place}", title=head[2], text=shown)


def shown_texts(catalogue: Catalogue, other: Catalogue) -> dict[str, str]:
    """What guides show of the catalogue, and the same in another language of it."""
    links = Links("")
    things = [*zip(catalogue.services, other.services, strict=True)]
    around = [*zip(catalogue.envelopes, other.envelopes, strict=True)]
    pairs = [(links.to(a), links.to(b)) for a, b in things]
    pairs += [(links.to(a), links.to(b)) for a, b in around]
    pairs += [(prose(a.title), prose(b.title)) for a, b in around]
    pairs += [(sentence(a.summary), prose(b.summary)) for a, b in things]
    lists = [(catalogue.extensions, other.extensions)]
    parts = [pair for a, b in around for pair in zip(a.guide, b.guide, strict=True)]
    pairs += [(prose(a.heading), prose(b.heading)) for a, b in parts]
    lists += [(a.texts, b.texts) for a, b in parts]
    lists += [texts for a, b in around for texts in ((a.setup, b.setup), (a.notes, b.notes))]
    texts = [pair for english, shown in lists for pair in zip(english, shown, strict=True)]
    pairs += [(sentence(a), prose(b)) for a, b in texts]
    return dict(pairs)
