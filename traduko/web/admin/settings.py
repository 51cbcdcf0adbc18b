"""The operator's settings, group by group, with their history."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, request
from flask_babel import gettext as _

from traduko.accounts.actor import STAFF, Role
from traduko.core.errors import RuleBroken
from traduko.core.formatting import language_name
from traduko.core.languages import LANGUAGES
from traduko.operator import settings as operator_settings
from traduko.operator.kinds import InstitutionKind
from traduko.web import access, pages
from traduko.web.forms import message_of

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as BaseResponse

bp = Blueprint("settings", __name__, url_prefix="/settings")
LONG_TEXTS = {"text_private_person", "text_private_company", "text_lawyer", "text_sworn"}
WEEKDAYS = range(7)


@bp.get("")
def index() -> Response:
    """List the groups of settings."""
    return pages.render("admin/settings.html", groups=operator_settings.GROUPS)


def _keys(group: str) -> tuple[str, tuple[str, ...]]:
    found = {name: (title, keys) for name, title, keys in operator_settings.GROUPS}
    if group not in found:
        abort(404)
    return found[group]


@bp.route("/<group>", methods=["GET", "POST"])
def edit(group: str) -> BaseResponse:
    """Show and change one group."""
    title, keys = _keys(group)
    present = pages.settings()
    values = {key: getattr(present, key) for key in keys}
    errors: dict[str, str] = {}
    if request.method == "POST":
        values, errors = _read(keys)
        if not errors:
            errors = _save(values)
        if not errors:
            return pages.redirect_to(".edit", group=group, say=_("Saved."))
    return pages.render(
        "admin/settings_group.html",
        status=422 if errors else 200,
        group=group,
        title=title,
        items=[_item(key, values[key]) for key in keys],
        errors=errors,
        labels=operator_settings.LABELS,
        weekdays=WEEKDAYS,
    )


def _item(key: str, value: Any) -> dict[str, Any]:
    """Return how one setting is asked for."""
    kind = "text"
    choices: list[tuple[str, str]] = []
    locale = pages.locale()
    if key in {"languages", "possible_languages", "working_languages"}:
        kind = "checkboxes"
        codes = pages.settings().possible_languages if key == "languages" else sorted(LANGUAGES)
        choices = [(code, language_name(code, locale)) for code in codes]
    elif key == "kinds_accepted":
        kind = "checkboxes"
        choices = [(item.value, _(item.label)) for item in InstitutionKind if item.may_ask]
    elif key == "second_factor_roles":
        kind = "checkboxes"
        choices = [(role.value, _(role.label)) for role in Role if role in STAFF]
    elif key == "service_hours":
        kind = "hours"
    elif isinstance(getattr(operator_settings.DEFAULTS, key), int):
        kind = "number"
    elif isinstance(getattr(operator_settings.DEFAULTS, key), tuple):
        kind = "lines"
    elif key in LONG_TEXTS:
        kind = "long"
    return {"key": key, "value": value, "kind": kind, "choices": choices}


def _read(keys: tuple[str, ...]) -> tuple[dict[str, Any], dict[str, str]]:
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for key in keys:
        kind = _item(key, None)["kind"]
        if kind == "checkboxes":
            values[key] = tuple(request.form.getlist(key))
        elif kind == "lines":
            values[key] = tuple(request.form.get(key, "").split("\n"))
        elif kind == "hours":
            values[key] = _hours()
        elif kind == "number":
            text = request.form.get(key, "").strip()
            values[key] = int(text) if text.isdigit() else text
            if not text.isdigit():
                errors[key] = _("Enter a whole number.")
        else:
            values[key] = request.form.get(key, "")
    return values, errors


def _hours() -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    for weekday in WEEKDAYS:
        spans = []
        for part in ("first", "second"):
            opens = request.form.get(f"hours_{weekday}_{part}_opens", "")[:5]
            closes = request.form.get(f"hours_{weekday}_{part}_closes", "")[:5]
            if opens or closes:
                spans.append([opens, closes])
        if spans:
            found[str(weekday)] = spans
    return found


def _save(values: dict[str, Any]) -> dict[str, str]:
    """Save all values of a group or none; return what is wrong."""
    errors: dict[str, str] = {}
    for key, value in values.items():
        try:
            operator_settings.validated(key, value)
        except RuleBroken as error:
            errors[key] = message_of(error)
    if errors:
        return errors
    with pages.transaction() as session:
        for key, value in values.items():
            operator_settings.change(session, key, value, actor=access.actor())
    return {}


@bp.get("/<group>/history")
def history(group: str) -> Response:
    """Show who changed what, when."""
    title, keys = _keys(group)
    rows = [
        {
            "change": row,
            "value": row.value if isinstance(row.value, str) else json.dumps(row.value),
        }
        for row in operator_settings.history(pages.session())
        if row.key in keys
    ]
    return pages.render(
        "admin/settings_history.html",
        group=group,
        title=title,
        rows=rows,
        labels=operator_settings.LABELS,
    )
