"""Checks of DNS records that emails depend on, as far as they can be seen from outside."""

from collections.abc import Iterator

import dns.exception
import dns.resolver
from django.conf import settings

from operations.doctor.results import Options, Result, ok, warning, wrong
from operations.doctor.running import described
from operations.doctor.settings_checks import domain_of, is_example

MOST_LOOKUPS = 10  # that SPF allows (RFC 7208, 4.6.4)
_LOOKUPS = ("include:", "a", "mx", "ptr", "exists:", "redirect=")
DOCS = "docs/operations/mail-and-alerts.md"


class Silent(Exception):
    """No nameserver answered in time."""


def is_asked(options: Options) -> bool:
    """Nobody has records for a site on one machine; a nameserver that was named is asked anyway."""
    return bool(options.nameserver) or not settings.LOCAL


def records(name: str, kind: str, options: Options) -> list[str]:
    """Returns the texts of a name's records; none if there is no such name. Raises ``Silent``."""
    resolver = dns.resolver.Resolver(configure=not options.nameserver)
    if options.nameserver:
        resolver.nameservers, resolver.port = [options.nameserver], options.nameserver_port
    resolver.timeout, resolver.lifetime = options.seconds / 2, options.seconds
    try:
        found = resolver.resolve(name, kind, raise_on_no_answer=False)
    except dns.resolver.NXDOMAIN:
        return []
    except (dns.exception.DNSException, OSError) as error:
        raise Silent(described(error)) from error
    if kind == "TXT":
        return [b"".join(record.strings).decode("utf-8", "replace") for record in found]
    return [record.to_text() for record in found]


def tags(record: str) -> dict[str, str]:
    """Returns what a record such as ``v=DMARC1; p=none`` says, by name (RFC 6376, 3.2). Spaces don't count."""
    parts = (part.partition("=") for part in record.split(";") if "=" in part)
    return {name.strip().lower(): "".join(value.split()) for name, _, value in parts}


def _sender() -> str:
    return domain_of(settings.DEFAULT_FROM_EMAIL)


def _not_asked(options: Options) -> Result | None:
    if not is_asked(options):
        return ok("not asked in local mode")
    if is_example(_sender()) and not options.nameserver:
        return ok(f"not asked: {_sender()} is an example (see “settings: addresses”)")
    return None


def _silent(error: Silent) -> Result:
    return warning(
        f"no nameserver answered: {error}", "Check /etc/resolv.conf and port 53, or name a server with --dns."
    )


def spf(options: Options) -> Result:
    """Sender Policy Framework: which servers may send for the domain (RFC 7208)."""
    if unasked := _not_asked(options):
        return unasked
    domain = _sender()
    try:
        found = [text for text in records(domain, "TXT", options) if (text.lower().split() or [""])[0] == "v=spf1"]
    except Silent as error:
        return _silent(error)
    if not found:
        return wrong(
            f"{domain} has no SPF record",
            f"Publish a TXT record “v=spf1 include:… ~all” with your mail provider's servers ({DOCS}).",
        )
    if len(found) > 1:
        return wrong(f"{domain} has {len(found)} SPF records, so none counts", "Merge them into one TXT record.")
    terms = found[0].lower().split()[1:]
    if any(term in ("+all", "all") for term in terms):
        return wrong(f"{domain} lets everybody send: {found[0]}", "End the record with ~all or -all.")
    lookups = sum(
        term.lstrip("+-~?").startswith(_LOOKUPS) and not term.lstrip("+-~?").startswith("all") for term in terms
    )
    if lookups > MOST_LOOKUPS:
        return wrong(
            f"{lookups} lookups in one record, where {MOST_LOOKUPS} are allowed",
            "Remove servers that don't send anymore.",
        )
    return ok(found[0][:120])


def dmarc(options: Options) -> Result:
    """What receivers do with unsigned emails in our name (RFC 7489); a domain above may say it."""
    if unasked := _not_asked(options):
        return unasked
    try:
        for domain in _upwards(_sender()):
            texts = records(f"_dmarc.{domain}", "TXT", options)
            found = [text for text in texts if tags(text).get("v", "").lower() == "dmarc1"]
            if len(found) > 1:
                return wrong(f"_dmarc.{domain} has {len(found)} records, so none counts", "Keep one.")
            if found:
                return _policy(domain, found[0])
    except Silent as error:
        return _silent(error)
    return wrong(
        f"{_sender()} has no DMARC policy, which large mailbox providers require",
        f"Publish a TXT record at _dmarc.{_sender()}: “v=DMARC1; p=none; rua=mailto:…”, and p=quarantine once reports are clean.",
    )


def _policy(domain: str, record: str) -> Result:
    policy = tags(record).get("p", "").lower()
    if policy not in ("none", "quarantine", "reject"):
        return wrong(
            f"_dmarc.{domain} has no valid policy: {record[:80]}",
            "Add p=none, p=quarantine or p=reject after v=DMARC1.",
        )
    return ok(f"p={policy} at {domain}")


def _upwards(domain: str) -> Iterator[str]:
    """Yields the domain and those above it that have a dot."""
    labels = domain.split(".")
    for start in range(max(len(labels) - 1, 1)):
        yield ".".join(labels[start:])


def dkim(options: Options) -> Result:
    """The keys that the provider signs with (RFC 6376). Their names can't be found out, so they are told."""
    if unasked := _not_asked(options):
        return unasked
    if not options.dkim_selectors:
        return ok("not asked: name the provider's selectors with --dkim")
    missing = []
    try:
        for selector in options.dkim_selectors:
            name = f"{selector}._domainkey.{_sender()}"
            if not any(tags(text).get("p") for text in records(name, "TXT", options)):  # an empty one is revoked
                missing.append(name)
    except Silent as error:
        return _silent(error)
    if missing:
        return wrong(
            f"no key at {', '.join(missing)}", f"Publish the record that your mail provider shows for it ({DOCS})."
        )
    return ok(", ".join(options.dkim_selectors))


def replies(options: Options) -> Result:
    """Where answers to our emails go: bounces, questions, and members' replies to their threads."""
    if unasked := _not_asked(options):
        return unasked
    try:
        if settings.INBOUND_MAIL_DOMAIN and not _has_exchanger(settings.INBOUND_MAIL_DOMAIN, options):
            return wrong(
                f"{settings.INBOUND_MAIL_DOMAIN} has no MX record, so replies to threads are lost",
                "Publish the MX records of the provider that hands us these emails, or empty INBOUND_MAIL_DOMAIN.",
            )
        domains = {
            domain_of(one)
            for one in (settings.DEFAULT_FROM_EMAIL, settings.CONTACT_EMAIL, settings.ALERT_UNSUBSCRIBE_EMAIL)
        }
        deaf = sorted(one for one in domains if not is_example(one) and not _has_exchanger(one, options))
    except Silent as error:
        return _silent(error)
    if deaf:
        return warning(
            f"no MX record: {', '.join(deaf)}; answers to our emails are lost", f"Publish MX records for {deaf[0]}."
        )
    return ok("all domains of our addresses take emails")


def _has_exchanger(domain: str, options: Options) -> bool:
    """“0 .” says that a domain takes no emails (RFC 7505)."""
    return any(not record.endswith(" .") for record in records(domain, "MX", options))
