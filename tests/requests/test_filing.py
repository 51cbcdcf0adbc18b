"""From six answers to a number; every rule with its own sentence."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from tests.factories.dispatch import DISPATCHER, NEXT_WEEK
from traduko.core import audit
from traduko.core import clock as core_clock
from traduko.core.db import transaction
from traduko.core.errors import NotAllowed
from traduko.core.ids import new_id
from traduko.core.outbox import OutboxMail
from traduko.institutions.models import InstitutionState
from traduko.operator import settings as operator_settings
from traduko.operator.kinds import InstitutionKind
from traduko.requests import case_reference, documents, filing, rules
from traduko.requests.models import (
    DocumentPurpose,
    RequestState,
    ServiceRequest,
    TranslatorWish,
    WishKind,
)
from traduko.requests.rules import TimeWarning, Wish
from traduko.translators.models import Mode

HOUR = timedelta(hours=1)
BRUSSELS = ZoneInfo("Europe/Brussels")


def letters(session):
    return session.scalars(sa.select(OutboxMail).order_by(OutboxMail.id)).all()


def test_a_request_gets_a_number_a_date_of_answer_and_is_not_confirmed(file, asked, session):
    filed = file(asked())
    assert filed.number == "TR-2026-00001"
    assert filed.state == RequestState.SUBMITTED
    assert filed.sort_at == NEXT_WEEK
    assert filed.municipality_key == "eupen"
    # Filed on Wednesday at 09:00; eight hours of service later (08:30-12:00, 13:00-16:30).
    assert filed.answer_by == datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
    events = [entry.event for entry in audit.history(session, [filed.id])]
    assert events == ["request:submit"]


def test_the_requester_and_the_units_mailbox_hear_that_received_is_not_confirmed(
    file, asked, make, institution, session
):
    unit = make.unit(institution, shared_mailbox="station3@spital.example")
    filed = file(asked(unit_id=unit.id, case_reference="AZ-99"))
    sent = letters(session)
    assert {mail.to_email for mail in sent} == {"rita@spital.example", "station3@spital.example"}
    for mail in sent:
        assert filed.number in mail.subject
        assert "AZ-99" not in mail.body_text
        assert filed.number in mail.body_text
        assert mail.about_id == filed.id


def test_the_year_of_the_number_is_the_operators(file, asked, clock):
    clock.set(datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
    filed = file(asked(starts_at=clock() + timedelta(days=9), ends_at=clock() + timedelta(9, 3600)))
    assert filed.number == "TR-2027-00001"


def test_the_same_form_sent_twice_is_one_request_and_one_mail(file, asked, session):
    form_id = new_id()
    first, second = file(asked(form_id=form_id)), file(asked(form_id=form_id))
    assert first.id == second.id == form_id
    assert len(letters(session)) == 1


def test_a_form_id_of_another_institution_is_not_taken_over(file, asked, make, session):
    other = make.service_request()
    with pytest.raises(NotAllowed):
        file(asked(form_id=other.id))


@pytest.mark.parametrize(
    "state", [state for state in InstitutionState if state != InstitutionState.VERIFIED]
)
def test_only_a_verified_institution_files(file, asked, institution, session, state):
    with transaction(session):
        institution.state = state
    with pytest.raises(rules.InstitutionNotVerified) as refused:
        file(asked())
    assert refused.value.params["institution"] == "Klinik Sonnenhof"


def test_nobody_files_for_an_institution_they_do_not_belong_to(file, asked, make):
    with pytest.raises(NotAllowed):
        file(asked(institution_id=make.institution().id))
    with pytest.raises(NotAllowed):
        file(asked(unit_id=make.unit(make.institution()).id))


AT = {
    "past": {"starts_at": datetime(2026, 3, 4, 7, tzinfo=UTC)},
    "no_time": {"starts_at": None},
    "backwards": {"ends_at": NEXT_WEEK - HOUR},
    "no_length": {"ends_at": NEXT_WEEK},
    "too_long": {"ends_at": NEXT_WEEK + 8 * HOUR + timedelta(minutes=1)},
    "too_far": {"starts_at": datetime(2027, 3, 6, 9, tzinfo=UTC)},
    "soon": {"starts_at": datetime(2026, 3, 4, 11, tzinfo=UTC)},
    "soon_by_phone": {
        "mode": Mode.PHONE,
        "contact_phone": "087 1",
        "starts_at": datetime(2026, 3, 4, 8, 30, tzinfo=UTC),
    },
}
REFUSALS = [
    (AT["past"], rules.StartInPast, "day"),
    (AT["no_time"], rules.StartMissing, "day"),
    (AT["backwards"], rules.EndsBeforeStart, "ends"),
    (AT["no_length"], rules.EndsBeforeStart, "ends"),
    (AT["too_long"], rules.TooLong, "ends"),
    (AT["too_far"], rules.TooFarAhead, "day"),
    (AT["soon"], rules.TooShortNotice, "day"),
    (AT["soon_by_phone"], rules.TooShortNotice, "day"),
    ({"language": "sq"}, rules.LanguageNotOffered, "language"),
    ({"working_language": "en"}, rules.LanguageNotOffered, "language"),
    ({"postal_code": None}, rules.PlaceMissing, "postal_code"),
    ({"mode": Mode.PHONE}, rules.RemoteAccessMissing, "remote_access"),
    ({"second_mode": Mode.ON_SITE}, rules.SameMode, "second_mode"),
    ({"window_starts_at": NEXT_WEEK + HOUR / 2}, rules.WindowTooSmall, "window_starts"),
    ({"window_ends_at": NEXT_WEEK + HOUR / 2}, rules.WindowTooSmall, "window_ends"),
]


@pytest.mark.parametrize(("values", "rule", "field"), REFUSALS)
def test_each_broken_rule_has_its_own_sentence_at_its_field(
    file, asked, session, values, rule, field
):
    if values.get("starts_at") and "ends_at" not in values:
        values = values | {"ends_at": values["starts_at"] + HOUR}
    with pytest.raises(rule) as refused:
        file(asked(**values))
    assert refused.value.field == field
    assert session.scalar(sa.select(sa.func.count()).select_from(ServiceRequest)) == 0
    assert letters(session) == []


TEXT_REFUSALS = [
    ({"due_at": None}, rules.DateMissing, "due"),
    ({"due_at": datetime(2026, 3, 4, 15, tzinfo=UTC)}, rules.TooShortNotice, "due"),
    ({"uploads": ()}, rules.TextMissing, "documents"),
    ({"stored_ids": (new_id(),), "uploads": ()}, rules.TextMissing, "documents"),
]


@pytest.mark.parametrize(("values", "rule", "field"), TEXT_REFUSALS)
def test_a_text_has_rules_of_its_own(file, asked_text, values, rule, field):
    with pytest.raises(rule) as refused:
        file(asked_text(**values))
    assert refused.value.field == field


def test_too_short_notice_names_the_phone_and_staff_may_still_file(file, asked, session):
    with transaction(session):
        operator_settings.change(session, "phone", "+32 87 000001", actor=DISPATCHER)
    soon = asked(starts_at=core_clock.now() + HOUR, ends_at=core_clock.now() + 2 * HOUR)
    with pytest.raises(rules.TooShortNotice) as refused:
        file(soon)
    assert "+32 87 000001" in str(refused.value)
    filed = file(soon, actor=DISPATCHER)
    assert filed.requester_id is None
    assert filed.requester_name == "Karl Kontakt"


def test_eight_hours_and_a_year_ahead_are_just_possible(file, asked, clock):
    assert file(asked(ends_at=NEXT_WEEK + 8 * HOUR)).number == "TR-2026-00001"
    far = clock() + timedelta(days=366)
    assert file(asked(starts_at=far, ends_at=far + HOUR)).number == "TR-2026-00002"


def test_the_address_of_a_shelter_is_never_stored(file, asked, institution, session):
    with transaction(session):
        institution.kind = InstitutionKind.WOMENS_SHELTER
    with pytest.raises(rules.AddressProtected) as refused:
        file(asked(street="Geheimweg 1"))
    assert refused.value.field == "street"
    assert file(asked()).street is None


def test_wishes_are_kept_and_never_again_is_always_a_must(file, asked, make, session):
    liked, unliked = make.translator(), make.translator()
    wishes = (Wish(liked.id, WishKind.NAMED), Wish(unliked.id, WishKind.NEVER))
    filed = file(asked(wishes=wishes))
    kept = session.scalars(sa.select(TranslatorWish).filter_by(request_id=filed.id)).all()
    assert {(wish.translator_id, wish.kind, wish.is_must) for wish in kept} == {
        (liked.id, WishKind.NAMED, False),
        (unliked.id, WishKind.NEVER, True),
    }
    with pytest.raises(rules.WishesContradict):
        file(asked(wishes=(Wish(liked.id, WishKind.NAMED), Wish(liked.id, WishKind.NEVER))))


def test_a_text_is_measured_and_its_words_are_asked_for_where_it_cannot_be(
    file, asked_text, session
):
    from tests.factories.documents import PNG

    filed = file(asked_text())
    assert filed.word_count == 4
    [row] = documents.of(session, filed.id)
    assert (row.purpose, row.word_count) == (DocumentPurpose.SOURCE, 4)
    with pytest.raises(rules.WordCountMissing) as refused:
        file(asked_text(uploads=(("scan.png", PNG),)))
    assert refused.value.field == "word_count"
    assert file(asked_text(uploads=(("scan.png", PNG),), word_count=250)).word_count == 250


def test_the_same_case_of_another_institution_has_another_key(session, institution, make):
    def key(place, text):
        return case_reference.key(session, place.id, text)

    assert key(institution, "AZ 17") == key(institution, " az17 ")
    assert key(institution, "AZ 17") != key(make.institution(), "AZ 17")
    assert key(institution, "  ") is None


WARNINGS = [
    ((2026, 3, 11, 10, 0), 60, None),
    ((2026, 3, 11, 12, 15), 30, None),
    ((2026, 3, 11, 7, 30), 60, TimeWarning.OUTSIDE_HOURS),
    ((2026, 3, 11, 16, 0), 60, TimeWarning.OUTSIDE_HOURS),
    ((2026, 3, 14, 10, 0), 60, TimeWarning.CLOSED_DAY),
    ((2026, 5, 1, 10, 0), 60, TimeWarning.HOLIDAY),
    ((2027, 11, 15, 10, 0), 60, TimeWarning.HOLIDAY),
]


@pytest.mark.parametrize(("at", "minutes", "expected"), WARNINGS)
def test_hard_times_are_said_and_never_refused(session, clock, at, minutes, expected):
    settings = operator_settings.current(session)
    starts = datetime(*at, tzinfo=BRUSSELS)
    assert rules.time_warning(settings, starts, starts + timedelta(minutes=minutes)) == expected
    assert rules.time_warning(settings, None, None) is None


SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


def test_the_hour_that_does_not_exist_and_the_one_that_exists_twice():
    at = time(2, 30)
    with pytest.raises(core_clock.HourMissing):
        core_clock.at_local(SPRING, at, BRUSSELS)
    with pytest.raises(core_clock.HourMissing):
        core_clock.at_local(SPRING, at, BRUSSELS, fold=1)
    with pytest.raises(core_clock.HourTwice):
        core_clock.at_local(AUTUMN, at, BRUSSELS)
    first, second = (core_clock.at_local(AUTUMN, at, BRUSSELS, fold=fold) for fold in (0, 1))
    assert (first.hour, second.hour) == (0, 1)


def test_an_appointment_over_the_change_of_clocks_keeps_its_length(file, asked, session):
    starts = datetime(2026, 10, 24, 23, 0, tzinfo=UTC)
    filed = file(asked(starts_at=starts, ends_at=starts + 3 * HOUR))
    session.expire(filed)
    assert filed.ends_at - filed.starts_at == 3 * HOUR


def test_an_answer_puts_the_request_back_into_the_search(file, asked, rita, session):
    from traduko.dispatch import decisions

    filed = file(asked())
    with transaction(session):
        decisions.ask_institution(session, filed, question="Which floor?", actor=DISPATCHER)
    with pytest.raises(filing.AnswerMissing), transaction(session):
        filing.answer_question(session, filed, "  ", actor=rita)
    with transaction(session):
        filing.answer_question(session, filed, "The third.", actor=rita)
    assert filed.state == RequestState.SUBMITTED
    said = [(m.from_operator, m.text) for m in filing.messages_of(session, filed.id)]
    assert said[-1] == (False, "The third.")
