"""Mails to institutions about their application and their colleagues."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from traduko.core.mail import Mail, Recipient

if TYPE_CHECKING:
    from traduko.institutions.models import Institution, MemberInvitation


def _mail(institution: Institution, name: str, **context: Any) -> Mail:
    return Mail(
        Recipient(institution.contact_email, institution.contact_name, institution.locale),
        f"institutions/{name}",
        {"institution": institution} | context,
        about=institution.id,
    )


def prove_address(institution: Institution, token: str) -> Mail:
    """Return the mail with the link that proves the contact's address."""
    return _mail(institution, "prove_address", token=token)


def verified(institution: Institution) -> Mail:
    """Return the mail that says the institution may file."""
    return _mail(institution, "verified")


def information_requested(institution: Institution, question: str) -> Mail:
    """Return the mail with the operator's question."""
    return _mail(institution, "information_requested", question=question)


def refused(institution: Institution, reason: str) -> Mail:
    """Return the mail that says why the application is refused."""
    return _mail(institution, "refused", reason=reason)


def suspended(institution: Institution, reason: str) -> Mail:
    """Return the mail that says why new requests are stopped."""
    return _mail(institution, "suspended", reason=reason)


def member_invitation(institution: Institution, invitation: MemberInvitation, token: str) -> Mail:
    """Return the invitation to a colleague."""
    return Mail(
        Recipient(invitation.email, invitation.name, invitation.locale),
        "institutions/member_invitation",
        {"institution": institution, "invitation": invitation, "token": token},
        about=institution.id,
    )
