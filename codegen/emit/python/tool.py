"""datamodel-code-generator on JSON Schema definitions; imported in processes of its own alone.

The tool takes long to import and leaves much behind, and the rest goes on while it works.
"""

from __future__ import annotations

import gc
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
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


def made(given: Iterable[tuple[dict[str, Any], dict[str, Any]]]) -> list[dict[str, str] | None]:
    """For each schema the sources by the dotted names of modules; None if it made only one.

    Beside a schema stands, for each definition, what our templates lay out.
    """
    gc.disable()
    found = []
    for schema, data in given:
        found.append(_generated(schema, data))
        # Otherwise its memory grows with every schema.
        gc.collect()
    return found


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
