"""The clock of rules: working hours of the operator's calendar, in its zone, DST included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from zoneinfo import ZoneInfo

FARTHEST = 800


@dataclass(frozen=True)
class Cutoff:
    """A limit before a start: a time on the n-th working day before, or plain hours."""

    working_days: int = 0
    at: time = time(10)
    hours: int | None = None


@dataclass(frozen=True)
class WorkingCalendar:
    """Service hours by weekday (Monday is 0) and the days that are closed."""

    zone: ZoneInfo
    hours: Mapping[int, tuple[tuple[time, time], ...]]
    holidays: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Return whether the service is open at all on this day."""
        return day not in self.holidays and bool(self.hours.get(day.weekday()))

    def is_open(self, moment: datetime) -> bool:
        """Return whether the service is open at this moment."""
        return any(
            start <= moment < end for start, end in self._spans(moment.astimezone(self.zone).date())
        )

    def next_open(self, moment: datetime) -> datetime:
        """Return the moment itself if it is open, else the next opening."""
        for start, end in self._spans_from(moment):
            if moment < end:
                return max(moment, start)
        return moment

    def add_hours(self, start: datetime, hours: float) -> datetime:
        """Return the moment at which so many open hours have passed since `start`."""
        left = timedelta(hours=hours)
        for opens, closes in self._spans_from(start):
            begin = max(opens, start)
            if begin >= closes:
                continue
            if closes - begin >= left:
                return begin + left
            left -= closes - begin
        return start + timedelta(hours=hours)

    def hours_between(self, start: datetime, end: datetime) -> float:
        """Return how many open hours lie between two moments; zero if they are reversed."""
        total = timedelta()
        if end <= start:
            return 0.0
        for opens, closes in self._spans_from(start):
            if opens >= end:
                break
            total += max(min(closes, end) - max(opens, start), timedelta())
        return total.total_seconds() / 3600

    def add_working_days(self, start: datetime, days: int) -> datetime:
        """Return the end of the n-th working day after `start`'s day."""
        day = start.astimezone(self.zone).date()
        left = days
        for _ in range(FARTHEST):
            if left <= 0:
                break
            day += timedelta(days=1)
            left -= self.is_working_day(day)
        spans = self._spans(day)
        closes = spans[-1][1] if spans else self._local(day, time(17))
        return max(closes, start)

    def working_days_before(self, day: date, days: int) -> date:
        """Return the n-th working day before `day`."""
        left = days
        for _ in range(FARTHEST):
            if left <= 0:
                break
            day -= timedelta(days=1)
            left -= self.is_working_day(day)
        return day

    def cutoff_before(self, start: datetime, rule: Cutoff) -> datetime:
        """Return the last moment before `start` that the rule allows."""
        if rule.hours is not None:
            return start - timedelta(hours=rule.hours)
        day = self.working_days_before(start.astimezone(self.zone).date(), rule.working_days)
        return self._local(day, rule.at)

    def _local(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, tzinfo=self.zone).astimezone(UTC)

    def _spans(self, day: date) -> list[tuple[datetime, datetime]]:
        if day in self.holidays:
            return []
        return [
            (self._local(day, opens), self._local(day, closes))
            for opens, closes in sorted(self.hours.get(day.weekday(), ()))
        ]

    def _spans_from(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        day = moment.astimezone(self.zone).date()
        for offset in range(FARTHEST):
            yield from self._spans(day + timedelta(days=offset))
