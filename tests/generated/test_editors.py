"""What editors offer of the package: names to complete, and what is said of them."""

from __future__ import annotations

import ast
import inspect
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import jedi
import pytest

import dataworks_events as dw

PARENT = Path(dw.__file__).parents[1]
STUB = Path(dw.__file__).with_name("__init__.pyi")

SOURCE = """\
import dataworks_events as dw
dw.CommitF
dw.CommitFile
message = dw.parse(b"")
message.event_t
def handle(event: dw.InstanceStatusChanges) -> None:
    event.begin_wait_
dw.InstanceState.FAIL
dw.event_pattern
"""


def at(text: str) -> tuple[int, int]:
    """Line, counted from 1, and column at the end of the text's first occurrence in the source."""
    before = SOURCE[: SOURCE.index(text + "\n") + len(text)]
    return before.count("\n") + 1, len(before.rpartition("\n")[2])


COMPLETED = [
    ("dw.CommitF", {"CommitFile"}),
    ("message.event_t", {"event_type", "event_text"}),
    ("    event.begin_wait_", {"begin_wait_res_time", "begin_wait_time_time"}),
    ("dw.InstanceState.FAIL", {"FAILURE"}),
]
EXPLAINED = [
    ("dw.CommitFile", "Event code `commit-file`"),
    ("dw.event_pattern", "The event pattern of a rule"),
]


def test_the_stub_has_every_name_and_no_other() -> None:
    tree = ast.parse(STUB.read_text(encoding="utf-8"))
    imported = {
        alias.asname
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.level
        for alias in node.names
    }
    assigned = {
        node.target.id
        for node in tree.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }
    assert imported | assigned == {*dw.__all__, "__version__"}
    (listed,) = (ast.literal_eval(n.value) for n in tree.body if isinstance(n, ast.Assign))
    assert sorted(listed) == sorted(dw.__all__)
    assert inspect.getdoc(dw)


@pytest.fixture(scope="module", autouse=True)
def own_cache_of_jedi(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """It looks for the user's home when it is imported, and that may be nowhere to write."""
    with pytest.MonkeyPatch.context() as patch:
        folder = str(tmp_path_factory.mktemp("jedi"))
        patch.setattr(jedi.settings, "cache_directory", folder)
        yield


def script() -> jedi.Script:
    return jedi.Script(SOURCE, project=jedi.Project(PARENT, added_sys_path=[str(PARENT)]))


@pytest.mark.parametrize(("text", "names"), COMPLETED)
def test_jedi_completes(text: str, names: set[str]) -> None:
    line, column = at(text)
    assert names <= {each.name for each in script().complete(line, column)}


@pytest.mark.parametrize(("text", "said"), EXPLAINED)
def test_jedi_explains(text: str, said: str) -> None:
    line, column = at(text)
    (found,) = script().infer(line, column - 1)
    assert said in found.docstring()


class LanguageServer:
    """pyright's language server, asked as an editor asks."""

    def __init__(self, writer: IO[bytes], reader: IO[bytes], file: Path) -> None:
        self._writer = writer
        self._reader = reader
        self._file = file
        self._number = 0

    def send(self, method: str, parameters: object, number: int | None = None) -> None:
        sent: dict[str, object] = {"jsonrpc": "2.0", "method": method, "params": parameters}
        if number is not None:
            sent["id"] = number
        body = json.dumps(sent).encode()
        self._writer.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._writer.flush()

    def ask(self, method: str, parameters: object) -> Any:
        """The answer to a request; what else comes before it is passed over."""
        self._number += 1
        self.send(method, parameters, self._number)
        while True:
            length = 0
            while header := self._reader.readline().strip():
                name, _, value = header.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            assert length, "the server has stopped"
            message = json.loads(self._reader.read(length))
            if message.get("id") == self._number and "method" not in message:
                return message["result"]
            if "id" in message and "method" in message:
                # A request of the server's: it has no settings to be given.
                items = message.get("params", {}).get("items", [])
                body = json.dumps(
                    {"jsonrpc": "2.0", "id": message["id"], "result": [None for _ in items]}
                ).encode()
                self._writer.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
                self._writer.flush()

    def ask_at(self, method: str, text: str, back: int = 0) -> Any:
        line, column = at(text)
        place = {"line": line - 1, "character": column - back}
        about = {"uri": self._file.as_uri()}
        return self.ask(f"textDocument/{method}", {"textDocument": about, "position": place})


@contextmanager
def language_server(folder: Path) -> Iterator[LanguageServer]:
    file = folder / "asked.py"
    file.write_text(SOURCE)
    (folder / "pyrightconfig.json").write_text(json.dumps({"extraPaths": [str(PARENT)]}))
    process = subprocess.Popen(
        [sys.executable, "-m", "pyright.langserver", "--stdio"],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        server = LanguageServer(process.stdin, process.stdout, file)
        root = {"uri": folder.as_uri(), "name": "asked"}
        documents = {"hover": {"contentFormat": ["plaintext"]}}
        server.ask(
            "initialize",
            {
                "processId": None,
                "rootUri": folder.as_uri(),
                "capabilities": {"textDocument": documents},
                "workspaceFolders": [root],
            },
        )
        server.send("initialized", {})
        about = {"uri": file.as_uri(), "languageId": "python", "version": 1, "text": SOURCE}
        server.send("textDocument/didOpen", {"textDocument": about})
        yield server
    finally:
        process.stdin.close()
        process.stdout.close()
        process.terminate()
        process.wait()


def test_pyright_completes_and_explains(tmp_path: Path) -> None:
    with language_server(tmp_path) as server:
        for text, names in COMPLETED:
            answer = server.ask_at("completion", text)
            items = answer["items"] if isinstance(answer, dict) else answer
            assert names <= {item["label"] for item in items}, text
        for text, said in EXPLAINED:
            answer = server.ask_at("hover", text, back=1)
            assert said in json.dumps(answer["contents"]), text
