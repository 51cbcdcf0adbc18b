"""The start page of dispatch."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.factories.dispatch import DISPATCHER, NEXT_WEEK
from tests.factories.signed_in import browser_of_staff
from traduko.core.db import transaction
from traduko.dispatch import changes
from traduko.translators.models import Mode


def test_open_requests_stand_there_by_urgency(desk, make, offered):
    later = make.service_request(starts_at=NEXT_WEEK + timedelta(days=1))
    first, *_ = offered(2)
    page = desk.get("/dispatch/").text
    assert page.index(first.number) < page.index(later.number)
    assert "2 asked" in page
    assert "Nobody asked yet" in page


def test_an_empty_list_says_something_friendly(desk):
    page = desk.get("/dispatch/")
    assert page.status_code == 200
    assert "Everything is taken care of" in page.text


def test_filters_are_remembered_until_they_are_cleared(desk, make):
    spoken = make.service_request(mode=Mode.PHONE)
    there = make.service_request()
    desk.get("/dispatch/?mode=phone&language=&state=&q=")
    page = desk.get("/dispatch/").text
    assert spoken.number in page
    assert there.number not in page
    assert desk.get("/dispatch/?clear=1").status_code == 303
    assert there.number in desk.get("/dispatch/").text


def test_a_filter_nothing_matches_offers_the_way_back(desk, make):
    make.service_request()
    page = desk.get("/dispatch/?q=nobody-is-called-this").text
    assert "Nothing matches these filters" in page
    assert desk.get("/dispatch/?mode=nonsense&state=draft&q=%00").status_code == 200


def test_the_list_goes_out_as_csv_without_formulas(desk, make):
    make.service_request(make.institution(name="=cmd()"))
    answer = desk.get("/dispatch/open-requests.csv")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    assert ";=cmd" not in answer.text


def test_what_is_new_since_the_last_visit_is_shown(desk, make, session, clock):
    service_request = make.service_request()
    assert "Nothing new since" in desk.get("/dispatch/").text
    with transaction(session):
        changes.change_request(
            session,
            service_request,
            replace(changes.RequestDetails.of(service_request), contact_name="Neu"),
            actor=DISPATCHER,
        )
    page = desk.get("/dispatch/").text
    assert "Request changed" in page


def test_only_dispatch_and_administration_come_in(app, client, session, clock):
    assert client.get("/dispatch/").status_code == 303
    finance = browser_of_staff(app, session, "finance")
    assert finance.get("/dispatch/").status_code == 403
