"""Stand-in for Stripe: a small stateful server that speaks the part of the API that the site uses (version
2026-10-28.endive) to Stripe's own client library.

It exists for `make run` without a Stripe key and for the tests. It shows that the site agrees with our reading of Stripe's
documentation, not how Stripe itself behaves. ``api`` serves ``/v1/``, ``hosted`` shows the pages that Stripe would host,
``control`` lets a test move the clock, lose webhooks or break the connection, and ``engine`` is what happens over time.
"""
