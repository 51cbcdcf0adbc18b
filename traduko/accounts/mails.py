"""Mails about accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from traduko.core.mail import Mail, Recipient

if TYPE_CHECKING:
    from traduko.accounts.models import User


def _to(user: User) -> Recipient:
    return Recipient(user.email, user.name, user.locale)


def invitation(user: User, token: str) -> Mail:
    """Return the mail by which somebody proves their address and sets a password."""
    return Mail(_to(user), "accounts/invitation", {"token": token}, about=user.id)


def reset(user: User, token: str) -> Mail:
    """Return the mail with a link to a new password."""
    return Mail(_to(user), "accounts/reset", {"token": token}, about=user.id)


def password_changed(user: User) -> Mail:
    """Return the notice that the password was changed."""
    return Mail(_to(user), "accounts/password_changed", {}, about=user.id)


def prove_new_email(user: User, address: str, token: str) -> Mail:
    """Return the mail to the new address."""
    return Mail(
        Recipient(address, user.name, user.locale),
        "accounts/prove_new_email",
        {"token": token},
        about=user.id,
    )


def email_changes(user: User, address: str) -> Mail:
    """Return the notice to the old address."""
    return Mail(_to(user), "accounts/email_changes", {"address": address}, about=user.id)


def second_factor_on(user: User) -> Mail:
    """Return the notice that a second factor is on."""
    return Mail(_to(user), "accounts/second_factor", {"step": "on"}, about=user.id)


def second_factor_off(user: User) -> Mail:
    """Return the notice that the second factor is off."""
    return Mail(_to(user), "accounts/second_factor", {"step": "off"}, about=user.id)


def recovery_code_used(user: User) -> Mail:
    """Return the notice that a recovery code was used."""
    return Mail(_to(user), "accounts/second_factor", {"step": "recovery"}, about=user.id)
