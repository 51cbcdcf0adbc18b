"""Every room's models, for migrations and tests."""

from traduko.accounts import models as accounts
from traduko.billing import models as billing
from traduko.completion import models as completion
from traduko.core import audit, db, files, outbox
from traduko.dispatch import models as dispatch
from traduko.institutions import models as institutions
from traduko.operator import models as operator
from traduko.requests import models as requests
from traduko.translators import models as translators

__all__ = [
    "accounts",
    "audit",
    "billing",
    "completion",
    "db",
    "dispatch",
    "files",
    "institutions",
    "operator",
    "outbox",
    "requests",
    "translators",
]
