"""Settings of Sphinx for the documentation site."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import sequela

project = "Sequela"
author = "the Sequela contributors"
version = release = sequela.__version__
language = "en"

extensions = [
    "myst_parser",
    "handbook.mathml",
    "handbook.commands",
    "handbook.boxes",
    "handbook.navigation",
    "handbook.search",
]
exclude_patterns = ["pictures"]
myst_enable_extensions = ["dollarmath", "deflist", "attrs_block", "colon_fence"]
myst_heading_anchors = 4
myst_links_external_new_tab = False
suppress_warnings: list[str] = []

html_theme = "furo"
html_title = "Sequela"
html_math_renderer = "mathml"
html_static_path = ["static"]
_PACKAGE = Path(sequela.__file__).parent
html_extra_path = [str(_PACKAGE / "report" / "assessment.schema.json")]
html_css_files = ["look.css"]
templates_path = ["theme"]
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False
html_show_sphinx = False
html_permalinks_icon = "¶"
html_sidebars = {
    "**": [
        "brand.html",
        "sidebar/search.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "sidebar/scroll-end.html",
    ],
}
html_theme_options = {"navigation_with_keys": False, "top_of_page_buttons": []}
html_search_language = "en"
highlight_language = "text"
python_use_unqualified_type_names = True
