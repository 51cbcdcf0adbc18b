"""One screen, six answers: what somebody who asks for an interpreter sees and does."""

from __future__ import annotations

import io
import re

import pytest
import sqlalchemy as sa

from tests.factories.dispatch import NEXT_WEEK
from tests.factories.documents import PNG, docx, pdf
from tests.web.institution.conftest import FORM, TEXT_FORM
from traduko.core import files
from traduko.core.db import transaction
from traduko.institutions.models import InstitutionState
from traduko.operator.kinds import InstitutionKind
from traduko.requests import documents
from traduko.requests.models import (
    DraftFile,
    FilingDefaults,
    RequestDocument,
    RequestDraft,
    RequestState,
    ServiceRequest,
    TranslatorWish,
    WishKind,
)

NEW = "/institution/requests/new"


def filed(session):
    session.rollback()
    return session.scalars(sa.select(ServiceRequest).order_by(ServiceRequest.id)).all()


def upload(name, data):
    return (io.BytesIO(data), name)


def value_of(page, name):
    found = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', page)
    return found.group(1) if found else ""


def test_six_answers_are_enough_and_the_number_can_be_said(rita, session):
    page = rita.browser.get(NEW).text
    assert page.count("<h1>") == 1
    assert "An interpreter" in page
    assert 'details class="more">' in page
    answer = rita.browser.post(NEW, data=FORM, follow_redirects=True)
    assert answer.status_code == 200
    [row] = filed(session)
    assert row.state == RequestState.SUBMITTED
    assert row.starts_at == NEXT_WEEK
    assert (row.requester_name, row.institution_id) == ("Rita Anfrage", rita.institution.id)
    assert "Request TR-2026-00001 is received" in answer.text
    assert "Received, not yet confirmed" in answer.text
    assert "You hear from us by" in answer.text


def test_the_form_begins_with_the_institutions_address_and_my_name(rita):
    page = rita.browser.get(NEW).text
    assert value_of(page, "street") == "Sonnenweg 4"
    assert value_of(page, "postal_code") == "4700"
    assert value_of(page, "contact_name") == "Rita Anfrage"


def test_the_same_form_sent_twice_is_one_request(rita, session):
    form_id = value_of(rita.browser.get(NEW).text, "form_id")
    first = rita.browser.post(NEW, data=FORM | {"form_id": form_id})
    second = rita.browser.post(NEW, data=FORM | {"form_id": form_id})
    assert first.location == second.location
    assert len(filed(session)) == 1


def test_sending_a_saved_draft_twice_is_one_request_too(rita, session):
    page = rita.browser.get(NEW).text
    form = FORM | {"form_id": value_of(page, "form_id")}
    saved = rita.browser.post(f"{NEW}/draft", data=form).json
    form["draft_id"] = saved["id"]
    first, second = (rita.browser.post(NEW, data=form) for _ in range(2))
    assert first.location == second.location
    assert len(filed(session)) == 1


MISTAKES = [
    ({"language": ""}, "Choose the language."),
    ({"language": "sq"}, "Not a valid choice"),
    ({"mode": "written"}, "Choose one of the answers."),
    ({"day": "31.2.2026"}, "Enter a date"),
    ({"day": ""}, "Enter the date."),
    ({"starts": "halb"}, "Enter a time"),
    ({"starts": ""}, "Enter the start."),
    ({"length": "7"}, "Not a valid choice"),
    ({"day": "2026-03-03"}, "This time is over already."),
    ({"day": "2027-03-09"}, "Please choose a date within the next twelve months."),
    ({"day": "2026-03-04", "starts": "10:30"}, "This is too short notice"),
    ({"length": "other"}, "Enter the end."),
    ({"length": "other", "ends": "09:30"}, "The end must be after the start."),
    ({"length": "other", "ends": "18:30"}, "This is longer than 8 hours."),
    ({"postal_code": ""}, "Enter where the interpreter should come"),
    ({"mode": "phone"}, "Enter the number to call or the link to open."),
    ({"second_mode": "on_site"}, "The second choice is the same as the first."),
    ({"window_starts": "10:30"}, "The flexible window must hold the whole appointment."),
    ({"day": "2026-03-29", "starts": "02:30"}, "02:30 does not exist"),
    ({"case_reference": "x" * 201}, "This is too long."),
]


@pytest.mark.parametrize(("wrong", "sentence"), MISTAKES)
def test_each_mistake_has_its_sentence_and_the_form_comes_back_filled_in(
    rita, session, wrong, sentence
):
    answer = rita.browser.post(NEW, data=FORM | {"matter": "Anmeldung <b>"} | wrong)
    assert answer.status_code == 422
    assert "Please correct this first" in answer.text
    assert sentence in answer.text
    assert "Anmeldung &lt;b&gt;" in answer.text
    assert "Karl Kontakt" in answer.text
    summary = re.search(r'class="error-summary".*?</div>', answer.text, re.DOTALL).group()
    for target in re.findall(r'href="#([^"]+)"', summary):
        assert f'id="{target}"' in answer.text
    assert filed(session) == []


def test_an_hour_that_exists_twice_is_asked_about(rita, session):
    twice = FORM | {"day": "2026-10-25", "starts": "02:30", "length": "30"}
    answer = rita.browser.post(NEW, data=twice)
    assert answer.status_code == 422
    assert "02:30 exists twice. Choose which you mean." in answer.text
    assert "the second one, in winter time" in answer.text
    assert rita.browser.post(NEW, data=twice | {"which_hour": "1"}).status_code == 303
    [row] = filed(session)
    assert (row.starts_at.hour, row.ends_at.hour) == (1, 2)


def test_a_hard_time_is_said_and_not_refused(rita):
    answer = rita.browser.post(NEW, data=FORM | {"day": "2026-03-14"}, follow_redirects=True)
    assert answer.status_code == 200
    assert "Our service is closed on this day of the week" in answer.text


def test_what_looks_like_a_client_is_asked_about_once(rita, session):
    telling = FORM | {"matter": "Gespräch mit Frau Yilmaz, geb. 12.03.1985", "case_reference": "K7"}
    asked = rita.browser.post(NEW, data=telling)
    assert asked.status_code == 422
    for part in ("Is this about a client?", "Yilmaz", "12.03.1985", "Send it as it is"):
        assert part in asked.text
    assert filed(session) == []
    assert rita.browser.post(NEW, data=telling | {"text_checked": "1"}).status_code == 303
    [row] = filed(session)
    assert row.matter == telling["matter"]


def test_a_case_reference_and_a_contact_may_say_what_they_like(rita, session):
    form = FORM | {"case_reference": "Frau Yilmaz 0470 12 34 56", "contact_phone": "087 12 34 56"}
    assert rita.browser.post(NEW, data=form).status_code == 303


def test_more_opens_by_itself_if_it_holds_something(rita):
    assert (
        'details class="more" open>'
        in rita.browser.post(NEW, data=FORM | {"day": "", "matter": "Anmeldung"}).text
    )


def test_wishes_are_must_or_wish(rita, make, session, institution):
    liked, unliked = make.translator("Tara Gut"), make.translator("Tom Nie")
    for person in (liked, unliked):
        _worked_for(make, session, institution, person)
    page = rita.browser.get(NEW).text
    assert "Tara Gut" in page
    form = FORM | {
        "named": str(liked.id),
        "named_is_must": "y",
        "never": str(unliked.id),
        "gender": "woman",
        "gender_otherwise": "",
        "qualification": "healthcare",
        "qualification_is_must": "y",
        "second_mode": "video",
        "remote_access": "https://video.example/raum",
        "window_starts": "09:00",
        "window_ends": "12:00",
    }
    assert rita.browser.post(NEW, data=form).status_code == 303
    row = filed(session)[-1]
    wishes = session.scalars(sa.select(TranslatorWish).filter_by(request_id=row.id)).all()
    assert {(w.translator_id, w.kind, w.is_must) for w in wishes} == {
        (liked.id, WishKind.NAMED, True),
        (unliked.id, WishKind.NEVER, True),
    }
    assert row.gender_is_must
    assert (row.qualification_wanted, row.qualification_is_must) == ("healthcare", True)
    assert (row.ends_at - row.starts_at).seconds == 3600
    again = rita.browser.get(f"{NEW}?again={row.id}").text
    assert re.search(rf'<option selected value="{liked.id}">', again)
    assert re.search(rf'<option selected value="{unliked.id}">', again)
    assert '<option selected value="healthcare">' in again
    assert (
        "Healthcare interpreting course (required)"
        in rita.browser.get(f"/institution/requests/{row.id}").text
    )
    same = rita.browser.post(NEW, data=form | {"never": str(liked.id)})
    assert "This is the translator you wish for above." in same.text


def _worked_for(make, session, institution, translator):
    from tests.factories.dispatch import DISPATCHER
    from traduko.dispatch import assignments

    earlier = make.service_request(institution)
    other = NEXT_WEEK.replace(hour=6 + len(translator.name) % 2 * 8)
    with transaction(session):
        earlier.starts_at, earlier.ends_at = other, other.replace(minute=30)
        assignments.assign_directly(session, earlier, translator.id, actor=DISPATCHER)


def test_again_like_this_one_fills_in_all_but_the_date(rita, make, institution):
    earlier = make.service_request(
        institution, case_reference="AZ-4711", matter="Verlaufsgespräch", minutes=75
    )
    page = rita.browser.get(f"{NEW}?again={earlier.id}").text
    for part in ('value="AZ-4711"', "Verlaufsgespräch", 'value="10:00"', 'value="11:15"'):
        assert part in page
    assert value_of(page, "day") == ""
    assert value_of(page, "repeated_from") == str(earlier.id)
    text = make.text(institution, target_language="ar")
    assert "Ask for a translation" in rita.browser.get(f"{NEW}?again={text.id}").text


def test_a_draft_saves_itself_and_is_taken_up_again(rita, session):
    typed = FORM | {"day": "31.2.2026", "starts": "halb", "matter": " zwei \r\n Zeilen "}
    saved = rita.browser.post(f"{NEW}/draft", data=typed)
    assert "Draft saved at 09:00" in saved.json["message"]
    assert session.scalars(sa.select(RequestDraft)).one().form["matter"] == " zwei \r\n Zeilen "
    again = rita.browser.post(f"{NEW}/draft", data=typed | {"draft_id": saved.json["id"]})
    assert again.json["id"] == saved.json["id"]
    start = rita.browser.get("/institution/").text
    assert f"draft={saved.json['id']}" in start
    page = rita.browser.get(f"{NEW}?draft={saved.json['id']}").text
    assert 'value="31.2.2026"' in page
    assert 'value="halb"' in page
    rita.browser.post(f"{NEW}/draft/{saved.json['id']}/discard")
    session.rollback()
    assert session.scalars(sa.select(RequestDraft)).all() == []


def test_a_draft_is_saved_by_a_button_without_javascript_and_gone_once_it_is_sent(rita, session):
    answer = rita.browser.post(NEW, data=FORM | {"save_draft": "1"}, follow_redirects=True)
    assert "The draft is saved." in answer.text
    draft = session.scalars(sa.select(RequestDraft)).one()
    assert rita.browser.post(NEW, data=FORM | {"draft_id": str(draft.id)}).status_code == 303
    assert len(filed(session)) == 1
    assert session.scalars(sa.select(RequestDraft)).all() == []


def test_a_draft_of_somebody_else_is_not_there(rita, otto, session):
    theirs = otto.browser.post(f"{NEW}/draft", data=FORM).json["id"]
    assert rita.browser.get(f"{NEW}?draft={theirs}").status_code == 404
    assert rita.browser.post(f"{NEW}/draft/{theirs}/discard").status_code == 404
    own = rita.browser.post(f"{NEW}/draft", data=FORM | {"draft_id": theirs}).json["id"]
    assert own != theirs


def test_my_defaults_and_my_units_fill_in_the_form(member_of, make, institution, session):
    unit = make.unit(institution, street="Stationsweg 3", postal_code="4780")
    clara = member_of(institution, name="Clara Station", unit=unit)
    page = clara.browser.get(NEW).text
    assert value_of(page, "street") == "Stationsweg 3"
    assert re.search(rf'<option selected value="{unit.id}">', page)
    clara.browser.post(NEW, data=FORM | {"remember": "y", "length": "45", "street": "Tor 2"})
    page = clara.browser.get(NEW).text
    assert value_of(page, "street") == "Tor 2"
    assert re.search(r'<option selected value="45">', page)
    assert session.scalars(sa.select(FilingDefaults)).one().user_id == clara.user.id


def test_a_text_is_measured_and_filed(rita, session):
    form = TEXT_FORM | {"documents": upload("brief.docx", docx())}
    assert "Ask for a translation" in rita.browser.get(f"{NEW}?kind=translation").text
    answer = rita.browser.post(NEW, data=form, follow_redirects=True)
    assert "6 words" in answer.text
    [row] = filed(session)
    assert (row.word_count, row.target_language, row.mode.value) == (6, "ar", "written")


def test_the_words_of_a_picture_are_asked_for_and_the_file_survives(rita, session):
    answer = rita.browser.post(NEW, data=TEXT_FORM | {"documents": upload("scan.png", PNG)})
    assert answer.status_code == 422
    assert "The words of this document cannot be counted." in answer.text
    assert "scan.png" in answer.text
    draft_id = value_of(answer.text, "draft_id")
    again = TEXT_FORM | {"draft_id": draft_id, "word_count": "120"}
    assert rita.browser.post(NEW, data=again).status_code == 303
    [row] = filed(session)
    assert row.word_count == 120
    assert [d.file.name for d in documents.of(session, row.id)] == ["scan.png"]
    assert session.scalars(sa.select(DraftFile)).all() == []


def test_an_upload_survives_a_mistake_elsewhere_and_can_be_removed(rita, session):
    wrong = TEXT_FORM | {"due": "", "documents": upload("brief.docx", docx())}
    page = rita.browser.post(NEW, data=wrong)
    assert page.status_code == 422
    assert "kept from before" in page.text
    draft_id = value_of(page.text, "draft_id")
    kept = session.scalars(sa.select(DraftFile)).one()
    removed = rita.browser.post(
        NEW, data=TEXT_FORM | {"draft_id": draft_id, "remove_file": str(kept.file_id)}
    )
    assert removed.status_code == 200
    assert "kept from before" not in removed.text
    answer = rita.browser.post(NEW, data=TEXT_FORM | {"draft_id": draft_id})
    assert "Choose the document to be translated." in answer.text


BAD_FILES = [
    ("virus.exe", b"MZ\x90\x00", "is not a PDF"),
    ("virus.pdf", b"MZ\x90\x00" + b"\0" * 40, "is not a PDF"),
    ("leer.pdf", b"", "is empty"),
    ("geheim.pdf", pdf(password="x"), "is protected by a password"),
    ("kaputt.docx", docx()[:-30], "Please save it anew"),
    ("gross.txt", b"a " * (6 * 1024 * 1024), "is larger than 10 MB"),
]


@pytest.mark.parametrize(("name", "data", "sentence"), BAD_FILES)
def test_a_bad_file_says_what_is_wrong_with_it(rita, session, name, data, sentence):
    answer = rita.browser.post(NEW, data=TEXT_FORM | {"documents": upload(name, data)})
    answer.request.environ["wsgi.input"].close()  # the test client leaves a large one open
    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2  # in the summary and at the field
    assert filed(session) == []
    assert session.scalars(sa.select(files.StoredFile)).all() == []


def test_briefing_documents_go_with_an_appointment(rita, session):
    form = FORM | {"documents": upload("bericht.pdf", pdf())}
    assert rita.browser.post(NEW, data=form).status_code == 303
    assert session.scalars(sa.select(RequestDocument)).one().purpose.value == "briefing"


def test_a_file_id_from_a_form_counts_for_nothing(rita, otto, session):
    otto.browser.post(NEW, data=TEXT_FORM | {"due": "", "documents": upload("a.docx", docx())})
    theirs = session.scalars(sa.select(DraftFile)).one()
    answer = rita.browser.post(
        NEW,
        data=TEXT_FORM | {"stored_files": str(theirs.file_id), "draft_id": str(theirs.draft_id)},
    )
    assert "Choose the document to be translated." in answer.text
    assert filed(session) == []


@pytest.mark.parametrize("state", [InstitutionState.SUSPENDED, InstitutionState.APPLIED])
def test_an_institution_that_is_not_verified_is_told_so(rita, session, institution, state):
    with transaction(session):
        institution.state = state
    assert "cannot send requests at the moment" in rita.browser.get(NEW).text
    answer = rita.browser.post(NEW, data=FORM)
    assert answer.status_code == 422
    assert "cannot send requests at the moment" in answer.text
    assert filed(session) == []


def test_a_shelter_is_not_asked_for_its_address(member_of, make, session):
    shelter = make.institution(kind=InstitutionKind.WOMENS_SHELTER, street="Geheimweg 1")
    person = member_of(shelter)
    page = person.browser.get(NEW).text
    assert "Geheimweg" not in page
    assert 'name="street"' not in page
    answer = person.browser.post(NEW, data=FORM | {"street": "Geheimweg 1"})
    assert "The address of a shelter is never stored." in answer.text


def test_a_lawyer_reads_the_conditions(member_of, make, session):
    from tests.factories.dispatch import DISPATCHER
    from traduko.operator import settings as operator_settings

    with transaction(session):
        operator_settings.change(
            session, "text_lawyer", "Only residence law, 25 EUR per started hour.", actor=DISPATCHER
        )
    lawyer = member_of(make.institution(kind=InstitutionKind.LAWYER))
    assert "Only residence law" in lawyer.browser.get(NEW).text


def test_another_institution_is_404_everywhere(rita, otto, make, session):
    theirs = make.service_request(otto.institution)
    assert rita.browser.get(f"{NEW}?again={theirs.id}").status_code == 404
    other = str(otto.institution.id)
    assert rita.browser.get(f"{NEW}?institution_id={other}").status_code == 404
    assert rita.browser.post(NEW, data=FORM | {"institution_id": other}).status_code == 404
    assert rita.browser.get(f"{NEW}?kind=nonsense").status_code == 404
