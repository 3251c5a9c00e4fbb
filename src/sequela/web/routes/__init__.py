"""The pages, part by part."""

from . import disagreements, entrance, evidence, examination, facts, health, patient, what_if, worklist

ROUTERS = (
    entrance.router,
    worklist.router,
    disagreements.router,
    patient.router,
    what_if.router,
    facts.router,
    examination.router,
    evidence.router,
    health.router,
)
