"""How Sphinx builds the site; what belongs to the catalogue comes in a file of settings."""

import json
import os
from pathlib import Path

_SETTINGS = json.loads(Path(os.environ["CATALOGUE_SITE"]).read_text(encoding="utf-8"))

project = _SETTINGS["title"]
release = version = _SETTINGS["version"]
extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx_design",
    "sphinx_copybutton",
    "codegen.site.extension",
]
templates_path = ["_templates"]

myst_enable_extensions = ["colon_fence"]
# The link check looks at the pages themselves; `codegen.site.extension` turns `.md` to `.html`.
myst_all_links_external = True
suppress_warnings = ["myst.header", "misc.highlighting_failure", "ref.python"]

default_role = "literal"
autodoc_default_options = {"members": True, "show-inheritance": True, "member-order": "bysource"}
autodoc_typehints = "signature"
toc_object_entries = False
add_module_names = False
catalogue_package = _SETTINGS["package"]

html_theme = "furo"
html_title = _SETTINGS["title"]
html_static_path = ["_static", _SETTINGS["static"]]
html_extra_path = [_SETTINGS["extra"]]
html_css_files = ["site.css"]
html_js_files = ["labels.js", "site.js"]
html_favicon = "_static/icon.svg"
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_show_copyright = False
html_use_index = False
html_domain_indices = False
html_scaled_image_link = False
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "sidebar/search.html",
        "sidebar/language.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "sidebar/machines.html",
        "sidebar/scroll-end.html",
    ]
}
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"
copybutton_selector = "div.highlight pre"
