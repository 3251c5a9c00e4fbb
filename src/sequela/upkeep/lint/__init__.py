"""Faults that the shape of the files cannot show: one small function for each, each naming file and mend."""

from sequela.upkeep.lint.run import CHECKS, lint, lint_folder

__all__ = ["CHECKS", "lint", "lint_folder"]
