"""Settings of the documentation site; `make docs` builds it with warnings as errors."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "_ext"))

import cortex_sim  # noqa: E402

project = "cortex_sim"
author = "the cortex_sim developers"
project_copyright = "the cortex_sim developers, MIT licence"
release = version = cortex_sim.__version__

extensions = [
    "cortex_docs",
    "mathml",
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.napoleon",
    "sphinx_gallery.gen_gallery",
]
exclude_patterns = ["_build", "_ext", "examples", "tutorials"]
templates_path = ["_templates"]
default_role = "py:obj"
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = f"cortex_sim {release}"
html_static_path = ["_static"]
html_css_files = ["cortex.css"]
html_math_renderer = "mathml"
html_copy_source = False
pygments_style = "default"
highlight_language = "none"

autosummary_generate = True
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
autodoc_default_options = {
    "members": True,
    "show-inheritance": True,
    "ignore-module-all": True,
    "exclude-members": "RULES",  # its value names a folder of the machine
}
autodoc_mock_imports = ["brian2"]  # it is slow to import and installs an exception hook
autodoc_preserve_defaults = True
# a quantity's dimension in an annotation ("time") is also the name of several settings
suppress_warnings = ["ref.python"]
napoleon_google_docstring = False
napoleon_use_rtype = False

sphinx_gallery_conf = {
    "examples_dirs": "tutorials",
    "gallery_dirs": "gallery",
    "filename_pattern": r"\.py$",
    "within_subsection_order": "FileNameSortKey",
    "image_srcset": ["2x"],
    "abort_on_example_error": True,
    "write_computation_times": False,
    "show_signature": False,
    "min_reported_time": 3600,
    "download_all_examples": False,
}
