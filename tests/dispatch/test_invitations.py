"""Calendar entries: one event, the same properties, whatever is written into a name."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from icalendar import Calendar

from traduko.core.mail import Recipient
from traduko.dispatch import invitations

NASTY = [
    "a\r\nBEGIN:VALARM\r\nEND:VALARM",
    "a\rATTENDEE:mailto:evil@x.example",
    "a\nb",
    "semi;colon,comma\\back",
    "nul\x00 vt\x0b esc\x1b",
    "nel\u0085 ls\u2028 ps\u2029",
    "قاعة الانتظار، الطابق الثالث",
    'quote " and ^n caret',
    "x" * 2000,
]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("nasty", NASTY)
def test_nothing_written_into_a_name_or_place_becomes_a_property(session, make, nasty):
    service_request = make.service_request(street=nasty, meeting_point=nasty)
    to = Recipient("tara@post.example", nasty, "ar")
    harmless = Recipient("tara@post.example", "Tara", "ar")
    plain_request = make.service_request()
    invitation = invitations.request(
        session, service_request, to=to, is_confirmed=True, with_place=True
    )
    plain = invitations.request(
        session, plain_request, to=harmless, is_confirmed=True, with_place=True
    )
    calendar = Calendar.from_ical(invitation.ics)
    [event] = calendar.walk("VEVENT")
    [expected] = Calendar.from_ical(plain.ics).walk("VEVENT")
    assert sorted(event.keys()) == sorted(expected.keys())
    assert [item.name for item in calendar.walk()] == [
        item.name for item in Calendar.from_ical(plain.ics).walk()
    ]
    assert all(len(line) <= 75 for line in invitation.ics.split(b"\r\n"))
    assert b"\n" not in invitation.ics.replace(b"\r\n", b"")
    assert b"\r" not in invitation.ics.replace(b"\r\n", b"")


def test_an_entry_carries_the_operators_time_zone_and_no_client(session, make):
    service_request = make.service_request(starts_at=datetime(2026, 7, 1, 7, 0, tzinfo=UTC))
    to = Recipient("tara@post.example", "Tara", "de")
    calendar = Calendar.from_ical(
        invitations.request(
            session, service_request, to=to, is_confirmed=False, with_place=False
        ).ics
    )
    [event] = calendar.walk("VEVENT")
    assert calendar.walk("VTIMEZONE")
    assert event["DTSTART"].params["TZID"] == "Europe/Brussels"
    assert event.decoded("DTSTART").hour == 9
    assert str(event["UID"]) == service_request.calendar_uid
    assert event["ATTENDEE"].params["RSVP"] == "TRUE"
    assert str(event["LOCATION"]) == "Eupen"
    assert "AZ-17" not in calendar.to_ical().decode()
    assert "DESCRIPTION" not in event


def test_a_text_has_no_time_and_so_no_entry(session, make):
    to = Recipient("tara@post.example", "Tara", "de")
    text = make.text()
    assert invitations.cancel(session, text, to=to) is None
    assert invitations.request(session, text, to=to, is_confirmed=True, with_place=True) is None
