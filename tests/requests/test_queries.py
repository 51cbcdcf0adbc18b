"""Lists: by key, by index, one statement whatever the number."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.factories.dispatch import NEXT_WEEK
from traduko.requests import queries
from traduko.requests.models import RequestState
from traduko.requests.queries import RequestFilter


@pytest.fixture
def statements(database):
    """The statements that went to the database since."""
    seen = []

    def note(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    sa.event.listen(database.engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(database.engine, "before_cursor_execute", note)


def test_pages_follow_one_another_without_gap_or_double(session, make, institution):
    made = [
        # Three share each moment: the id decides then.
        make.service_request(institution, starts_at=NEXT_WEEK + timedelta(hours=index // 3)).id
        for index in range(11)
    ]
    mine = RequestFilter(institution_ids={institution.id})
    for newest_first in (True, False):
        seen, key = [], None
        while True:
            page = queries.page(session, mine, after=key, newest_first=newest_first, size=4)
            seen += [line.id for line in page.lines]
            key = page.next_key
            if key is None:
                break
        assert len(seen) == 11
        assert set(seen) == set(made)


def test_a_list_is_one_statement_whatever_its_length(session, make, institution, statements):
    counts, mine = [], RequestFilter(institution_ids={institution.id})
    for _ in range(2):
        for _ in range(6):
            make.service_request(institution, unit_id=make.unit(institution).id)
        statements.clear()
        page = queries.page(session, mine)
        assert all(line.institution_name and line.unit_name for line in page.lines)
        counts.append(len([s for s in statements if s.startswith("SELECT")]))
    assert counts == [1, 1]


def test_a_list_reads_by_index(session, make, institution, database):
    many = [make.service_request(institution).id for _ in range(3)]
    assert many
    query = queries._narrow(
        sa.select(queries.ServiceRequest.id), RequestFilter(institution_ids=[institution.id])
    ).order_by(queries.ServiceRequest.sort_at.desc(), queries.ServiceRequest.id.desc())
    if database.name == "sqlite":
        compiled = query.limit(25).compile(
            database.engine, compile_kwargs={"render_postcompile": True}
        )
        with database.engine.connect() as connection:
            plan = str(
                connection.exec_driver_sql(
                    f"EXPLAIN QUERY PLAN {compiled}",
                    tuple(
                        value.hex if hasattr(value, "hex") else value
                        for value in compiled.params.values()
                    ),
                ).all()
            )
        assert "ix_service_requests_institution_id" in plan
        assert "SCAN service_requests " not in plan


@pytest.mark.parametrize(
    "key",
    ["", "nonsense", "W10=", "WzEsMl0=", "eyJhIjoxfQ==", "é", "WyIyMDI2LTAzLTA0Il0="],
)
def test_a_key_somebody_made_up_is_the_first_page(session, make, institution, key):
    make.service_request(institution)
    page = queries.page(session, RequestFilter(institution_ids={institution.id}), after=key)
    assert len(page.lines) == 1


def test_a_key_without_time_zone_is_no_key():
    import base64
    import json

    from traduko.core.ids import new_id

    key = base64.urlsafe_b64encode(json.dumps(["2026-03-04T10:00", new_id().hex]).encode())
    assert queries.decode_key(key.decode()) is None


SEARCHES = [
    ("TR-2026-00777", True),
    ("tr-2026-00777", True),
    ("777", True),
    ("az-17", True),
    ("rita", True),
    ("TR-2026-0077", True),
    ("TR-2026-00778", False),
    ("100%", False),
    ("_", False),
    ("nobody", False),
]


@pytest.mark.parametrize(("text", "is_found"), SEARCHES)
def test_a_search_finds_number_reference_and_name_and_nothing_by_wildcards(
    session, make, institution, text, is_found
):
    make.service_request(institution, number="TR-2026-00777")
    narrowed = RequestFilter(institution_ids={institution.id}, search=text)
    assert bool(queries.page(session, narrowed).lines) == is_found


def test_filters_narrow(session, make, institution):
    unit = make.unit(institution)
    wanted = make.service_request(institution, language="tr", unit_id=unit.id)
    make.service_request(institution, state=RequestState.CANCELLED)
    make.service_request(language="tr")

    def ids(**values):
        narrowed = RequestFilter(institution_ids={institution.id}, **values)
        return [line.id for line in queries.page(session, narrowed).lines]

    assert ids(language="tr") == [wanted.id]
    assert ids(unit_id=unit.id) == [wanted.id]
    assert ids(states=(RequestState.SUBMITTED,)) == [wanted.id]
    assert ids(search="türk", search_languages=("tr",)) == [wanted.id]
    assert len(ids(begins=NEXT_WEEK, ends=NEXT_WEEK + timedelta(seconds=1))) == 2
    assert ids(ends=NEXT_WEEK) == []
    assert queries.page(session, RequestFilter(institution_ids=set())).lines == []


def test_what_comes_next_and_what_waits(session, make, institution, clock):
    later = make.service_request(institution, starts_at=NEXT_WEEK + timedelta(days=1))
    sooner = make.service_request(institution, state=RequestState.CONFIRMED)
    asked = make.service_request(institution, state=RequestState.RETURNED)
    make.service_request(institution, starts_at=clock() - timedelta(days=1))
    make.service_request(institution, state=RequestState.UNFILLED)
    make.service_request()
    coming = [line.id for line in queries.upcoming(session, {institution.id})]
    assert coming[-1] == later.id
    assert set(coming) == {sooner.id, asked.id, later.id}
    waiting = queries.waiting_for_answer(session, {institution.id})
    assert [line.id for line in waiting] == [asked.id]
