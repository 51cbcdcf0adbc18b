"""The work list, the candidates' facts and the search: right, and bounded."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.factories.dispatch import DISPATCHER, NEXT_WEEK, actor_for
from traduko.core import clock as core_clock
from traduko.core.db import transaction
from traduko.core.ids import new_id
from traduko.dispatch import assignments, directory, offers, worklist
from traduko.dispatch.pool import load_pool
from traduko.matching.candidates import candidates, explain
from traduko.requests.models import RequestState, TranslatorWish, WishKind
from traduko.translators.models import Absence, Gender, Mode

NO_FILTER = worklist.Filters()


@contextmanager
def statements(database):
    """Collect the statements sent to the database."""
    sent = []

    def note(_conn, _cursor, statement, *_):
        if statement.startswith("SELECT"):
            sent.append(statement)

    sa.event.listen(database.engine, "before_cursor_execute", note)
    yield sent
    sa.event.remove(database.engine, "before_cursor_execute", note)


def numbers(page):
    return [row.service_request.number for row in page.rows]


def test_little_time_left_comes_first_and_scarce_languages_earlier(session, make):
    for _ in range(6):
        make.translator()
    make.translator(languages=("tr",))
    institution = make.institution()
    later = make.service_request(institution, starts_at=NEXT_WEEK + timedelta(days=2))
    soon = make.service_request(institution)
    scarce = make.service_request(
        institution, language="tr", starts_at=NEXT_WEEK + timedelta(days=2)
    )
    make.service_request(institution, state=RequestState.CONFIRMED)
    page = worklist.page(session, NO_FILTER)
    assert numbers(page) == [scarce.number, soon.number, later.number]
    assert [row.is_scarce for row in page.rows] == [True, False, False]


def test_the_work_list_is_read_page_by_page_without_gap_or_double(session, make):
    make.translator(languages=("ar", "tr"))
    institution = make.institution()
    states = [RequestState.SUBMITTED, RequestState.OFFERED, RequestState.RETURNED]
    made = [
        make.service_request(
            institution,
            state=states[place % 3],
            language="ar" if place % 2 else "tr",
            starts_at=NEXT_WEEK + timedelta(hours=place // 2),
        )
        for place in range(17)
    ]
    seen, after = [], None
    while True:
        page = worklist.page(session, NO_FILTER, after=after, size=5)
        seen += numbers(page)
        after = page.next_after
        if after is None:
            break
    assert sorted(seen) == sorted(item.number for item in made)
    assert len(seen) == len(set(seen))
    for nonsense in ("x", "|", "2026-03-11|1", f"2026-03-11T09:00:00|{new_id()}"):
        assert len(worklist.page(session, NO_FILTER, after=nonsense).rows) == 17


def test_filters_narrow_the_work_list(session, make):
    make.translator()
    first = make.institution(name="Klinik Sonnenhof")
    wanted = make.service_request(first, mode=Mode.PHONE)
    make.service_request()
    assert numbers(worklist.page(session, worklist.Filters(mode=Mode.PHONE))) == [wanted.number]
    assert numbers(worklist.page(session, worklist.Filters(search="sonnenhof"))) == [wanted.number]
    assert numbers(worklist.page(session, worklist.Filters(language="ru"))) == []
    assert numbers(worklist.page(session, worklist.Filters(state=RequestState.RETURNED))) == []


def test_the_work_list_costs_the_same_whatever_its_length(session, make, database):
    institution = make.institution()
    make.translator()

    def count():
        session.rollback()
        session.expunge_all()
        with statements(database) as sent:
            worklist.page(session, NO_FILTER)
            worklist.counts(session)
            worklist.changes_since(session, core_clock.now() - timedelta(days=1))
        return len(sent)

    make.service_request(institution)
    count()
    few = count()
    for place in range(30):
        make.service_request(institution, starts_at=NEXT_WEEK + timedelta(hours=place))
    assert count() == few
    assert few <= 8


def test_candidates_are_read_in_four_statements_whatever_their_number(session, make, database):
    service_request = make.service_request()
    for _ in range(3):
        make.translator(week=[(2, "08:00", "17:00"), (3, "08:00", "12:00")])

    def count():
        session.rollback()
        load_pool(session, service_request)
        session.rollback()
        session.refresh(service_request)
        with statements(database) as sent:
            pool = load_pool(session, service_request)
        return len([s for s in sent if "setting_changes" not in s]), pool

    few, _ = count()
    for _ in range(25):
        make.translator(week=[(2, "08:00", "17:00")])
    many, pool = count()
    assert many == few
    assert few <= 5
    assert len(pool.profiles) == 28


def test_each_rank_has_its_reasons_and_each_exclusion_its_obstacle(session, make):
    institution = make.institution()
    service_request = make.service_request(
        institution, gender_wanted=Gender.WOMAN, gender_is_must=True
    )
    known = make.translator("Anna Kennt", gender=Gender.WOMAN)
    make.translator("Berta Neu", gender=Gender.WOMAN, home_municipality="st-vith")
    away = make.translator("Cora Fort", gender=Gender.WOMAN)
    busy = make.translator("Dina Belegt", gender=Gender.WOMAN)
    make.translator("Elif Frei", gender=Gender.WOMAN, week=[(0, "08:00", "12:00")])
    never = make.translator("Fatma Nie", gender=Gender.WOMAN)
    make.translator("Georg Mann", gender=Gender.MAN)
    make.translator("Hala Telefon", gender=Gender.WOMAN, modes=["phone"])
    russian = make.translator("Irina Russisch", gender=Gender.WOMAN, languages=("ru",))
    make._add(
        Absence(
            id=new_id(),
            translator_id=away.id,
            starts_at=NEXT_WEEK - timedelta(days=1),
            ends_at=NEXT_WEEK + timedelta(days=1),
        ),
        TranslatorWish(
            request_id=service_request.id,
            translator_id=never.id,
            kind=WishKind.NEVER,
            is_must=True,
        ),
    )
    for translator, start in ((known, NEXT_WEEK + timedelta(days=1)), (busy, NEXT_WEEK)):
        other = make.service_request(institution, starts_at=start)
        with transaction(session):
            assignments.assign_directly(session, other, translator.id, actor=DISPATCHER)
    pool = load_pool(session, service_request, also=[russian.id])
    found = {item.name: item for item in candidates(pool)}
    able = [item.name for item in candidates(pool) if item.can]
    assert able == ["Anna Kennt", "Berta Neu"]
    assert {"institution"} <= {reason.kind for reason in found["Anna Kennt"].reasons}
    kinds = {name: [o.kind.value for o in item.obstacles] for name, item in found.items()}
    assert kinds["Cora Fort"] == ["absence"]
    assert kinds["Dina Belegt"] == ["overlap"]
    assert kinds["Elif Frei"] == ["week"]
    assert kinds["Fatma Nie"] == ["never"]
    assert kinds["Georg Mann"] == ["gender"]
    assert kinds["Hala Telefon"] == ["mode"]
    why_not = explain(pool, russian.id)
    assert [o.kind.value for o in why_not.obstacles] == ["language"]


def test_the_same_case_counts_for_whoever_was_there(session, make):
    institution = make.institution()
    before = make.service_request(institution, case_key="k")
    now = make.service_request(institution, case_key="k", starts_at=NEXT_WEEK + timedelta(days=1))
    make.translator()
    knows = make.translator()
    with transaction(session):
        assignments.assign_directly(session, before, knows.id, actor=DISPATCHER)
    first = candidates(load_pool(session, now))[0]
    assert first.translator_id == knows.id
    assert "case" in {reason.kind for reason in first.reasons}


def test_who_was_asked_and_said_no_is_marked(session, make):
    service_request, person = make.service_request(), make.translator()
    with transaction(session):
        [offer] = offers.make_offers(session, service_request, [person.id], actor=DISPATCHER)
    with transaction(session):
        offers.decline_offer(session, offer, actor=actor_for(person))
    [only] = candidates(load_pool(session, service_request))
    assert only.asked_already


@pytest.mark.parametrize(
    "text", ["42", "TR-2026-00042", "tr-2026-42", "00042", "Rita", "az-17", "P-9"]
)
def test_any_number_name_or_reference_is_found(session, make, text):
    wanted = make.service_request(number="TR-2026-00042", partner_reference="P-9")
    found = directory.find(session, text)
    assert [item.id for item in found.requests] == [wanted.id]


def test_translators_and_institutions_are_found_by_a_part_of_their_name(session, make):
    make.institution(name="Klinik Sonnenhof")
    make.translator("Samira Sonntag")
    found = directory.find(session, "sonn")
    assert [item.name for item in found.institutions] == ["Klinik Sonnenhof"]
    assert [item.name for item in found.translators] == ["Samira Sonntag"]
    assert directory.find(session, "  ").is_empty


def test_every_request_is_listed_once_by_key(session, make):
    institution = make.institution()
    made = [
        make.service_request(institution, starts_at=NEXT_WEEK + timedelta(hours=place))
        for place in range(7)
    ]
    for options in ({}, {"institution_id": institution.id}, {"state": RequestState.SUBMITTED}):
        seen, after = [], None
        while True:
            page = directory.requests_page(session, after=after, size=3, **options)
            seen += [item.number for item in page.requests]
            after = page.next_after
            if after is None:
                break
        assert sorted(seen, reverse=True) == seen
        assert len(seen) == len(made)
