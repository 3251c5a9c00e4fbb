"""What changed between two versions of the knowledge, and whose conclusions change.

Read in this order: `sides` (the two versions), `walk` (two records field by field), `records` (all of them, danger
first), `conclusions` (one patient under both), `page` and `data` (the same as text and as JSON).
"""
