"""Signing in and out in the browser."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.factories.accounts import PASSWORD
from traduko.web.account.sign_in import own_page

FOREIGN = [
    "https://evil.example/",
    "http://evil.example",
    "HTTPS://evil.example",
    "//evil.example",
    "///evil.example",
    "////evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    " https://evil.example",
    "\x00//evil.example",
    "/\x0b/evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "mailto:a@b.example",
    "evil.example",
    "@evil.example",
    ":evil",
    "?next=/",
    "https:evil.example",
    "https:/evil.example",
    "/ok\r\nSet-Cookie: a=b",
    "/%0d%0a\nx",
    "",
]


@pytest.mark.parametrize("target", FOREIGN)
def test_nobody_is_sent_to_a_page_of_others(target):
    assert own_page(target) is None


@pytest.mark.parametrize("target", ["/", "/institution/requests?q=%2F%2Fx", "/a/b#c", "/%2F/x"])
def test_own_pages_are_gone_on_to(target):
    assert own_page(target) == target


@pytest.mark.parametrize("target", FOREIGN[:8])
def test_after_signing_in_a_foreign_address_leads_to_ones_own_start(ada, target):
    answer = ada.sign_in(next=target)
    assert answer.status_code == 303
    assert answer.location == "/account/"


def test_the_page_somebody_wanted_comes_after_signing_in(ada):
    answer = ada.client.get("/account/profile")
    assert answer.location.startswith("/account/sign-in?next=")
    page = ada.client.get(answer.location).text
    assert 'value="/account/profile"' in page
    assert ada.sign_in(next="/account/profile").location == "/account/profile"
    assert ada.is_in


def test_wrong_password_and_unknown_address_get_the_same_page(ada, browser_of):
    def plain(answer):
        text = answer.text.replace("ada@office.example", "").replace("no@office.example", "")
        return answer.status_code, re.sub(r'name="csrf_token" value="[^"]*"', "", text)

    nobody = browser_of("no@office.example")
    for _ in range(9):
        known, unknown = ada.sign_in("wrong password 1"), nobody.sign_in("wrong password 1")
        assert plain(known) == plain(unknown)
        assert known.status_code == 422
    assert "Too many tries" in known.text
    assert PASSWORD not in ada.sign_in().text


def test_a_locked_door_stays_open_for_the_browser_that_was_there_before(ada, browser_of):
    ada.sign_in()
    ada.client.post("/account/sign-out")
    stranger = browser_of(ada.email)
    for _ in range(8):
        stranger.sign_in("wrong password 1")
    assert stranger.sign_in().status_code == 422
    assert ada.sign_in().status_code == 303
    assert ada.is_in


def test_the_form_comes_back_filled_in_but_never_with_the_password(ada):
    answer = ada.sign_in("wrong password 1")
    assert 'value="ada@office.example"' in answer.text
    assert "wrong password 1" not in answer.text
    empty = ada.client.post("/account/sign-in", data={})
    assert 'href="#email"' in empty.text
    assert 'href="#password"' in empty.text


@pytest.mark.parametrize(
    "data",
    [
        {"email": "\x00", "password": "\x00"},
        {"email": "a" * 255, "password": "x"},
        {"email": "é@" + "x" * 100, "password": "y" * 1001},
        {"email": "' OR 1=1 --", "password": "' OR 1=1 --"},
    ],
)
def test_odd_input_is_answered_with_the_form(client, data):
    assert client.post("/account/sign-in", data=data).status_code == 422


def test_blanks_around_a_password_belong_to_it(ada):
    assert ada.sign_in(f" {PASSWORD}").status_code == 422
    assert ada.sign_in(PASSWORD).status_code == 303


def token_in(client):
    with client.session_transaction() as cookie:
        return cookie.get("_user_id")


def test_a_cookie_from_before_is_void_after_signing_in(ada):
    with ada.client.session_transaction() as cookie:
        cookie["_user_id"] = "planted"
        cookie["planted"] = "x"
    ada.sign_in()
    with ada.client.session_transaction() as cookie:
        assert cookie["_user_id"] != "planted"
        assert "planted" not in cookie
    first = token_in(ada.client)
    ada.client.post("/account/sign-out")
    ada.sign_in()
    assert token_in(ada.client) not in (first, None)


def test_signing_out_ends_it_on_our_side_and_clears_the_browser(app, ada):
    ada.sign_in()
    token = token_in(ada.client)
    answer = ada.client.post("/account/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not ada.is_in
    with ada.client.session_transaction() as cookie:
        cookie["_user_id"] = token
    assert not ada.is_in


def test_looking_changes_nothing(ada):
    ada.sign_in()
    assert ada.client.get("/account/sign-out").status_code == 405
    assert ada.client.get("/account/stay").status_code == 405
    assert ada.client.get("/account/language").status_code == 405
    assert ada.is_in


def test_cookies_are_kept_from_scripts_and_other_sites(ada):
    answer = ada.sign_in()
    cookies = answer.headers.getlist("Set-Cookie")
    assert {cookie.partition("=")[0] for cookie in cookies} == {"traduko", "browser"}
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in cookies)
    assert answer.headers["Cache-Control"] == "no-store"


def test_without_a_token_of_our_form_nothing_is_accepted(app, ada):
    app.config["WTF_CSRF_ENABLED"] = True
    for path in ("sign-in", "sign-out", "stay", "language", "forgotten", "confirm"):
        assert ada.client.post(f"/account/{path}").status_code == 400


def test_staff_are_warned_and_can_stay(dora, clock):
    dora.sign_in()
    dora.set_up_factor()
    page = dora.client.get("/account/profile").text
    assert 'data-idle-seconds="1800"' in page
    for _ in range(4):
        clock.move(timedelta(minutes=29))
        assert dora.client.post("/account/stay").status_code == 204
    assert dora.is_in
    clock.move(timedelta(minutes=31))
    assert dora.client.post("/account/stay").status_code == 401
    assert not dora.is_in


def test_closing_an_account_ends_what_is_open(session, ada, account):
    from traduko.accounts import users
    from traduko.accounts.actor import SYSTEM
    from traduko.core.db import transaction

    ada.sign_in()
    user = account(ada.email)
    with transaction(session):
        users.disable(session, user, actor=SYSTEM)
    assert not ada.is_in
    assert ada.sign_in().status_code == 422


@pytest.mark.parametrize("wanted", ["fr", "de", "xx", ""])
def test_the_language_is_chosen_without_signing_in(client, wanted):
    answer = client.post("/account/language", data={"locale": wanted, "next": "/account/sign-in"})
    assert answer.location == "/account/sign-in"
    page = client.get("/account/sign-in").text
    assert f'<html lang="{wanted if wanted in ("fr", "de") else "en"}"' in page


def test_the_language_of_an_account_follows_it(ada, account):
    ada.sign_in()
    ada.client.post("/account/language", data={"locale": "fr", "next": "//evil.example"})
    assert account(ada.email).locale == "fr"
    assert '<html lang="fr"' in ada.client.get("/account/profile").text
