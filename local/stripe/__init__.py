"""A stand-in for Stripe on one machine: a small server that keeps state and speaks, to Stripe's own client library, the part of
the API that the site uses (version 2026-10-28.endive).

It exists for `make run` without a key of Stripe and for the tests. What it proves is that the site and this reading of Stripe's
documentation agree, never how Stripe itself behaves. ``api`` answers ``/v1/``, ``hosted`` shows the pages that Stripe would host,
``control`` lets a test turn the clock, lose webhooks or break the connection, ``engine`` is what happens as time goes by.
"""
