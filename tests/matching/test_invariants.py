"""What holds for any ask, anybody and any day, the days the clocks change among them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from tests.factories.matching import TRAVEL, ZONE, a_pool, a_profile, an_ask, at, moved
from traduko.core.places import places
from traduko.matching.candidates import candidates, explain
from traduko.matching.eligibility import obstacles
from traduko.matching.facts import Commitment, ObstacleKind, Record, Skill, WeeklyTime
from traduko.matching.times import conflicts

TIME = {ObstacleKind.WEEK, ObstacleKind.ABSENCE, ObstacleKind.OVERLAP, ObstacleKind.TRAVEL}
PLACES = sorted(places())
days = st.sampled_from([(2026, 3, 11), (2026, 3, 29), (2026, 10, 25)])
spots = st.sampled_from(PLACES)
modes = st.sampled_from(["on_site", "phone", "video"])
quarters = st.integers(0, 95)


@st.composite
def spans(draw, day):
    """Return a time that begins on the day, of 15 minutes to 4 hours."""
    begins = at("00:00", day) + timedelta(minutes=15 * draw(quarters))
    return begins, begins + timedelta(minutes=15 * draw(st.integers(1, 16)))


@st.composite
def commitments_of(draw, day, most=4):
    return tuple(
        Commitment(*draw(spans(day)), draw(modes), draw(spots), f"TR-{number}")
        for number in range(draw(st.integers(0, most)))
    )


@st.composite
def weeks(draw, day):
    weekday = datetime(*day, tzinfo=ZONE).weekday()
    found = []
    for _ in range(draw(st.integers(0, 3))):
        first, last = sorted(draw(st.tuples(quarters, quarters).filter(lambda t: t[0] != t[1])))
        found.append(WeeklyTime(weekday, _clock(first), _clock(last)))
    return tuple(found)


def _clock(quarter):
    return time(quarter // 4, quarter % 4 * 15)


@st.composite
def profiles(draw, day, number=1):
    return a_profile(
        number,
        name=draw(st.sampled_from(["Anna", "Berta", "Cora"])),
        skills=tuple(
            Skill(language, "de", draw(st.sampled_from(["b2", "c1", "native"])))
            for language in draw(st.sets(st.sampled_from(["ar", "tr"]), min_size=1))
        ),
        modes=frozenset(draw(st.sets(modes))),
        home=draw(st.one_of(st.none(), spots)),
        max_travel_minutes=draw(st.sampled_from([0, 30, 120])),
        gender=draw(st.sampled_from(["woman", "man", None])),
        week=draw(weeks(day)),
        absences=tuple(draw(st.lists(spans(day), max_size=2))),
    )


@st.composite
def asks(draw, day):
    begins, ends = draw(spans(day))
    return an_ask(
        begins,
        ends,
        mode=draw(modes),
        second_mode=draw(st.one_of(st.none(), modes)),
        municipality=draw(spots),
        gender_wanted=draw(st.sampled_from(["woman", None])),
        gender_is_must=draw(st.booleans()),
    )


@st.composite
def stories(draw):
    """Return an ask, somebody, and what they have given away."""
    day = draw(days)
    return draw(asks(day)), draw(profiles(day)), draw(commitments_of(day)), draw(spans(day))


@st.composite
def pools(draw):
    day = draw(days)
    people = [draw(profiles(day, number)) for number in range(1, draw(st.integers(2, 6)))]
    return a_pool(
        draw(asks(day)),
        *people,
        commitments={p.translator_id: draw(commitments_of(day, 2)) for p in people},
        records={
            p.translator_id: Record(draw(st.sampled_from([None, 0, 5])), draw(st.integers(0, 300)))
            for p in people
        },
    )


def kinds(found):
    return [obstacle.kind for obstacle in found]


@given(stories(), modes, spots)
def test_another_assignment_never_removes_an_obstacle(story, mode, spot):
    ask, profile, given_away, span = story
    before = kinds(obstacles(ask, profile, given_away, TRAVEL, ZONE))
    more = (*given_away, Commitment(*span, mode, spot, "TR-9"))
    after = kinds(obstacles(ask, profile, more, TRAVEL, ZONE))
    assert all(after.count(kind) >= before.count(kind) for kind in before)


@given(stories())
def test_at_the_proposed_start_nothing_of_time_is_left(story):
    ask, profile, given_away, _ = story
    found = obstacles(ask, profile, given_away, TRAVEL, ZONE)
    starts = {o.params["time"] for o in found if o.kind in TIME and "time" in o.params}
    assert len(starts) <= 1
    for start in starts:
        assert start != ask.starts_at
        left = obstacles(moved(ask, start), profile, given_away, TRAVEL, ZONE)
        assert kinds(left) == [kind for kind in kinds(found) if kind not in TIME]


@given(stories())
def test_no_nearer_start_of_the_day_would_do(story):
    ask, profile, given_away, _ = story
    found = obstacles(ask, profile, given_away, TRAVEL, ZONE)
    hindered = [o for o in found if o.kind in TIME]
    if not hindered:
        return
    day = ask.starts_at.astimezone(ZONE).date()
    start = hindered[0].params.get("time")
    for step in range(-96, 97):
        other = ask.starts_at + timedelta(minutes=15 * step)
        nearer = start is None or abs(other - ask.starts_at) < abs(start - ask.starts_at)
        ends = other + (ask.ends_at - ask.starts_at)
        last = (ends - timedelta(seconds=1)).astimezone(ZONE).date()
        if nearer and other.astimezone(ZONE).date() == last == day:
            left = obstacles(moved(ask, other), profile, given_away, TRAVEL, ZONE)
            assert TIME & set(kinds(left))


@given(pools())
def test_somebody_can_or_something_is_against_it_and_the_same_for_explain(pool):
    found = candidates(pool)
    speakers = [p for p in pool.profiles if any(s.language == "ar" for s in p.skills)]
    assert {item.translator_id for item in found} == {p.translator_id for p in speakers}
    for item in found:
        assert item.can == (not item.obstacles)
        assert item == explain(pool, item.translator_id)
    can = [item.can for item in found]
    assert can == sorted(can, reverse=True)


@given(pools(), st.randoms(use_true_random=False))
def test_the_order_in_which_facts_are_read_changes_nothing(pool, chance):
    shuffled = list(pool.profiles)
    chance.shuffle(shuffled)
    turned = {key: tuple(reversed(rows)) for key, rows in pool.commitments.items()}
    other = replace(pool, profiles=tuple(shuffled), commitments=turned)

    def shown(found):
        return [
            (c.number, c.score, c.reasons, c.possible_at, sorted(map(repr, c.obstacles)))
            for c in found
        ]

    assert shown(candidates(pool)) == shown(candidates(other))


@given(stories())
def test_an_ask_is_refused_exactly_where_assignments_conflict(story):
    ask, _, given_away, _ = story
    able = a_profile(modes=frozenset({ask.mode}), gender="woman", max_travel_minutes=999)
    wanted = Commitment(ask.starts_at, ask.ends_at, ask.mode, ask.municipality)
    expected = [c.kind for taken in given_away if (c := conflicts(wanted, taken, TRAVEL))]
    assert kinds(obstacles(ask, able, given_away, TRAVEL, ZONE)) == expected
    for taken in given_away:
        assert conflicts(taken, wanted, TRAVEL) == conflicts(wanted, taken, TRAVEL)


def test_nobody_is_listed_for_an_empty_pool():
    assert candidates(a_pool(an_ask())) == []
    assert explain(a_pool(an_ask()), UUID(int=5)) is None
