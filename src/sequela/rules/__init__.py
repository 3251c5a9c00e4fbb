"""Three-valued logic over facts: true, false, unknown, with reasons."""
