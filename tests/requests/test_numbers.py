"""Numbers people say on the phone: no gap, no double, whatever is rolled back."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from traduko.core.db import make_session, transaction
from traduko.core.ids import next_number


class GivenUp(Exception):
    """Somebody changed their mind."""


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(outcomes=st.lists(st.tuples(st.booleans(), st.integers(1, 3)), max_size=12))
def test_a_number_that_is_rolled_back_is_given_out_again(session, outcomes):
    with transaction(session):
        session.execute(sa.text("DELETE FROM counters"))
    kept = []
    for is_kept, count in outcomes:
        try:
            with transaction(session):
                numbers = [next_number(session, "TR", 2026) for _ in range(count)]
                if not is_kept:
                    raise GivenUp  # noqa: TRY301 - given up inside the transaction is the point
            kept += numbers
        except GivenUp:
            continue
    assert kept == [f"TR-2026-{value:05d}" for value in range(1, len(kept) + 1)]


def test_each_year_and_series_counts_for_itself(session):
    with transaction(session):
        found = [next_number(session, *series) for series in (("TR", 2026), ("TR", 2027))]
        found.append(next_number(session, "TR", 2026))
    assert found == ["TR-2026-00001", "TR-2027-00001", "TR-2026-00002"]


def test_many_at_once_get_numbers_without_gap_or_double(database):
    found, errors = [], []

    def file(give_up):
        try:
            with make_session(database.engine) as session, transaction(session):
                number = next_number(session, "TR", 2026)
                if give_up:
                    raise GivenUp  # noqa: TRY301 - given up inside the transaction is the point
            found.append(number)
        except GivenUp:
            pass
        except Exception as error:  # noqa: BLE001 - whatever it is, the test must see it
            errors.append(error)

    threads = [threading.Thread(target=file, args=(index % 4 == 3,)) for index in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert not errors
    assert sorted(found) == [f"TR-2026-{value:05d}" for value in range(1, 13)]


@pytest.mark.parametrize("count", [1, 100_000])
def test_a_large_number_stays_readable(session, count):
    with transaction(session):
        session.execute(
            sa.text("INSERT INTO counters (name, value) VALUES ('TR-2026', :value)"),
            {"value": count - 1},
        )
        assert next_number(session, "TR", 2026) == f"TR-2026-{count:05d}"
