"""Runs the steps on the connection that `bot.store.migrate` hands over.

No alembic.ini: a wheel has no working folder, so the configuration is built in code.
"""

from alembic import context

from models.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
