"""The classes that the AsyncAPI project's generator makes of `asyncapi.yaml`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import dataworks_events as dw
from tests.tools.conftest import Run, ran

DOCUMENT = Path(__file__).resolve().parents[2] / "generated" / "asyncapi.yaml"
PROGRAM = """
import { JavaFileGenerator, TypeScriptFileGenerator } from "@asyncapi/modelina";
import { Parser } from "@asyncapi/parser";
import { readFileSync } from "node:fs";
const { document } = await new Parser().parse(readFileSync(args[0], "utf8"));
const java = new JavaFileGenerator();
const typescript = new TypeScriptFileGenerator({ modelType: "interface" });
const made = [
  await java.generateToFiles(document, "java/events", { packageName: "events" }),
  await typescript.generateToFiles(document, "typescript", { exportType: "named" }),
];
report(made.map((models) => models.map((model) => model.modelName)));
"""
CLASSES = {info.event_class.__name__ for info in dw.EVENTS.values()}


def test_every_event_is_a_class_in_java_and_in_typescript_by_our_name(
    node: Run, type_check: Callable[..., None], tmp_path: Path
) -> None:
    java, typescript = node(PROGRAM, DOCUMENT)
    assert set(java) >= CLASSES
    assert set(typescript) >= CLASSES
    sources = sorted((tmp_path / "java").rglob("*.java"))
    ran("javac", "-d", "classes", *sources, folder=tmp_path)
    assert {path.stem for path in (tmp_path / "classes").rglob("*.class")} >= CLASSES
    type_check(*sorted((tmp_path / "typescript").glob("*.ts")))
    commit = (tmp_path / "java" / "events" / "CommitFile.java").read_text(encoding="utf-8")
    assert "private Long fileVersion;" in commit
