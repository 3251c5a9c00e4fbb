"""An assessment as people read it: terminal, note, JSON."""
