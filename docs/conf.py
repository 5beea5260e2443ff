"""Configures Sphinx: Markdown in four kinds of pages, without a foreign host."""
# ruff: noqa: INP001 - a folder of pages, not a package

project = "partnerschapsakte"
author = "The partnerschapsakte contributors"
project_copyright = "2026 The partnerschapsakte contributors, EUPL-1.2"
language = "nl"

extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = "partnerschapsakte"
html_show_sourcelink = False
html_copy_source = False
