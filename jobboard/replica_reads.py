"""Names of the pages that a replica may answer for visitors (`toolkit.database.middleware`).

All are rendered for each request, from rows of the board. Not here: what the page cache keeps, such as guides, because it is made
once and kept for longer than a replica may be behind; the feed's status of jobs, which must not call a new one unknown;
everything of a member; and résumé pages, which are gone the moment their owner wants it.
"""

REPLICA_READS = frozenset(
    {
        "api:companies",
        "api:company",
        "api:company-jobs",
        "api:fields",
        "api:guide",
        "api:guides",
        "api:industries",
        "api:job",
        "api:jobs",
        "api:levels",
        "api:occupation",
        "api:occupations",
        "api:regions",
        "api:types",
        "embeds:oembed",
        "embeds:widget-jobs",
        "feed:atom",
        "feed:jobs",
        "feed:jobs-php",
        "feed:jobs-slash",
        "feed:json",
        "feed:rss",
        "feed:rss-for-programs",
        "feed:rss-former",
        "feed:rss-former-slash",
        "jobs:companies",
        "jobs:company",
        "jobs:detail",
        "jobs:industry",
        "jobs:industry-in-region",
        "jobs:logo",
        "jobs:region",
        "jobs:search",
        "sitemap",
        "sitemap-section",
    }
)
