"""Colleagues and units of an institution."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from traduko.accounts import users
from traduko.accounts.actor import Role
from traduko.core import audit, clock, outbox, tokens
from traduko.core.db import lock
from traduko.core.errors import NotAllowed, RuleBroken
from traduko.core.i18n import N_
from traduko.core.ids import new_id
from traduko.institutions import mails
from traduko.institutions.models import Institution, MemberInvitation, Membership, Unit

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from traduko.accounts.actor import Actor
    from traduko.accounts.models import User

PURPOSE = "member_invitation"
LASTS = timedelta(days=14)
MEMBER_ROLES = (Role.REQUESTER, Role.INSTITUTION_ADMIN)


class AlreadyMember(RuleBroken):
    """The address belongs to a colleague already."""

    default = N_("This person is a colleague already.")


class AlreadyInvited(RuleBroken):
    """An invitation to the address is open."""

    default = N_("An invitation to this address is open already. You can send it again below.")


class LastInstitutionAdmin(RuleBroken):
    """Somebody must be able to administer the institution."""

    default = N_("This is the last administrator. Give the role to a colleague first.")


class InvitationVoid(RuleBroken):
    """Accepted, revoked, or the institution is gone."""

    default = N_("This invitation was used or revoked. Please ask your colleague for a new one.")


class ForAnotherAddress(RuleBroken):
    """Signed in with another account than the invited one."""

    default = N_("This invitation is for %(email)s. Please sign in with that account.")


class UnitNameTaken(RuleBroken):
    """Two units of one name."""

    default = N_("There is a unit of this name already.")


def _must_be_admin(actor: Actor, institution_id: UUID) -> None:
    if institution_id not in actor.admin_of and not actor.is_staff:
        raise NotAllowed


def _unit_of(session: Session, institution_id: UUID, unit_id: UUID | None) -> UUID | None:
    if unit_id is None:
        return None
    unit = session.get(Unit, unit_id)
    if unit is None or unit.institution_id != institution_id or unit.closed_at is not None:
        raise NotAllowed
    return unit.id


def invite(
    session: Session,
    institution: Institution,
    *,
    email: str,
    name: str,
    role: Role,
    unit_id: UUID | None,
    actor: Actor,
) -> MemberInvitation:
    """Invite a colleague by mail and return the invitation.

    Raises EmailInvalid, AlreadyMember, AlreadyInvited or NotAllowed.
    """
    _must_be_admin(actor, institution.id)
    if role not in MEMBER_ROLES:
        raise NotAllowed
    address = users.checked_email(email)
    lock(session, institution)
    user = users.find_by_email(session, address)
    if user and _membership(session, user, institution.id):
        raise AlreadyMember(field="email")
    open_one = session.scalar(
        sa.select(MemberInvitation.id).where(
            MemberInvitation.institution_id == institution.id,
            sa.func.lower(MemberInvitation.email) == address.lower(),
            MemberInvitation.accepted_at.is_(None),
            MemberInvitation.revoked_at.is_(None),
        )
    )
    if open_one:
        raise AlreadyInvited(field="email")
    invitation = MemberInvitation(
        id=new_id(),
        institution_id=institution.id,
        unit_id=_unit_of(session, institution.id, unit_id),
        email=address,
        name=" ".join(name.split()),
        role=role,
        locale=institution.locale,
        invited_by=actor.name,
        created_at=clock.now(),
        expires_at=clock.now() + LASTS,
        version=1,
    )
    session.add(invitation)
    session.flush()
    _send(session, institution, invitation)
    audit.record(session, actor, "institution:member:invite", institution, {"role": role.value})
    return invitation


def send_again(session: Session, invitation: MemberInvitation, *, actor: Actor) -> None:
    """Send an invitation again; the older link is void. Raises InvitationVoid."""
    _must_be_admin(actor, invitation.institution_id)
    lock(session, invitation)
    if invitation.accepted_at or invitation.revoked_at:
        raise InvitationVoid
    invitation.version += 1
    invitation.expires_at = clock.now() + LASTS
    _send(session, session.get_one(Institution, invitation.institution_id), invitation)


def _send(session: Session, institution: Institution, invitation: MemberInvitation) -> None:
    token = tokens.issue(
        session,
        PURPOSE,
        invitation.id,
        version=invitation.version,
        expires_at=invitation.expires_at,
    )
    outbox.post(session, mails.member_invitation(institution, invitation, token))


def revoke(session: Session, invitation: MemberInvitation, *, actor: Actor) -> None:
    """Make an open invitation void."""
    _must_be_admin(actor, invitation.institution_id)
    lock(session, invitation)
    if invitation.accepted_at:
        raise InvitationVoid
    invitation.revoked_at = clock.now()
    institution = session.get_one(Institution, invitation.institution_id)
    audit.record(session, actor, "institution:member:revoke", institution)


def read_link(session: Session, token: str) -> MemberInvitation:
    """Return the invitation of a link. Raises TokenInvalid, TokenExpired or InvitationVoid."""
    claim = tokens.read(session, token, PURPOSE)
    invitation = session.get(MemberInvitation, claim.subject)
    if invitation is None:
        raise tokens.TokenInvalid
    if invitation.version != claim.version:
        raise tokens.TokenStale
    if invitation.accepted_at or invitation.revoked_at:
        raise InvitationVoid
    return invitation


def accept(
    session: Session, token: str, *, user: User | None, password: str | None, actor: Actor
) -> User:
    """Accept an invitation as `user`, or with a new account and password; return the account.

    The link went to the address, so accepting proves it. Raises as `read_link`, and
    ForAnotherAddress if somebody else is signed in.
    """
    invitation = read_link(session, token)
    lock(session, invitation)
    if invitation.accepted_at or invitation.revoked_at:
        raise InvitationVoid
    owner = users.find_by_email(session, invitation.email)
    if owner is not None and owner.password_hash and (user is None or user.id != owner.id):
        raise ForAnotherAddress(email=invitation.email)
    if user is not None and (owner is None or user.id != owner.id):
        raise ForAnotherAddress(email=invitation.email)
    if owner is None:
        owner = users.create_user(
            session,
            email=invitation.email,
            name=invitation.name,
            locale=invitation.locale,
            actor=actor,
        )
    if owner.password_hash is None:
        users.write_first_password(session, owner, password or "")
    _join(session, owner, invitation)
    invitation.accepted_at = clock.now()
    institution = session.get_one(Institution, invitation.institution_id)
    audit.record(session, actor, "institution:member:join", institution, {"name": owner.name})
    return owner


def _join(session: Session, user: User, invitation: MemberInvitation) -> None:
    membership = session.scalar(
        sa.select(Membership).where(
            Membership.user_id == user.id,
            Membership.institution_id == invitation.institution_id,
        )
    )
    if membership is None:
        membership = Membership(
            id=new_id(),
            user_id=user.id,
            institution_id=invitation.institution_id,
            role=invitation.role,
            created_at=clock.now(),
        )
        session.add(membership)
    membership.role = invitation.role
    membership.unit_id = invitation.unit_id
    membership.ended_at = None
    session.flush()


def _membership(session: Session, user: User, institution_id: UUID) -> Membership | None:
    return session.scalar(
        sa.select(Membership).where(
            Membership.user_id == user.id,
            Membership.institution_id == institution_id,
            Membership.ended_at.is_(None),
        )
    )


def change(
    session: Session, membership: Membership, *, role: Role, unit_id: UUID | None, actor: Actor
) -> None:
    """Change a colleague's role and unit. Raises LastInstitutionAdmin or NotAllowed."""
    _must_be_admin(actor, membership.institution_id)
    if role not in MEMBER_ROLES:
        raise NotAllowed
    institution = session.get_one(Institution, membership.institution_id)
    lock(session, institution)
    if role != Role.INSTITUTION_ADMIN:
        _refuse_last_admin(session, membership)
    membership.role = role
    membership.unit_id = _unit_of(session, membership.institution_id, unit_id)
    audit.record(session, actor, "institution:member:change", institution, {"role": role.value})


def end(session: Session, membership: Membership, *, actor: Actor) -> None:
    """End a membership: the colleague sees nothing of the institution any more."""
    _must_be_admin(actor, membership.institution_id)
    institution = session.get_one(Institution, membership.institution_id)
    lock(session, institution)
    _refuse_last_admin(session, membership)
    membership.ended_at = clock.now()
    audit.record(session, actor, "institution:member:end", institution)


def _refuse_last_admin(session: Session, membership: Membership) -> None:
    if membership.role != Role.INSTITUTION_ADMIN:
        return
    others = session.scalar(
        sa.select(sa.func.count()).where(
            Membership.institution_id == membership.institution_id,
            Membership.role == Role.INSTITUTION_ADMIN,
            Membership.ended_at.is_(None),
            Membership.id != membership.id,
        )
    )
    if not others:
        raise LastInstitutionAdmin


def members_of(session: Session, institution_id: UUID) -> list[Membership]:
    """Return the colleagues with account and unit, by name."""
    rows = session.scalars(
        sa.select(Membership)
        .where(Membership.institution_id == institution_id, Membership.ended_at.is_(None))
        .options(joinedload(Membership.user), joinedload(Membership.unit))
    ).all()
    return sorted(rows, key=lambda row: row.user.name.casefold())


def open_invitations(session: Session, institution_id: UUID) -> list[MemberInvitation]:
    """Return the invitations that are neither accepted nor revoked."""
    return list(
        session.scalars(
            sa.select(MemberInvitation)
            .where(
                MemberInvitation.institution_id == institution_id,
                MemberInvitation.accepted_at.is_(None),
                MemberInvitation.revoked_at.is_(None),
            )
            .order_by(MemberInvitation.created_at)
        )
    )


def units_of(session: Session, institution_id: UUID, *, closed: bool = False) -> list[Unit]:
    """Return the units by name, without the closed ones unless asked for."""
    query = sa.select(Unit).where(Unit.institution_id == institution_id).order_by(Unit.name)
    if not closed:
        query = query.where(Unit.closed_at.is_(None))
    return list(session.scalars(query))


def save_unit(
    session: Session,
    institution: Institution,
    unit: Unit | None,
    *,
    name: str,
    shared_mailbox: str | None,
    actor: Actor,
) -> Unit:
    """Create or change a unit and return it. Raises UnitNameTaken, EmailInvalid or NotAllowed."""
    _must_be_admin(actor, institution.id)
    lock(session, institution)
    mailbox = (
        users.checked_email(shared_mailbox, field="shared_mailbox") if shared_mailbox else None
    )
    taken = [
        other.name.casefold()
        for other in units_of(session, institution.id)
        if unit is None or other.id != unit.id
    ]
    if name.strip().casefold() in taken:
        raise UnitNameTaken(field="name")
    if unit is None:
        unit = Unit(id=new_id(), institution_id=institution.id, name=name.strip())
        session.add(unit)
    unit.name = name.strip()
    unit.shared_mailbox = mailbox
    session.flush()
    audit.record(session, actor, "institution:unit:save", institution, {"unit": unit.name})
    return unit


def close_unit(session: Session, unit: Unit, *, actor: Actor) -> None:
    """Close a unit: its requests stay, nobody files for it any more."""
    _must_be_admin(actor, unit.institution_id)
    institution = session.get_one(Institution, unit.institution_id)
    lock(session, institution)
    unit.closed_at = clock.now()
    for membership in session.scalars(sa.select(Membership).where(Membership.unit_id == unit.id)):
        membership.unit_id = None
    audit.record(session, actor, "institution:unit:close", institution, {"unit": unit.name})
