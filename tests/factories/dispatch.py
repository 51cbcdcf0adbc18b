"""Institutions, translators and requests as rows: valid with few words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import count

import sqlalchemy as sa

from traduko.accounts.actor import Actor, Channel, Role
from traduko.core import clock
from traduko.core.db import transaction
from traduko.core.ids import new_id
from traduko.institutions.models import Institution, InstitutionState, Unit
from traduko.operator.kinds import InstitutionKind
from traduko.requests.models import RequestKind, RequestState, ServiceRequest
from traduko.translators.models import (
    Engagement,
    Level,
    Mode,
    Translator,
    TranslatorLanguage,
    WeeklySlot,
)

DISPATCHER = Actor(None, "Dora Dispo", frozenset({Role.DISPATCHER}))
# Wednesday 11 March 2026, 10:00 in Eupen: a week after the tests' clock.
NEXT_WEEK = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)


def requester_of(service_request):
    """Somebody of the institution that asks."""
    return Actor(
        None,
        service_request.requester_name,
        frozenset({Role.REQUESTER}),
        institution_ids=frozenset({service_request.institution_id}),
    )


def actor_for(translator, via=Channel.LINK):
    """The translator, come by the link."""
    return Actor(
        None,
        translator.name,
        frozenset({Role.TRANSLATOR}),
        translator_id=translator.id,
        via=via,
    )


@dataclass
class Make:
    """Writes rows in a transaction of its own and returns them."""

    session: object
    numbers: object = field(default_factory=lambda: count(1))

    def _add(self, *rows):
        with transaction(self.session):
            for row in rows:
                self.session.add(row)
                self.session.flush()
        return rows[0]

    def institution(self, **values):
        number = next(self.numbers)
        defaults = {
            "id": new_id(),
            "name": f"Testspital {number}",
            "kind": InstitutionKind.HOSPITAL,
            "contact_name": "Ines Beispiel",
            "contact_email": f"spital{number}@spital.example",
            "locale": "de",
            "country": "BE",
            "state": InstitutionState.VERIFIED,
            "applied_at": clock.now(),
            "verified_at": clock.now(),
            "version": 1,
        }
        return self._add(Institution(**(defaults | values)))

    def unit(self, institution, **values):
        defaults = {"id": new_id(), "institution_id": institution.id, "name": "Station 3"}
        return self._add(Unit(**(defaults | values)))

    def translator(self, name=None, *, languages=("ar",), working="de", week=(), **values):
        number = next(self.numbers)
        translator_id = new_id()
        defaults = {
            "id": translator_id,
            "number": number,
            "name": name or f"Tara Test {number}",
            "email": f"tara{number}@post.example",
            "locale": "de",
            "engagement": Engagement.FREELANCE,
            "home_municipality": "eupen",
            "max_travel_minutes": 90,
            "modes": ["on_site", "phone", "video", "written"],
            "fields": [],
            "created_at": clock.now(),
            "feed_version": 1,
            "version": 1,
        }
        rows = [Translator(**(defaults | values))]
        rows += [
            TranslatorLanguage(
                id=new_id(),
                translator_id=translator_id,
                language=code,
                working_language=working,
                level=Level.C1,
                to_working=True,
                from_working=True,
                written=True,
            )
            for code in languages
        ]
        rows += [
            WeeklySlot(
                id=new_id(),
                translator_id=translator_id,
                weekday=day,
                starts=time.fromisoformat(starts),
                ends=time.fromisoformat(ends),
            )
            for day, starts, ends in week
        ]
        return self._add(*rows)

    def service_request(self, institution=None, *, minutes=60, starts_at=NEXT_WEEK, **values):
        institution = institution or self.institution()
        number = next(self.numbers)
        defaults = {
            "id": new_id(),
            "number": f"TR-2026-{number:05d}",
            "kind": RequestKind.INTERPRETING,
            "institution_id": institution.id,
            "requester_name": "Rita Anfrage",
            "requester_email": f"rita{number}@spital.example",
            "locale": "de",
            "state": RequestState.SUBMITTED,
            "submitted_at": clock.now(),
            "language": "ar",
            "working_language": "de",
            "mode": Mode.ON_SITE,
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(minutes=minutes) if starts_at else None,
            "sort_at": starts_at or values.get("due_at"),
            "street": "Teststraße 1",
            "postal_code": "4700",
            "municipality_key": "eupen",
            "contact_name": "Karl Kontakt",
            "contact_phone": "+32 87 000000",
            "case_reference": "AZ-17",
            "version": 1,
            "sequence": 0,
            "gender_is_must": False,
        }
        return self._add(ServiceRequest(**(defaults | values)))

    def text(self, institution=None, **values):
        defaults = {
            "kind": RequestKind.TRANSLATION,
            "mode": Mode.WRITTEN,
            "due_at": NEXT_WEEK,
            "target_language": "de",
            "street": None,
            "postal_code": None,
            "municipality_key": None,
        }
        return self.service_request(institution, starts_at=None, **(defaults | values))

    def many(self, what, rows):
        with transaction(self.session):
            self.session.execute(sa.insert(what), rows)
