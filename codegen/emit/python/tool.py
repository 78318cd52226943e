"""A program: datamodel-code-generator on JSON Schema definitions, in a process of its own.

It reads a list of `[schema, data]` from standard input, where `data` has for each definition what
our templates lay out, and writes for each pair the sources by the dotted names of the modules, or
null where the tool made one module.  The tool is large and leaves much behind, and what it needs
is not ours; so it shares neither memory nor the interpreter with the rest.
"""

from __future__ import annotations

import gc
import json
import re
import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from datamodel_code_generator import GenerateConfig, generate

_TEMPLATES = Path(__file__).with_name("class_templates")

_OPTIONS: dict[str, Any] = {
    "input_file_type": "jsonschema",
    "output_model_type": "dataclasses.dataclass",
    "target_python_version": "3.11",
    "treat_dot_as_module": True,
    "use_exact_imports": True,
    "use_standard_collections": True,
    "use_union_operator": True,
    "use_object_type": True,
    "keep_model_order": True,
    "disable_timestamp": True,
    "disable_future_imports": True,
    "custom_file_header": "#",
    "formatters": [],
    "input_filename": "catalogue",
    # Of the class that holds the others; ours begin with a capital.
    "class_name": "_Definitions",
    "custom_template_dir": _TEMPLATES,
}

# The tool takes our classes for dataclasses.
_DATACLASSES = re.compile(r"^from dataclasses import .*\n", re.MULTILINE)


def main() -> None:
    """Make the sources of each pair that is read."""
    made = []
    for schema, data in json.load(sys.stdin):
        made.append(_generated(schema, data))
        # Otherwise its memory grows with every pair.
        gc.collect()
    json.dump(made, sys.stdout)


def _generated(schema: dict[str, Any], data: dict[str, Any]) -> dict[str, str] | None:
    given = defaultdict[str, Any](dict, data)
    config = GenerateConfig.model_validate(_OPTIONS | {"extra_template_data": given})
    result = generate(schema, config=config)
    if not isinstance(result, Mapping):
        return None
    return {
        ".".join(path).removesuffix(".py"): _DATACLASSES.sub("", source.removeprefix("#")).strip()
        + "\n"
        for path, source in result.items()
    }


if __name__ == "__main__":
    main()
