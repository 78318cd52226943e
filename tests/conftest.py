"""What every test gets: a cache of the generator's results that is empty and its own."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep a test from being answered by what an earlier run of the generator left."""
    cache = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("DATAWORKS_EVENTS_CACHE", str(cache))
    return cache
