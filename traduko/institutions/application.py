"""Applying: who may, with which facts, proven by whom, and what a reviewer should look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import sqlalchemy as sa
from stdnum.be import vat as enterprise_numbers
from stdnum.exceptions import ValidationError

from traduko.accounts import users
from traduko.accounts.actor import SYSTEM, Role
from traduko.core import audit, clock, files, outbox, tokens
from traduko.core.db import lock
from traduko.core.errors import RuleBroken
from traduko.core.i18n import N_, LabelEnum
from traduko.core.ids import new_id
from traduko.core.places import by_postal_code
from traduko.institutions import lifecycle, mails
from traduko.institutions.models import (
    Evidence,
    Institution,
    InstitutionState,
    Membership,
    VerificationDecision,
)
from traduko.operator import settings as operator_settings
from traduko.operator.kinds import InstitutionKind

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from traduko.accounts.actor import Actor
    from traduko.accounts.models import User

PROVE = "prove_application"
LINK_LASTS = timedelta(days=14)
FREE_MAIL = frozenset(
    """gmail.com googlemail.com outlook.com outlook.be hotmail.com hotmail.be live.com live.be
    yahoo.com yahoo.fr yahoo.de gmx.de gmx.net gmx.at web.de t-online.de freenet.de icloud.com
    me.com proton.me protonmail.com skynet.be telenet.be proximus.be belgacom.net voo.be
    orange.fr laposte.net mail.ru yandex.ru aol.com""".split()  # noqa: SIM905 - a list to read
)


class NotForThisService(RuleBroken):
    """Private persons and companies cannot ask here."""

    default = N_("This service works for public and social institutions only.")


class NumberInvalid(RuleBroken):
    """The enterprise number's check digits do not fit."""

    default = N_(
        "This is not a Belgian enterprise number. It has ten digits, such as 0412.778.847; "
        "please check for a typing error."
    )


class NumberMissing(RuleBroken):
    """Something must identify the body."""

    default = N_(
        "Enter the enterprise number, or for a German body the identifier of its authority."
    )


class PostalCodeUnknown(RuleBroken):
    """Postal code and municipality contradict each other."""

    default = N_("The postal code %(code)s belongs to %(place)s. Please check the address.")


class AlreadyApplied(RuleBroken):
    """Somebody applies twice for the same institution."""

    default = N_("This application has been sent already. Please use the link in the mail we sent.")


@dataclass(frozen=True)
class ApplicationDraft:
    """What an institution says about itself."""

    kind: InstitutionKind
    name: str
    contact_name: str
    contact_email: str
    country: str = "BE"
    enterprise_number: str | None = None
    authority_identifier: str | None = None
    street: str | None = None
    postal_code: str | None = None
    municipality: str | None = None
    website: str | None = None
    phone: str | None = None
    locale: str = "de"
    reason: str | None = None


class Warning_(LabelEnum):  # noqa: N801 - a built-in has the plain name
    """What a reviewer should look at before deciding."""

    SAME_NUMBER = "same_number", N_("The same enterprise number exists already"), "danger"
    SAME_NAME = "same_name", N_("An institution of the same name exists already"), "warning"
    FREE_MAIL = "free_mail", N_("The address belongs to a free-mail provider"), "warning"
    OTHER_DOMAIN = "other_domain", N_("The mail domain differs from the website's"), "warning"
    NO_NUMBER = "no_number", N_("There is no enterprise number"), "info"
    NOT_PROVEN = "not_proven", N_("The e-mail address is not proven yet"), "warning"
    OUTSIDE = "outside", N_("The municipality lies outside the region"), "warning"


def check_kind(session: Session, kind: InstitutionKind) -> None:
    """Raise NotForThisService for kinds that this operator does not serve."""
    accepted = operator_settings.current(session).kinds_accepted
    if not kind.may_ask or kind.value not in accepted:
        raise NotForThisService(field="kind")


def checked_number(number: str) -> str:
    """Return the number as the register writes it, 0412.778.847. Raises NumberInvalid."""
    try:
        digits = enterprise_numbers.validate(number)
    except ValidationError as error:
        raise NumberInvalid(field="enterprise_number") from error
    return f"{digits[:4]}.{digits[4:7]}.{digits[7:]}"


def check(session: Session, draft: ApplicationDraft) -> ApplicationDraft:
    """Return the draft in its normal form; raise the first rule it breaks."""
    check_kind(session, draft.kind)
    number = checked_number(draft.enterprise_number) if draft.enterprise_number else None
    if draft.country == "BE" and draft.postal_code and draft.municipality:
        place = by_postal_code(draft.postal_code)
        if place and draft.municipality not in {place.name_de, place.name_fr, place.key}:
            raise PostalCodeUnknown(
                field="postal_code", code=draft.postal_code, place=place.name_de
            )
    if draft.country == "DE" and not (draft.authority_identifier or number):
        raise NumberMissing(field="authority_identifier")
    protected = draft.kind == InstitutionKind.WOMENS_SHELTER
    return ApplicationDraft(
        kind=draft.kind,
        name=" ".join(draft.name.split()),
        contact_name=" ".join(draft.contact_name.split()),
        contact_email=users.checked_email(draft.contact_email, field="contact_email"),
        country=draft.country,
        enterprise_number=number,
        authority_identifier=draft.authority_identifier or None,
        street=None if protected else draft.street or None,
        postal_code=None if protected else draft.postal_code or None,
        municipality=None if protected else draft.municipality or None,
        website=draft.website or None,
        phone=draft.phone or None,
        locale=draft.locale,
        reason=draft.reason or None,
    )


def apply(
    session: Session,
    draft: ApplicationDraft,
    *,
    evidence: tuple[str, bytes] | None = None,
    actor: Actor = SYSTEM,
) -> Institution:
    """Store an application and send the link that proves the contact's address.

    Raises NotForThisService, NumberInvalid, NumberMissing, PostalCodeUnknown, EmailInvalid,
    AlreadyApplied, and what `files.check` raises.
    """
    draft = check(session, draft)
    again = session.scalar(
        sa.select(Institution.id).where(
            sa.func.lower(Institution.name) == draft.name.lower(),
            sa.func.lower(Institution.contact_email) == draft.contact_email.lower(),
        )
    )
    if again:
        raise AlreadyApplied(field="contact_email")
    place = by_postal_code(draft.postal_code) if draft.postal_code else None
    institution = Institution(
        id=new_id(),
        name=draft.name,
        kind=draft.kind,
        enterprise_number=draft.enterprise_number,
        authority_identifier=draft.authority_identifier,
        country=draft.country,
        street=draft.street,
        postal_code=draft.postal_code,
        municipality=draft.municipality,
        municipality_key=place.key if place else None,
        website=draft.website,
        phone=draft.phone,
        contact_name=draft.contact_name,
        contact_email=draft.contact_email,
        locale=draft.locale,
        reason_for_asking=draft.reason,
        state=InstitutionState.APPLIED,
        applied_at=clock.now(),
        version=1,
    )
    session.add(institution)
    session.flush()
    if evidence:
        add_evidence(session, institution, evidence)
    audit.record(session, actor, "institution:apply", institution)
    send_proof(session, institution)
    return institution


def add_evidence(
    session: Session, institution: Institution, document: tuple[str, bytes]
) -> Evidence:
    """Keep a document that belongs to the application; return it."""
    limit = operator_settings.current(session).file_limit_mb
    stored = files.store(session, *document, limit_mb=limit)
    row = Evidence(
        id=new_id(), institution_id=institution.id, file_id=stored.id, added_at=clock.now()
    )
    session.add(row)
    session.flush()
    return row


def send_proof(session: Session, institution: Institution) -> None:
    """Send the link by which the contact proves the address and looks at the application."""
    token = tokens.issue(
        session,
        PROVE,
        institution.id,
        version=institution.version,
        expires_at=clock.now() + LINK_LASTS,
    )
    outbox.post(session, mails.prove_address(institution, token))


def read_link(session: Session, token: str) -> Institution:
    """Return whose application this link is about. Raises TokenInvalid, -Expired or -Stale."""
    claim = tokens.read(session, token, PROVE)
    institution = session.get(Institution, claim.subject)
    if institution is None:
        raise tokens.TokenInvalid
    if institution.version != claim.version:
        raise tokens.TokenStale
    return institution


def prove_address(session: Session, token: str) -> tuple[Institution, User, bool]:
    """Accept the proof: the contact becomes the institution's admin.

    Returns institution, account and whether the account is new (it then gets an invitation to
    choose a password). Raises as `read_link`; proving twice changes nothing.
    """
    institution = read_link(session, token)
    lock(session, institution)
    user = users.find_by_email(session, institution.contact_email)
    is_new = user is None
    if user is None:
        user = users.create_user(
            session,
            email=institution.contact_email,
            name=institution.contact_name,
            locale=institution.locale,
            actor=SYSTEM,
        )
    if institution.email_proven_at is None:
        institution.email_proven_at = clock.now()
        user.email_proven_at = user.email_proven_at or clock.now()
        audit.record(session, SYSTEM, "institution:prove_address", institution)
    existing = session.scalar(
        sa.select(Membership.id).where(
            Membership.user_id == user.id, Membership.institution_id == institution.id
        )
    )
    if existing is None:
        session.add(
            Membership(
                id=new_id(),
                user_id=user.id,
                institution_id=institution.id,
                role=Role.INSTITUTION_ADMIN,
                created_at=clock.now(),
            )
        )
        session.flush()
    return institution, user, is_new or user.password_hash is None


def answer(
    session: Session,
    institution: Institution,
    text: str,
    *,
    document: tuple[str, bytes] | None = None,
    actor: Actor,
) -> None:
    """Answer the operator's question; the application is looked at again."""
    lock(session, institution)
    lifecycle.advance(session, institution, lifecycle.ANSWER, actor)
    question = session.scalar(
        sa.select(VerificationDecision)
        .where(
            VerificationDecision.institution_id == institution.id,
            VerificationDecision.decision == InstitutionState.INFORMATION_REQUESTED,
        )
        .order_by(VerificationDecision.id.desc())
        .limit(1)
    )
    if question:
        question.answer = text
    if document:
        add_evidence(session, institution, document)


def warnings(session: Session, institution: Institution) -> list[Warning_]:
    """Return what a reviewer should look at."""
    found = []
    others = sa.select(Institution.id).where(Institution.id != institution.id).limit(1)
    number = institution.enterprise_number
    if number and session.scalar(others.where(Institution.enterprise_number == number)):
        found.append(Warning_.SAME_NUMBER)
    same_name = sa.func.lower(Institution.name) == institution.name.lower()
    if session.scalar(others.where(same_name)):
        found.append(Warning_.SAME_NAME)
    domain = institution.contact_email.rpartition("@")[2].lower()
    if domain in FREE_MAIL:
        found.append(Warning_.FREE_MAIL)
    elif institution.website and not _same_domain(domain, institution.website):
        found.append(Warning_.OTHER_DOMAIN)
    if not number:
        found.append(Warning_.NO_NUMBER)
    if institution.email_proven_at is None:
        found.append(Warning_.NOT_PROVEN)
    if institution.municipality and institution.municipality_key is None:
        found.append(Warning_.OUTSIDE)
    return found


def _same_domain(domain: str, website: str) -> bool:
    host = urlsplit(website if "//" in website else f"//{website}").hostname or ""
    host = host.removeprefix("www.")
    return domain == host or domain.endswith(f".{host}") or host.endswith(f".{domain}")
