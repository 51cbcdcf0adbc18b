"""One's own account: name, language, address, password, second factor, sign-ins."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from flask import Blueprint, abort
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, Length

from traduko.accounts import second_factor, sessions, users
from traduko.accounts.models import User
from traduko.web import access, pages
from traduko.web.account import login
from traduko.web.extensions import limiter
from traduko.web.forms import Form, optional

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

bp = Blueprint("profile", __name__, url_prefix="/profile")


# The first that fits: each browser also claims to be those below it.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def browser_name(user_agent: str) -> str:
    """Return what a person calls this browser ("Firefox, Windows"), or what it calls itself."""
    found = [
        next((name for mark, name in marks if mark in user_agent), None)
        for marks in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(filter(None, found)) or user_agent[:70]


class ProfileForm(Form):
    """What others see of me, and the language of my pages and mails."""

    name = StringField(
        _l("Name"), validators=[DataRequired(_l("Enter your name.")), Length(max=200)]
    )
    phone = StringField(_l("Phone"), validators=[optional(), Length(max=40)])
    locale = SelectField(
        _l("Language of pages and mails"),
        choices=[("de", "Deutsch"), ("fr", "Français"), ("en", "English")],
        validators=[DataRequired(_l("Choose the language."))],
    )


class EmailForm(Form):
    """A new address."""

    email = StringField(
        _l("New e-mail address"),
        validators=[DataRequired(_l("Enter an e-mail address.")), Length(max=254)],
    )


@bp.route("", methods=["GET", "POST"])
@login.whole
def show() -> Response:
    """Show and change one's own profile."""
    user = access.load_own(User)
    form = ProfileForm(obj=user)
    if form.validate_on_submit():
        with form.shows_broken_rules(), pages.transaction() as session:
            users.change_profile(
                session,
                user,
                name=form.name.data,
                phone=form.phone.data,
                locale=form.locale.data,
                actor=access.actor(),
            )
            return pages.redirect_to("account.profile.show", say=_("Saved."))
    session = pages.session()
    return pages.render(
        "account/profile.html",
        form=form,
        user=user,
        sign_ins=sessions.of(session, user.id),
        present_id=current_user.signed_in.sign_in_id,
        has_factor=user.totp_confirmed_at is not None,
        factor_required=bool(current_user.signed_in.staff_roles & pages.settings().second_factor),
        browser_name=browser_name,
        codes_left=second_factor.codes_left(session, user),
    )


@bp.route("/email", methods=["GET", "POST"])
@limiter.limit("10/hour", methods=["POST"])
@login.whole
def email() -> Response:
    """Ask for another address; the new one is proven by link, the old one is told."""
    access.require_fresh()
    user = access.load_own(User)
    form = EmailForm()
    if form.validate_on_submit():
        with form.shows_broken_rules(), pages.transaction() as session:
            users.ask_for_new_email(session, user, form.email.data, actor=access.actor())
            return pages.redirect_to(
                "account.profile.show",
                say=_("We have sent a link to the new address. It counts once you confirm it."),
            )
    return pages.render("account/email.html", form=form, user=user)


@bp.post("/sign-ins/<uuid:sign_in_id>/end")
@login.whole
def end(sign_in_id: uuid.UUID) -> Response:
    """End one sign-in."""
    user = access.load_own(User)
    with pages.transaction() as session:
        was_there = sessions.end(session, user, sign_in_id, actor=access.actor())
    if not was_there:
        abort(404)
    return pages.redirect_to("account.profile.show", say=_("This browser has been signed out."))


@bp.post("/sign-ins/end-others")
@login.whole
def end_others() -> Response:
    """End all sign-ins but this one."""
    user, present = access.load_own(User), current_user.signed_in.sign_in_id
    with pages.transaction() as session:
        sessions.end_others(session, user, but=present, actor=access.actor())
    return pages.redirect_to(
        "account.profile.show", say=_("All other browsers have been signed out.")
    )
