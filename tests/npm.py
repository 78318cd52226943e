"""Packages of npm that tests run; nothing here installs them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def modules(package: str) -> Path:
    """The `node_modules` of the folder that TESTS_NPM names; fails the test without a package."""
    folder = Path(os.environ.get("TESTS_NPM", "")) / "node_modules"
    if not (folder / package).is_dir():
        pytest.fail("npm install in a folder with tests/tools/package.json, named in TESTS_NPM")
    return folder
