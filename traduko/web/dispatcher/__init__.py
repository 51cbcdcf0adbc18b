"""Dispatch: the work list, requests, people, institutions, mails."""

from traduko.web.dispatcher import (
    change,
    decisions,
    filing,
    institutions,
    mails,
    offers,
    records,
    requests,
    search,
    translators,
    worklist,
)

PAGES = (
    worklist.bp,
    requests.bp,
    offers.bp,
    decisions.bp,
    change.bp,
    filing.bp,
    mails.bp,
    search.bp,
    institutions.bp,
    records.bp,
    translators.bp,
)
