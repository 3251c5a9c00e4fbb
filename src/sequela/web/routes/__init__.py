"""The pages, part by part."""

from . import entrance, health, intake_end, intake_entrance, intake_pages, invitations, patient, worklist

ROUTERS = (
    entrance.router,
    worklist.router,
    patient.router,
    invitations.router,
    intake_pages.router,
    intake_end.router,
    intake_entrance.router,  # the last of the three: it takes any other word behind /start/
    health.router,
)
