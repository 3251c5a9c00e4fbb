"""The pages, part by part."""

from . import admin, audit, entrance, health, learn, patient, worklist

ROUTERS = (entrance.router, learn.router, worklist.router, patient.router, health.router, admin.router, audit.router)
