"""The plan of care: what can be done, for whom, and what it brings."""
