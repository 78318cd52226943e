"""Unified diffs: as `diff -u` makes them, and bounded."""

from __future__ import annotations

import difflib

from hypothesis import given
from hypothesis import strategies as st

from codegen.write.diff import file_diff

_LINES = st.lists(st.sampled_from(["a", "b", "c"]), max_size=12)


def apply(before: list[str], diff: list[str]) -> list[str]:
    """What `patch` would make of the lines."""
    after: list[str] = []
    done = 0
    for line in diff:
        if line.startswith("@@"):
            start, length = map(int, line.split()[1][1:].split(","))
            first = start - 1 if length else start
            after += before[done:first]
            done = first
        elif line.startswith("+"):
            after.append(line[1:])
        else:
            assert before[done] == line[1:]
            after += [line[1:]] if line.startswith(" ") else []
            done += 1
    return after + before[done:]


@given(_LINES, _LINES, st.integers(0, 9), st.integers(0, 9))
def test_a_diff_leads_from_one_text_to_the_other(
    one: list[str], two: list[str], lead: int, tail: int
) -> None:
    before, after = (["x"] * lead + lines + ["y"] * tail for lines in (one, two))
    old, new = ("".join(f"{line}\n" for line in lines).encode() for lines in (before, after))
    diff = file_diff(old, new, "name").splitlines()
    assert diff[:2] == ["--- name", "+++ name"]
    if before == after:
        assert diff[2:] in (["(only line ends differ)"], ["(empty)"])
    else:
        assert apply(before, diff[2:]) == after
        # What both begin and end with is never taken away and put back.
        pairs = enumerate(zip(before, after, strict=False))
        shortest = min(len(before), len(after))
        shared = next((i for i, (a, b) in pairs if a != b), shortest)
        assert sum(line.startswith("-") for line in diff[2:]) <= len(before) - shared
        assert sum(line.startswith("+") for line in diff[2:]) <= len(after) - shared


def test_three_lines_around_a_change_are_shown() -> None:
    before = [f"{number}\n" for number in range(1, 21)]
    after = [*before[:9], "ten\n", *before[10:]]
    diff = file_diff("".join(before).encode(), "".join(after).encode(), "x")
    assert diff == "".join(difflib.unified_diff(before, after, "x", "x"))


def test_new_and_removed_files() -> None:
    assert file_diff(None, b"a\n", "x") == "--- /dev/null\n+++ x\n@@ -0,0 +1,1 @@\n+a\n"
    assert file_diff(b"a\n", None, "x") == "--- x\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-a\n"
    assert file_diff(None, b"", "x") == "--- /dev/null\n+++ x\n(empty)\n"


def test_line_ends_and_binary_content() -> None:
    assert file_diff(b"a\r\n", b"a\n", "x").endswith("+++ x\n(only line ends differ)\n")
    assert file_diff(b"\xff", b"a\n", "x").endswith("+++ x\n(not text)\n")


def test_long_diffs_are_cut() -> None:
    before = "".join(f"{number}\n" for number in range(300_000)).encode()
    after = "".join(f"{-number}\n" for number in range(300_000)).encode()
    lines = file_diff(before, after, "x").splitlines()
    assert len(lines) == 203
    assert lines[-1] == "(cut after 200 lines)"
