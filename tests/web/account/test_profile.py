"""One's own account."""

from __future__ import annotations

import pytest

from tests.factories.accounts import PASSWORD, make_user
from traduko.accounts.models import SignIn
from traduko.web.account.profile import browser_name

MOZILLA, WEBKIT = "Mozilla/5.0", "AppleWebKit/537.36 (KHTML, like Gecko)"
NEW = "vier Störche auf dem Dach"


def test_name_phone_and_language_are_changed_and_come_back_when_wrong(ada, account):
    ada.sign_in()
    answer = ada.client.post(
        "/account/profile", data={"name": "  Ada   Neu ", "phone": "+32 87 1", "locale": "fr"}
    )
    assert answer.status_code == 303
    user = account(ada.email)
    assert (user.name, user.phone, user.locale) == ("Ada Neu", "+32 87 1", "fr")
    answer = ada.client.post("/account/profile", data={"name": "", "phone": "1", "locale": "xx"})
    assert answer.status_code == 422
    assert 'href="#name"' in answer.text
    assert account(ada.email).name == "Ada Neu"


def test_what_the_form_does_not_ask_is_not_taken(ada, account):
    ada.sign_in()
    ada.client.post(
        "/account/profile",
        data={"name": "Ada", "locale": "en", "email": "x@y.example", "version": "99", "roles": "x"},
    )
    user = account(ada.email)
    assert (user.email, user.version) == ("ada@office.example", 1)


def test_markup_in_a_name_is_shown_as_text(ada):
    ada.sign_in()
    ada.client.post("/account/profile", data={"name": "<b onclick=x>Ada</b>", "locale": "en"})
    page = ada.client.get("/account/profile").text
    assert "<b onclick" not in page
    assert "&lt;b onclick" in page


def test_the_password_is_changed_with_the_present_one_and_others_are_signed_out(ada, browser_of):
    ada.sign_in()
    other = browser_of(ada.email)
    other.sign_in()
    data = {"present": "wrong password 1", "password": NEW, "again": NEW}
    assert ada.client.post("/account/password", data=data).status_code == 422
    assert other.is_in
    data["present"] = PASSWORD
    assert ada.client.post("/account/password", data=data).status_code == 303
    assert ada.is_in
    assert not other.is_in


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (f"{MOZILLA} (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Windows"),
        (f"{MOZILLA} (X11; Linux x86_64) {WEBKIT} Chrome/140.0 Safari/537.36", "Chrome, Linux"),
        (f"{MOZILLA} (Windows NT 10.0) {WEBKIT} Chrome/1 Safari/5 Edg/140.0", "Edge, Windows"),
        (f"{MOZILLA} (iPhone; like Mac OS X) {WEBKIT} Version/18 Safari/604", "Safari, iPhone"),
        (f"{MOZILLA} (Linux; Android 15) {WEBKIT} Chrome/1 Safari/5", "Chrome, Android"),
        ("curl/8.0", "curl/8.0"),
        ("", ""),
    ],
)
def test_a_browser_is_called_what_people_call_it(user_agent, name):
    assert browser_name(user_agent) == name


def open_sign_ins(session, user):
    session.rollback()
    return [row for row in session.query(SignIn).filter_by(user_id=user.id) if not row.ended_at]


def test_sign_ins_are_listed_and_ended_one_by_one_or_together(session, ada, browser_of, account):
    ada.sign_in()
    others = [browser_of(ada.email) for _ in range(3)]
    for other in others:
        other.client.environ_base["HTTP_USER_AGENT"] = "Telephone <1>"
        other.sign_in()
    page = ada.client.get("/account/profile").text
    assert page.count("Telephone &lt;1&gt;") == 3
    sign_ins = [
        row for row in open_sign_ins(session, account(ada.email)) if "Telephone" in row.user_agent
    ]
    assert ada.client.post(f"/account/profile/sign-ins/{sign_ins[0].id}/end").status_code == 303
    assert sum(other.is_in for other in others) == 2
    ada.client.post("/account/profile/sign-ins/end-others")
    assert not any(other.is_in for other in others)
    assert ada.is_in


def test_the_sign_in_of_somebody_else_cannot_be_ended(session, ada, browser_of, account):
    make_user(session, "bea@office.example")
    bea = browser_of("bea@office.example")
    bea.sign_in()
    ada.sign_in()
    (row,) = open_sign_ins(session, account("bea@office.example"))
    assert ada.client.post(f"/account/profile/sign-ins/{row.id}/end").status_code == 404
    assert bea.is_in
