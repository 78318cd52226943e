"""What maintainers do to the catalogue: each change takes its text and gives the changed one.

`python -m tests.codegen.catalogue_changes FOLDER` makes a copy of the project with all of them.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from tests.codegen.command import PROJECT, run

Change = Callable[[str], str]

NEW_SERVICE = {
    "sources": """\
  data-map-notes:
    title: Notes that stand for a published document
    date: "2026-03-13"
""",
    "services": """\
  Data Map:
    slug: data-map
    level: workspace
    summary: Where tables are looked up and described.
    answer: CallbackExtension
""",
    "categories": """\
  MetadataChange: metadata-change
""",
    "enums": """\
  MetadataScope:
    summary: What a change of metadata is about.
    values:
      table: the description of a whole table
      column: {meaning: "the descriptions of columns", aliases: [columns]}
""",
    "objects": """\
  MetadataColumn:
    summary: A column of a table.
    fields:
      - columnName: {type: string, example: order_id, description: "Name of the column."}
      - labels: {type: "string[]", example: [key], description: "Labels of the column."}
""",
    "bodies": """\
  metadata-change:
    summary: Metadata of a table that is about to change.
    fields:
      - eventCode
      - projectId
      - tableGuid
      - confirmations: {type: integer, wire: digits, example: "3",
          description: "How many people have to confirm the change."}
      - scope: {type: MetadataScope, example: column, description: "What the change is about."}
      - before: {type: string, format: json, holds: MetadataColumn,
          example: '{"columnName": "order_no"}', description: "A column as it was."}
    required: [projectId, scope]
    table_only: [confirmations]
    sample_only: [before]
    inferred: [tableGuid]
    variants:
      table:
        summary: The description of the table changes.
        when: {scope: table}
        fields:
          - text: {type: string, example: "Orders by day", description: "The new description."}
        required: [text]
      column:
        summary: Descriptions of columns change.
        when: {scope: [column, columns]}
        fields:
          - columns: {type: "MetadataColumn[]", description: "The columns as they will be."}
        required: [columns]
""",
    "events": """\
  change-metadata:
    type: dataworks:MetadataChange:ChangeMetadata
    service: Data Map
    title: Change metadata
    summary: Fires when somebody is about to change the metadata of a table.
    kind: extension-point
    body: metadata-change
    sources: [data-map-notes]
""",
}
"""An event with everything new that an event can bring, by section of the catalogue."""


def added_from_readme(text: str) -> str:
    """With the event that README adds at the end."""
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    ((indent, example),) = re.findall(r"^( *)```yaml\n(.*?)^ *```$", readme, re.M | re.S)
    return text + re.sub(f"^{indent}", "", example, flags=re.MULTILINE)


def added_with_service(text: str) -> str:
    """With an event whose service, category, body, object and enum are new."""
    return _added(text, NEW_SERVICE)


def retired(text: str) -> str:
    """With the first event retired."""
    first = _events(text)[0]
    assert "retired" not in first
    return text.replace(first, f"{first}    retired: {{reason: It is no longer listed.}}\n")


def moved_to_the_top(text: str) -> str:
    """With the last event before all others."""
    last = _events(text)[-1]
    return _added(text.removesuffix(last), {"events": last})


CHANGES: tuple[Change, ...] = (added_from_readme, added_with_service, retired, moved_to_the_top)


def _added(text: str, parts: Mapping[str, str]) -> str:
    """With each part at the top of its section."""
    for section, part in parts.items():
        head = f"\n{section}:\n"
        assert text.count(head) == 1, section
        text = text.replace(head, head + part)
    return text


def _events(text: str) -> list[str]:
    """The lines of each event."""
    return re.split(r"^(?=  [a-z])", text.partition("\nevents:\n")[2], flags=re.MULTILINE)[1:]


def copy_with(changes: Iterable[Change], folder: Path) -> None:
    """Copy the project, change the catalogue in the copy, and generate there."""
    # Without what makes such copies itself, which would have no end.
    left_out = (
        ".git",
        ".nox",
        ".*cache",
        ".hypothesis",
        "__pycache__",
        "build",
        "test_change_the_*.py",
    )
    shutil.copytree(PROJECT, folder, ignore=shutil.ignore_patterns(*left_out))
    catalogue = folder / "spec" / "catalogue.yaml"
    text = catalogue.read_text(encoding="utf-8")
    for change in changes:
        text = change(text)
    catalogue.write_text(text, encoding="utf-8")
    run("-m", "codegen", cwd=folder, path=folder)


if __name__ == "__main__":
    copy_with(CHANGES, Path(sys.argv[1]))
