"""The facts of one patient over time: reading, checking, folding."""
