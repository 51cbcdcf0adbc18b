"""The way in, in a real browser: password, second factor, codes, warning, out; axe clean."""

from __future__ import annotations

import os
from pathlib import Path

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.factories.accounts import PASSWORD, make_user
from traduko.accounts import users
from traduko.accounts.actor import SYSTEM
from traduko.core import tokens
from traduko.core.clock import now
from traduko.core.db import transaction

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LOOK = os.environ.get("TRADUKO_LOOK_AT")


class Look:
    """Checks each page on the way, and keeps its picture where somebody wants to look."""

    def __init__(self, page, name):
        self.page, self.name, self.problems = page, name, []

    def __call__(self, step):
        found = Axe().run(self.page, options={"runOnly": RULES}).response["violations"]
        self.problems += [f"{step}: {each['id']}" for each in found]
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        if self.page.evaluate(wide):
            self.problems.append(f"{step}: wider than the screen")
        if LOOK:
            path = Path(LOOK) / f"{self.name}_{step}.png"
            self.page.screenshot(path=path, full_page=True)


@pytest.mark.parametrize("size", [(1280, 900), (390, 844)], ids=["wide", "phone"])
@pytest.mark.parametrize("locale", ["en", "de"])
def test_the_way_in_and_out(browser, live, session, size, locale):
    user = make_user(session, "dora@traduko.example", name="Dora Dispo", roles=("dispatcher",))
    with transaction(session):
        user.locale = locale
        invited = users.create_user(
            session, email="neu@traduko.example", name="Nina Neu", locale=locale, actor=SYSTEM
        )
        invitation = tokens.issue(
            session,
            users.INVITATION,
            invited.id,
            version=1,
            expires_at=now() + users.INVITATION_LASTS,
        )
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, base_url=live, locale=locale
    )
    page = context.new_page()
    heard = []
    page.on("console", lambda message: heard.append(message.text))
    look = Look(page, f"{locale}_{size[0]}")

    page.goto("/dispatch/")
    look("sign_in")
    page.fill("#email", user.email)
    page.fill("#password", "wrong password 1")
    page.click("main button.button--primary")
    look("sign_in_wrong")
    page.fill("#password", PASSWORD)
    page.click("main button.button--primary")
    assert "/second-factor/set-up" in page.url
    look("set_up_begin")
    page.click("main button.button--primary")
    look("set_up")
    assert page.evaluate("document.querySelector('main img').naturalWidth") > 100
    secret = page.inner_text(".secret")
    page.fill("#code", "12")
    page.click("main button.button--primary")
    look("set_up_wrong")
    page.fill("#code", pyotp.TOTP(secret).now())
    page.click("main button.button--primary")
    assert page.locator(".codes li").count() == 10
    look("recovery_codes")
    code = page.inner_text(".codes li >> nth=0")
    for step, path in (
        ("profile", "/account/profile"),
        ("email", "/account/profile/email"),
        ("password", "/account/password"),
        ("confirm", "/account/confirm"),
    ):
        page.goto(path)
        look(step)

    page.goto("/account/profile")
    assert page.get_attribute("body", "data-idle-seconds") == "1800"
    page.evaluate("document.getElementById('idle-warning').showModal()")
    look("idle_warning")
    page.click("#idle-warning button")
    page.locator("#idle-warning[open]").wait_for(state="detached")

    page.click(".site-tools form[action$='sign-out'] button")
    page.goto("/account/profile")
    assert "/account/sign-in" in page.url
    page.fill("#email", user.email)
    page.fill("#password", PASSWORD)
    page.click("main button.button--primary")
    look("code")
    page.fill("#code", code)
    page.click("main button.button--primary")
    assert page.url.endswith("/account/profile")
    page.click(".site-tools form[action$='sign-out'] button")

    for step, path in (
        ("forgotten", "/account/forgotten"),
        ("invitation", f"/account/invitation/{invitation}"),
        ("link_problem", "/account/reset/x"),
    ):
        page.goto(path)
        look(step)
    page.goto("/account/forgotten")
    page.fill("#email", "nobody@office.example")
    page.click("main button.button--primary")
    look("forgotten_sent")
    context.close()
    assert not look.problems
    assert not [text for text in heard if "Content Security Policy" in text]
