"""How Sphinx builds one language of the site; the rest comes in a file of settings."""

import json
import os
from pathlib import Path

_SETTINGS = json.loads(Path(os.environ["CATALOGUE_SITE"]).read_text(encoding="utf-8"))

project = html_title = _SETTINGS["title"]
release = version = _SETTINGS["version"]
language = _SETTINGS["language"]
locale_dirs = [_SETTINGS["locale"]]
gettext_compact = "guides"
gettext_auto_build = False
extensions = ["myst_parser", "sphinx.ext.autodoc", "codegen.site.extension"]
templates_path = ["_templates"]
site_pages = _SETTINGS["pages"]
site_untranslated = _SETTINGS["untranslated"]

# HTML in a guide is text.
myst_disable_syntax = ["html_block", "html_inline"]
# The link check looks at the pages themselves; `codegen.site.extension` turns `.md` to `.html`.
myst_all_links_external = True
suppress_warnings = ["myst.header", "misc.highlighting_failure", "ref.python", "toc.not_included"]

# Texts of the catalogue are shown as they are written.
smartquotes = False

default_role = "literal"
autodoc_default_options = {"show-inheritance": True, "member-order": "bysource"}
autodoc_typehints = "signature"
toc_object_entries = False
add_module_names = False

html_theme = "furo"
html_baseurl = _SETTINGS["address"]
html_static_path = ["_static", _SETTINGS["static"]]
html_extra_path = _SETTINGS["extra"]
html_css_files = ["site.css"]
html_js_files = [(name, {"defer": "defer"}) for name in _SETTINGS["scripts"]]
html_favicon = "_static/icon.svg"
html_copy_source = False
html_use_index = False
html_domain_indices = False
html_permalinks_icon = "#"
html_sidebars = {"**": ["sidebar/all.html"]}
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"
