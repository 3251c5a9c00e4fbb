"""The pages, part by part."""

from . import entrance, health, patient, worklist

ROUTERS = (entrance.router, worklist.router, patient.router, health.router)
