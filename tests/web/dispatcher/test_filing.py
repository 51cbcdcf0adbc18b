"""A request taken down by phone."""

from __future__ import annotations

import sqlalchemy as sa

from traduko.core.audit import AuditEntry
from traduko.institutions.models import InstitutionState
from traduko.requests.models import RequestState, ServiceRequest

FORM = {
    "language": "ar",
    "working_language": "de",
    "mode": "on_site",
    "day": "2026-03-11",
    "starts": "10:00",
    "length": "60",
    "street": "Teststraße 1",
    "postal_code": "4700",
    "municipality_key": "eupen",
    "contact_name": "Karl Kontakt",
    "gender_otherwise": "y",
}


def test_a_dispatcher_files_in_the_name_of_a_verified_institution(desk, make, session):
    institution = make.institution(name="Klinik Sonnenhof")
    make.institution(name="Noch nicht", state=InstitutionState.APPLIED)
    page = desk.get("/dispatch/file?q=").text
    assert "Klinik Sonnenhof" in page
    assert "Noch nicht" not in page
    for kind in ("interpreting", "translation"):
        assert desk.get(f"/dispatch/file/{institution.id}?kind={kind}").status_code == 200
    answer = desk.post(f"/dispatch/file/{institution.id}", data=FORM, follow_redirects=True)
    assert "The institution has been told" in answer.text
    filed = session.scalars(sa.select(ServiceRequest)).one()
    assert filed.state == RequestState.SUBMITTED
    assert filed.institution_id == institution.id
    entry = session.scalars(sa.select(AuditEntry).where(AuditEntry.event == "request:submit")).one()
    assert (entry.actor_name, entry.via) == ("Dora Dispo", "phone")


def test_a_form_with_mistakes_comes_back_filled_in(desk, make, session):
    institution = make.institution()
    wrong = FORM | {"day": "2026-03-01", "contact_name": "Frau Sommer"}
    answer = desk.post(f"/dispatch/file/{institution.id}", data=wrong)
    assert answer.status_code == 422
    assert "This time is over already" in answer.text
    assert "Frau Sommer" in answer.text
    assert session.scalar(sa.select(sa.func.count()).select_from(ServiceRequest)) == 0
