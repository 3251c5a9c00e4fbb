"""The pages, part by part."""

from . import (
    blocks,
    course,
    disagreements,
    documents,
    entrance,
    evidence,
    examination,
    facts,
    health,
    learn,
    mine,
    patient,
    plan,
    what_if,
    worklist,
)

ROUTERS = (
    entrance.router,
    learn.router,
    worklist.router,
    disagreements.router,
    patient.router,
    what_if.router,
    facts.router,
    examination.router,
    blocks.router,
    plan.router,
    course.router,
    documents.router,
    mine.router,
    evidence.router,
    health.router,
)
