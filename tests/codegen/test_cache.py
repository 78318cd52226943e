"""Results of earlier runs: used, left alone, or ignored, but never a reason to stop."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from codegen import cache, pipeline
from codegen.cli import main
from tests.codegen.command import files
from tests.codegen.mini import TEXT

pytestmark = pytest.mark.usefixtures("import_untried")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "cache"))
    (tmp_path / "mini.yaml").write_text(TEXT, encoding="utf-8")
    return tmp_path


def run(project: Path, *options: str) -> int:
    out = ("--catalogue", str(project / "mini.yaml"), "--out", str(project / "out"))
    return main([*out, *options])


def entries(project: Path) -> list[Path]:
    return sorted(path for path in (project / "cache").rglob("*") if path.is_file())


def sealed(rest: bytes) -> bytes:
    """An entry with the hash that a sound one has."""
    return hashlib.sha256(rest).hexdigest().encode() + b"\n" + rest


@pytest.fixture
def again(generated: Path, project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project that was generated from before, and we are in it."""
    shutil.copytree(generated, project, dirs_exist_ok=True)
    monkeypatch.chdir(project)
    return project


class MadeAgain(Exception):
    """A stage was about to run."""


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 200,
        b"not an entry",
        sealed(b""),
        sealed(b"[]\n"),
        sealed(b"{}\n"),
        sealed(b"7\n"),
        sealed(b'[["a"]]\n'),
        sealed(b'[["a", "b"]]\n'),
        sealed(b'[["a", -3]]\nabc'),
        sealed(b"\xff\xfe\n"),
        sealed(b"[" * 100_000 + b"\n"),
        sealed(b'[[".translated", 1]]\n{'),
    ],
)
def test_a_damaged_or_foreign_entry_is_none(
    content: bytes, again: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build(*given: object) -> None:
        raise MadeAgain

    monkeypatch.setattr(pipeline, "build", build)
    assert run(again) == 0
    for entry in entries(again):
        entry.write_bytes(content)
    with pytest.raises(MadeAgain):
        run(again)


def test_what_was_damaged_is_made_again(again: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = files(again / "out")
    for entry in entries(again):
        content = entry.read_bytes()
        assert content.count(b"pallet") > 1
        entry.write_bytes(content.replace(b"pallet", b"ballet"))
    assert run(again) == 0
    assert "nothing to change" in capsys.readouterr().out
    assert files(again / "out") == before


def test_a_folder_in_place_of_an_entry_is_left_alone(again: Path) -> None:
    for entry in entries(again):
        entry.unlink()
        entry.mkdir()
        (entry / "mine").write_text("mine")
    assert run(again) == 0
    assert all(path.name == "mine" for path in entries(again) if path.parent.parent.name == "cache")


def test_files_of_others_in_the_folder_stay(project: Path) -> None:
    folder = project / "cache"
    folder.mkdir()
    mine = [folder / f"mine-{number}.txt" for number in range(12)]
    for path in mine:
        path.write_text("mine")
    assert run(project) == 0
    assert all(path.is_file() for path in mine)


def test_without_a_cache_nothing_is_read_and_nothing_kept(
    again: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {entry: entry.stat().st_mtime_ns for entry in entries(again)}
    assert run(again, "--no-cache", "--verbose") == 0
    assert "classes" in capsys.readouterr().err
    assert {entry: entry.stat().st_mtime_ns for entry in entries(again)} == before


def test_help_names_the_folder_and_the_variable(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in ([], ["site"]):
        with pytest.raises(SystemExit):
            main([*command, "--help"])
        said = "".join(capsys.readouterr().out.split())
        assert f"{project}/cache" in said
        assert cache.VARIABLE in said
        assert "--no-cache" in said


def test_the_size_of_a_line_is_no_matter(project: Path) -> None:
    cache.put("0" * 64, {"a": b"1", "b/c": b""})
    assert cache.get("0" * 64) == {"a": b"1", "b/c": b""}
    assert json.loads((project / "cache" / ("0" * 64)).read_bytes().split(b"\n")[1]) == [
        ["a", 1],
        ["b/c", 0],
    ]
