"""The second factor on the way in, and what a password alone does not open."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories.accounts import PASSWORD
from traduko.accounts.models import User

# What somebody may reach who has shown the password but not yet the second factor.
ON_THE_WAY = {
    "account.sign_in.show",
    "account.sign_in.submit",
    "account.sign_in.leave",
    "account.sign_in.stay",
    "account.second_factor.required",
    "account.second_factor.set_up",
    "account.second_factor.begin",
    "account.second_factor.picture",
    "account.confirm.show",
    "account.language.choose",
    "account.password.forgotten",
    "account.password.invitation",
    "account.password.reset",
    "account.password.prove_email",
}


def later(person):
    """Come back the next day, without a sign-in."""
    person.client.post("/account/sign-out")
    person.clock.move(timedelta(days=1))
    return person.sign_in()


def test_a_dispatcher_sets_it_up_before_anything_else(dora):
    answer = dora.sign_in()
    for path in ("/account/", "/account/profile", "/dispatch/", "/dispatch/search"):
        answer = dora.client.get(path)
        assert answer.status_code == 303
        assert answer.location.startswith("/account/second-factor")
    assert dora.client.get(answer.location).location == "/account/second-factor/set-up"
    answer = dora.set_up_factor()
    assert answer.text.count("<li>") >= 10
    assert dora.client.get("/dispatch/search").status_code == 200


def test_later_the_code_is_asked_for_and_one_goes_on_where_one_wanted_to(dora):
    dora.sign_in()
    dora.set_up_factor()
    later(dora)
    answer = dora.client.get("/dispatch/search?q=42")
    assert answer.location.startswith("/account/second-factor?next=")
    wrong = dora.client.post(answer.location, data={"code": "000000"})
    assert wrong.status_code == 422
    assert dora.client.get("/dispatch/search").status_code == 303
    right = dora.client.post(
        "/account/second-factor", data={"code": dora.code(), "next": "/dispatch/search?q=42"}
    )
    assert right.location == "/dispatch/search?q=42"
    assert dora.client.get("/dispatch/search").status_code == 200


def test_a_code_seen_over_the_shoulder_is_no_longer_good(dora, browser_of):
    dora.sign_in()
    dora.set_up_factor()
    later(dora)
    code = dora.code()
    assert dora.client.post("/account/second-factor", data={"code": code}).status_code == 303
    thief = browser_of(dora.email)
    thief.sign_in()
    assert thief.client.post("/account/second-factor", data={"code": code}).status_code == 422


def test_eight_wrong_codes_are_the_most_in_a_quarter_of_an_hour(dora):
    dora.sign_in()
    dora.set_up_factor()
    later(dora)
    for _ in range(8):
        answer = dora.client.post("/account/second-factor", data={"code": "12345"})
        assert "Too many" not in answer.text
    answer = dora.client.post("/account/second-factor", data={"code": dora.code()})
    assert "Too many tries" in answer.text
    dora.clock.move(timedelta(minutes=16))
    answer = dora.client.post("/account/second-factor", data={"code": dora.code()})
    assert answer.status_code == 303


def test_the_secret_of_the_cookie_changes_with_the_second_factor(dora):
    dora.sign_in()
    with dora.client.session_transaction() as cookie:
        before = cookie["_user_id"]
    dora.set_up_factor()
    with dora.client.session_transaction() as cookie:
        assert cookie["_user_id"] != before
        cookie["_user_id"] = before
    assert not dora.is_in


def account_paths(app):
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("account."):
            path = rule.rule.replace("<token>", "x").replace(
                "<uuid:sign_in_id>", "00000000-0000-0000-0000-000000000001"
            )
            for method in rule.methods & {"GET", "POST"}:
                yield rule.endpoint, method, path


@pytest.mark.parametrize("roles", [(), ("dispatcher",)])
def test_a_password_alone_opens_no_page_of_an_account_that_has_a_factor(
    app, session, clock, browser_of, account, roles
):
    from tests.factories.accounts import make_user

    make_user(session, "bea@office.example", roles=roles)
    owner = browser_of("bea@office.example")
    owner.sign_in()
    owner.set_up_factor()
    thief = browser_of("bea@office.example")
    thief.sign_in()
    before = account("bea@office.example")
    kept = {column.name: getattr(before, column.name) for column in User.__table__.columns}
    for endpoint, method, path in account_paths(app):
        if endpoint in ON_THE_WAY:
            continue
        data = {
            "present": PASSWORD,
            "password": "eine neue Brücke",
            "again": "eine neue Brücke",
            "name": "Thief",
            "email": "thief@evil.example",
            "locale": "fr",
        }
        answer = thief.client.open(path, method=method, data=data if method == "POST" else None)
        assert (endpoint, answer.status_code) == (endpoint, 303)
        assert answer.location.startswith("/account/second-factor"), endpoint
    thief.client.post("/account/language", data={"locale": "fr"})
    assert thief.client.post("/account/second-factor/begin").status_code in (403, 409)
    assert thief.client.get("/account/second-factor/code.svg").status_code == 404
    assert thief.client.get("/account/second-factor/set-up").status_code == 303
    after = account("bea@office.example")
    assert {name: getattr(after, name) for name in kept} == kept
    assert owner.is_in


def test_each_page_of_an_account_needs_somebody_signed_in(app, client):
    open_to_all = {
        "account.sign_in.show",
        "account.sign_in.submit",
        "account.sign_in.leave",
        "account.language.choose",
        "account.password.forgotten",
        "account.password.invitation",
        "account.password.reset",
        "account.password.prove_email",
    }
    for endpoint, method, path in account_paths(app):
        if endpoint in open_to_all:
            continue
        answer = client.open(path, method=method)
        if endpoint == "account.sign_in.stay":
            assert answer.status_code == 401
        else:
            assert (endpoint, answer.status_code) == (endpoint, 303)
            assert answer.location.startswith("/account/sign-in")


def test_whoever_has_it_by_choice_turns_it_off_only_freshly_confirmed(ada):
    ada.sign_in()
    ada.set_up_factor()
    ada.clock.move(timedelta(minutes=11))
    answer = ada.client.post("/account/second-factor/off")
    assert answer.location.startswith("/account/confirm")
    ada.client.post("/account/confirm", data={"present": PASSWORD})
    assert ada.client.post("/account/second-factor/off").location == "/account/profile"
    later(ada)
    assert ada.is_in


def test_where_it_is_required_it_cannot_be_turned_off(dora):
    dora.sign_in()
    dora.set_up_factor()
    assert dora.client.post("/account/second-factor/off").status_code in (403, 409)
    later(dora)
    assert not dora.is_in


def test_the_picture_is_a_plain_image_shown_only_while_setting_up(dora):
    dora.sign_in()
    assert dora.client.get("/account/second-factor/code.svg").status_code == 404
    dora.client.post("/account/second-factor/begin")
    picture = dora.client.get("/account/second-factor/code.svg")
    assert picture.mimetype == "image/svg+xml"
    assert b"<script" not in picture.data
    assert b"style=" not in picture.data
    dora.set_up_factor()
    assert dora.client.get("/account/second-factor/code.svg").status_code == 404


def test_new_recovery_codes_replace_the_old_ones(dora):
    dora.sign_in()
    dora.set_up_factor()
    answer = dora.client.post("/account/second-factor/codes")
    assert answer.status_code == 200
    code = answer.text.split("<li>")[1].split("<")[0].strip()
    later(dora)
    answer = dora.client.post("/account/second-factor", data={"code": code})
    assert answer.status_code == 303
    assert "9 recovery codes left" in dora.client.get("/account/profile").text
