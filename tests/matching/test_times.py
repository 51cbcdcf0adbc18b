"""Obstacles of time, the way between assignments, and the days the clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.factories.matching import TRAVEL, ZONE, a_profile, an_ask, at, moved, slot, taken
from traduko.matching.eligibility import obstacles
from traduko.matching.times import conflicts

LATER = "free if it starts at %(time)s or later"
EARLIER = "free if it starts at %(time)s or earlier"
SPRING = (2026, 3, 29)
AUTUMN = (2026, 10, 25)


def against(ask, profile, *commitments):
    return obstacles(ask, profile, commitments, TRAVEL, ZONE)


def told(ask, profile, *commitments):
    return [
        (item.kind.value, item.change, item.params.get("time"))
        for item in against(ask, profile, *commitments)
    ]


WEEKS = {
    "inside": ([("08:00", "17:00")], []),
    "from edge to edge": ([("10:00", "11:00")], []),
    "two that touch": ([("08:00", "10:30"), ("10:30", "12:00")], []),
    "a little too early": ([("10:15", "17:00")], [("week", LATER, at("10:15"))]),
    "a little too late": ([("08:00", "10:45")], [("week", EARLIER, at("09:45"))]),
    "the nearer of two": (
        [("08:00", "10:00"), ("10:30", "12:00")],
        [("week", LATER, at("10:30"))],
    ),
    "too short to help": ([("10:00", "10:45")], [("week", None, None)]),
    "too short, then long enough": (
        [("10:00", "10:45"), ("15:00", "16:00")],
        [("week", LATER, at("15:00"))],
    ),
}


@pytest.mark.parametrize("case", WEEKS)
def test_the_usual_week_says_from_when(case):
    slots, expected = WEEKS[case]
    assert told(an_ask(), a_profile(week=tuple(slot(*times) for times in slots))) == expected


def test_no_week_means_any_time_and_another_day_does_not_help():
    assert told(an_ask(), a_profile(week=())) == []
    assert told(an_ask(), a_profile(week=(slot("08:00", "17:00", weekday=3),))) == [
        ("week", None, None)
    ]


def test_an_absence_says_when_they_are_back():
    away = a_profile(absences=((at("00:00"), at("00:00", (2026, 3, 13))),))
    [only] = against(an_ask(), away)
    assert (only.kind.value, only.change) == ("absence", "free from %(moment)s")
    assert only.params["moment"] == at("00:00", (2026, 3, 13))


def test_absences_without_a_break_are_one():
    first = (at("00:00"), at("00:00", (2026, 3, 13)))
    second = (at("00:00", (2026, 3, 13)), at("00:00", (2026, 3, 20)))
    [only] = against(an_ask(), a_profile(absences=(second, first)))
    assert only.params["moment"] == at("00:00", (2026, 3, 20))


def test_an_absence_of_an_hour_says_the_hour():
    away = a_profile(absences=((at("09:00"), at("10:15")),))
    assert told(an_ask(), away) == [("absence", LATER, at("10:15"))]
    ended = a_profile(absences=((at("08:00"), at("10:00")), (at("11:00"), at("12:00"))))
    assert told(an_ask(), ended) == []


DRIVE = TRAVEL.minutes("eupen", "st-vith") + 5
CHAINS = {
    "touching at the same place": (taken("09:00", "10:00"), []),
    "before it by minutes": (taken("08:00", "10:10"), [("overlap", LATER, at("10:10"))]),
    "after it by minutes": (taken("10:50", "12:00"), [("overlap", EARLIER, at("09:50"))]),
    "equally near both ways": (taken("10:00", "11:00"), [("overlap", LATER, at("11:00"))]),
    "by phone, then on site elsewhere": (taken("09:00", "10:00", "st-vith", "phone"), []),
    "on the other side of the region": (
        taken("09:00", "09:45", "st-vith"),
        [("travel", LATER, at("09:45") + timedelta(minutes=DRIVE))],
    ),
    "just far enough apart": (
        taken(at("08:00"), at("10:00") - timedelta(minutes=DRIVE), "st-vith"),
        [],
    ),
    "a minute too near": (
        taken(at("08:00"), at("10:01") - timedelta(minutes=DRIVE), "st-vith"),
        [("travel", LATER, at("10:01"))],
    ),
    "the next one is far": (
        taken("11:15", "12:00", "st-vith"),
        [("travel", EARLIER, at("10:15") - timedelta(minutes=DRIVE))],
    ),
}


@pytest.mark.parametrize("case", CHAINS)
def test_the_way_between_assignments_is_part_of_their_time(case):
    other, expected = CHAINS[case]
    assert told(an_ask(), a_profile(), other) == expected


def test_until_half_past_ten_in_eupen_and_from_a_quarter_to_eleven_in_st_vith_is_refused():
    ask = an_ask("10:45", "11:45", municipality="st-vith")
    [only] = against(ask, a_profile(), taken("09:30", "10:30", "eupen"))
    assert only.kind.value == "travel"
    assert only.params["minutes"] == DRIVE
    assert DRIVE > 45
    start = only.params["time"]
    assert start == at("10:30") + timedelta(minutes=DRIVE)
    assert against(moved(ask, start), a_profile(), taken("09:30", "10:30", "eupen")) == []


def test_the_proposed_start_suits_the_week_the_absence_and_all_assignments_at_once():
    profile = a_profile(
        week=(slot("08:00", "12:30"), slot("14:00", "18:00")),
        absences=((at("15:00"), at("15:30")),),
    )
    day = (taken("08:00", "10:30"), taken("11:00", "12:30"), taken("16:15", "18:00"))
    # 10:30 is too short, 14:00 to 15:00 is free; nothing before 10:00 is.
    assert told(an_ask(), profile, *day) == [("overlap", LATER, at("14:00"))]


def test_a_full_day_proposes_nothing():
    profile = a_profile(week=(slot("08:00", "12:00"),))
    assert told(an_ask(), profile, taken("08:30", "11:30")) == [("overlap", None, None)]


def test_conflicts_do_not_depend_on_who_comes_first():
    one, two = taken("09:00", "10:30", "eupen"), taken("10:45", "11:30", "st-vith")
    assert conflicts(one, two, TRAVEL) == conflicts(two, one, TRAVEL)
    assert conflicts(one, two, TRAVEL).kind.value == "travel"
    assert conflicts(one, taken("10:30", "11:00", "eupen"), TRAVEL) is None
    assert conflicts(one, taken("09:10", "09:20", "eupen"), TRAVEL).kind.value == "overlap"


def on(day, start, minutes, **values):
    """Return an ask that starts at a moment of UTC."""
    begins = datetime(*day, *start, tzinfo=UTC)
    return an_ask(begins, begins + timedelta(minutes=minutes), **values)


def test_when_the_clocks_go_forward_the_week_still_means_the_clock_on_the_wall():
    sundays = a_profile(week=(slot("08:00", "12:00", weekday=6),))
    # 08:00 is 06:00 UTC from this day on, and 07:00 UTC the Sunday before.
    assert told(on(SPRING, (6, 0), 60), sundays) == []
    assert told(on(SPRING, (5, 0), 60), sundays) == [("week", LATER, at("08:00", SPRING))]
    assert told(on((2026, 3, 22), (6, 0), 60), sundays) == [
        ("week", LATER, at("08:00", (2026, 3, 22)))
    ]


def test_a_week_that_begins_in_the_hour_that_does_not_exist_begins_after_it():
    early = a_profile(week=(slot("02:00", "05:00", weekday=6),))
    # 01:00 UTC is 03:00 on the wall; two hours are left until 05:00.
    assert told(on(SPRING, (1, 0), 120), early) == []
    assert told(on(SPRING, (0, 30), 60), early) == [
        ("week", LATER, datetime(*SPRING, 1, tzinfo=UTC))
    ]
    assert told(on(SPRING, (1, 0), 150), early) == [("week", None, None)]


def test_a_week_within_the_hour_that_does_not_exist_is_read_an_hour_later():
    ghost = a_profile(week=(slot("02:15", "02:45", weekday=6),))
    assert told(on(SPRING, (1, 15), 30), ghost) == []
    assert told(on(SPRING, (1, 0), 30), ghost) == [("week", LATER, at("03:15", SPRING))]
    # From 02:30, which is 03:30, until 03:00: there is no such time.
    nothing = a_profile(week=(slot("02:30", "03:00", weekday=6),))
    assert told(on(SPRING, (1, 0), 15), nothing) == [("week", None, None)]


def test_when_the_clocks_go_back_the_double_hour_is_an_hour_more():
    night = a_profile(week=(slot("01:00", "04:00", weekday=6),))
    # 01:00 is 23:00 UTC of the day before, 04:00 is 03:00 UTC: four hours.
    begins = datetime(2026, 10, 24, 23, 0, tzinfo=UTC)
    whole = an_ask(begins, begins + timedelta(hours=4))
    assert told(whole, night) == []
    assert told(moved(whole, begins + timedelta(minutes=30)), night) == [("week", EARLIER, begins)]
    assert told(on(AUTUMN, (6, 0), 60), a_profile(week=(slot("08:00", "12:00", 6),))) == [
        ("week", LATER, at("08:00", AUTUMN))
    ]


def test_a_whole_day_of_absence_has_23_or_25_hours():
    for day, after in ((SPRING, (2026, 3, 30)), (AUTUMN, (2026, 10, 26))):
        away = a_profile(absences=((at("00:00", day), at("00:00", after)),))
        late = an_ask(at("23:00", day), at("23:30", day))
        assert [item.params["moment"] for item in against(late, away)] == [at("00:00", after)]
        assert against(an_ask(at("00:00", after), at("01:00", after)), away) == []
