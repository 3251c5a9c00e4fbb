"""How Alembic runs: on the connection it is handed, inside its transaction."""

from alembic import context

from sequela.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transaction_per_migration=False,
    transactional_ddl=False,
)
context.run_migrations()
