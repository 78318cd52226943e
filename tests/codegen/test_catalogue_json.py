"""`catalogue.json`: derived from the resolved classes, so that a key is described once."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import attrs
import pytest

from codegen.catalogue import resolved
from codegen.catalogue.resolved import Catalogue
from codegen.emit import catalogue_json
from tests.codegen.mini import FILE

PROJECT = Path(__file__).resolve().parents[2]
SENTENCE = "Team to ask about its events."

# Where a key of the catalogue is written down, read, and given on: three files.
NEW_KEY = {
    "codegen/catalogue/written.py": (
        r"class Service\(Written\):\n.*?\n\n",
        rf'\g<0>    owner: str | None = key("{SENTENCE}", default=None)\n',
    ),
    "codegen/catalogue/resolved.py": (
        r"class Service:\n.*?\n\n",
        r"\g<0>    owner: str | None = None\n",
    ),
    "codegen/resolve/resolver.py": (
        r"resolved\.Service\(\n",
        r"\g<0>            owner=service.owner,\n",
    ),
}


def test_a_new_key_touches_three_files(tmp_path: Path) -> None:
    shutil.copytree(PROJECT / "codegen", tmp_path / "codegen")
    for path, (place, text) in NEW_KEY.items():
        file = tmp_path / path
        changed, count = re.subn(place, text, file.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert count == 1, path
        file.write_text(changed, encoding="utf-8")
    mini = (PROJECT / "tests" / "codegen" / FILE).read_text(encoding="utf-8")
    assert mini.count("    level: tenant\n") == 1
    mini = mini.replace("    level: tenant\n", "    level: tenant\n    owner: Team 7\n")
    (tmp_path / FILE).write_text(mini, encoding="utf-8")
    program = (
        "from pathlib import Path\nfrom codegen.cli import main\n"
        f"assert main(['--catalogue', {FILE!r}, '--out', 'out']) == 0\n"
        "from codegen.load import editor_schema, loader\n"
        f"print(editor_schema.editor_schema(loader.load_file(Path({FILE!r}))[0]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    made = json.loads((tmp_path / "out" / "catalogue.json").read_text(encoding="utf-8"))
    assert [service["owner"] for service in made["services"]] == [None, "Team 7"]
    schema = json.loads((tmp_path / "out" / "catalogue.schema.json").read_text(encoding="utf-8"))
    owner = schema["$defs"]["ServiceRecord"]["properties"]["owner"]
    assert owner == {"description": SENTENCE, "anyOf": [{"type": "string"}, {"type": "null"}]}
    assert SENTENCE in done.stdout


def test_exceptions_name_attributes_that_there_are() -> None:
    c = catalogue_json
    tables = (c.LEFT_OUT, c.RENAMED, c.BY_NAME, c.INSTEAD, c.BEHIND)
    for table in tables:
        for cls, names in table.items():
            assert set(names) <= set(attrs.fields_dict(cls)), cls


@pytest.mark.parametrize("cls", [Catalogue, catalogue_json.EventFile])
def test_no_key_is_twice_in_an_object(cls: type) -> None:
    waiting, seen = [cls], set()
    while waiting:
        one = waiting.pop()
        seen.add(one)
        names = [key.name for key in catalogue_json.keys(one)]
        assert len(names) == len(set(names)), one
        waiting += [
            found
            for key in catalogue_json.keys(one)
            for found in getattr(key.hint, "__args__", (key.hint,))
            if isinstance(found, type) and attrs.has(found) and found not in seen
        ]
    assert len(seen) > 5


def test_a_field_without_a_meaning_is_reported() -> None:
    @attrs.frozen
    class Service:
        colour: str

    with pytest.raises(LookupError, match=r"Service\.colour has no text"):
        resolved.meaning(Service, attrs.fields(Service).colour)
