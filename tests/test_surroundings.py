"""The tests' own surroundings: databases start empty, the clock stands, nobody talks outside."""

from __future__ import annotations

import smtplib
import socket
from datetime import timedelta
from email.message import EmailMessage

import pytest
import sqlalchemy as sa

from traduko.core import clock as core_clock
from traduko.core.db import WRITES, Counter


@pytest.mark.parametrize("round_", [1, 2])
def test_a_database_is_migrated_and_empty_for_each_test(database, round_):
    with database.engine.connect().execution_options(**{WRITES: True}) as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(Counter)) == 0
        connection.execute(sa.insert(Counter).values(name="TR-2026", value=round_))
        connection.commit()


def test_sessions_of_tests_carry_what_those_of_the_portal_do(settings, carried):
    from traduko.app import Assembly

    portal = Assembly(settings).info
    assert {name: type(part) for name, part in carried.items()} == {
        name: type(part) for name, part in portal.items()
    }


def test_the_clock_stands_until_it_is_moved(clock):
    before = core_clock.now()
    assert core_clock.now() == before
    clock.move(timedelta(hours=2))
    assert core_clock.now() - before == timedelta(hours=2)


def test_no_test_reaches_another_machine():
    with pytest.raises(AssertionError, match="wanted to reach"), socket.socket() as outside:
        outside.connect(("192.0.2.1", 80))
    with pytest.raises(AssertionError, match="wanted to reach"):
        socket.getaddrinfo("traduko.example", 80)


def test_the_mail_server_takes_keeps_and_refuses_as_told(smtp):
    mail = EmailMessage()
    mail["To"] = "a@one.example"
    mail["Subject"] = "Grüße"
    mail.set_content("مرحبا")
    smtp.answers["full@two.example"] = "452 mailbox full"
    with smtplib.SMTP(smtp.host, smtp.port) as connection:
        connection.send_message(mail, "t@traduko.example", ["a@one.example"])
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            connection.send_message(mail, "t@traduko.example", ["full@two.example"])
    (message,) = smtp.by_recipient["a@one.example"]
    assert message["Subject"] == "Grüße"
    assert message.get_content().strip() == "مرحبا"


@pytest.mark.browser
def test_chromium_is_there_and_shows_a_page(browser):
    page = browser.new_page()
    page.set_content("<!doctype html><title>Traduko</title><h1>Guten Tag</h1>")
    assert page.title() == "Traduko"
    assert page.get_by_role("heading", name="Guten Tag").is_visible()
    page.close()
