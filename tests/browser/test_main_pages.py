"""The main pages in a real browser: each role, wide and on a phone, axe without violations.

With TRADUKO_SCREENSHOTS=1 the pictures of README and handbooks are made anew.
"""

from __future__ import annotations

import os
import random
import re
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe

from traduko.accounts import passwords
from traduko.billing import tariff_book
from traduko.cli.assembly import COMMAND
from traduko.cli.demo import PASSWORD
from traduko.cli.demo.history import Frame, write_history
from traduko.cli.demo.people import make_cast
from traduko.cli.demo.rows import Rows
from traduko.core import clock as core_clock
from traduko.core.db import transaction
from traduko.core.outbox import OutboxMail
from traduko.dispatch.links import offer_token
from traduko.dispatch.models import Offer, OfferState
from traduko.operator import profiles
from traduko.operator import settings as operator_settings
from traduko.requests.models import RequestState, ServiceRequest
from traduko.translators.models import Translator

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]
PICTURES = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDE, PHONE = (1280, 900), (390, 844)
ROLES = {
    "dispo": (
        "/dispatch/",
        "/dispatch/requests",
        "/dispatch/translators",
        "/dispatch/institutions",
        "/dispatch/records",
        "/dispatch/mails",
    ),
    "admin": (
        "/admin/",
        "/admin/settings",
        "/admin/settings/calendar",
        "/admin/settings/eligibility",
        "/admin/users",
        "/admin/history",
    ),
    "finanzen": ("/finance/", "/finance/tariffs", "/finance/tariffs/new"),
    "klinik": (
        "/institution/",
        "/institution/requests/new",
        "/institution/requests/new?kind=translation",
        "/institution/requests",
        "/institution/requests/calendar",
        "/institution/records",
        "/institution/statements",
        "/institution/colleagues",
        "/institution/about",
        "/account/profile",
    ),
    "uebersetzer": (
        "/translator/",
        "/translator/calendar",
        "/translator/availability",
        "/translator/profile",
    ),
}
PUBLIC = (
    "/",
    "/register",
    "/account/sign-in",
    "/account/forgotten",
    "/for-clients",
    "/accessibility",
    "/privacy",
    "/imprint",
    "/plain-language",
    "/links",
)


@pytest.fixture
def filled(session):
    """The demo's operator in this test's database, on the real day."""
    with transaction(session):
        profile = profiles.load("ostbelgien")
        profiles.init(session, profile, actor=COMMAND)
        tariff_book.add_from_profile(session, profile.tariffs, actor=COMMAND)
        operator_settings.change(session, "second_factor_roles", (), actor=COMMAND)
        settings = operator_settings.current(session)
        rows, chance = Rows(session), random.Random(7)
        cast = make_cast(
            rows,
            chance,
            translators=24,
            password_hash=passwords.hash_password(session, PASSWORD),
            present=core_clock.now(),
        )
        rows.write()
        frame = Frame(
            rows,
            chance,
            cast,
            tariff_book.all_tariffs(session),
            settings.zone,
            core_clock.now(),
            operator_settings.calendar(settings).holidays,
        )
        write_history(frame, 120)
        rows.write()
    return session


@contextmanager
def visitor(browser, live, size, locale="de-DE"):
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale=locale, reduced_motion="reduce"
    )
    page = context.new_page()
    complaints = []
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.goto(live + "/")
    yield page
    # A form that comes back is answered with 422, which the browser mentions.
    assert [text for text in complaints if "422" not in text] == []
    context.close()


def sign_in(page, live, who):
    page.goto(live + "/account/sign-in")
    page.fill("#email", f"{who}@demo.example")
    page.fill("#password", PASSWORD)
    page.locator("main form button.button--primary").click()
    page.wait_for_load_state()
    assert "/sign-in" not in page.url


def judge(page):
    """No violation, no sideways scroll, one heading, a title."""
    result = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    found = [
        (v["id"], [node["target"] for node in v["nodes"]][:3])
        for v in result.response["violations"]
    ]
    assert found == [], (page.url, found)
    assert page.locator("h1").count() == 1, page.url
    assert re.search(r"\S", page.title())
    width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert width <= 0, (page.url, width)


def picture(page, name):
    if os.environ.get("TRADUKO_SCREENSHOTS") == "1":
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(PICTURES / f"{name}.png"))


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_public_pages_are_accessible(filled, live, browser, size):
    with visitor(browser, live, size) as page:
        for path in PUBLIC:
            page.goto(live + path)
            judge(page)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("who", ROLES)
def test_the_pages_of_each_role_are_accessible(filled, live, browser, size, who):
    with visitor(browser, live, size) as page:
        sign_in(page, live, who)
        names = {"klinik": "requester", "finanzen": "finance", "admin": "administration"}
        for number, path in enumerate(ROLES[who]):
            page.goto(live + path)
            judge(page)
            if number == 0 and size == WIDE and who in names:
                picture(page, names[who])


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_one_request_on_both_sides_is_accessible(filled, live, browser, size):
    open_one = filled.scalars(
        sa.select(ServiceRequest)
        .where(ServiceRequest.state == RequestState.SUBMITTED)
        .order_by(ServiceRequest.sort_at.desc())
    ).first()
    with visitor(browser, live, size) as page:
        sign_in(page, live, "dispo")
        page.goto(f"{live}/dispatch/requests/{open_one.id}")
        judge(page)
        if size == WIDE:
            picture(page, "dispatch")
        page.goto(live + "/dispatch/translators")
        page.locator("table.list tbody a").first.click()
        judge(page)
    with visitor(browser, live, size) as page:
        sign_in(page, live, "klinik")
        page.goto(live + "/institution/requests")
        page.locator("table.list tbody a").first.click()
        judge(page)


@pytest.mark.parametrize("locale", ["de", "fr", "ar"])
def test_an_offer_on_a_phone_is_one_thing_with_two_buttons(filled, live, browser, locale):
    offer = filled.scalars(sa.select(Offer).where(Offer.state == OfferState.OPEN)).first()
    translator = filled.get(Translator, offer.translator_id)
    with transaction(filled):
        translator.locale = locale
        offer.expires_at = core_clock.now() + timedelta(hours=5)
    token = offer_token(filled, offer)
    with visitor(browser, live, PHONE) as page:
        page.goto(f"{live}/o/{token}")
        judge(page)
        assert page.locator("html").get_attribute("lang") == locale
        buttons = page.locator("main .buttons button")
        assert buttons.count() == 2
        for number in range(2):
            box = buttons.nth(number).bounding_box()
            assert box["height"] >= 44
            assert box["y"] + box["height"] <= PHONE[1], "both buttons are in sight at once"
        if locale == "ar":
            picture(page, "offer")
        page.locator("form[action$=accept] button").click()
        page.wait_for_load_state()
        judge(page)
    filled.rollback()
    filled.expire_all()
    assert filled.get(Offer, offer.id).state == OfferState.ACCEPTED


def test_a_request_is_filed_with_the_keyboard_alone(filled, live, browser):
    with visitor(browser, live, WIDE, locale="en-GB") as page:
        sign_in(page, live, "station")
        page.goto(live + "/institution/requests/new")
        day = core_clock.now() + timedelta(days=9)
        while day.weekday() != 1:
            day += timedelta(days=1)
        page.locator("#language").focus()
        page.keyboard.type("Ara")
        page.locator("#day").fill(day.date().isoformat())
        page.locator("#starts").fill("10:00")
        page.locator("#starts").press("Enter")
        page.wait_for_load_state()
        assert page.url.endswith("/filed"), page.locator("main").inner_text()
        assert "TR-" in page.locator("h1").inner_text()
        judge(page)
    mails = filled.scalars(sa.select(OutboxMail.template)).all()
    assert "requests/received" in mails


def test_a_wrong_form_comes_back_filled_in_with_links_to_each_field(filled, live, browser):
    with visitor(browser, live, WIDE, locale="en-GB") as page:
        sign_in(page, live, "klinik")
        page.goto(live + "/institution/requests/new")
        page.fill("#street", "Lascheterweg 9")
        page.locator("main form button.button--primary").click()
        page.wait_for_load_state()
        summary = page.locator(".error-summary")
        assert summary.is_visible()
        assert page.title().startswith(("Error:", "Fehler:"))
        assert page.evaluate("document.activeElement.className") == "error-summary"
        for link in summary.locator("a").all():
            assert page.locator(link.get_attribute("href")).count() == 1
        assert page.input_value("#street") == "Lascheterweg 9"
        judge(page)
