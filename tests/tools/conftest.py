"""Programs of others, from npm and the package index: nothing here installs them."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import npm

Run = Callable[..., Any]
"""Run a JavaScript module with arguments; what it gives back by `report` is what comes back."""
_REPORT = """
import { writeFileSync } from "node:fs";
const args = process.argv.slice(2);
const report = (value) => writeFileSync("report.json", JSON.stringify(value));
"""


@pytest.fixture(scope="session")
def modules() -> Path:
    """The `node_modules` with the packages of package.json."""
    return npm.modules("@asyncapi/modelina")


@pytest.fixture
def node(modules: Path, tmp_path: Path) -> Run:
    """Run JavaScript in a folder of its own."""
    (tmp_path / "node_modules").symlink_to(modules)

    def run(program: str, *arguments: object) -> Any:
        (tmp_path / "program.mjs").write_text(_REPORT + program, encoding="utf-8")
        ran("node", "program.mjs", *arguments, folder=tmp_path)
        return json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))

    return run


@pytest.fixture
def type_check(modules: Path, tmp_path: Path) -> Callable[..., None]:
    """Check the types of TypeScript, strictly."""

    def check(*files: Path) -> None:
        options = {"strict": True, "noEmit": True, "target": "es2022", "types": []}
        settings = {"compilerOptions": options, "files": [*map(str, files)]}
        (tmp_path / "tsconfig.json").write_text(json.dumps(settings), encoding="utf-8")
        ran("node", modules / "typescript" / "bin" / "tsc", "--project", ".", folder=tmp_path)

    return check


def ran(*command: object, folder: Path) -> str:
    """What a command prints in a folder, where it must succeed."""
    words = [*map(str, command)]
    program = shutil.which(words[0])
    if program is None:
        pytest.fail(f"{words[0]} is not on the PATH")
    done = subprocess.run(
        [program, *words[1:]], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
