"""Signing in: counted tries, same answers for known and unknown, sessions that end."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.factories.accounts import PASSWORD, make_user
from traduko.accounts import attempts, sessions, sign_in
from traduko.accounts.models import SignIn, SignInAttempt
from traduko.accounts.users import email_key
from traduko.core import audit
from traduko.core.db import make_session, transaction

AGENT = {"user_agent": "Firefox", "address": "192.0.2.7"}


def attempt(session, email, password, *, client="192.0.2.7", browser=None):
    """Try to sign in as the page does; return the secret, or None for a wrong password."""
    with transaction(session):
        marks = sign_in.admit(session, email, client, browser=browser)
    verified = sign_in.check_password(session, email, password)
    if verified is None:
        return None
    with transaction(session):
        return sign_in.begin(session, verified, password, marks, **AGENT)


def test_the_right_password_signs_in_and_leaves_a_trail(session, user):
    token = attempt(session, " ADA@Office.Example ", PASSWORD)
    assert sessions.read(session, token).user_id == user.id
    assert [entry.event for entry in audit.history(session, [user.id])] == [
        "accounts:session:start"
    ]
    row = session.scalars(sa.select(SignIn)).one()
    assert token not in (row.token_hash, str(row.id))


def test_closed_unproven_and_unknown_accounts_do_not_sign_in(session, clock):
    make_user(session, "closed@office.example", disabled_at=clock())
    make_user(session, "unproven@office.example", email_proven_at=None)
    make_user(session, "invited@office.example", password_hash=None)
    for email in ("closed", "unproven", "invited", "nobody"):
        assert attempt(session, f"{email}@office.example", PASSWORD) is None


def test_of_a_thousand_guesses_eight_are_tried_whether_or_not_there_is_an_account(session, user):
    for email in (user.email, "nobody@office.example"):
        tried, words = 0, set()
        for number in range(1000):
            try:
                with transaction(session):
                    sign_in.admit(session, email, f"10.0.{number // 250}.{number % 250}")
                tried += 1
            except attempts.TooManyTries as error:
                words.add(str(error))
        assert tried == 8
        assert len(words) == 1


def test_one_client_cannot_try_many_addresses(session, clock):
    tried = 0
    for number in range(100):
        try:
            attempt(session, f"u{number}@office.example", "wrong password 1")
            tried += 1
        except attempts.TooManyTries:
            pass
    assert tried == 60


def test_after_a_quarter_of_an_hour_the_door_opens_again(session, user, clock):
    for _ in range(8):
        attempt(session, user.email, "wrong password 1")
    with pytest.raises(attempts.TooManyTries):
        attempt(session, user.email, PASSWORD)
    clock.move(timedelta(minutes=15, seconds=1))
    assert attempt(session, user.email, PASSWORD)


def test_strangers_do_not_keep_out_a_browser_that_is_known(session, user):
    browser = sign_in.known_browser(session, user.id)
    for _ in range(8):
        attempt(session, user.email, "wrong password 1", client="198.51.100.1")
    with pytest.raises(attempts.TooManyTries):
        attempt(session, user.email, PASSWORD)
    assert attempt(session, user.email, PASSWORD, browser=browser)


def test_a_known_browser_has_eight_tries_and_only_for_its_own_account(session, user):
    browser = sign_in.known_browser(session, user.id)
    for _ in range(8):
        attempt(session, user.email, "wrong password 1", browser=browser)
    with pytest.raises(attempts.TooManyTries):
        attempt(session, user.email, PASSWORD, browser=browser)
    other = make_user(session, "bea@office.example")
    for _ in range(8):
        attempt(session, other.email, "wrong password 1", browser=browser)
    with pytest.raises(attempts.TooManyTries):
        attempt(session, other.email, PASSWORD, browser=browser)


def test_people_who_sign_in_from_one_office_do_not_lock_each_other_out(session, clock):
    for number in range(70):
        email = f"u{number}@office.example"
        make_user(session, email)
        assert attempt(session, email, PASSWORD, client="203.0.113.5")


@pytest.mark.race
def test_tries_at_the_same_moment_are_counted_one_by_one(database, carried, session, user):
    tried, lock = [], threading.Lock()

    def knock():
        with make_session(database.engine, **carried) as own:
            for _ in range(3):
                try:
                    with transaction(own):
                        sign_in.admit(own, user.email, "192.0.2.9")
                except attempts.TooManyTries:
                    continue
                with lock:
                    tried.append(1)

    threads = [threading.Thread(target=knock) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(tried) == 8


def test_tries_are_kept_without_the_address_and_not_for_long(session, user, clock):
    attempt(session, user.email, "wrong password 1")
    rows = session.scalars(sa.select(SignInAttempt)).all()
    assert len(rows) == 2
    assert not any(email_key(user.email) in row.subject_hash for row in rows)
    clock.move(timedelta(hours=3))
    attempt(session, "else@office.example", "wrong password 1", client="192.0.2.99")
    assert len(session.scalars(sa.select(SignInAttempt)).all()) == 2


def test_a_wrong_password_costs_the_database_the_same_with_and_without_an_account(
    database, session, user
):
    def statements(email):
        session.rollback()
        seen = []

        def note(_connection, _cursor, text, *_rest):
            seen.append(text)

        sa.event.listen(database.engine, "before_cursor_execute", note)
        attempt(session, email, "wrong password 1", client=email)
        sa.event.remove(database.engine, "before_cursor_execute", note)
        return seen

    assert statements(user.email) == statements("nobody@office.example")


def test_a_password_changed_in_the_meantime_begins_nothing(session, user):
    with transaction(session):
        marks = sign_in.admit(session, user.email, "192.0.2.7")
    verified = sign_in.check_password(session, user.email, PASSWORD)
    with transaction(session):
        user.password_hash = "$argon2id$other"
    with pytest.raises(sign_in.SignInFailed), transaction(session):
        sign_in.begin(session, verified, PASSWORD, marks, **AGENT)


def test_an_old_hash_is_strengthened_by_signing_in(session, user):
    session.info["argon2"] = {"time_cost": 2, "memory_cost": 16, "parallelism": 1}
    old = user.password_hash
    assert attempt(session, user.email, PASSWORD)
    assert user.password_hash != old
    assert "m=16,t=2" in user.password_hash
    assert attempt(session, user.email, PASSWORD)


def start(session, user):
    with transaction(session):
        return sessions.start(session, user, user_agent="x", address="192.0.2.7")


@pytest.mark.parametrize(("roles", "minutes"), [(("dispatcher",), 30), ((), 240)])
def test_a_sign_in_ends_when_nobody_was_there(session, clock, roles, minutes):
    token = start(session, make_user(session, roles=roles))
    clock.move(timedelta(minutes=minutes))
    assert sessions.read(session, token)
    clock.move(timedelta(seconds=1))
    assert sessions.read(session, token) is None


def test_a_sign_in_ends_after_twelve_hours_whatever_happens(session, user, clock):
    token = start(session, user)
    for _ in range(72):
        clock.move(timedelta(minutes=10))
        signed_in = sessions.read(session, token)
        assert signed_in
        with transaction(session):
            sessions.touch(session, signed_in.sign_in_id)
    clock.move(timedelta(seconds=1))
    assert sessions.read(session, token) is None
    assert sessions.of(session, user.id) == []


def test_who_is_there_is_read_with_one_statement(database, session, clock):
    user = make_user(session, roles=("dispatcher", "finance"))
    token = start(session, user)
    from traduko.operator import settings as operator_settings

    settings = operator_settings.current(session)
    seen = []
    sa.event.listen(database.engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
    signed_in = sessions.read(session, token, settings=settings)
    assert len(seen) == 1
    assert signed_in.staff_roles == {"dispatcher", "finance"}
    assert signed_in.needs_second_factor


def test_seen_is_written_once_a_minute(session, user, clock):
    token = start(session, user)
    assert not sessions.is_touch_due(sessions.read(session, token))
    clock.move(timedelta(seconds=61))
    assert sessions.is_touch_due(sessions.read(session, token))


def test_a_renewed_sign_in_voids_its_old_secret(session, user):
    old = start(session, user)
    with transaction(session):
        new = sessions.renew(session, sessions.read(session, old).sign_in_id)
    assert sessions.read(session, old) is None
    assert sessions.read(session, new).user_id == user.id


def test_nobody_ends_the_sign_in_of_somebody_else(session, user):
    token = start(session, user)
    other = make_user(session, "bea@office.example")
    sign_in_id = sessions.read(session, token).sign_in_id
    from traduko.accounts.actor import SYSTEM

    with transaction(session):
        assert not sessions.end(session, other, sign_in_id, actor=SYSTEM)
    assert sessions.read(session, token)
    with transaction(session):
        assert sessions.end(session, user, sign_in_id, actor=SYSTEM)
    assert sessions.read(session, token) is None


def test_what_browsers_and_addresses_were_used_is_forgotten_after_a_month(session, user, clock):
    start(session, user)
    clock.move(timedelta(days=31))
    start(session, user)
    with transaction(session):
        assert sessions.forget_old(session) == 1
    assert len(session.scalars(sa.select(SignIn)).all()) == 1


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_secrets_have_256_bits_and_never_repeat(session, user):
    tokens = {start(session, user) for _ in range(20)}
    assert len(tokens) == 20
    assert all(len(token) == 43 for token in tokens)
