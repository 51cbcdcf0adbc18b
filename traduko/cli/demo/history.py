"""Months of requests in every state, as rows: what would have happened by the same rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from traduko.accounts.actor import Channel, Role
from traduko.billing.models import RecordPrice
from traduko.billing.pricing import price
from traduko.billing.tariffs import TariffValue, tariff_for
from traduko.cli.demo import names
from traduko.completion.facts import Outcome, ServiceFacts
from traduko.completion.models import RecordState, ServiceRecord
from traduko.core.db import Counter
from traduko.dispatch.models import Assignment, AssignmentState, Offer, OfferState
from traduko.requests.models import (
    CancelledBy,
    RefusalReason,
    RequestKind,
    RequestState,
    ServiceRequest,
    UnfilledReason,
)
from traduko.translators.models import FieldOfWork, Mode, ProofKind

if TYPE_CHECKING:
    import random
    import uuid
    from zoneinfo import ZoneInfo

    from traduko.cli.demo.people import Cast, Place, Worker
    from traduko.cli.demo.rows import Rows

SLOTS = ((8, 30), (10, 0), (11, 15), (13, 30), (14, 45), (16, 0))
LENGTHS = (30, 45, 45, 60, 60, 60)
S = RequestState
FUTURE_DAYS = 21


@dataclass(frozen=True)
class Frame:
    """What all requests of the demo share."""

    rows: Rows
    chance: random.Random
    cast: Cast
    tariffs: list[TariffValue]
    zone: ZoneInfo
    present: datetime
    holidays: frozenset[date]

    @property
    def dispatcher(self) -> tuple[uuid.UUID, str, str]:
        """Return who dispatches, as audit entries name them."""
        person = self.cast.staff[Role.DISPATCHER]
        return (person.id, person.name, Channel.PORTAL.value)


SYSTEM = (None, "Traduko", Channel.SYSTEM.value)


def write_history(frame: Frame, count: int) -> None:
    """Collect `count` requests over three months and three weeks ahead; more need more months."""
    days = _working_days(frame, count)
    by_language: dict[str, list[Worker]] = {}
    for worker in frame.cast.workers:
        by_language.setdefault(worker.languages[0], []).append(worker)
    offered = [code for code in ("ar", "tr", "ru") if code in by_language]
    numbers: dict[int, int] = {}
    moments = sorted(frame.chance.choice(days) for _ in range(count))
    for day in moments:
        _Story(frame, day, frame.chance.choice(offered), by_language, numbers).write()
        if len(frame.rows._rows[ServiceRequest]) >= 5_000:  # noqa: PLR2004, SLF001 - memory
            frame.rows.write()
    for year, value in numbers.items():
        frame.rows._rows[Counter].append(  # noqa: SLF001
            {"name": f"TR-{year}", "value": value}
        )


def _working_days(frame: Frame, count: int) -> list[date]:
    needed = max(65, count // max(len(frame.cast.workers) * 2, 1))
    today = frame.present.astimezone(frame.zone).date()
    found: list[date] = []
    day = today + timedelta(days=FUTURE_DAYS)
    while len(found) < needed + FUTURE_DAYS * 5 // 7:
        if day.weekday() < 5 and day not in frame.holidays:  # noqa: PLR2004 - Monday to Friday
            found.append(day)
        day -= timedelta(days=1)
    return found


# What some institutions ask for in their field.
_PROOFS = {
    FieldOfWork.MENTAL_HEALTH: ProofKind.SOCIAL_INTERPRETING,
    FieldOfWork.SCHOOL: ProofKind.SOCIAL_INTERPRETING,
}


class _Story:
    """One request from its filing to where it is now."""

    def __init__(
        self,
        frame: Frame,
        day: date,
        language: str,
        workers: dict[str, list[Worker]],
        numbers: dict[int, int],
    ) -> None:
        self.frame = frame
        self.rows = frame.rows
        self.chance = frame.chance
        self.day = day
        self.language = language
        self.workers = workers[language]
        self.numbers = numbers
        self.place: Place = self.chance.choice(frame.cast.places)
        self.slot = self.chance.randrange(len(SLOTS))
        self.is_text = self.chance.random() < 0.08  # noqa: PLR2004 - one in twelve is a text
        local = datetime.combine(day, time(*SLOTS[self.slot]), tzinfo=frame.zone)
        self.starts_at = local.astimezone(UTC)
        self.ends_at = self.starts_at + timedelta(minutes=self.chance.choice(LENGTHS))
        lead = timedelta(days=self.chance.choice((2, 3, 5, 7, 9, 14)), hours=-1)
        self.filed_at = min(
            self.starts_at - lead,
            frame.present - timedelta(minutes=self.chance.randrange(20, 4000)),
        )

    def write(self) -> None:
        """Collect all its rows."""
        state = self._state()
        worker = self._worker() if state in _WITH_TRANSLATOR else None
        if state in _WITH_TRANSLATOR and worker is None:
            state = S.UNFILLED if self.starts_at < self.frame.present else S.SUBMITTED
        request_id, values = self._request(state)
        self._events(request_id, state, worker, values)
        if worker:
            self._bound(request_id, state, worker, values)
        elif state == S.OFFERED:
            self._open_offers(request_id)

    def _state(self) -> RequestState:
        roll = self.chance.random()
        age = self.frame.present - self.starts_at
        if age < timedelta(0):
            table = (
                (0.55, S.CONFIRMED),
                (0.72, S.OFFERED),
                (0.92, S.SUBMITTED),
                (0.95, S.RETURNED),
            )
            return next((state for limit, state in table if roll < limit), S.CANCELLED)
        table = ((0.06, S.CANCELLED), (0.10, S.UNFILLED), (0.12, S.REFUSED), (0.13, S.PASSED_ON))
        for limit, state in table:
            if roll < limit:
                return state
        if age < timedelta(days=2):
            return S.CONFIRMED
        if age < timedelta(days=12):
            return (
                S.DISPUTED
                if roll > 0.97  # noqa: PLR2004
                else S.DELIVERED
                if roll > 0.5  # noqa: PLR2004
                else S.APPROVED
            )
        return S.APPROVED

    def _worker(self) -> Worker | None:
        mode = Mode.WRITTEN if self.is_text else Mode.ON_SITE
        for worker in self.chance.sample(self.workers, min(8, len(self.workers))):
            if mode in worker.modes and (self.day, self.slot) not in worker.taken:
                worker.taken.add((self.day, self.slot))
                return worker
        return None

    def _number(self) -> str:
        year = self.filed_at.astimezone(self.frame.zone).year
        self.numbers[year] = self.numbers.get(year, 0) + 1
        return f"TR-{year}-{self.numbers[year]:05d}"

    def _request(self, state: RequestState) -> tuple[uuid.UUID, dict[str, Any]]:
        requester = self.chance.choice(self.place.requesters)
        unit = self.chance.choice(self.place.unit_ids) if self.place.unit_ids else None
        field = FieldOfWork(self.chance.choice(sorted(names.MATTERS)))
        matter = self.chance.choice(names.TEXTS if self.is_text else names.MATTERS[field.value])
        mode = Mode.WRITTEN if self.is_text else self.chance.choice(_MODES)
        stamps = _stamps(state, self)
        values: dict[str, Any] = {
            "number": self._number(),
            "kind": RequestKind.TRANSLATION if self.is_text else RequestKind.INTERPRETING,
            "institution_id": self.place.id,
            "unit_id": unit,
            "requester_id": requester.id,
            "requester_name": requester.name,
            "requester_email": requester.email,
            "locale": "de",
            "state": state,
            "language": self.language,
            "working_language": "de",
            "mode": mode,
            "starts_at": None if self.is_text else self.starts_at,
            "ends_at": None if self.is_text else self.ends_at,
            "due_at": self.starts_at if self.is_text else None,
            "sort_at": self.starts_at,
            "answer_by": self.filed_at + timedelta(days=1),
            "street": self.place.street if mode == Mode.ON_SITE else None,
            "postal_code": self.place.postal_code if mode == Mode.ON_SITE else None,
            "municipality_key": self.place.municipality_key if mode == Mode.ON_SITE else None,
            "meeting_point": self.chance.choice(names.MEETING_POINTS)
            if mode == Mode.ON_SITE
            else None,
            "remote_access": "Wir rufen Sie an." if mode in {Mode.PHONE, Mode.VIDEO} else None,
            "contact_name": requester.name,
            "field": field,
            "matter": matter,
            "case_reference": f"F-{self.chance.randrange(100, 999)}",
            "gender_is_must": False,
            "qualification_wanted": _PROOFS.get(field),
            "qualification_is_must": field == FieldOfWork.MENTAL_HEALTH,
            "target_language": self.language if self.is_text else None,
            "word_count": self.chance.randrange(120, 900) if self.is_text else None,
            "version": 1,
            "sequence": 0,
            **stamps,
        }
        return self.rows.add(ServiceRequest, **values), values

    def _events(
        self,
        request_id: uuid.UUID,
        state: RequestState,
        worker: Worker | None,
        values: dict[str, Any],
    ) -> None:
        who = (values["requester_id"], values["requester_name"], Channel.PORTAL.value)
        self._event(request_id, "submit", self.filed_at, who, S.DRAFT, S.SUBMITTED)
        if worker:
            offered = self.filed_at + timedelta(hours=1)
            self._event(request_id, "offer", offered, self.frame.dispatcher, S.SUBMITTED, S.OFFERED)
            by = (None, worker.name, Channel.LINK.value)
            confirmed = self.filed_at + timedelta(hours=4)
            self._event(request_id, "confirm", confirmed, by, S.OFFERED, S.CONFIRMED)
            if state in _AFTER:
                done = self.ends_at + timedelta(hours=2)
                self._event(request_id, "deliver", done, by, S.CONFIRMED, S.DELIVERED)
            if state == S.APPROVED:
                approved = self.ends_at + timedelta(days=1)
                self._event(request_id, "approve", approved, who, S.DELIVERED, S.APPROVED)
            if state == S.DISPUTED:
                objected = self.ends_at + timedelta(days=1)
                self._event(request_id, "object", objected, who, S.DELIVERED, S.DISPUTED)
            return
        step = _STEPS.get(state)
        if step:
            at = values[f"{state.value}_at"]
            asked_by: Any = who if state == S.CANCELLED else self.frame.dispatcher
            self._event(request_id, step, at, asked_by, S.SUBMITTED, state)

    def _event(
        self,
        request_id: uuid.UUID,
        step: str,
        at: datetime,
        who: Any,
        *states: RequestState,
    ) -> None:
        source, target = states
        at = min(at, self.frame.present)
        self.rows.event(
            ServiceRequest,
            request_id,
            f"request:{step}",
            at,
            who,
            **{"from": source.value, "to": target.value},
        )

    def _offer(
        self, request_id: uuid.UUID, worker: Worker, state: OfferState, made_at: datetime
    ) -> uuid.UUID:
        answered = min(made_at + timedelta(hours=3), self.frame.present)
        return self.rows.add(
            Offer,
            request_id=request_id,
            translator_id=worker.id,
            state=state,
            request_version=1,
            mode=Mode.WRITTEN if self.is_text else Mode.ON_SITE,
            made_at=made_at,
            made_by=self.frame.dispatcher[1],
            expires_at=max(min(made_at + timedelta(days=1), self.starts_at), made_at)
            if state != OfferState.OPEN
            else min(
                self.frame.present + timedelta(hours=self.chance.randrange(2, 30)), self.starts_at
            ),
            answered_at=None if state == OfferState.OPEN else answered,
            answered_via=Channel.LINK if state == OfferState.ACCEPTED else None,
            score=None,
            note=None,
        )

    def _open_offers(self, request_id: uuid.UUID) -> None:
        made = self.filed_at + timedelta(minutes=15)
        for worker in self.chance.sample(self.workers, min(2, len(self.workers))):
            self._offer(request_id, worker, OfferState.OPEN, made)
        self._event(request_id, "offer", made, self.frame.dispatcher, S.SUBMITTED, S.OFFERED)

    def _bound(
        self,
        request_id: uuid.UUID,
        state: RequestState,
        worker: Worker,
        values: dict[str, Any],
    ) -> None:
        made = self.filed_at + timedelta(hours=1)
        others = [other for other in self.workers if other.id != worker.id]
        if others and self.chance.random() < 0.3:  # noqa: PLR2004 - sometimes two were asked
            self._offer(request_id, self.chance.choice(others), OfferState.LOST, made)
        offer_id = self._offer(request_id, worker, OfferState.ACCEPTED, made)
        done = state in _AFTER
        assignment_id = self.rows.add(
            Assignment,
            request_id=request_id,
            offer_id=offer_id,
            translator_id=worker.id,
            translator_number=worker.number,
            state=AssignmentState.DONE if done else AssignmentState.ACTIVE,
            mode=values["mode"],
            starts_at=values["starts_at"],
            ends_at=values["ends_at"],
            municipality_key=values["municipality_key"],
            confirmed_at=values["confirmed_at"],
            ended_at=self.ends_at if done else None,
            reminded_at=self.frame.present if done else None,
            version=1,
        )
        if done:
            self._record(request_id, assignment_id, state, worker, values)

    def _record(
        self,
        request_id: uuid.UUID,
        assignment_id: uuid.UUID,
        state: RequestState,
        worker: Worker,
        values: dict[str, Any],
    ) -> None:
        outcome = Outcome.CLIENT_ABSENT if self.chance.random() < 0.05 else Outcome.HELD  # noqa: PLR2004
        over = timedelta(minutes=self.chance.choice((0, 0, 0, 15)))
        facts = ServiceFacts(
            outcome,
            values["starts_at"],
            values["ends_at"] + over if values["ends_at"] else None,
            values["starts_at"],
            values["ends_at"],
            travel_minutes=self.chance.choice((10, 20, 40, 70)),
            travel_km=None,
            word_count=values["word_count"],
            mode=values["mode"].value,
            language=self.language,
        )
        submitted = min(self.ends_at + timedelta(hours=2), self.frame.present)
        record_id = self.rows.add(
            ServiceRecord,
            request_id=request_id,
            assignment_id=assignment_id,
            translator_id=worker.id,
            institution_id=self.place.id,
            state=_RECORD_STATES[state],
            outcome=outcome,
            starts_at=facts.starts_at,
            ends_at=facts.ends_at,
            travel_minutes=facts.travel_minutes,
            travel_km=None,
            word_count=facts.word_count,
            note=None,
            objection="Das Gespräch begann später als angegeben." if state == S.DISPUTED else None,
            opened_at=self.ends_at,
            submitted_at=submitted,
            disputed_at=values["disputed_at"],
            approved_at=values["approved_at"],
            approved_by=values["requester_name"] if state == S.APPROVED else None,
            deemed_approved_at=submitted + timedelta(days=14),
            reminded_at=None,
            version=2,
        )
        if state == S.APPROVED:
            self._price(record_id, facts, values)

    def _price(self, record_id: uuid.UUID, facts: ServiceFacts, values: dict[str, Any]) -> None:
        tariff = tariff_for(self.frame.tariffs, self.place.kind.value, self.day)
        result = price(facts, tariff)
        self.rows.add(
            RecordPrice,
            record_id=record_id,
            institution_id=self.place.id,
            tariff_id=tariff.id,
            tariff_name=tariff.name,
            service_date=self.day,
            month=f"{self.day:%Y-%m}",
            facts={
                "outcome": facts.outcome.value,
                "minutes": facts.minutes,
                "booked_minutes": facts.booked_minutes,
                "word_count": facts.word_count,
                "mode": facts.mode,
                "language": facts.language,
            },
            lines=[line.to_json() for line in result.lines],
            total=Decimal(result.total),
            currency="EUR",
            priced_at=values["approved_at"],
            statement_id=None,
        )


_MODES = (Mode.ON_SITE, Mode.ON_SITE, Mode.ON_SITE, Mode.PHONE, Mode.VIDEO)
_AFTER = frozenset({S.DELIVERED, S.APPROVED, S.DISPUTED})
_WITH_TRANSLATOR = _AFTER | {S.CONFIRMED}
_STEPS = {
    S.CANCELLED: "cancel",
    S.UNFILLED: "close_unfilled",
    S.REFUSED: "refuse",
    S.PASSED_ON: "pass_on",
    S.RETURNED: "return",
}
_RECORD_STATES = {
    S.DELIVERED: RecordState.SUBMITTED,
    S.DISPUTED: RecordState.DISPUTED,
    S.APPROVED: RecordState.APPROVED,
}


def _stamps(state: RequestState, story: _Story) -> dict[str, Any]:
    """Return the times and reasons that belong to a state, and None for all others."""
    present = story.frame.present
    values: dict[str, Any] = {f"{s.value}_at": None for s in S if s is not S.DRAFT}
    values |= dict.fromkeys(
        (
            "refusal_reason",
            "unfilled_reason",
            "state_note",
            "partner_name",
            "partner_reference",
            "cancelled_by",
            "cancel_received_at",
        )
    )
    values["submitted_at"] = story.filed_at
    if state in _WITH_TRANSLATOR:
        values["offered_at"] = story.filed_at + timedelta(hours=1)
        values["confirmed_at"] = min(story.filed_at + timedelta(hours=4), present)
    if state == S.OFFERED:
        values["offered_at"] = story.filed_at + timedelta(minutes=15)
    if state in _AFTER:
        values["delivered_at"] = min(story.ends_at + timedelta(hours=2), present)
    later = min(story.filed_at + timedelta(hours=20), present)
    if state in {S.APPROVED, S.DISPUTED}:
        values[f"{state.value}_at"] = min(story.ends_at + timedelta(days=1), present)
    elif state in _STEPS:
        values[f"{state.value}_at"] = later
    return values | _reasons(state, story, later)


def _reasons(state: RequestState, story: _Story, later: datetime) -> dict[str, Any]:
    reasons: dict[RequestState, dict[str, Any]] = {
        S.REFUSED: {"refusal_reason": RefusalReason.SWORN_NEEDED, "state_note": "Polizeigespräch"},
        S.UNFILLED: {"unfilled_reason": story.chance.choice(list(UnfilledReason))},
        S.PASSED_ON: {"partner_name": "SeTIS Wallon", "partner_reference": "26-4711"},
        S.RETURNED: {"state_note": "In welchem Gebäude findet das Gespräch statt?"},
        S.CANCELLED: {
            "cancelled_by": CancelledBy.INSTITUTION,
            "cancel_received_at": later,
        },
    }
    return reasons.get(state, {})


def is_empty(session: Any) -> bool:
    """Return whether nobody has filed anything yet."""
    return session.scalar(sa.select(ServiceRequest.id).limit(1)) is None
