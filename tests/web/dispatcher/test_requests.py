"""A request's page for the dispatcher, and the list of all."""

from __future__ import annotations

import uuid

import pytest
import sqlalchemy as sa

from traduko.requests.models import RequestState, ServiceRequest


def state_of(session, service_request):
    session.rollback()
    return session.scalar(
        sa.select(ServiceRequest.state).where(ServiceRequest.id == service_request.id)
    )


def test_left_what_is_asked_right_who_could_do_it(desk, make):
    service_request = make.service_request()
    able = make.translator("Anna Kann")
    make.translator("Berta Weit", home_municipality="st-vith", max_travel_minutes=10)
    page = desk.get(f"/dispatch/requests/{service_request.id}").text
    assert "Testspital" in page
    assert "AZ-17" in page
    assert page.index("Anna Kann") < page.index("Berta Weit")
    assert f'value="{able.id}"' in page
    assert "min drive, travels up to 10 min" in page
    assert "possible by video instead of on site" in page


def test_why_not_this_person_is_answered_by_name(desk, make):
    service_request = make.service_request()
    make.translator("Rosa Russisch", languages=("ru",))
    page = desk.get(f"/dispatch/requests/{service_request.id}?who=rosa").text
    assert "does not speak Arabic" in page
    page = desk.get(f"/dispatch/requests/{service_request.id}?who=nobody").text
    assert "No translator has" in page


@pytest.mark.parametrize("state", list(RequestState))
def test_the_page_opens_in_every_state(desk, make, state):
    service_request = make.service_request(state=state)
    assert desk.get(f"/dispatch/requests/{service_request.id}").status_code == 200


def test_a_text_has_a_page_too(desk, make):
    make.translator()
    page = desk.get(f"/dispatch/requests/{make.text().id}")
    assert page.status_code == 200
    assert "Translation due" in page.text


def test_an_unknown_request_is_not_found(desk):
    assert desk.get(f"/dispatch/requests/{uuid.uuid4()}").status_code == 404
    assert desk.get("/dispatch/requests/nonsense").status_code == 404


def test_offers_mails_and_history_stand_below(desk, offered):
    service_request, _, people = offered(2, accepted=True)
    page = desk.get(f"/dispatch/requests/{service_request.id}").text
    assert f"Offer accepted: {people[0].name}" in page
    assert f"Offer closed: another was first: {people[1].name}" in page
    assert "Confirmed" in page
    assert page.count("/dispatch/mails/") == 5


@pytest.mark.parametrize(
    ("what", "form", "state"),
    [
        ("question", {"question": "Welcher Dialekt?"}, RequestState.RETURNED),
        ("refuse", {"reason": "capacity", "note": ""}, RequestState.REFUSED),
        ("pass-on", {"partner_name": "SeTIS"}, RequestState.PASSED_ON),
        ("unfilled", {"reason": "too_far"}, RequestState.UNFILLED),
        (
            "cancel",
            {"by": "institution", "received_day": "2026-03-04", "received_time": "08:30"},
            RequestState.CANCELLED,
        ),
    ],
)
def test_each_decision_has_its_page_and_opens_again(desk, make, session, what, form, state):
    service_request = make.service_request()
    address = f"/dispatch/requests/{service_request.id}/decide/{what}"
    assert desk.get(address).status_code == 200
    back = desk.post(address, data=dict.fromkeys(form, ""))
    assert back.status_code == 422
    assert state_of(session, service_request) == RequestState.SUBMITTED
    assert desk.post(address, data=form).status_code == 303
    assert state_of(session, service_request) == state
    again = desk.post(f"/dispatch/requests/{service_request.id}/reopen")
    if state == RequestState.RETURNED:
        assert again.status_code == 409
    else:
        assert again.status_code == 303
        assert state_of(session, service_request) == RequestState.SUBMITTED


def test_a_decision_that_comes_too_late_comes_back_filled_in(desk, make, session):
    service_request = make.service_request(state=RequestState.CONFIRMED)
    answer = desk.post(
        f"/dispatch/requests/{service_request.id}/decide/question",
        data={"question": "Welcher Dialekt?"},
    )
    assert answer.status_code == 422
    assert "Welcher Dialekt?" in answer.text
    assert "changed in the meantime" in answer.text


def test_all_requests_can_be_filtered_and_taken_along(desk, make):
    wanted = make.service_request(state=RequestState.UNFILLED)
    other = make.service_request()
    page = desk.get("/dispatch/requests?state=unfilled").text
    assert wanted.number in page
    assert other.number not in page
    csv = desk.get("/dispatch/requests/requests.csv?state=unfilled").text
    assert wanted.number in csv
    assert other.number not in csv
    assert desk.get("/dispatch/requests?state=nonsense&institution_id=x").status_code == 200
