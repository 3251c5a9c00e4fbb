"""What short clinical texts say: findings with negation, place and time; operations; what treatments did.

Everything here is by phrase and by position, without statistics: the same words always give the same facts, and
what is not understood is said.
"""
