"""The list of all checks, in the order in which they are told."""

from collections.abc import Sequence

from operations.doctor import (
    backups,
    clocks,
    database,
    dns,
    emails,
    files,
    payments,
    settings_checks,
    site_address,
    valkey,
    work,
)
from operations.doctor.results import Check

DATABASE, TABLES, BROKER, CACHE = "database: reach", "database: migrations", "broker: reach", "cache: reach"
STRIPE = "stripe: account"

CHECKS = (
    Check("settings: mode", settings_checks.mode),
    Check("settings: Django's checks", settings_checks.django, seconds=30),
    Check("settings: addresses", settings_checks.addresses),
    Check("settings: operator", settings_checks.operator),
    Check("settings: former keys", settings_checks.former_keys),
    Check("settings: proxy", site_address.proxy_settings),
    Check("settings: monitoring", settings_checks.monitoring),
    Check("settings: draining", settings_checks.draining),
    Check("site: answers", site_address.answers, seconds=25),
    Check("site: certificate", site_address.certificate),
    Check("site: HTTPS only", site_address.https_only, needs="site: answers"),
    Check("site: visitors' addresses", site_address.visitor_addresses, needs=TABLES),
    Check("site: staff", settings_checks.staff, needs=TABLES),
    Check(DATABASE, database.reach),
    Check("database: version", database.version, needs=DATABASE),
    Check(TABLES, database.migrations, needs=DATABASE, seconds=30),
    Check("database: extensions", database.extensions, needs=DATABASE),
    Check("database: encoding", database.encoding, needs=DATABASE),
    Check("database: sort order", database.collation, needs=DATABASE),
    Check("database: connections", database.connection_budget, needs=DATABASE),
    Check("database: long transactions", database.long_transactions, needs=DATABASE),
    Check("database: prepared transactions", database.prepared_transactions, needs=DATABASE),
    Check("database: indexes", database.invalid_indexes, needs=DATABASE),
    Check("database: age of transactions", database.freezing, needs=DATABASE),
    Check("database: durability", database.durability, needs=DATABASE),
    Check("database: replication", database.replication_slots, needs=DATABASE),
    Check("database: replica", database.replica, needs=DATABASE),
    Check(BROKER, valkey.broker_reach),
    Check("broker: policy", valkey.broker_policy, needs=BROKER),
    Check("broker: queue", valkey.queue, needs=BROKER),
    Check(CACHE, valkey.cache_reach),
    Check("cache: policy", valkey.cache_policy, needs=CACHE),
    Check("cache: own database", valkey.databases, needs=CACHE),
    Check("cache: writes", valkey.writes, needs=CACHE),
    Check("work: workers", work.workers, needs=BROKER),
    Check("work: beat", work.beat, needs=TABLES),
    Check("work: digests", work.digests, needs=TABLES),
    Check("work: published figures", work.occupations, needs=TABLES),
    Check("work: model", work.model),
    Check("work: notifications", work.notifications),
    Check("work: virus scanner", work.virus_scanner, seconds=25),
    Check("mail: server", emails.server, seconds=20),
    Check("mail: refusals", emails.refusals, needs=TABLES),
    Check("mail: waiting", emails.waiting, needs=TABLES),
    Check("mail: bounces", emails.reports),
    Check("mail: test", emails.test_email, needs="mail: server", seconds=20),
    Check("mail: SPF", dns.spf),
    Check("mail: DKIM", dns.dkim),
    Check("mail: DMARC", dns.dmarc),
    Check("mail: MX", dns.replies, seconds=25),
    Check(STRIPE, payments.account, seconds=45),
    Check("stripe: mode", payments.mode),
    Check("stripe: prices", payments.catalog, needs=STRIPE, seconds=45),
    Check("stripe: webhook", payments.webhook, needs=STRIPE, seconds=45),
    Check("files: members'", files.members_files, seconds=40),
    Check("files: rows", files.files_of_rows, needs=TABLES, seconds=40),
    Check("files: static", files.static_files),
    Check("files: disk", files.disk),
    Check("backups: age", backups.age, needs=TABLES),
    Check("backups: proof", backups.proof, needs=TABLES),
    Check("backups: copy", backups.copy, needs=TABLES),
    Check("clock: database", clocks.database, needs=DATABASE),
    Check("clock: Valkey", clocks.cache, needs=CACHE),
    Check("clock: Stripe", clocks.stripe, needs=STRIPE, seconds=45),
)


def with_needed(checks: Sequence[Check]) -> list[Check]:
    """Returns the checks and those without which they can't be made, in the order of the list."""
    names = {check.name for check in checks}
    while missing := {check.needs for check in CHECKS if check.name in names} - names - {""}:
        names |= missing
    return [check for check in CHECKS if check.name in names]
