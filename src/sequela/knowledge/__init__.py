"""What is known: data files with sources, their shape, and how they are read."""
