"""Accounts: made, proven, changed, disabled; roles at the operator."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from email_validator import EmailNotValidError, validate_email
from sqlalchemy.exc import IntegrityError

from traduko.accounts import attempts, mails, passwords, sessions
from traduko.accounts.actor import STAFF, Role
from traduko.accounts.models import StaffRole, User
from traduko.accounts.permissions import Permission, require
from traduko.core import audit, clock, outbox, tokens
from traduko.core.db import lock
from traduko.core.errors import NotAllowed, RuleBroken
from traduko.core.i18n import N_
from traduko.core.ids import new_id
from traduko.operator import settings as operator_settings

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from sqlalchemy.orm import Session

    from traduko.core.audit import ActorLike

INVITATION = "invitation"
RESET = "reset_password"
NEW_EMAIL = "new_email"
INVITATION_LASTS = timedelta(days=14)
RESET_LASTS = timedelta(hours=1)
LOCALES = ("de", "fr", "en")


class EmailTaken(RuleBroken):
    """The address belongs to an account already."""

    default = N_("This e-mail address already has an account.")


class EmailInvalid(RuleBroken):
    """Not an e-mail address."""

    default = N_("Enter an e-mail address such as name@example.org.")


class LastAdmin(RuleBroken):
    """Somebody must be able to administer the portal."""

    default = N_("This is the last administrator. Give the role to somebody else first.")


class WrongPassword(RuleBroken):
    """The present password does not fit."""

    default = N_("The present password is not right.")


def checked_email(email: str, *, field: str = "email") -> str:
    """Return the address in the form every mail server takes. Raises EmailInvalid.

    A domain with other than ASCII letters is written as its servers know it (RFC 5891).
    """
    try:
        return _in_ascii(email)
    except EmailNotValidError as error:
        raise EmailInvalid(field=field) from error


def _in_ascii(email: str) -> str:
    found = validate_email(email.strip(), check_deliverability=False, allow_smtputf8=False)
    assert found.ascii_email is not None, "without SMTPUTF8 there is always one"
    return found.ascii_email


def email_key(email: str) -> str:
    """Return what two spellings of one address have in common."""
    try:
        return _in_ascii(email).casefold()
    except EmailNotValidError:
        return unicodedata.normalize("NFC", email.strip()).casefold()


def find_by_email(session: Session, email: str) -> User | None:
    """Return the account of an address, if there is one."""
    return session.scalar(sa.select(User).where(User.email_key == email_key(email)))


def create_user(session: Session, *, email: str, name: str, locale: str, actor: ActorLike) -> User:
    """Create an account without a password and return it. Raises EmailTaken or EmailInvalid."""
    address = checked_email(email)
    if find_by_email(session, address):
        raise EmailTaken(field="email")
    user = User(
        id=new_id(),
        email=address,
        email_key=email_key(address),
        name=" ".join(name.split()),
        locale=locale if locale in LOCALES else "de",
        created_at=clock.now(),
        version=1,
    )
    try:
        with session.begin_nested():
            session.add(user)
    except IntegrityError as error:
        # Somebody else made the same account at the same moment.
        raise EmailTaken(field="email") from error
    audit.record(session, actor, "accounts:user:create", user)
    return user


def send_invitation(session: Session, user: User, *, actor: ActorLike) -> None:
    """Send the link by which the owner proves the address and sets a password."""
    token = tokens.issue(
        session,
        INVITATION,
        user.id,
        version=user.version,
        expires_at=clock.now() + INVITATION_LASTS,
    )
    outbox.post(session, mails.invitation(user, token))
    audit.record(session, actor, "accounts:user:invite", user)


def invite_staff(
    session: Session,
    *,
    email: str,
    name: str,
    locale: str,
    roles: Iterable[Role],
    actor: ActorLike,
) -> User:
    """Create a staff account with roles, send its invitation, return it.

    Raises EmailTaken, EmailInvalid or NotAllowed.
    """
    require(actor, Permission.MANAGE_USERS)
    user = create_user(session, email=email, name=name, locale=locale, actor=actor)
    set_roles(session, user, roles, actor=actor)
    send_invitation(session, user, actor=actor)
    return user


def read_link(session: Session, token: str, purpose: str) -> User:
    """Return whose link this is. Raises TokenInvalid, TokenExpired or TokenStale."""
    claim = tokens.read(session, token, purpose)
    user = session.get(User, claim.subject)
    if user is None or user.disabled_at is not None:
        raise tokens.TokenInvalid
    if user.version != claim.version:
        raise tokens.TokenStale
    return user


def _use_link(session: Session, token: str, purpose: str) -> User:
    """Return whose link this is, locked: of two who press the button at once, one is late."""
    user = read_link(session, token, purpose)
    version = user.version
    lock(session, user)
    if user.version != version or user.disabled_at is not None:
        raise tokens.TokenStale
    return user


def set_first_password(session: Session, token: str, password: str, *, actor: ActorLike) -> User:
    """Accept an invitation: the address is proven, the password set. Raises as `read_link`."""
    user = _use_link(session, token, INVITATION)
    if user.password_hash:
        raise tokens.TokenStale
    _write_password(session, user, password)
    user.email_proven_at = user.email_proven_at or clock.now()
    audit.record(session, actor, "accounts:user:accept_invitation", user)
    return user


def write_first_password(session: Session, user: User, password: str) -> None:
    """Set the first password of an account whose address a link has just proven."""
    _write_password(session, user, password)
    user.email_proven_at = user.email_proven_at or clock.now()


def ask_for_reset(session: Session, email: str, *, client: str, actor: ActorLike) -> None:
    """Send a reset link if the address has an account; say nothing either way.

    The same work is done for an address nobody knows and then thrown away, so that not even the
    time tells. Three mails an hour for one address; more are passed over in silence. Raises
    TooManyTries only for a client that asks for many addresses.
    """
    attempts.admit(session, (attempts.RESETS_PER_CLIENT, client))
    try:
        with session.begin_nested():
            attempts.admit(session, (attempts.RESETS, email_key(email)))
    except attempts.TooManyTries:
        return
    found = find_by_email(session, email)
    is_known = found is not None and found.disabled_at is None
    user = found if found is not None and is_known else _stand_in()
    with session.begin_nested() as work:
        _post_reset(session, user, actor=actor)
        session.flush()
        if not is_known:
            work.rollback()


def _stand_in() -> User:
    return User(
        id=new_id(),
        email="nobody@nobody.example",
        name="Nobody",
        locale="de",
        password_hash="none",  # noqa: S106 - no hash at all, it fits no password
        version=1,
    )


def _post_reset(session: Session, user: User, *, actor: ActorLike) -> None:
    is_reset = user.password_hash is not None
    purpose, lasts = (RESET, RESET_LASTS) if is_reset else (INVITATION, INVITATION_LASTS)
    token = tokens.issue(
        session, purpose, user.id, version=user.version, expires_at=clock.now() + lasts
    )
    outbox.post(session, (mails.reset if is_reset else mails.invitation)(user, token))
    audit.record(session, actor, "accounts:password:ask", user)


def reset_password(session: Session, token: str, password: str, *, actor: ActorLike) -> User:
    """Set a new password by link; all sign-ins end, the second factor stays. One use.

    Whoever reads the account's mail is its owner: tries of strangers no longer lock it.
    """
    user = _use_link(session, token, RESET)
    _write_password(session, user, password)
    user.email_proven_at = user.email_proven_at or clock.now()
    sessions.end_all(session, user.id)
    attempts.forget(session, [(attempts.PER_ADDRESS, user.email_key)])
    outbox.post(session, mails.password_changed(user))
    audit.record(session, actor, "accounts:password:reset", user)
    return user


def change_password(
    session: Session, user: User, present: str, new: str, *, sign_in_id: UUID, actor: ActorLike
) -> None:
    """Change one's own password; all sign-ins but this one end. Raises WrongPassword."""
    lock(session, user)
    if not passwords.verify(session, user.password_hash, present):
        raise WrongPassword(field="present")
    _write_password(session, user, new)
    sessions.end_all(session, user.id, but=sign_in_id)
    outbox.post(session, mails.password_changed(user))
    audit.record(session, actor, "accounts:password:change", user)


def _write_password(session: Session, user: User, password: str) -> None:
    service = operator_settings.current(session)
    passwords.check_strength(
        password, [user.name, user.email, service.name, service.service_name, service.website]
    )
    user.password_hash = passwords.hash_password(session, password)
    user.version += 1


def change_profile(
    session: Session, user: User, *, name: str, phone: str | None, locale: str, actor: ActorLike
) -> None:
    """Change name, phone and language of the portal."""
    lock(session, user)
    user.name = " ".join(name.split())
    user.phone = phone or None
    user.locale = locale if locale in LOCALES else user.locale
    audit.record(session, actor, "accounts:profile:change", user)


def ask_for_new_email(session: Session, user: User, email: str, *, actor: ActorLike) -> None:
    """Send the proof to the new address and a notice to the old one. Raises EmailInvalid.

    An address that has an account already gets no mail; who asks is not told the difference.
    """
    address = checked_email(email)
    outbox.post(session, mails.email_changes(user, address))
    audit.record(session, actor, "accounts:email:ask", user)
    if find_by_email(session, address):
        return
    token = tokens.issue(
        session,
        NEW_EMAIL,
        user.id,
        version=user.version,
        expires_at=clock.now() + timedelta(days=1),
        extra=address,
    )
    outbox.post(session, mails.prove_new_email(user, address, token))


def prove_new_email(session: Session, token: str, *, actor: ActorLike) -> User:
    """Make the new address the account's. Raises as `read_link`, or EmailTaken."""
    claim = tokens.read(session, token, NEW_EMAIL)
    user = _use_link(session, token, NEW_EMAIL)
    if find_by_email(session, claim.extra):
        raise EmailTaken
    try:
        with session.begin_nested():
            user.email = claim.extra
            user.email_key = email_key(claim.extra)
            user.email_proven_at = clock.now()
            user.version += 1
    except IntegrityError as error:
        raise EmailTaken from error
    audit.record(session, actor, "accounts:email:change", user)
    return user


def roles_of(session: Session, user: User) -> frozenset[Role]:
    """Return the roles at the operator."""
    return frozenset(session.scalars(sa.select(StaffRole.role).where(StaffRole.user_id == user.id)))


def set_roles(session: Session, user: User, roles: Iterable[Role], *, actor: ActorLike) -> None:
    """Give exactly these roles at the operator. Raises LastAdmin or NotAllowed."""
    require(actor, Permission.MANAGE_USERS)
    wanted = frozenset(roles)
    if wanted - STAFF:
        raise NotAllowed
    present = roles_of(session, user)
    if Role.OPERATOR_ADMIN in present - wanted:
        _refuse_last_admin(session, user)
    session.execute(sa.delete(StaffRole).where(StaffRole.user_id == user.id))
    session.add_all(StaffRole(user_id=user.id, role=role) for role in sorted(wanted))
    session.flush()
    audit.record(session, actor, "accounts:roles:set", user, {"roles": sorted(wanted)})


def _refuse_last_admin(session: Session, user: User) -> None:
    # Locked, so that two administrators who close each other do not both succeed.
    session.execute(
        sa.select(StaffRole.user_id)
        .where(StaffRole.role == Role.OPERATOR_ADMIN)
        .order_by(StaffRole.user_id)
        .with_for_update()
    )
    others = session.scalar(
        sa.select(sa.func.count())
        .select_from(StaffRole)
        .join(User, User.id == StaffRole.user_id)
        .where(
            StaffRole.role == Role.OPERATOR_ADMIN,
            StaffRole.user_id != user.id,
            User.disabled_at.is_(None),
        )
    )
    if not others:
        raise LastAdmin


def disable(session: Session, user: User, *, actor: ActorLike) -> None:
    """Close an account: all its sign-ins end, its links are void.

    Raises LastAdmin or NotAllowed.
    """
    require(actor, Permission.MANAGE_USERS)
    lock(session, user)
    if Role.OPERATOR_ADMIN in roles_of(session, user):
        _refuse_last_admin(session, user)
    user.disabled_at = clock.now()
    user.version += 1
    sessions.end_all(session, user.id)
    audit.record(session, actor, "accounts:user:disable", user)


def enable(session: Session, user: User, *, actor: ActorLike) -> None:
    """Open a closed account again. Raises NotAllowed."""
    require(actor, Permission.MANAGE_USERS)
    lock(session, user)
    user.disabled_at = None
    audit.record(session, actor, "accounts:user:enable", user)
