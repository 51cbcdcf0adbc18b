"""What anyone can see and do."""

from traduko.web.public import home, information, registration

PAGES = (home.bp, information.bp, registration.bp)
