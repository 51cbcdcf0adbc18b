"""Pages that exist only where no mail server is set and this is not production."""

from traduko.web.development import mails

PAGES = (mails.bp,)
