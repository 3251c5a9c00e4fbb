"""Published tables of causes, held against cohorts simulated from the knowledge with each study's inclusion."""
