"""What maintainers do to the catalogue: each change takes its text and gives the changed one.

`python -m tests.codegen.catalogue_changes FOLDER` makes a copy of the project with all of them.
"""

from __future__ import annotations

import itertools
import re
import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.codegen.command import PROJECT, run

Change = Callable[[str], str]

NEW_SERVICE = {
    "sources": """\
  data-map-notes:
    title: Notes that stand for a published document
    date: "2026-03-13"
    states: [category]
""",
    "services": """\
  Data Map:
    level: workspace
    text: Where tables are looked up and described.
    answer: CallbackExtension
    bodies:
      metadata-change:
        kind: extension-point
        text: Metadata of a table that is about to change.
        from: [data-map-notes]
        events:
          change-metadata:
            type: dataworks:MetadataChange:ChangeMetadata
            title: Before metadata is changed
            text: When a user is about to change the metadata of a table.
        common: {tenantId: absent, operator: absent, blockBusiness: absent, extensionBizId: inferred}
        fields:
          tableGuid: {from: inferred}
          confirmations:
            is: string(integer), e.g. 3 -- How many people have to confirm the change.
            from: table
          scope:
            is: MetadataScope, e.g. column -- What the change is about.
            required: true
          before:
            is: >-
              string(json MetadataColumn), e.g. {"columnName": "order_no"} -- A column as it was.
            from: message
        variants:
          table:
            text: The description of the table changes.
            when: {scope: table}
            fields:
              text:
                is: string, e.g. Orders by day -- The new description.
                required: true
          column:
            text: Descriptions of columns change.
            when: {scope: [column, columns]}
            fields:
              columns:
                is: MetadataColumn[] -- The columns as they will be.
                required: true

""",
    "enums": """\
  MetadataScope:
    text: What a change of metadata is about.
    values:
      table: the description of a whole table
      column: {is: "the descriptions of columns", aliases: [columns]}
""",
    "objects": """\
  MetadataColumn:
    text: A column of a table.
    fields:
      columnName: string, e.g. order_id -- Name of the column.
      labels: string[], e.g. ["key"] -- Labels of the column.
""",
}
"""An event with everything new that an event can bring, by section of the catalogue."""


def added_from_readme(text: str) -> str:
    """With the event that README adds to a body."""
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    ((indent, example),) = re.findall(r"^( *)```yaml\n(.*?)^ *```$", readme, re.M | re.S)
    head = re.search(r"^      instance-change:\n.*?^        events:\n", text, re.M | re.S)
    assert head is not None
    new = re.sub(f"^{indent}", "", example, flags=re.MULTILINE)
    return text[: head.end()] + new + text[head.end() :]


def added_with_service(text: str) -> str:
    """With an event whose service, category, body, object and enum are new."""
    for section, part in NEW_SERVICE.items():
        head = f"\n{section}:\n"
        assert text.count(head) == 1, section
        text = text.replace(head, head + part)
    return text


def retired(text: str) -> str:
    """With the first event retired."""
    (start, first) = _events(text)[0]
    assert "retired" not in first
    end = start + len(first)
    new = '            retired: {note: "It is no longer listed."}\n'
    return text[:end] + new + text[end:]


def moved_to_the_top(text: str) -> str:
    """With the last event of several in a body before the others."""
    events = _events(text)
    pairs = itertools.pairwise(events)
    start, last = [two for one, two in pairs if one[0] + len(one[1]) == two[0]][-1]
    text = text[:start] + text[start + len(last) :]
    head = text.rindex("        events:\n", 0, start) + len("        events:\n")
    return text[:head] + last + text[head:]


CHANGES: tuple[Change, ...] = (added_from_readme, added_with_service, retired, moved_to_the_top)


def _events(text: str) -> list[tuple[int, str]]:
    """Where each event begins, and its lines."""
    events = re.compile(
        r"^          [a-zA-Z-]+:\n            type: .*\n(?:            .*\n)*", re.M
    )
    return [(found.start(), found.group()) for found in events.finditer(text)]


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
