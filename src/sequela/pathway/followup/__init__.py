"""After the plan has begun: what changed, what each treatment did, what is due, and when to think again.

Everything is read from the dated facts, scores and treatments of the case; nothing is stored beside it.
"""
