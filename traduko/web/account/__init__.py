"""One's own account. Open to anyone: each page says itself whether somebody must have signed in."""

from traduko.web.account import (
    confirm,
    language,
    password,
    profile,
    second_factor,
    sign_in,
    start,
)

PAGES = (
    confirm.bp,
    language.bp,
    password.bp,
    profile.bp,
    second_factor.bp,
    sign_in.bp,
    start.bp,
)
