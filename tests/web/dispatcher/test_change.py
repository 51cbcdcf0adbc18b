"""Changes told by phone."""

from __future__ import annotations

import sqlalchemy as sa

from traduko.dispatch.models import Offer, OfferState
from traduko.requests.models import RequestState, ServiceRequest

FORM = {
    "version": "1",
    "day": "2026-03-11",
    "starts": "10:00",
    "ends": "11:00",
    "mode": "on_site",
    "street": "Teststraße 1",
    "postal_code": "4700",
    "municipality_key": "eupen",
    "contact_name": "Karl Kontakt",
    "contact_phone": "+32 87 000000",
}


def test_another_time_asks_the_translator_again(desk, offered, session):
    service_request, *_ = offered(accepted=True)
    address = f"/dispatch/requests/{service_request.id}/change"
    assert "needs a new yes" in desk.get(address).text
    assert "Nothing was different" in desk.post(address, data=FORM, follow_redirects=True).text
    changed = desk.post(address, data=FORM | {"starts": "12:00", "ends": "13:00"})
    assert changed.status_code == 303
    session.rollback()
    session.refresh(service_request)
    assert service_request.state == RequestState.OFFERED
    assert service_request.starts_at.hour == 11
    states = sorted(session.scalars(sa.select(Offer.state)))
    assert states == [OfferState.ACCEPTED, OfferState.OPEN]
    stale = desk.post(address, data=FORM)
    assert stale.status_code == 422
    assert "Somebody else has changed this" in stale.text


def test_impossible_times_come_back_with_words(desk, make, session):
    address = f"/dispatch/requests/{make.service_request().id}/change"
    for wrong, words in (
        ({"ends": "09:00"}, "The end must be after the start"),
        ({"day": "2026-03-01"}, "This time is over already"),
        ({"day": "2026-03-29", "starts": "02:30"}, "the clocks are put forward"),
        ({"day": "x"}, "Enter"),
        ({"day": ""}, "Enter the date"),
    ):
        answer = desk.post(address, data=FORM | wrong)
        assert answer.status_code == 422
        assert words in answer.text
    assert session.scalar(sa.select(ServiceRequest.version)) == 1


def test_a_text_has_only_a_day_and_a_contact(desk, make, session):
    text = make.text()
    address = f"/dispatch/requests/{text.id}/change"
    assert desk.get(address).status_code == 200
    form = {"version": "1", "day": "2026-03-20", "contact_name": "Neu"}
    assert desk.post(address, data=form).status_code == 303
    session.rollback()
    session.refresh(text)
    assert text.due_at.day == 20
