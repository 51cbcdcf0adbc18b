"""Accounts: invited, proven, changed, closed; links that are good once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.factories.accounts import PASSWORD, make_user
from traduko.accounts import attempts, passwords, sessions, users
from traduko.accounts.actor import SYSTEM, Actor, Role
from traduko.accounts.models import User
from traduko.core import audit, tokens
from traduko.core.db import transaction
from traduko.core.errors import NotAllowed

NEW = "vier Störche auf dem Dach"
ADMIN = Actor(None, "Mira Muster", frozenset({Role.OPERATOR_ADMIN}))


def ask(session, email, *, client="192.0.2.7"):
    with transaction(session):
        users.ask_for_reset(session, email, client=client, actor=SYSTEM)


def start(session, user):
    with transaction(session):
        return sessions.start(session, user, user_agent="x", address="192.0.2.7")


def test_a_reset_ends_all_sign_ins_and_tells_the_owner(session, user, mails, newest_token):
    open_one = start(session, user)
    ask(session, user.email.upper())
    token = newest_token()
    with transaction(session):
        users.reset_password(session, token, NEW, actor=SYSTEM)
    assert sessions.read(session, open_one) is None
    assert passwords.verify(session, user.password_hash, NEW)
    assert [template for template, *_ in mails()] == [
        "accounts/reset",
        "accounts/password_changed",
    ]
    assert audit.broken_links(session, user.id) == []


def test_a_reset_link_is_good_once_and_for_an_hour(session, user, clock, newest_token):
    ask(session, user.email)
    token = newest_token()
    clock.move(timedelta(minutes=59))
    with transaction(session):
        users.reset_password(session, token, NEW, actor=SYSTEM)
    with pytest.raises(tokens.TokenStale), transaction(session):
        users.reset_password(session, token, NEW + "!", actor=SYSTEM)
    clock.move(timedelta(hours=1))
    ask(session, user.email)
    late = newest_token()
    clock.move(timedelta(hours=1))
    with pytest.raises(tokens.TokenExpired), transaction(session):
        users.reset_password(session, late, NEW, actor=SYSTEM)


def test_a_weak_password_does_not_use_up_the_link(session, user, newest_token):
    ask(session, user.email)
    for weak in ("short", "Password123!", "Ada-Amt-2026"):
        with pytest.raises(users.RuleBroken), transaction(session):
            users.reset_password(session, newest_token(), weak, actor=SYSTEM)
    with transaction(session):
        users.reset_password(session, newest_token(), NEW, actor=SYSTEM)


def test_a_reset_leaves_the_second_factor_on(session, clock, newest_token):
    user = make_user(session, totp_secret="kept", totp_confirmed_at=clock())
    ask(session, user.email)
    with transaction(session):
        users.reset_password(session, newest_token(), NEW, actor=SYSTEM)
    signed_in = sessions.read(session, start(session, user))
    assert signed_in.needs_second_factor


def test_links_of_one_purpose_open_no_other_door(session, user, newest_token):
    ask(session, user.email)
    token = newest_token()
    for purpose in (users.INVITATION, users.NEW_EMAIL, "offer", "record", "feed"):
        with pytest.raises(tokens.TokenInvalid):
            users.read_link(session, token, purpose)
    for broken in (token[:-1], token[1:], token.swapcase(), token + "A", "", "x" * 4000, "é"):
        with pytest.raises(tokens.TokenInvalid):
            users.read_link(session, broken, users.RESET)


def test_nobody_gets_more_than_three_reset_mails_an_hour(session, user, mails, clock):
    for _ in range(10):
        ask(session, user.email)
    assert len(mails()) == 3
    clock.move(timedelta(hours=1, seconds=1))
    ask(session, user.email)
    assert len(mails()) == 4


def test_one_client_may_not_ask_for_many_addresses(session, clock):
    for number in range(30):
        ask(session, f"u{number}@office.example")
    with pytest.raises(attempts.TooManyTries):
        ask(session, "another@office.example")
    ask(session, "another@office.example", client="198.51.100.1")


def test_asking_for_an_unknown_address_is_the_same_work_and_leaves_nothing(
    database, session, user, mails
):
    def statements(email):
        session.rollback()
        seen = []

        def note(_connection, _cursor, text, *_rest):
            seen.append(text.split("sa_savepoint")[0])

        sa.event.listen(database.engine, "before_cursor_execute", note)
        ask(session, email)
        sa.event.remove(database.engine, "before_cursor_execute", note)
        return [text for text in seen if not text.startswith(("RELEASE", "ROLLBACK"))]

    ask(session, "the settings are read now@office.example")
    known = statements(user.email)
    assert statements("nobody@office.example") == known
    assert statements("not an address at all") == known
    make_user(session, "closed@office.example", disabled_at=user.created_at)
    assert statements("closed@office.example") == known
    assert [address for _, address, _ in mails()] == [user.email]
    assert session.scalar(sa.select(sa.func.count()).select_from(User)) == 2
    assert session.scalars(sa.select(audit.AuditEntry.thing_id).distinct()).all() == [user.id]


def test_a_new_password_by_mail_opens_a_locked_door(session, user, newest_token):
    for _ in range(8):
        with transaction(session):
            attempts.admit(session, (attempts.PER_ADDRESS, user.email_key))
    ask(session, user.email)
    with transaction(session):
        users.reset_password(session, newest_token(), NEW, actor=SYSTEM)
    with transaction(session):
        attempts.admit(session, (attempts.PER_ADDRESS, user.email_key))


def test_an_invitation_proves_the_address_and_is_good_once(session, clock, newest_token):
    with transaction(session):
        user = users.invite_staff(
            session,
            email="Neu@Traduko.example",
            name="Nina  Neu",
            locale="fr",
            roles=[Role.DISPATCHER],
            actor=ADMIN,
        )
    assert (user.name, user.locale, user.email_proven_at) == ("Nina Neu", "fr", None)
    token = newest_token()
    with transaction(session):
        users.set_first_password(session, token, NEW, actor=SYSTEM)
    assert user.email_proven_at == clock()
    with pytest.raises(tokens.TokenStale), transaction(session):
        users.set_first_password(session, token, NEW, actor=SYSTEM)


def test_changing_the_password_keeps_only_the_present_sign_in(session, user, mails):
    present, other = start(session, user), start(session, user)
    sign_in_id = sessions.read(session, present).sign_in_id
    with pytest.raises(users.WrongPassword), transaction(session):
        users.change_password(session, user, "wrong", NEW, sign_in_id=sign_in_id, actor=SYSTEM)
    with transaction(session):
        users.change_password(session, user, PASSWORD, NEW, sign_in_id=sign_in_id, actor=SYSTEM)
    assert sessions.read(session, present)
    assert sessions.read(session, other) is None
    assert [template for template, *_ in mails()] == ["accounts/password_changed"]


def test_a_new_address_counts_once_its_owner_has_confirmed_it(session, user, mails, newest_token):
    with transaction(session):
        users.ask_for_new_email(session, user, "ada@neu.example", actor=SYSTEM)
    assert {(template, address) for template, address, _ in mails()} == {
        ("accounts/email_changes", "ada@office.example"),
        ("accounts/prove_new_email", "ada@neu.example"),
    }
    assert user.email == "ada@office.example"
    token = newest_token()
    with transaction(session):
        users.prove_new_email(session, token, actor=SYSTEM)
    assert (user.email, user.email_key) == ("ada@neu.example", "ada@neu.example")
    with pytest.raises(tokens.TokenStale), transaction(session):
        users.prove_new_email(session, token, actor=SYSTEM)


def test_asking_for_an_address_that_has_an_account_tells_nobody_so(session, user, mails):
    make_user(session, "bea@office.example")
    with transaction(session):
        users.ask_for_new_email(session, user, "BEA@office.example", actor=SYSTEM)
    assert [address for _, address, _ in mails()] == [user.email]


def test_an_address_taken_before_it_was_confirmed_is_refused(session, user, newest_token):
    with transaction(session):
        users.ask_for_new_email(session, user, "ada@neu.example", actor=SYSTEM)
    token = newest_token()
    make_user(session, "ada@neu.example")
    with pytest.raises(users.EmailTaken), transaction(session):
        users.prove_new_email(session, token, actor=SYSTEM)


def test_one_address_in_any_spelling_is_one_account(session, user):
    for email in ("ADA@office.example", " ada@OFFICE.example "):
        with pytest.raises(users.EmailTaken), transaction(session):
            users.create_user(session, email=email, name="X", locale="de", actor=ADMIN)
    for email in (
        "ada",
        "ada@",
        "a b@office.example",
        "ada@office..example",
        "ada@office.example\n,x",
    ):
        with pytest.raises(users.EmailInvalid), transaction(session):
            users.create_user(session, email=email, name="X", locale="de", actor=ADMIN)


def test_a_domain_with_umlauts_is_one_account_however_it_is_typed(session, clock):
    with transaction(session):
        user = users.create_user(
            session, email="info@bücher.example", name="B", locale="de", actor=ADMIN
        )
    assert user.email.isascii()
    for email in ("info@bücher.example", "Info@BÜCHER.example", "info@xn--bcher-kva.example"):
        assert users.find_by_email(session, email) is user
    with pytest.raises(users.EmailInvalid):
        users.checked_email("müller@office.example")


def test_an_address_no_server_takes_does_not_hold_up_the_others(session, user, smtp, settings):
    from traduko import worker
    from traduko.core import outbox
    from traduko.core.db import session_factory
    from traduko.mailer import SmtpSender

    ask(session, user.email)
    ask(session, make_user(session, "bea@office.example").email)
    with transaction(session):
        first, second = session.scalars(
            sa.select(outbox.OutboxMail).order_by(outbox.OutboxMail.id)
        ).all()
        first.to_email = "müller@office.example"
    sender = SmtpSender(replace(settings, mail_server=smtp.host, mail_port=smtp.port))
    worker.send_due(session_factory(session.get_bind(), **session.info), sender)
    session.expire_all()
    session.rollback()
    assert (first.state, second.state) == (outbox.MailState.FAILED, outbox.MailState.SENT)


def test_a_closed_account_loses_its_sign_ins_and_links(session, user, newest_token):
    token = start(session, user)
    ask(session, user.email)
    with transaction(session):
        users.disable(session, user, actor=ADMIN)
    assert sessions.read(session, token) is None
    with pytest.raises(tokens.TokenInvalid):
        users.read_link(session, newest_token(), users.RESET)
    with transaction(session):
        users.enable(session, user, actor=ADMIN)
    with pytest.raises(tokens.TokenStale):
        users.read_link(session, newest_token(), users.RESET)


def test_the_last_administrator_stays(session, clock):
    first = make_user(session, "a@traduko.example", roles=(Role.OPERATOR_ADMIN,))
    with pytest.raises(users.LastAdmin), transaction(session):
        users.disable(session, first, actor=ADMIN)
    with pytest.raises(users.LastAdmin), transaction(session):
        users.set_roles(session, first, [Role.FINANCE], actor=ADMIN)
    make_user(session, "b@traduko.example", roles=(Role.OPERATOR_ADMIN,))
    with transaction(session):
        users.set_roles(session, first, [Role.FINANCE], actor=ADMIN)
    assert users.roles_of(session, first) == {Role.FINANCE}


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in (Role.OPERATOR_ADMIN, Role.SYSTEM)]
)
def test_only_administration_manages_accounts(session, user, role):
    who = Actor(None, "x", frozenset({role}))
    for verb in (users.disable, users.enable):
        with pytest.raises(NotAllowed), transaction(session):
            verb(session, user, actor=who)
    with pytest.raises(NotAllowed), transaction(session):
        users.set_roles(session, user, [Role.OPERATOR_ADMIN], actor=who)
    with pytest.raises(NotAllowed), transaction(session):
        users.invite_staff(session, email="x@y.example", name="X", locale="de", roles=[], actor=who)


def test_nobody_becomes_a_translator_or_member_by_a_role_at_the_operator(session, user):
    for role in (Role.TRANSLATOR, Role.REQUESTER, Role.SYSTEM):
        with pytest.raises(NotAllowed), transaction(session):
            users.set_roles(session, user, [role], actor=ADMIN)
