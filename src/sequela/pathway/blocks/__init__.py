"""Diagnostic blocks read from their pain diaries: relief over time, two blocks held against each other, what follows.

Enter by `sequela.pathway.blocks.answer`.
"""
