"""Migrations: from nothing to the models and back, on both databases."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory

from tests.databases import ROOT, alembic_configuration


@pytest.fixture
def connection(bare_database):
    with bare_database.engine.begin() as opened:
        yield opened


def test_migrations_make_what_the_models_say(connection):
    configuration = alembic_configuration(connection)
    command.upgrade(configuration, "head")
    command.check(configuration)


def test_migrations_can_be_taken_back_to_nothing_and_run_again(connection):
    configuration = alembic_configuration(connection)
    command.upgrade(configuration, "head")
    command.downgrade(configuration, "base")
    assert sa.inspect(connection).get_table_names() == ["alembic_version"]
    command.upgrade(configuration, "head")
    command.check(configuration)


def test_each_revision_goes_up_and_down_by_itself(connection):
    configuration = alembic_configuration(connection)
    for revision in reversed(list(ScriptDirectory.from_config(configuration).walk_revisions())):
        command.upgrade(configuration, revision.revision)
        command.downgrade(configuration, "-1")
        command.upgrade(configuration, revision.revision)


def test_there_is_one_head_and_revisions_are_numbered_without_a_gap(connection):
    script = ScriptDirectory.from_config(alembic_configuration(connection))
    assert len(script.get_heads()) == 1
    numbers = [revision.revision for revision in reversed(list(script.walk_revisions()))]
    assert numbers == [f"{number:04d}" for number in range(1, len(numbers) + 1)]
    names = sorted(path.name for path in (ROOT / "migrations" / "versions").glob("*.py"))
    assert all(re.fullmatch(r"\d{4}_[a-z0-9_]+\.py", name) for name in names)
    assert [name[:4] for name in names] == numbers
