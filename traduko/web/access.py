"""Who is asking, what they may see. Refused unless a folder says otherwise."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa
from flask import Blueprint, abort, g, redirect, request, url_for
from flask_login import current_user

from traduko.accounts.actor import STAFF, Actor, Channel, Role
from traduko.accounts.models import User
from traduko.billing.models import RecordPrice, Statement
from traduko.completion.models import ServiceRecord
from traduko.dispatch.models import Assignment, Offer
from traduko.institutions import queries as institutions
from traduko.institutions.models import Institution, MemberInvitation, Membership, Unit
from traduko.requests.models import RequestDraft, ServiceRequest
from traduko.translators.models import Translator
from traduko.web import pages

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from werkzeug.wrappers import Response

ANYONE = frozenset({"anyone"})
SIGNED_IN = frozenset({"signed in"})
NOBODY = Actor(None, "", frozenset())
T = TypeVar("T")


def actor() -> Actor:
    """Return who is asking; an actor without roles if nobody has signed in."""
    if "actor" not in g:
        g.actor = _read_actor() if current_user.is_authenticated else NOBODY
    return g.actor  # type: ignore[no-any-return]


def _read_actor() -> Actor:
    signed_in = current_user.signed_in
    g.person_locale = signed_in.locale
    roles: set[str] = set(signed_in.staff_roles)
    institution_ids: set[uuid.UUID] = set()
    admin_of: set[uuid.UUID] = set()
    translator_id = None
    if not roles:
        for membership in institutions.memberships_of(pages.session(), signed_in.user_id):
            institution_ids.add(membership.institution_id)
            roles.add(membership.role)
            if membership.role == Role.INSTITUTION_ADMIN:
                admin_of.add(membership.institution_id)
        translator_id = pages.session().scalar(
            sa.select(Translator.id).where(
                Translator.user_id == signed_in.user_id, Translator.left_at.is_(None)
            )
        )
        if translator_id:
            roles.add(Role.TRANSLATOR)
    return Actor(
        signed_in.user_id,
        signed_in.name,
        frozenset(roles),
        frozenset(institution_ids),
        frozenset(admin_of),
        translator_id,
        Channel.PORTAL,
    )


def idle_seconds() -> int | None:
    """Return after how long without a visit this sign-in ends; None if nobody has signed in."""
    return current_user.signed_in.idle_seconds if current_user.is_authenticated else None


def translator_by_link(translator: Translator) -> Actor:
    """Return the actor a translator is who came through a signed link in a mail."""
    return Actor(
        translator.user_id,
        translator.name,
        frozenset({Role.TRANSLATOR}),
        translator_id=translator.id,
        via=Channel.LINK,
    )


def guard(blueprint: Blueprint, roles: frozenset[Any]) -> None:
    """Let only these roles into a folder of pages. Every folder must have a guard."""
    blueprint.guarded_for = roles  # type: ignore[attr-defined]

    @blueprint.before_request
    def _check() -> Response | None:
        if roles == ANYONE:
            return None
        if not current_user.is_authenticated:
            return _to_sign_in()
        if current_user.signed_in.needs_second_factor:
            return redirect(url_for("account.second_factor.required", next=_here()), 303)
        if roles != SIGNED_IN and not roles & actor().roles:
            abort(403)
        return None


def _here() -> str:
    return request.full_path.rstrip("?") if request.method == "GET" else ""


def _to_sign_in() -> Response:
    return redirect(url_for("account.sign_in.show", next=_here() or None), 303)


def refuse_unguarded(app: Flask) -> None:
    """Refuse every endpoint whose folder forgot its guard: closed by default."""

    @app.before_request
    def _check() -> None:
        if request.endpoint in (None, "static"):
            return
        name = (request.blueprint or "").split(".")[0]
        blueprint = app.blueprints.get(name)
        if blueprint is None or not getattr(blueprint, "guarded_for", None):
            abort(403)


def _of_institution(column: Any) -> Callable[[Actor], Any]:
    return lambda who: column.in_(who.institution_ids)


def _of_translator(column: Any) -> Callable[[Actor], Any]:
    return lambda who: column == who.translator_id


# Which rows somebody who is not staff may see; what is not named here, nobody may.
VISIBLE: dict[type[Any], Callable[[Actor], Any]] = {
    Institution: _of_institution(Institution.id),
    Unit: _of_institution(Unit.institution_id),
    Membership: lambda who: Membership.institution_id.in_(who.admin_of),
    MemberInvitation: lambda who: MemberInvitation.institution_id.in_(who.admin_of),
    ServiceRequest: _of_institution(ServiceRequest.institution_id),
    RequestDraft: lambda who: sa.and_(
        RequestDraft.user_id == who.user_id,
        RequestDraft.institution_id.in_(who.institution_ids),
    ),
    ServiceRecord: lambda who: sa.or_(
        ServiceRecord.institution_id.in_(who.institution_ids),
        ServiceRecord.translator_id == who.translator_id,
    ),
    RecordPrice: _of_institution(RecordPrice.institution_id),
    Statement: _of_institution(Statement.institution_id),
    Offer: _of_translator(Offer.translator_id),
    Assignment: _of_translator(Assignment.translator_id),
    Translator: _of_translator(Translator.id),
    User: lambda who: User.id == who.user_id,
}


def visible_to(model: type[Any], who: Actor) -> Any:
    """Return the condition that limits `model` to what this actor may see."""
    if who.roles & STAFF:
        return sa.true()
    rule = VISIBLE.get(model)
    return rule(who) if rule else sa.false()


def load(model: type[T], thing_id: uuid.UUID, *options: Any) -> T:
    """Return the row, or answer 404: for what does not exist and for what is another's alike."""
    rows: sa.Select[Any] = sa.select(model)
    row: T | None = pages.session().scalar(
        rows.where(model.id == thing_id, visible_to(model, actor())).options(*options)  # type: ignore[attr-defined]
    )
    if row is None:
        abort(404)
    return row


def load_own(model: type[User]) -> User:
    """Return the account of whoever is signed in."""
    return load(model, current_user.signed_in.user_id)


def require_fresh() -> None:
    """Ask for the password again before something sensitive, unless that was just done."""
    if not current_user.signed_in.is_freshly_confirmed:
        abort(redirect(url_for("account.confirm.show", next=request.path), 303))
