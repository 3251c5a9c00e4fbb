"""The steps of care, in order: triage, differential, and what follows from them."""
