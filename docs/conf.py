"""How Sphinx builds the docs site (`make docs`); why Sphinx: decisions/0004."""

project = "Vakhta"
author = "the Vakhta contributors"
copyright = "2026, the Vakhta contributors"

extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]

html_theme = "furo"
html_title = "Vakhta"
html_copy_source = False
html_show_sphinx = False
