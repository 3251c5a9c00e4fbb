"""The pages, part by part."""

from . import disagreements, documents, entrance, evidence, examination, facts, health, mine, patient, what_if, worklist

ROUTERS = (
    entrance.router,
    worklist.router,
    disagreements.router,
    patient.router,
    what_if.router,
    facts.router,
    examination.router,
    documents.router,
    mine.router,
    evidence.router,
    health.router,
)
