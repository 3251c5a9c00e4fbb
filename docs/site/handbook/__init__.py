"""The documentation site: one module for each kind of page, and what Sphinx has to be taught for them."""
