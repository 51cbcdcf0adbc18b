"""What the operator's administration can do."""

from traduko.web.admin import health, history, settings, users

PAGES = (health.bp, history.bp, settings.bp, users.bp)
