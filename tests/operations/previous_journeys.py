"""Walks the main journeys with whatever code is in the working folder, and prints what came of them as JSON.

``python -m tests.operations.previous_journeys EMAIL PASSWORD JOB CUSTOMER SECRET``; the release before runs this file too, so it
uses addresses and few names only.
"""

import json
import os
import sys
import time


def main(email, password, job_path, customer, secret):
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobboard.settings")
    django.setup()

    import stripe
    from django.test import Client

    reader, member = Client(HTTP_HOST="localhost"), Client(HTTP_HOST="localhost")
    number = job_path.removeprefix("/jobs/").partition("-")[0]
    event = json.dumps(
        {
            "id": f"evt_{email.partition('@')[0]}", "object": "event", "type": "customer.subscription.updated", "livemode": False,
            "created": int(time.time()), "data": {"object": {"id": "sub_1", "object": "subscription", "customer": customer}},
        }
    )  # fmt: skip
    signature = stripe.WebhookSignature.generate_signature_header(event, secret, timestamp=int(time.time()))
    seen = {}
    for path in (
        "/",
        "/jobs/?q=officer",
        job_path,
        "/careers/lighthouse-keeper/",
        "/api/v1/jobs",
        "/sitemap.xml",
        "/health/ready",
    ):
        seen[path] = reader.get(path).status_code
    seen["found"] = job_path in reader.get("/jobs/?q=officer").content.decode()
    seen["sign in"] = member.post("/accounts/login/", {"login": email, "password": password}).headers.get("Location")
    seen["bookmark"] = member.post("/jobs/save/", {"job": number, "next": "/account/bookmarks/"}).headers.get(
        "Location"
    )
    seen["bookmarks"] = job_path in member.get("/account/bookmarks/").content.decode()
    seen["alert"] = member.post("/alerts/new/", {"search": "q=officer", "at_once": "1"}).status_code
    for path in ("/account/", "/account/alerts/", "/account/applications/", "/account/resumes/", "/account/billing/"):
        seen[path] = member.get(path).status_code
    answer = member.post(
        "/billing/webhook/", event, content_type="application/json", headers={"stripe-signature": signature}
    )
    seen["webhook"] = answer.status_code
    sys.stdout.write(json.dumps(seen))


if __name__ == "__main__":
    main(*sys.argv[1:])
