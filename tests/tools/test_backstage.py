"""What Backstage's own validators say of `catalog-info.yaml`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from tests.tools.conftest import Run

FILE = Path(__file__).resolve().parents[2] / "generated" / "catalog-info.yaml"
CHECK = """
import { createRequire } from "node:module";
// Its module for `import` does not load in Node.
const catalog = createRequire(import.meta.url)("@backstage/catalog-model");
const policy = catalog.EntityPolicies.allOf([
  new catalog.SchemaValidEntityPolicy(),
  new catalog.NoForeignRootFieldsEntityPolicy(),
  new catalog.FieldFormatEntityPolicy(),
]);
const check = async (entity) => {
  try {
    await policy.enforce(entity);
    return await catalog.apiEntityV1alpha1Validator.check(entity);
  } catch (error) {
    return error.message;
  }
};
report(await Promise.all(args.map((entity) => check(JSON.parse(entity)))));
"""


def test_the_entity_is_valid(node: Run) -> None:
    entity: Any = yaml.load(FILE.read_text(encoding="utf-8"), yaml.CSafeLoader)
    # What a reader of the file puts in place of `$text`.
    definition = (FILE.parent / entity["spec"]["definition"]["$text"]).read_text(encoding="utf-8")
    entity["spec"]["definition"] = definition[:1000]
    wrong = {**entity, "metadata": {**entity["metadata"], "name": "a name"}}
    nobody = {**entity, "spec": {**entity["spec"], "owner": ""}}
    valid, *others = node(CHECK, *map(json.dumps, (entity, wrong, nobody)))
    assert valid is True
    assert ["name" in others[0], "owner" in others[1]] == [True, True]
