"""Pictures as SVG text: pure, deterministic, every colour left to the page's style, every word escaped."""
