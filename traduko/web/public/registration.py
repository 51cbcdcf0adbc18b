"""Register an institution, in steps; nothing typed is lost on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, request, url_for
from flask import session as cookie
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import BooleanField, PasswordField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length

from traduko.accounts import passwords, users
from traduko.accounts.models import User
from traduko.core import clock, tokens
from traduko.core.errors import RuleBroken
from traduko.institutions import application, membership
from traduko.institutions.application import ApplicationDraft
from traduko.institutions.models import Institution
from traduko.operator.kinds import InstitutionKind
from traduko.web import access, pages
from traduko.web.extensions import limiter
from traduko.web.forms import EnumField, Form, UploadField, message_of, optional

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

bp = Blueprint("registration", __name__, url_prefix="")
GONE = 410
KEPT = "registration"
TOO_LONG = _l("This is too long.")


class KindForm(Form):
    """Who is asking."""

    kind = EnumField(
        _l("What are you?"), [InputRequired(_l("Choose what fits best."))], enum=InstitutionKind
    )


class DetailsForm(Form):
    """Name, number, address, contact, evidence."""

    name = StringField(
        _l("Name of the institution"),
        validators=[DataRequired(_l("Enter the name.")), Length(max=200, message=TOO_LONG)],
    )
    country = RadioField(
        _l("Country"),
        choices=[("BE", _l("Belgium")), ("DE", _l("Germany"))],
        default="BE",
    )
    enterprise_number = StringField(
        _l("Enterprise number"), validators=[optional(), Length(max=30, message=TOO_LONG)]
    )
    authority_identifier = StringField(
        _l("Identifier of the authority (German bodies)"),
        validators=[optional(), Length(max=100, message=TOO_LONG)],
    )
    street = StringField(
        _l("Street and number"), validators=[optional(), Length(max=200, message=TOO_LONG)]
    )
    postal_code = StringField(
        _l("Postal code"), validators=[optional(), Length(max=12, message=TOO_LONG)]
    )
    municipality = StringField(
        _l("Municipality"), validators=[optional(), Length(max=100, message=TOO_LONG)]
    )
    website = StringField(_l("Website"), validators=[optional(), Length(max=300, message=TOO_LONG)])
    contact_name = StringField(
        _l("Your name"),
        validators=[DataRequired(_l("Enter your name.")), Length(max=200, message=TOO_LONG)],
    )
    contact_email = StringField(
        _l("Your e-mail address at work"),
        validators=[
            DataRequired(_l("Enter your e-mail address.")),
            Length(max=254, message=TOO_LONG),
        ],
    )
    phone = StringField(_l("Phone"), validators=[optional(), Length(max=40, message=TOO_LONG)])
    reason = TextAreaField(
        _l("What do you need interpreters for?"),
        validators=[optional(), Length(max=2000, message=TOO_LONG)],
    )
    evidence = UploadField(_l("A document that shows your task, if you have one at hand"))
    agrees = BooleanField(
        _l("We will send no names of clients, only our own case reference."),
        validators=[DataRequired(_l("Please agree: it protects the people you work with."))],
    )


class JoinForm(Form):
    """A password for a colleague's new account."""

    password = PasswordField(_l("Choose a password"), render_kw={"autocomplete": "new-password"})
    again = PasswordField(
        _l("The same password again"),
        validators=[EqualTo("password", _l("The two passwords are not the same."))],
        render_kw={"autocomplete": "new-password"},
    )


@bp.errorhandler(tokens.TokenInvalid)
@bp.errorhandler(tokens.TokenExpired)
@bp.errorhandler(tokens.TokenStale)
@bp.errorhandler(membership.InvitationVoid)
def _link_problem(error: RuleBroken) -> Response:
    return pages.render("public/link_problem.html", GONE, message=message_of(error))


@bp.route("/register", methods=["GET", "POST"])
def kind() -> Response:
    """Ask first what somebody is: some are told at once, kindly, where to turn instead."""
    form = KindForm(kind=cookie.get(KEPT, {}).get("kind"))
    if form.validate_on_submit():
        try:
            application.check_kind(pages.session(), form.kind.data)
        except application.NotForThisService:
            return pages.render("public/not_for_you.html", kind=form.kind.data)
        cookie[KEPT] = {**cookie.get(KEPT, {}), "kind": form.kind.data.value}
        return redirect(url_for("public.registration.details"), 303)
    return pages.render("public/register_kind.html", form=form)


@bp.route("/register/details", methods=["GET", "POST"])
@limiter.limit("20/hour", methods=["POST"])
def details() -> Response:
    """Ask for the rest and send the application."""
    kept = cookie.get(KEPT, {})
    if "kind" not in kept:
        return redirect(url_for("public.registration.kind"), 303)
    chosen = InstitutionKind(kept["kind"])
    form = DetailsForm(data=kept.get("details", {}))
    if request.method == "POST":
        cookie[KEPT] = {
            **kept,
            "details": {
                name: value[:300]
                for name, value in request.form.items()
                if name not in {"csrf_token", "agrees"}
            },
        }
    if form.validate_on_submit():
        with form.shows_broken_rules(), pages.transaction() as session:
            institution = application.apply(
                session, _draft(form, chosen), evidence=form.evidence.upload
            )
            cookie.pop(KEPT, None)
            cookie["applied"] = institution.contact_email
            return redirect(url_for("public.registration.sent"), 303)
    return pages.render(
        "public/register_details.html",
        form=form,
        kind=chosen,
        is_protected=chosen == InstitutionKind.WOMENS_SHELTER,
        is_lawyer=chosen == InstitutionKind.LAWYER,
    )


def _draft(form: DetailsForm, chosen: InstitutionKind) -> ApplicationDraft:
    return ApplicationDraft(
        kind=chosen,
        name=form.name.data,
        contact_name=form.contact_name.data,
        contact_email=form.contact_email.data,
        country=form.country.data,
        enterprise_number=form.enterprise_number.data or None,
        authority_identifier=form.authority_identifier.data or None,
        street=form.street.data or None,
        postal_code=form.postal_code.data or None,
        municipality=form.municipality.data or None,
        website=_website(form.website.data),
        phone=form.phone.data or None,
        locale=pages.locale(),
        reason=form.reason.data or None,
    )


def _website(value: str | None) -> str | None:
    if not value:
        return None
    return value if value.startswith(("http://", "https://")) else f"https://{value}"


@bp.get("/register/sent")
def sent() -> Response:
    """Say that a link is on its way."""
    return pages.render("public/register_sent.html", email=cookie.get("applied", ""))


@bp.route("/register/confirm/<token>", methods=["GET", "POST"])
@limiter.limit("60/minute")
def confirm(token: str) -> Response:
    """Show the application; the button proves the address and leads to a password."""
    institution = application.read_link(pages.session(), token)
    form = Form()
    if request.method == "POST" and form.validate_on_submit():
        with form.shows_broken_rules(), pages.transaction() as session:
            _institution, user, is_new = application.prove_address(session, token)
            if is_new:
                invitation = tokens.issue(
                    session,
                    users.INVITATION,
                    user.id,
                    version=user.version,
                    expires_at=clock.now() + users.INVITATION_LASTS,
                )
                return redirect(url_for("account.password.invitation", token=invitation), 303)
            return pages.redirect_to(
                "account.sign_in.show",
                say=_("The address is confirmed. Sign in to see the application."),
            )
    return pages.render(
        "public/register_confirm.html", form=form, institution=institution, token=token
    )


@bp.route("/join/<token>", methods=["GET", "POST"])
@limiter.limit("60/minute")
def join(token: str) -> Response:
    """Accept a colleague's invitation."""
    session = pages.session()
    invitation = membership.read_link(session, token)
    institution = session.get_one(Institution, invitation.institution_id)
    owner = users.find_by_email(session, invitation.email)
    needs_password = owner is None or owner.password_hash is None
    user = access.load_own(User) if current_user.is_authenticated else None
    form = JoinForm()
    if form.validate_on_submit():
        with form.shows_broken_rules():
            if needs_password:
                passwords.check_strength(form.password.data or "")
            with pages.transaction() as session:
                membership.accept(
                    session,
                    token,
                    user=user,
                    password=form.password.data,
                    actor=access.actor(),
                )
                return pages.redirect_to(
                    "account.start.show",
                    say=_("Welcome! You can now ask for %(name)s.", name=institution.name),
                )
    return pages.render(
        "public/join.html",
        form=form,
        invitation=invitation,
        institution=institution,
        token=token,
        needs_password=needs_password,
        is_signed_in_as_other=user is not None and (owner is None or owner.id != user.id),
        must_sign_in=not needs_password and user is None,
    )
