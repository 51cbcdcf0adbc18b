"""The list, the calendar and the page of a request, as the institution sees them."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from tests.factories.dispatch import DISPATCHER, NEXT_WEEK, actor_for
from tests.factories.documents import PNG, docx
from tests.web.institution.conftest import FORM
from traduko.core.db import transaction
from traduko.dispatch import assignments, decisions, offers
from traduko.requests import documents, filing
from traduko.requests.models import DocumentPurpose, RequestState

LIST = "/institution/requests"


@pytest.fixture
def statements(database):
    """How many statements the portal sends: `statements(path)`."""
    seen = []

    def note(_connection, _cursor, statement, *_rest):
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    def count(member, path):
        seen.clear()
        assert member.browser.get(path).status_code == 200
        return len(seen)

    sa.event.listen(sa.engine.Engine, "before_cursor_execute", note)
    yield count
    sa.event.remove(sa.engine.Engine, "before_cursor_execute", note)


def test_the_list_shows_ours_with_state_and_no_others(rita, otto, make, institution):
    ours = make.service_request(institution, number="TR-2026-00111", case_reference="AZ <b>1</b>")
    make.service_request(otto.institution, number="TR-2026-00222")
    page = rita.browser.get(LIST).text
    assert "TR-2026-00111" in page
    assert "TR-2026-00222" not in page
    assert "Received, not yet confirmed" in page
    assert "AZ &lt;b&gt;1&lt;/b&gt;" in page
    assert f"again={ours.id}" in page


def test_a_filter_is_remembered_until_it_is_cleared(rita, make, institution):
    make.service_request(institution, number="TR-2026-00111", language="tr")
    make.service_request(institution, number="TR-2026-00222", language="ar")
    for path in (f"{LIST}?language=tr", LIST, f"{LIST}?q=turk&view=&language=", LIST):
        page = rita.browser.get(path).text
        assert "TR-2026-00111" in page, path
        assert "TR-2026-00222" not in page, path
    assert "TR-2026-00222" in rita.browser.get(f"{LIST}?clear=1").text
    assert "TR-2026-00222" in rita.browser.get(LIST).text
    assert "No requests here" in rita.browser.get(f"{LIST}?q=nobody").text


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "language=%00",
        "unit=%00",
        "after=%00",
        "q=%25_",
        "view=nonsense",
        "language=%27",
        "unit=x",
        "after=nonsense",
        "q=",
    ],
)
def test_an_address_somebody_made_up_is_answered_calmly(rita, query):
    assert rita.browser.get(f"{LIST}?{query}").status_code == 200


def test_pages_follow_by_key(rita, make, institution):
    for index in range(30):
        make.service_request(institution, starts_at=NEXT_WEEK + timedelta(hours=index))
    first = rita.browser.get(LIST).text
    assert first.count('class="number">TR-') == 25
    following = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    second = rita.browser.get(following.replace("&amp;", "&")).text
    assert second.count('class="number">TR-') == 5


def test_the_number_of_statements_does_not_grow_with_the_list(rita, make, institution, statements):
    counts = {}
    for path in (LIST, f"{LIST}/calendar/2026-3", f"{LIST}/export.csv", "/institution/"):
        rita.browser.get(path)
        counts[path] = statements(rita, path)
    for _ in range(12):
        make.service_request(
            institution, unit_id=make.unit(institution).id, state=RequestState.CONFIRMED
        )
        make.service_request(institution, state=RequestState.RETURNED, language="tr")
    for path, before in counts.items():
        assert statements(rita, path) <= before, path
        assert before <= 16, (path, before)


def test_the_page_of_a_request_takes_few_statements(rita, make, institution, session, statements):
    service_request = make.service_request(institution)
    path = f"{LIST}/{service_request.id}"
    rita.browser.get(path)
    before = statements(rita, path)
    for number in range(5):
        with transaction(session):
            documents.add(
                session,
                service_request,
                f"{number}.txt",
                b"Text",
                purpose=DocumentPurpose.BRIEFING,
                actor=rita.actor,
            )
            filing.write(session, service_request, "Hello", actor=rita.actor)
    assert statements(rita, path) <= before
    assert before <= 18


def test_the_export_is_a_list_that_computes_nothing(rita, make, institution):
    make.service_request(institution, case_reference="=HYPERLINK(1)", language="tr")
    answer = rita.browser.get(f"{LIST}/export.csv")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 2
    assert rows[1][1:4] == ["2026-03-11", "10:00", "11:00"]
    assert "Turkish" in rows[1]
    assert rows[1][-1].startswith("'=")


def test_the_calendar_shows_the_month_in_our_zone(rita, make, institution):
    late = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)  # half past midnight on 1 April in Eupen
    make.service_request(institution, starts_at=late)
    page = rita.browser.get(f"{LIST}/calendar/2026-4").text
    assert page.split('datetime="2026-04-01"')[1].split("</td>")[0].count("<li>") == 1
    assert rita.browser.get(f"{LIST}/calendar/2026-13").status_code == 404
    assert rita.browser.get(f"{LIST}/calendar").status_code == 200


def test_a_request_says_where_it_stands_and_what_happened(rita, make, institution, session):
    rita.browser.post(f"{LIST}/new", data=FORM)
    [line] = [line for line in rita.browser.get(LIST).text.split('"') if f"{LIST}/0" in line][:1]
    page = rita.browser.get(line).text
    for part in (
        "Received, not yet confirmed",
        "You will hear from us by",
        "Request filed",
        "Again like this one",
        "Cancel this request",
        "Received, not yet confirmed: TR-2026-00001",
    ):
        assert part in page, part


def test_once_confirmed_the_name_stands_there_and_who_declined_does_not(
    rita, make, institution, session
):
    service_request = make.service_request(institution)
    shy, willing = make.translator("Selma Scheu"), make.translator("Willi Willig")
    with transaction(session):
        asked = offers.make_offers(session, service_request, [shy.id], actor=DISPATCHER)
    with transaction(session):
        offers.decline_offer(session, asked[0], actor=actor_for(shy))
    with transaction(session):
        assignments.assign_directly(session, service_request, willing.id, actor=DISPATCHER)
    page = rita.browser.get(f"{LIST}/{service_request.id}").text
    assert "The appointment stands." in page
    assert "Willi Willig" in page
    assert "Selma Scheu" not in page


def test_a_question_is_answered_on_the_page_of_the_request(rita, make, institution, session):
    service_request = make.service_request(institution)
    with transaction(session):
        decisions.ask_institution(
            session, service_request, question="Which floor?", actor=DISPATCHER
        )
    path = f"{LIST}/{service_request.id}"
    assert "Which floor?" in rita.browser.get(path).text
    assert "Question about" in rita.browser.get("/institution/").text
    empty = rita.browser.post(f"{path}/answer", data={"text": " "})
    assert empty.status_code == 422
    assert "Please write your answer." in empty.text
    said = rita.browser.post(f"{path}/answer", data={"text": "Third"}, follow_redirects=True)
    assert "Thank you. The search goes on." in said.text
    session.rollback()
    session.refresh(service_request)
    assert service_request.state == RequestState.SUBMITTED
    late = rita.browser.post(f"{path}/answer", data={"text": "Again"})
    assert late.status_code == 422
    assert "Again" in late.text


def test_a_request_is_cancelled_and_taken_up_again(rita, make, institution, session):
    service_request = make.service_request(institution)
    path = f"{LIST}/{service_request.id}"
    gone = rita.browser.post(f"{path}/cancel", data={"reason": "Ill"}, follow_redirects=True)
    assert "The request is cancelled." in gone.text
    session.rollback()
    session.refresh(service_request)
    assert service_request.state == RequestState.CANCELLED
    assert "Undo the cancellation" in gone.text
    rita.browser.post(f"{path}/undo")
    session.rollback()
    session.refresh(service_request)
    assert service_request.state == RequestState.SUBMITTED


def test_small_changes_are_saved_and_names_of_clients_asked_about(rita, make, institution, session):
    service_request = make.service_request(institution)
    path = f"{LIST}/{service_request.id}/details"
    assert "Karl Kontakt" in rita.browser.get(path).text
    form = {"contact_name": "Kira Neu", "translator_note": "Frau Yilmaz wartet"}
    asked = rita.browser.post(path, data=form)
    assert asked.status_code == 422
    assert "Yilmaz" in asked.text
    assert rita.browser.post(path, data=form | {"text_checked": "1"}).status_code == 303
    session.rollback()
    session.refresh(service_request)
    assert service_request.contact_name == "Kira Neu"
    stale = rita.browser.post(path, data={"contact_name": "Alt", "seen_version": "0"})
    assert "Somebody else has changed this" in stale.text
    assert "Alt" in stale.text


def test_another_time_has_its_rules_and_hours(rita, make, institution, session):
    service_request = make.service_request(institution)
    path = f"{LIST}/{service_request.id}/time"
    for form, sentence in (
        ({"day": "2026-03-12", "starts": "11:00", "ends": "10:00"}, "The end must be after"),
        ({"day": "2026-03-01", "starts": "11:00", "ends": "12:00"}, "over already"),
        ({"day": "2026-03-29", "starts": "02:30", "ends": "03:30"}, "02:30 does not exist"),
        ({"day": "31.2.", "starts": "11:00", "ends": "12:00"}, "Enter a date"),
    ):
        answer = rita.browser.post(path, data=form)
        assert answer.status_code == 422, sentence
        assert sentence in answer.text
    good = {"day": "2026-03-12", "starts": "11:00", "ends": "12:00"}
    assert rita.browser.post(path, data=good).status_code == 303
    session.rollback()
    session.refresh(service_request)
    assert service_request.starts_at == datetime(2026, 3, 12, 10, tzinfo=UTC)


def test_documents_are_added_and_handed_out_as_attachments_to_us_alone(
    rita, otto, make, institution, session
):
    service_request = make.service_request(institution)
    path = f"{LIST}/{service_request.id}/documents"

    def send(name, data):
        return rita.browser.post(path, data={"document": (io.BytesIO(data), name)})

    assert "Choose a file first." in rita.browser.post(path, data={}).text
    assert "is not a PDF" in send("virus.png", b"MZ").text
    assert send("Brief “1”.docx", docx()).status_code == 303
    [row] = documents.of(session, service_request.id)
    address = f"{LIST}/documents/{row.id}"
    assert address in rita.browser.get(f"{LIST}/{service_request.id}").text
    answer = rita.browser.get(address)
    assert answer.data == docx()
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert otto.browser.get(address).status_code == 404
    assert rita.browser.get(f"{LIST}/documents/{service_request.id}").status_code == 404
    with transaction(session):
        service_request.state = RequestState.CANCELLED
    assert send("spaet.png", PNG).status_code == 422


def test_another_institutions_request_is_not_there(rita, otto, make):
    theirs = make.service_request(otto.institution)
    for path in ("", "/filed", "/details", "/time"):
        assert rita.browser.get(f"{LIST}/{theirs.id}{path}").status_code == 404, path
    for path in ("cancel", "undo", "answer", "documents", "details", "time"):
        assert rita.browser.post(f"{LIST}/{theirs.id}/{path}", data={}).status_code == 404, path


def test_colleagues_of_the_same_institution_see_each_others_requests(
    rita, member_of, make, institution
):
    service_request = make.service_request(institution)
    clara = member_of(institution, name="Clara Kollegin")
    assert clara.browser.get(f"{LIST}/{service_request.id}").status_code == 200
