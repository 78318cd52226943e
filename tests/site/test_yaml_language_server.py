"""What an editor shows of the catalogue: the real YAML language server, from npm, by its schema."""

from __future__ import annotations

import json
import os
import re
import subprocess
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

import pytest

from tests import npm

SPEC = Path(__file__).resolve().parents[2] / "spec"
TEXT = (SPEC / "catalogue.yaml").read_text(encoding="utf-8")
SETTINGS = {"validate": True, "completion": True, "hover": True, "schemaStore": {"enable": False}}

FIELDS = re.search(
    r"^      instance-change:\n.*?^        fields:\n", TEXT, re.MULTILINE | re.DOTALL
)
assert FIELDS is not None
AT = FIELDS.end()
"""Where the first field of a body begins."""
FIRST_EVENT = TEXT.index("            title: ")
LINE = re.compile(r"^          \w+: string, e\.g\. \S+ -- ", re.MULTILINE)


class Server:
    """A running language server, and documents open in it."""

    def __init__(self, modules: Path, folder: Path) -> None:
        program = modules / "yaml-language-server" / "bin" / "yaml-language-server"
        self.process = subprocess.Popen(
            ["node", str(program), "--stdio"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        # A server that hangs must not hang the tests.
        self.guard = threading.Timer(300, self.process.kill)
        self.guard.start()
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.input: IO[bytes] = self.process.stdin
        self.output: IO[bytes] = self.process.stdout
        self.folder = folder
        self.asked = 0
        self.diagnostics: dict[str, list[dict[str, Any]]] = {}
        snippets = {"completion": {"completionItem": {"snippetSupport": True}}, "hover": {}}
        self.ask(
            "initialize",
            processId=os.getpid(),
            rootUri=folder.as_uri(),
            capabilities={"textDocument": snippets, "workspace": {"configuration": True}},
        )
        self.send(method="initialized", params={})
        self.send(
            method="workspace/didChangeConfiguration", params={"settings": {"yaml": SETTINGS}}
        )

    def close(self) -> None:
        self.guard.cancel()
        self.process.kill()
        self.process.wait()
        self.input.close()
        self.output.close()

    def send(self, **message: object) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.input.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        self.input.flush()

    def read(self) -> dict[str, Any]:
        """The next message; what the server asks itself is answered."""
        size = 0
        while line := self.output.readline().strip():
            name, _, value = line.partition(b":")
            size = int(value) if name.lower() == b"content-length" else size
        assert size, "the server has ended"
        message: dict[str, Any] = json.loads(self.output.read(size))
        match message.get("method"):
            case "workspace/configuration":
                items = message["params"]["items"]
                found = [SETTINGS if item.get("section") == "yaml" else {} for item in items]
                self.send(id=message["id"], result=found)
            case "textDocument/publishDiagnostics":
                params = message["params"]
                self.diagnostics[params["uri"]] = params["diagnostics"]
            case method if method is not None and "id" in message:
                self.send(id=message["id"], result=None)
        return message

    def ask(self, method: str, **params: object) -> Any:
        self.asked += 1
        self.send(id=self.asked, method=method, params=params)
        while True:
            message = self.read()
            if message.get("id") == self.asked and "method" not in message:
                assert "error" not in message, message
                return message["result"]

    def open(self, name: str, text: str) -> str:
        """The address of a new document with this text."""
        uri = (self.folder / f"{name}.yaml").as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.send(method="textDocument/didOpen", params={"textDocument": document})
        return uri

    def marked(self, name: str, text: str) -> list[tuple[int, str]]:
        """The lines that are marked in a document with this text, and why."""
        uri = self.open(name, text)
        while uri not in self.diagnostics:
            self.read()
        found = self.diagnostics[uri]
        return [(each["range"]["start"]["line"] + 1, each["message"]) for each in found]

    def at(self, method: str, name: str, text: str, offset: int) -> Any:
        before = text[:offset]
        place = {"line": before.count("\n"), "character": offset - before.rfind("\n") - 1}
        uri = self.open(name, text)
        return self.ask(f"textDocument/{method}", textDocument={"uri": uri}, position=place)

    def completed(self, name: str, typed: str, at: int) -> list[str]:
        """What is offered behind what is typed at a place of the catalogue."""
        text = TEXT[:at] + typed + "\n" + TEXT[at:]
        result = self.at("completion", name, text, at + len(typed))
        items = result["items"] if isinstance(result, Mapping) else result or []
        return [item["label"] for item in items]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    modules = npm.modules("yaml-language-server")
    folder = tmp_path_factory.mktemp("editor")
    schema = (SPEC / "catalogue.schema.json").read_text(encoding="utf-8")
    (folder / "catalogue.schema.json").write_text(schema, encoding="utf-8")
    server = Server(modules, folder)
    yield server
    server.close()


def test_nothing_is_marked_in_the_catalogue(server: Server) -> None:
    assert server.marked("whole", TEXT) == []


@pytest.mark.parametrize(
    ("name", "typed", "expected"),
    [
        ("shared-fields", "          no", {"nodeId", "nodeIds", "fileId"}),
        ("types", "          newOne: Ins", {"InstanceState"}),
        ("types-below", "          newOne:\n            is: Pro", {"ProjectEnvironment"}),
        ("keys", "          newOne:\n            is: like nodeId\n            re", {"required"}),
        (
            "evidence",
            "          newOne:\n            is: like nodeId\n            from: ",
            {"message", "inferred", "main-2026-03"},
        ),
    ],
)
def test_what_a_field_may_be_is_completed(
    server: Server, name: str, typed: str, expected: set[str]
) -> None:
    assert expected <= set(server.completed(name, typed, AT))


def test_the_keys_of_an_event_are_completed(server: Server) -> None:
    assert "note" in server.completed("event", "            no", FIRST_EVENT)


def test_a_shared_field_says_what_it_is(server: Server) -> None:
    at = re.compile(r"^          nodeIds:", re.MULTILINE).search(TEXT)
    assert at is not None
    result = server.at("hover", "hover", TEXT, at.start() + 12)
    assert "IDs of the nodes" in json.dumps(result)


def changed(place: int, old: str, new: str) -> tuple[str, int]:
    """The catalogue with the first `old` behind a place replaced, and the line of it."""
    start = TEXT.index(old, place)
    return TEXT[:start] + new + TEXT[start + len(old) :], TEXT.count("\n", 0, start) + 1


@pytest.mark.parametrize(
    ("name", "old", "new", "word"),
    [
        ("key", "            title: ", "            titel: ", "titel"),
        ("label", "from: [", "from: [sed, ", "not accepted"),
        ("separator", " -- ", " - ", "Write TYPE, e.g. EXAMPLE -- TEXT"),
        ("type", ": string, e.g. ", ": strng, e.g. ", "Write TYPE, e.g. EXAMPLE -- TEXT"),
        ("kind", "kind: regular", "kind: regulr", "not accepted"),
    ],
)
def test_a_mistake_is_marked_at_its_line(
    server: Server, name: str, old: str, new: str, word: str
) -> None:
    at = LINE.search(TEXT)
    assert at is not None
    text, line = changed(at.start() if name in ("separator", "type") else 0, old, new)
    found = [message for marked, message in server.marked(f"wrong-{name}", text) if marked == line]
    assert any(word in message for message in found), server.marked(f"again-{name}", text)
