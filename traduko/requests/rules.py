"""What a request must be like to be filed: its values, and every rule with its own sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from traduko.core import clock
from traduko.core.errors import RuleBroken
from traduko.core.i18n import N_, LabelEnum
from traduko.operator import settings as operator_settings
from traduko.requests.models import RequestKind, WishKind
from traduko.translators.models import FieldOfWork, Gender, Mode, ProofKind

if TYPE_CHECKING:
    from uuid import UUID

    from traduko.institutions.models import Institution
    from traduko.operator.settings import Settings

LONGEST = timedelta(hours=8)
FARTHEST = timedelta(days=366)


class InstitutionNotVerified(RuleBroken):
    """Only members of a verified institution may file."""

    default = N_(
        "%(institution)s cannot send requests at the moment: it is not verified (any more)."
    )


class LanguageNotOffered(RuleBroken):
    """The operator does not offer this language."""

    default = N_("This language is not offered at the moment. Please call us at %(phone)s.")


class StartMissing(RuleBroken):
    """An interpreter needs a time."""

    default = N_("Enter date, start and length.")


class DateMissing(RuleBroken):
    """A text is wished for by a day."""

    default = N_("Enter the day by which you wish for the translation.")


class StartInPast(RuleBroken):
    """The time is over already."""

    default = N_("This time is over already. Please choose one that lies ahead.")


class TooShortNotice(RuleBroken):
    """Too late for anybody to be found by this way."""

    default = N_(
        "This is too short notice for a request by form. Please call us at %(phone)s: "
        "sometimes somebody is free."
    )


class TooFarAhead(RuleBroken):
    """Nobody plans that far."""

    default = N_("Please choose a date within the next twelve months.")


class EndsBeforeStart(RuleBroken):
    """The end is not after the start."""

    default = N_("The end must be after the start.")


class TooLong(RuleBroken):
    """Longer than one interpreter may work."""

    default = N_("This is longer than %(hours)s hours. Please split it into several requests.")


class PlaceMissing(RuleBroken):
    """On site needs an address."""

    default = N_("Enter where the interpreter should come: at least postal code or municipality.")


class AddressProtected(RuleBroken):
    """The addresses of shelters are never stored."""

    default = N_(
        "The address of a shelter is never stored. Please give only the municipality, and tell "
        "the interpreter the rest by phone."
    )


class RemoteAccessMissing(RuleBroken):
    """Phone and video need a number or a link."""

    default = N_("Enter the number to call or the link to open.")


class TextMissing(RuleBroken):
    """A translation needs a text."""

    default = N_("Choose the document to be translated.")


class WordCountMissing(RuleBroken):
    """The words of a picture or a scan cannot be counted by us."""

    default = N_(
        "The words of this document cannot be counted. Please enter about how many there are; "
        "a full page has about 300."
    )


class WindowTooSmall(RuleBroken):
    """The flexible window does not hold the appointment."""

    default = N_("The flexible window must hold the whole appointment.")


class SameMode(RuleBroken):
    """The second choice equals the first."""

    default = N_("The second choice is the same as the first. Leave it empty or choose another.")


class WishesContradict(RuleBroken):
    """The same person cannot be wished for and never wanted again."""

    default = N_("This is the translator you wish for above. Please choose another one or nobody.")


class TimeWarning(LabelEnum):
    """Times at which it is hard to find somebody: said, never refused."""

    HOLIDAY = "holiday", N_("This is a holiday: it is harder to find somebody.")
    CLOSED_DAY = (
        "closed_day",
        N_("Our service is closed on this day of the week: it is harder to find somebody."),
    )
    OUTSIDE_HOURS = (
        "outside_hours",
        N_(
            "This lies outside our service hours: it is harder to find somebody, and nobody "
            "answers our phone then."
        ),
    )


@dataclass(frozen=True)
class Wish:
    """A wish about one translator."""

    translator_id: UUID
    kind: WishKind
    is_must: bool = False


@dataclass(frozen=True)
class RequestDraft:
    """What somebody asks for, complete and in plain values; moments are aware."""

    institution_id: UUID
    kind: RequestKind
    language: str
    working_language: str
    mode: Mode
    unit_id: UUID | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    due_at: datetime | None = None
    second_mode: Mode | None = None
    window_starts_at: datetime | None = None
    window_ends_at: datetime | None = None
    street: str | None = None
    postal_code: str | None = None
    municipality_key: str | None = None
    meeting_point: str | None = None
    remote_access: str | None = None
    contact_name: str | None = None
    contact_phone: str | None = None
    field: FieldOfWork | None = None
    matter: str | None = None
    translator_note: str | None = None
    case_reference: str | None = None
    gender_wanted: Gender | None = None
    gender_is_must: bool = False
    qualification_wanted: ProofKind | None = None
    qualification_is_must: bool = False
    target_language: str | None = None
    word_count: int | None = None
    wishes: tuple[Wish, ...] = ()
    uploads: tuple[tuple[str, bytes], ...] = ()
    # Files that were kept with a draft of the same form.
    stored_ids: tuple[UUID, ...] = ()
    repeated_from_id: UUID | None = None
    # The same form sent twice carries the same id, and is one request.
    form_id: UUID | None = None


def check(
    draft: RequestDraft, institution: Institution, settings: Settings, *, by_staff: bool = False
) -> None:
    """Raise the first rule the draft breaks. Staff may file at short notice."""
    if (
        draft.language not in settings.languages
        or draft.working_language not in settings.working_languages
    ):
        raise LanguageNotOffered(field="language", phone=settings.phone or settings.email)
    if draft.kind == RequestKind.INTERPRETING:
        _check_time(draft, settings, by_staff=by_staff)
        _check_where(draft, institution)
    else:
        if draft.due_at is None:
            raise DateMissing(field="due")
        _check_moment(draft, draft.due_at, "due", settings, by_staff=by_staff)
        if not draft.uploads and not draft.stored_ids:
            raise TextMissing(field="documents")
    named = {wish.translator_id for wish in draft.wishes if wish.kind == WishKind.NAMED}
    if any(w.kind == WishKind.NEVER and w.translator_id in named for w in draft.wishes):
        raise WishesContradict(field="never")


def _check_time(draft: RequestDraft, settings: Settings, *, by_staff: bool) -> None:
    if draft.starts_at is None or draft.ends_at is None:
        raise StartMissing(field="day")
    if draft.ends_at <= draft.starts_at:
        raise EndsBeforeStart(field="ends")
    if draft.ends_at - draft.starts_at > LONGEST:
        raise TooLong(field="ends", hours=LONGEST // timedelta(hours=1))
    _check_moment(draft, draft.starts_at, "day", settings, by_staff=by_staff)
    if draft.second_mode == draft.mode:
        raise SameMode(field="second_mode")
    window = (draft.window_starts_at, draft.window_ends_at)
    if window[0] and window[0] > draft.starts_at:
        raise WindowTooSmall(field="window_starts")
    if window[1] and window[1] < draft.ends_at:
        raise WindowTooSmall(field="window_ends")


def _check_moment(
    draft: RequestDraft, moment: datetime, name: str, settings: Settings, *, by_staff: bool
) -> None:
    present = clock.now()
    if moment <= present:
        raise StartInPast(field=name)
    if moment - present > FARTHEST:
        raise TooFarAhead(field=name)
    if not by_staff and operator_settings.is_short_notice(settings, draft.mode.value, moment):
        raise TooShortNotice(field=name, phone=settings.phone or settings.email)


def _check_where(draft: RequestDraft, institution: Institution) -> None:
    modes = {draft.mode, draft.second_mode}
    if Mode.ON_SITE in modes:
        if institution.is_address_protected and draft.street:
            raise AddressProtected(field="street")
        if not (draft.municipality_key or draft.postal_code or draft.street):
            raise PlaceMissing(field="postal_code")
    if draft.mode != Mode.ON_SITE and not (draft.remote_access or draft.contact_phone):
        raise RemoteAccessMissing(field="remote_access")


def time_warning(
    settings: Settings, starts_at: datetime | None, ends_at: datetime | None
) -> TimeWarning | None:
    """Return why a time is a hard one, or None: holiday, closed day, outside service hours."""
    if starts_at is None:
        return None
    book = operator_settings.calendar(settings, starts_at)
    local = starts_at.astimezone(settings.zone)
    hours = sorted(book.hours.get(local.weekday(), ()))
    if local.date() in book.holidays:
        return TimeWarning.HOLIDAY
    if not hours:
        return TimeWarning.CLOSED_DAY
    end = (ends_at or starts_at).astimezone(settings.zone)
    is_within = local.time() >= hours[0][0] and end.time() <= hours[-1][1]
    return None if is_within and end.date() == local.date() else TimeWarning.OUTSIDE_HOURS
