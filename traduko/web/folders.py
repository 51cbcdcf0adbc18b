"""The folders of pages, each with its address and its guard: what somebody can do at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from traduko.accounts.actor import Role
from traduko.web import account, admin, development, dispatcher, finance, institution, public
from traduko.web import translator as translator_pages
from traduko.web.access import ANYONE, guard

if TYPE_CHECKING:
    from flask import Flask

    from traduko.config import Settings

FOLDERS = (
    ("public", "/", public.PAGES, ANYONE),
    ("account", "/account", account.PAGES, ANYONE),
    ("links", "/", translator_pages.LINK_PAGES, ANYONE),
    (
        "institution",
        "/institution",
        institution.PAGES,
        frozenset({Role.REQUESTER, Role.INSTITUTION_ADMIN}),
    ),
    (
        "dispatcher",
        "/dispatch",
        dispatcher.PAGES,
        frozenset({Role.DISPATCHER, Role.OPERATOR_ADMIN}),
    ),
    ("translator", "/translator", translator_pages.PAGES, frozenset({Role.TRANSLATOR})),
    ("finance", "/finance", finance.PAGES, frozenset({Role.FINANCE, Role.OPERATOR_ADMIN})),
    ("admin", "/admin", admin.PAGES, frozenset({Role.OPERATOR_ADMIN})),
)


def init_folders(app: Flask, settings: Settings) -> None:
    """Register every folder behind its guard; the development pages only without a mail server."""
    folders = list(FOLDERS)
    if settings.mails_are_kept and not settings.production:
        folders.append(("development", "/development", development.PAGES, ANYONE))
    for name, prefix, blueprints, roles in folders:
        folder = Blueprint(name, f"traduko.web.{name}", url_prefix=prefix)
        guard(folder, roles)
        for page in blueprints:
            folder.register_blueprint(page)
        app.register_blueprint(folder)
