"""Steps go up, down and up again, and end exactly where the tables say."""

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from bot.ports import StoreError
from bot.store import migrate
from bot.store.sqlite import connect
from models.tables import metadata


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path}/vakhta.db"


def tables(url: str) -> set[str]:
    engine = connect(url)
    with engine.connect() as connection:
        found = set(sa.inspect(connection).get_table_names())
    engine.dispose()
    return found


def test_there_is_one_head_and_the_store_is_written_for_it() -> None:
    heads = ScriptDirectory.from_config(migrate.configuration()).get_heads()
    assert heads == [migrate.head()]


def test_up_down_up_ends_with_the_same_tables(url: str) -> None:
    migrate.upgrade(url)
    first = tables(url)
    migrate.downgrade(url, "base")
    assert tables(url) == {"alembic_version"}
    migrate.upgrade(url)
    assert tables(url) == first == set(metadata.tables) | {"alembic_version"}


def test_each_step_can_be_taken_back_alone(url: str) -> None:
    migrate.upgrade(url)
    for revision in ("0006", "0005", "0004", "0003", "0002", "0001"):
        migrate.downgrade(url, revision)
        assert migrate.current(url) == revision
    migrate.upgrade(url)
    assert migrate.current(url) == migrate.head()


def test_head_is_what_the_tables_say(url: str) -> None:
    migrate.upgrade(url)
    engine = connect(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_an_upgrade_of_data_copies_it_first(url: str, tmp_path: Path) -> None:
    migrate.upgrade(url, "0004")
    copy = migrate.upgrade(url)
    assert copy is not None
    with sqlite3.connect(copy) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("0004",)
    connection.close()


def test_an_upgrade_that_has_nothing_to_do_copies_nothing(url: str) -> None:
    assert migrate.upgrade(url) is None
    assert migrate.upgrade(url) is None


def test_a_database_of_a_newer_version_is_refused_in_words(url: str, tmp_path: Path) -> None:
    migrate.upgrade(url)
    with sqlite3.connect(tmp_path / "vakhta.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(StoreError, match="newer version"):
        migrate.upgrade(url)
