"""Dispatch: the work list, requests, people, institutions, mails."""

from traduko.web.dispatcher import decisions, mails, offers, requests, search, worklist

PAGES = (
    worklist.bp,
    requests.bp,
    offers.bp,
    decisions.bp,
    mails.bp,
    search.bp,
)
