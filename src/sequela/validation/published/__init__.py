"""Published cases whose cause was found in the end: what the answer said before, held against the truth.

entries -> case_set (vignettes, truths, confirming results, each apart) -> answering (knows vignettes only)
-> scoring (against the truth) -> figures, tables -> part
"""
