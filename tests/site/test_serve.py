"""`--serve`: a local server that says where it is, and stops when it is told to."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from codegen.cli import main
from tests.codegen.mini import FILE

ROOT = Path(__file__).resolve().parents[2]
MINI = str(ROOT / "tests" / "codegen" / FILE)
GUARD = 120
"""Seconds after which a test gives up; nothing here takes as long."""


def test_the_site_is_served_until_it_is_interrupted(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "codegen", "site", "--catalogue", MINI]
    command += ["--out", str(tmp_path / "site"), "--serve", "--port", "0"]
    # What a shell runs in the background, as it may these tests, ignores interrupts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        try:
            assert running.stdout is not None
            address = next(line for line in running.stdout if line.startswith("http")).strip()
            assert address.startswith("http://127.0.0.1:")
            with urlopen(address, timeout=GUARD) as answer:
                assert answer.read() == (tmp_path / "site" / "index.html").read_bytes()
            running.send_signal(signal.SIGINT)
            _, said = running.communicate(timeout=GUARD)
        finally:
            running.kill()
    assert running.returncode in (0, 130)
    assert "Traceback" not in said


@pytest.mark.parametrize("port", ["taken", "70000"])
def test_a_port_that_cannot_be_had_is_an_error_before_anything_is_built(
    port: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        number = str(other.getsockname()[1]) if port == "taken" else port
        with pytest.raises(SystemExit) as stopped:
            main(
                [
                    *("site", "--catalogue", MINI, "--out", str(tmp_path / "site")),
                    *("--serve", "--port", number),
                ]
            )
    assert stopped.value.code == 2
    said = capsys.readouterr().err
    assert f"--port: {number}" in said
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []
