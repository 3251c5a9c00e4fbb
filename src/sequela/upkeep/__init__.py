"""Keeping the knowledge sound: lint, coverage, pages."""
