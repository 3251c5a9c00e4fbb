"""Danger first: scope, red flags, when to seek care."""
