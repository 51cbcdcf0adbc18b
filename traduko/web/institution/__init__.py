"""What a requester and an institution's administration can do."""

from traduko.web.institution import (
    colleagues,
    defaults,
    institution,
    records,
    request_changes,
    request_form,
    requests,
    start,
    statements,
)

# The form stands before the list: "/requests/new" must not be read as a request's id.
PAGES = (
    colleagues.bp,
    defaults.bp,
    institution.bp,
    records.bp,
    request_changes.bp,
    request_form.bp,
    requests.bp,
    start.bp,
    statements.bp,
)
