"""A translator's pages: signed in, and by the links in their mails."""

from traduko.web.translator import (
    answer,
    availability,
    calendar,
    feed,
    links,
    qualifications,
    record,
    start,
)

PAGES = (availability.bp, calendar.bp, qualifications.bp, start.bp)
LINK_PAGES = (answer.bp, feed.bp, links.bp, record.bp)
