"""Where a requester begins, and what the form begins with."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from tests.factories.dispatch import NEXT_WEEK
from tests.web.institution.conftest import FORM
from traduko.accounts.actor import Role
from traduko.core.db import transaction
from traduko.institutions.models import InstitutionState
from traduko.requests.models import FilingDefaults, RequestState

START = "/institution/"


def test_an_empty_page_says_something_friendly_and_what_to_do(rita):
    page = rita.browser.get(START).text
    assert "Hello Rita Anfrage" in page
    assert "No appointments ahead" in page
    assert "A child should never have to interpret for its family." in page
    assert "Waits for you" not in page


def test_the_next_appointments_come_first_and_say_whether_they_are_confirmed(
    rita, otto, make, institution
):
    make.service_request(institution, state=RequestState.CONFIRMED)
    make.service_request(institution, starts_at=NEXT_WEEK - timedelta(days=1))
    make.service_request(otto.institution, number="TR-2026-00999")
    page = rita.browser.get(START).text
    assert page.index("Received, not yet confirmed") < page.index(">Confirmed")
    assert "TR-2026-00999" not in page


def test_what_waits_for_me_stands_above(rita, make, institution):
    make.service_request(institution, state=RequestState.RETURNED, number="TR-2026-00077")
    rita.browser.post("/institution/requests/new/draft", data=FORM)
    page = rita.browser.get(START).text
    assert page.index("Waits for you") < page.index("Next appointments")
    assert "Question about TR-2026-00077" in page
    assert "Draft of" in page


def test_an_institution_that_is_not_verified_reads_why_nothing_can_be_sent(
    rita, institution, session
):
    with transaction(session):
        institution.state = InstitutionState.SUSPENDED
    assert "Requests can be sent once the institution is verified." in rita.browser.get(START).text


def test_nobody_without_an_institution_comes_in(client, rita):
    assert client.get(START).status_code == 303


def test_defaults_are_mine_and_an_administrators_for_all_and_for_each_unit(
    rita, member_of, make, institution, session
):
    unit = make.unit(institution, name="Geburtshilfe")
    boss = member_of(institution, name="Bea Leitung", role=Role.INSTITUTION_ADMIN)
    paths = ("mine", "all", f"unit/{unit.id}")
    for path in paths[1:]:
        assert rita.browser.get(f"/institution/defaults/{path}").status_code == 404
    page = boss.browser.get("/institution/about").text
    assert "Defaults for Geburtshilfe" in page
    for number, path in enumerate(paths, 1):
        address = f"/institution/defaults/{path}"
        assert boss.browser.get(address).status_code == 200
        saved = boss.browser.post(address, data={"street": f"Weg {number}", "length": "45"})
        assert saved.status_code == 303
        assert f'value="Weg {number}"' in boss.browser.get(address).text
    rows = session.scalars(sa.select(FilingDefaults)).all()
    assert {(row.user_id, row.unit_id) for row in rows} == {
        (boss.user.id, None),
        (None, None),
        (None, unit.id),
    }
    assert 'value="Weg 2"' in rita.browser.get("/institution/requests/new").text


def test_defaults_of_another_institution_are_not_there(member_of, make, institution):
    boss = member_of(institution, role=Role.INSTITUTION_ADMIN)
    other = make.institution()
    for path in (
        f"all?institution_id={other.id}",
        f"mine?institution_id={other.id}",
        f"unit/{make.unit(other).id}",
    ):
        assert boss.browser.get(f"/institution/defaults/{path}").status_code == 404
