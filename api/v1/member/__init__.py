"""What members have: bookmarks, applications, alerts, résumés, their plan. Each needs a token with its scope."""

from ninja import Router

# Prefix and router of each kind of thing.
ROUTERS: tuple[tuple[str, Router], ...] = ()
