"""JSON values as YAML that readers of version 1.1 and of 1.2 take for the same."""

from __future__ import annotations

import re

import yaml

from codegen.catalogue.written import Json

_PLAIN = re.compile(r"[A-Za-z$][A-Za-z0-9_$./-]*( [A-Za-z][A-Za-z0-9_-]*)*")
_NOT_TEXT = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    plain = _PLAIN.fullmatch(text) and text.lower() not in _NOT_TEXT
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if plain else '"')


_Dumper.add_representer(str, _text)


def to_yaml(value: Json) -> str:
    """The value with its mappings in their order."""
    text: str = yaml.dump(
        value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1_000_000
    )
    return text
