"""From causes to care: options with their reasons, the trade-off, and the staged plan."""
