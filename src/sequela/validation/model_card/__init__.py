"""The model card: what the running version is for, what it rests on, how good it is, and what it cannot do."""
