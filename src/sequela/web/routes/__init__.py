"""The pages, part by part."""

from . import entrance, health

ROUTERS = (entrance.router, health.router)
