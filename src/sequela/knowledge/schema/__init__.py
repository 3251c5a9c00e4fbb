"""The shape of the knowledge: what a data file may say, as frozen records, one module to a subject.

The YAML files under ``data/`` are read into these records. Checking is done by pydantic over the same classes
(`sequela.knowledge.check`), so there is one definition of the shape; nothing here imports anything heavy, and a process
imports the subjects it needs.

Words: a *finding* is anything that can be observed; a *mechanism* is a possible source of pain; an *estimate*
is a number with its uncertainty and its origin.
"""
