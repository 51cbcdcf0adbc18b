"""Asking, answering by phone, withdrawing, taking back."""

from __future__ import annotations

import uuid

import sqlalchemy as sa

from traduko.dispatch.models import Assignment, Offer, OfferState
from traduko.requests.models import RequestState, ServiceRequest


def fresh(session, model, key):
    session.rollback()
    return session.scalar(
        sa.select(model).where(model.id == key).execution_options(populate_existing=True)
    )


def test_several_are_asked_at_once(desk, make, session):
    service_request = make.service_request()
    people = [make.translator(), make.translator()]
    answer = desk.post(
        f"/dispatch/requests/{service_request.id}/offers",
        data={"translators": [str(item.id) for item in people], "expires": "5", "note": "Bitte"},
        follow_redirects=True,
    )
    assert "2 translators have been asked." in answer.text
    made = session.scalars(sa.select(Offer)).all()
    assert {item.translator_id for item in made} == {item.id for item in people}
    assert {item.note for item in made} == {"Bitte"}


def test_bad_input_comes_back_with_words(desk, make, session):
    service_request, person = make.service_request(), make.translator()
    address = f"/dispatch/requests/{service_request.id}/offers"
    empty = desk.post(address, data={"expires": "5"})
    assert empty.status_code == 422
    assert "choose at least one translator" in empty.text
    late = desk.post(address, data={"translators": [str(person.id)], "expires": "499"})
    assert late.status_code == 422
    assert "must end in the future and before the request begins" in late.text
    assert 'value="499"' in late.text
    broken = desk.post(address, data={"translators": ["x"], "expires": "many"})
    assert broken.status_code == 422
    nobody = desk.post(address, data={"translators": [str(uuid.uuid4())]})
    assert nobody.status_code == 422
    assert session.scalar(sa.select(sa.func.count()).select_from(Offer)) == 0


def test_answers_by_phone_and_withdrawing(desk, offered, session):
    service_request, made, people = offered(3)
    assert desk.post(f"/dispatch/offers/{made[0].id}/withdraw").status_code == 303
    assert desk.post(f"/dispatch/offers/{made[1].id}/decline").status_code == 303
    said = desk.post(f"/dispatch/offers/{made[2].id}/accept", follow_redirects=True)
    assert f"{people[2].name} is confirmed" in said.text
    states = [fresh(session, Offer, item.id).state for item in made]
    assert states == [OfferState.WITHDRAWN, OfferState.DECLINED, OfferState.ACCEPTED]
    late = desk.post(f"/dispatch/offers/{made[0].id}/accept")
    assert late.status_code == 409
    assert "withdrawn" in late.text
    assert fresh(session, ServiceRequest, service_request.id).state == RequestState.CONFIRMED


def test_a_yes_by_phone_without_an_offer(desk, make, session):
    service_request, person = make.service_request(), make.translator()
    answer = desk.post(f"/dispatch/requests/{service_request.id}/assign/{person.id}")
    assert answer.status_code == 303
    assert session.scalars(sa.select(Assignment)).one().translator_id == person.id


def test_taking_back_asks_for_the_reason(desk, offered, session):
    service_request, *_ = offered(accepted=True)
    assignment = session.scalars(sa.select(Assignment)).one()
    address = f"/dispatch/assignments/{assignment.id}/take-back"
    assert desk.get(address).status_code == 200
    assert desk.post(address, data={"reason": " "}).status_code == 422
    assert desk.post(address, data={"reason": "Krank"}).status_code == 303
    assert fresh(session, ServiceRequest, service_request.id).state == RequestState.SUBMITTED
    page = desk.get(f"/dispatch/requests/{service_request.id}").text
    assert "Krank" in page


def test_a_translator_who_calls_off_by_phone_starts_the_search_again(desk, offered, session):
    service_request, *_ = offered(accepted=True)
    assignment = session.scalars(sa.select(Assignment)).one()
    assert desk.post(f"/dispatch/assignments/{assignment.id}/withdraw").status_code == 303
    assert fresh(session, ServiceRequest, service_request.id).state == RequestState.SUBMITTED
    assert "by phone" in desk.get(f"/dispatch/requests/{service_request.id}").text
