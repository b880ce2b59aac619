"""Who may open which address, as a table: what tests/site/test_access.py asks."""

from dataclasses import dataclass

# --- Who asks ---------------------------------------------------------------------------------------------------------------

# "free" owns whatever the addresses of members name; "other" is a member to whom it is foreign.
MEMBERS = ("free", "plus", "other")
STAFF = ("editor", "moderator", "consultant", "support", "admin")
ROLES = ("anonymous", *MEMBERS, *STAFF)
EDITOR, MODERATOR, SUPPORT, ADMIN = {"editor", "admin"}, {"moderator", "admin"}, {"support", "admin"}, {"admin"}

# --- What they may ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rule:
    """``kind``: whom a page is for; ``methods``: those it accepts; ``get`` and ``post``: the roles allowed on the staff site."""

    kind: str
    methods: str = "GET"
    get: frozenset[str] = frozenset()
    post: frozenset[str] = frozenset()


def public(methods="GET"):
    """For everybody."""
    return Rule("public", methods)


def entrance(methods="GET POST"):
    """For people who are about to sign in; members are redirected, and people who haven't started are sent to the first step."""
    return Rule("entrance", methods)


def allauth():
    """allauth's pages for every member; it asks for the password where it wants it, and is less strict about methods."""
    return Rule("allauth", "GET POST")


def member(methods="GET"):
    """For every member, about themselves."""
    return Rule("member", methods)


def owner(methods="GET"):
    """For its owner; 404 for everybody else."""
    return Rule("owner", methods)


def choice():
    """For its owner, who must choose between buttons: a form without a choice is refused; 404 for everybody else."""
    return Rule("choice", "POST")


def signed():
    """For a machine that signs its requests."""
    return Rule("signed", "POST")


def with_token():
    """For a machine with a token; 404 without it."""
    return Rule("token", "GET")


def asking():
    """For programs, which must say what they want to know."""
    return Rule("asking", "GET")


def program(methods="GET"):
    """For programs with a member's token: cookies count for nothing (tests/api/test_member_access.py asks with tokens)."""
    return Rule("program", methods)


def app_entrance(methods="POST"):
    """For apps that are about to sign in, without cookies."""
    return Rule("app entrance", methods)


def linked():
    """For people who have the link of an email; a bad link says so."""
    return Rule("linked", "GET POST")


def acting():
    """For staff who act as a member."""
    return Rule("acting", "POST")


def staff_may(get, post=None):
    """On the staff site: the roles that may look, and those that may act (as many, if nothing is said)."""
    return Rule("staff", "GET POST", frozenset(get), frozenset(get if post is None else post))


def desk(*roles):
    """For staff who work there: they sign in as on the staff site, and forms without a word in them are refused."""
    return Rule("desk", "GET POST", frozenset(roles), frozenset(roles))


NOBODY = staff_may(())
ANY_STAFF = staff_may(STAFF)

# Names of addresses as patterns; the first line that fits counts.
TABLE = {
    # Pages of the site
    "home": public(),
    "about": public(),
    "privacy": public(),
    "terms": public(),
    "accessibility": public(),
    "contact": public(),
    "app": public(),
    "offline": public(),
    "share": public(),
    "manifest": public(),
    "worker": public(),
    "asset-links": public(),
    "theme": public("POST"),
    "robots": public(),
    "favicon": public(),
    "apple-touch-icon*": public(),
    "security-txt": public(),
    "change-password": public(),
    "sitemap*": public(),
    "health-*": public(),
    "metrics": with_token(),
    "index-now-key": with_token(),
    # What programs read
    "mcp:endpoint": public("POST"),
    "mcp:*": public(),
    "embeds:oembed": asking(),
    "embeds:*": public(),
    "careers:correction": public("GET POST"),
    "careers:useful": public("POST"),
    "careers:save-answers": member("POST"),
    "careers:delete-answers": member("POST"),
    "careers:*": public(),
    "salaries": public(),
    "api-documentation": public(),
    "api:profile": program(),
    "api:bookmarks": program(),
    "api:bookmark": program("PUT DELETE"),
    "api:applications": program("GET POST"),
    "api:application": program("GET PATCH DELETE"),
    "api:application-move": program("POST"),
    "api:alerts": program("GET POST"),
    "api:alert": program("GET PATCH DELETE"),
    "api:alert-*": program("POST"),
    "api:resumes": program("GET POST"),
    "api:resume": program(),
    "api:resume-document": program("PUT"),
    "api:*": public(),
    "feed:status*": asking(),
    "feed:*": public(),
    "jobs:place": public("GET POST"),
    "jobs:mistake": public("GET POST"),
    "jobs:report": public("GET POST"),
    "jobs:applied": public("POST"),
    "jobs:*": public(),
    "billing:pricing": public(),
    "ads:*": public(),
    "billing:webhook": signed(),
    "mail:*": signed(),
    # What members have
    "account": member(),
    "accounts:goodbye": public(),
    "accounts:profile": member("GET POST"),
    "accounts:export": owner(),
    "accounts:export-ask": member("POST"),
    "accounts:delete": member("GET POST"),
    "accounts:act-end": acting(),
    "accounts:*": member(),
    "app-sign-in:session": app_entrance("GET DELETE"),
    "app-sign-in:*": app_entrance(),
    "tokens:list": member(),
    "tokens:new": member("GET POST"),
    "tokens:revoke": owner("POST"),
    "tracker:save": public("POST"),
    "tracker:bookmarks": public(),
    "tracker:device": public("GET POST"),
    "tracker:hide": member("POST"),
    "tracker:hidden": member(),
    "tracker:unhide": owner("POST"),
    "tracker:clear-searches": member("POST"),
    "tracker:clear-viewed": member("POST"),
    "tracker:applications": member(),
    "tracker:export": member(),
    "tracker:add": member("GET POST"),
    "tracker:application": owner("GET POST"),
    "tracker:move": owner("POST"),
    "tracker:remove": owner("GET POST"),
    "tracker:detach": owner("POST"),
    "tracker:*": owner(),
    "advice:jobs": member(),
    "advice:choose-resume": member("POST"),
    # Résumés
    "resumes:directory": public(),
    "resumes:list": member(),
    "resumes:new": member("GET POST"),
    "resumes:import": member("GET POST"),
    "resumes:confirm-import": member("POST"),
    "resumes:not-placed": owner("GET POST"),
    "resumes:rename": owner("GET POST"),
    "resumes:duplicate": owner("POST"),
    "resumes:delete": owner("GET POST"),
    "resumes:restore": owner("POST"),
    "resumes:restore-version": owner("POST"),
    "resumes:section": owner("GET POST"),
    "resumes:entry": owner("POST"),
    "resumes:attach": owner("GET POST"),
    "resumes:links": member("GET POST"),
    "resumes:revoke-link": owner("POST"),
    "resumes:excluded": member("GET POST"),
    "resumes:include": owner("POST"),
    "resumes:answer": member("GET POST"),
    "resumes:shared": public("GET POST"),
    "resumes:shared-*": public(),
    "resumes:page-settings": member("GET POST"),
    "resumes:choose-address": member("POST"),
    "resumes:remove-address": owner("GET POST"),
    "resumes:page-message": public("GET POST"),
    "resumes:page-report": public("GET POST"),
    "resumes:page*": public(),
    "resumes:*": owner(),
    "letters:list": member(),
    "letters:new": member("GET POST"),
    "letters:edit": owner("GET POST"),
    "letters:rename": owner("GET POST"),
    "letters:duplicate": owner("POST"),
    "letters:delete": owner("GET POST"),
    "letters:restore": owner("POST"),
    "letters:*": owner(),
    # Advice. Members without Plus get a page that says what it is.
    "advice:index": public(),
    "advice:moves": public(),
    "advice:own-moves": member(),
    "advice:hub": member(),
    "advice:fit": member(),
    "advice:prepare": member(),
    "alerts:new": public("GET POST"),
    "alerts:fewer": public("GET POST"),
    "alerts:confirm": linked(),
    "alerts:end": linked(),
    "alerts:list": member(),
    "alerts:mute-company": member("POST"),
    "alerts:make-daily": member("POST"),
    "alerts:edit": owner("GET POST"),
    "alerts:mail": owner(),
    "alerts:descriptions": choice(),
    "alerts:devices": member("GET POST"),
    "alerts:quiet-hours": member("POST"),
    "alerts:notify-all": member("POST"),
    "alerts:*": owner("POST"),
    "advice:consent": member("GET POST"),
    "advice:questions": member("GET POST"),
    "advice:delete-questions": member("GET POST"),
    "advice:question*": owner(),
    "advice:delete-question": owner("GET POST"),
    "advice:stop-question": owner("POST"),
    "advice:ask-again": owner("POST"),
    "advice:rate-question": choice(),
    "advice:accept-version": choice(),
    "advice:save-letter": choice(),
    "advice:rewrite": owner("GET POST"),
    "consulting:thread": member(),
    "consulting:thread-write": member("POST"),
    "consulting:thread-read": owner("POST"),
    "consulting:thread-share": owner("POST"),
    "consulting:thread-*": owner(),
    "consulting:inbox-team": desk("admin"),
    "consulting:*": desk("consultant", "admin"),
    "billing:hired": member("GET POST"),
    "billing:checkout": member("POST"),
    "billing:portal": member("POST"),
    "billing:*": member(),
    # allauth
    "account_login": entrance(),
    "account_logout": public("GET POST"),
    "account_signup*": entrance(),
    "account_inactive": public(),
    "account_request_login_code": entrance(),
    "account_confirm_login_code": entrance(),
    "account_email_verification_sent": entrance(),
    "account_reset_password": entrance(),
    "account_confirm_password_reset_code": entrance(),
    "account_complete_password_reset": entrance(),
    "account_password_reset_completed": public(),
    "mfa_authenticate": entrance(),
    "mfa_login_webauthn": entrance(),
    "mfa_signup_webauthn": entrance(),
    "socialaccount_login_*": public(),
    "socialaccount_signup": entrance(),
    "account_*": allauth(),
    "mfa_*": allauth(),
    "socialaccount_*": allauth(),
    "usersessions_*": allauth(),
    "accounts/social/*": entrance(),
    # The staff site
    "admin:login": Rule("staff entrance", "GET POST"),
    "admin:logout": entrance("POST"),
    "admin:autocomplete": NOBODY,  # without the field it completes, which a test of its own would have to name
    **{f"admin:{name}": ANY_STAFF for name in ("index", "app_list", "jsi18n", "view_on_site", "password_change*", "")},
    "admin:auth_*": staff_may(ADMIN),
    "admin:accounts_user_delete": NOBODY,
    "admin:accounts_user_add": staff_may(ADMIN),
    "admin:accounts_user_change": staff_may(SUPPORT, ADMIN),
    "admin:accounts_user_*": staff_may(SUPPORT),
    "admin:accounts_auditentry_add": NOBODY,
    "admin:accounts_auditentry_delete": NOBODY,
    "admin:accounts_auditentry_change": staff_may(SUPPORT, ()),
    "admin:accounts_auditentry_*": staff_may(SUPPORT),
    "admin:mail_suppression_add": NOBODY,
    "admin:mail_suppression_change": staff_may(SUPPORT, ()),
    "admin:mail_suppression_*": staff_may(SUPPORT),
    "admin:advice_*": staff_may(SUPPORT, ()),
    "admin:alerts_*": staff_may(SUPPORT),
    "admin:billing_billingaccount_add": NOBODY,
    "admin:billing_billingaccount_delete": NOBODY,
    "admin:billing_*": staff_may(SUPPORT),
    "admin:jobs_importrun_add": NOBODY,
    "admin:jobs_importrun_change": staff_may(MODERATOR, ()),
    "admin:jobs_findingfeedback_add": NOBODY,
    "admin:jobs_findingfeedback_change": staff_may(MODERATOR, ()),
    "admin:jobs_jobreport_add": NOBODY,
    "admin:jobs_source_delete": staff_may(ADMIN),
    "admin:jobs_*_delete": NOBODY,  # what readers have seen stays
    "admin:jobs_*": staff_may(MODERATOR),
    "admin:resumes_page_add": NOBODY,
    "admin:resumes_page_delete": NOBODY,
    "admin:resumes_page_change": staff_may(MODERATOR, ()),
    "admin:resumes_pagereport_add": NOBODY,
    "admin:resumes_pagereport_delete": NOBODY,
    "admin:resumes_handle_add": NOBODY,
    "admin:resumes_handle_delete": NOBODY,
    "admin:resumes_handle_change": staff_may(MODERATOR, ()),
    "admin:resumes_*": staff_may(MODERATOR),
    "admin:ads_*": staff_may(ADMIN),  # and the group Advertising: tests/ads/test_admin.py
    "admin:consulting_cannedreply_*": staff_may({"consultant", "admin"}),
    "admin:consulting_*": staff_may(ADMIN),
    "admin:occupations_datarelease_add": NOBODY,
    "admin:occupations_datarelease_delete": NOBODY,
    "admin:occupations_datarelease_change": staff_may(EDITOR, ()),
    "admin:occupations_occupation_add": NOBODY,
    "admin:occupations_occupation_delete": NOBODY,
    "admin:occupations_occupation_change": staff_may(EDITOR, ()),
    "admin:occupations_*": staff_may(EDITOR),
    "admin:careers_correction_add": NOBODY,
    "admin:careers_correction_delete": staff_may(ADMIN),
    "admin:careers_guide_delete": NOBODY,  # one that was published
    **{
        f"admin:careers_{model}_{act}": NOBODY if act != "change" else staff_may(EDITOR, ())
        for model in ("usefulvote", "guidereads")
        for act in ("add", "delete", "change")
    },
    "admin:careers_*": staff_may(EDITOR),
}
