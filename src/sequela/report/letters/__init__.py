"""Letters and summaries: one set of section records for each document, and renderers that add no word of their own."""
