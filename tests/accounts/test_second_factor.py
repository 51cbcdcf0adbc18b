"""The second factor: each code once, recovery codes once, the secret kept encrypted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.accounts import make_user
from traduko.accounts import second_factor, sessions
from traduko.accounts.actor import SYSTEM, Actor
from traduko.accounts.models import RecoveryCode
from traduko.core import audit
from traduko.core.db import transaction
from traduko.core.errors import NotAllowed

ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
YEAR_2026, YEAR_2036 = 1_767_225_600, 2_082_758_400
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


class Phone:
    """An authenticator app, a sign-in, and the way to the portal."""

    def __init__(self, session, user, clock):
        self.session, self.user, self.clock = session, user, clock
        self.actor = Actor(user.id, user.name, frozenset())
        with transaction(session):
            token = sessions.start(session, user, user_agent="x", address="")
            self.sign_in_id = sessions.read(session, token).sign_in_id
            self.secret = second_factor.begin(session, user)
        self.token = token

    def code(self, *, ahead=0):
        moment = self.clock() + timedelta(seconds=30 * ahead)
        return pyotp.TOTP(self.secret).at(moment)

    def confirm(self, code):
        with transaction(self.session):
            return second_factor.confirm(
                self.session, self.user, code, self.sign_in_id, actor=self.actor
            )

    def check(self, code):
        try:
            with transaction(self.session):
                second_factor.check(
                    self.session, self.user, code, self.sign_in_id, actor=self.actor
                )
        except second_factor.CodeWrong:
            return False
        return True


@pytest.fixture
def phone(session, clock):
    return Phone(session, make_user(session, roles=("dispatcher",)), clock)


def test_the_factor_is_on_once_its_first_code_was_shown(session, phone, mails):
    assert sessions.read(session, phone.token).needs_second_factor
    with pytest.raises(second_factor.CodeWrong):
        phone.confirm("000000" if phone.code() != "000000" else "111111")
    codes = phone.confirm(phone.code())
    assert len(set(codes)) == 10
    signed_in = sessions.read(session, phone.token)
    assert signed_in.second_factor_done
    assert not signed_in.needs_second_factor
    assert [template for template, *_ in mails()] == ["accounts/second_factor"]


def test_secret_and_recovery_codes_cannot_be_read_from_the_database(session, phone):
    codes = phone.confirm(phone.code())
    assert phone.secret not in phone.user.totp_secret
    kept = {row.code_hash for row in session.scalars(sa.select(RecoveryCode))}
    assert not kept & set(codes)


def test_turning_it_on_ends_the_other_sign_ins(session, phone):
    with transaction(session):
        other = sessions.start(session, phone.user, user_agent="y", address="")
    phone.confirm(phone.code())
    assert sessions.read(session, other) is None


@pytest.mark.parametrize("script", [ARABIC, PERSIAN])
def test_a_code_may_be_typed_in_the_digits_of_ones_own_script(clock, phone, script):
    phone.confirm(phone.code())
    clock.move(timedelta(seconds=30))
    code = phone.code().translate(script)
    assert phone.check(f"{code[:3]} {code[3:]}")


@pytest.mark.parametrize(
    "code", ["", "١٢٣", "½½½½½½", "12345", "1234567", "ⅷⅷ", "a" * 40, "\u0661"]
)
def test_what_is_no_code_is_refused(phone, code):
    phone.confirm(phone.code())
    assert not phone.check(code)


def test_a_code_is_not_asked_of_a_factor_that_was_never_confirmed(phone):
    assert not phone.check(phone.code())


def test_each_recovery_code_replaces_the_device_once(session, phone, mails):
    codes = phone.confirm(phone.code())
    for code in codes:
        assert phone.check(f" {code.upper().replace('-', ' ')} ")
        assert not phone.check(code)
    assert second_factor.codes_left(session, phone.user) == 0
    assert len(mails()) == 11


def test_new_recovery_codes_void_the_old_ones(session, phone):
    old = phone.confirm(phone.code())
    with transaction(session):
        new = second_factor.new_recovery_codes(session, phone.user, actor=phone.actor)
    assert not phone.check(old[0])
    assert phone.check(new[0])
    assert "accounts:second_factor:new_codes" in [
        entry.event for entry in audit.history(session, [phone.user.id])
    ]


def test_a_factor_in_use_is_neither_replaced_nor_given_codes_before_it_is_on(session, phone):
    with pytest.raises(NotAllowed), transaction(session):
        second_factor.new_recovery_codes(session, phone.user, actor=phone.actor)
    phone.confirm(phone.code())
    with pytest.raises(second_factor.AlreadyOn), transaction(session):
        second_factor.begin(session, phone.user)


def test_an_administrator_takes_off_a_lost_factor_and_its_owner_is_told(session, phone, mails):
    codes = phone.confirm(phone.code())
    with transaction(session):
        second_factor.turn_off(session, phone.user, actor=SYSTEM)
    assert not phone.check(codes[0])
    assert len(mails()) == 2
    with transaction(session):
        second_factor.turn_off(session, phone.user, actor=SYSTEM)
    assert len(mails()) == 2


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    start=st.integers(YEAR_2026, YEAR_2036),
    moves=st.lists(
        st.tuples(st.integers(0, 95), st.integers(-2, 2), st.booleans()), min_size=1, max_size=12
    ),
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_code_is_ever_good_twice_and_none_that_is_older_than_the_last(
    session, clock, start, moves
):
    clock.set(datetime.fromtimestamp(start, UTC))
    user = make_user(session, f"u{clock().timestamp()}{len(moves)}{id(moves)}@office.example")
    phone = Phone(session, user, clock)
    phone.confirm(phone.code())
    last = int(clock().timestamp()) // 30
    for seconds, ahead, again in moves:
        clock.move(timedelta(seconds=seconds))
        code = phone.code(ahead=ahead)
        step = int(clock().timestamp()) // 30 + ahead
        window = range(step - ahead - 1, step - ahead + 2)
        codes = {pyotp.TOTP(phone.secret).generate_otp(each) for each in window if each > last}
        accepted = phone.check(code)
        assert accepted == (code in codes)
        if accepted:
            assert user.totp_last_step > last
            last = user.totp_last_step
        if again:
            assert not phone.check(code) or user.totp_last_step > last
            last = user.totp_last_step
