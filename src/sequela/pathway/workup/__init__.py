"""The work-up: which test would change what is done next, and which must not be done."""
