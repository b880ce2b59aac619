"""What members have: bookmarks, applications, alerts, résumés, their plan. Each needs a token with its scope."""

from ninja import Router

from api.v1.member import alerts, applications, bookmarks, profile, resumes

# Prefix and router of each kind of thing.
ROUTERS: tuple[tuple[str, Router], ...] = (
    ("/me", profile.router),
    ("/me/bookmarks", bookmarks.router),
    ("/me/applications", applications.router),
    ("/me/alerts", alerts.router),
    ("/me/resumes", resumes.router),
)
