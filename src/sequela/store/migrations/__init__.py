"""The forms that the tables have had, and the way from each to the next, by Alembic."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from sequela.store.engine import working

HERE = Path(__file__).parent


def upgrade(engine: Engine) -> None:
    """Bring the tables to the present form; a database that has it already is only asked. Raises `StoreError`."""
    config = Config()
    config.set_main_option("script_location", str(HERE))
    head = ScriptDirectory.from_config(config).get_current_head()
    with working(engine) as connection:
        if MigrationContext.configure(connection).get_current_revision() == head:
            return
    with working(engine, writing=True) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
