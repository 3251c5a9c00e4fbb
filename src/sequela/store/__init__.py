"""Patients, accounts and everything recorded of them: append-only, encrypted where it is a file, every step audited."""
