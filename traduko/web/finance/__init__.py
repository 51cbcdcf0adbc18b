"""Finance: months, statements, tariffs."""

from traduko.web.finance import periods, tariffs

PAGES = (periods.bp, tariffs.bp)
