"""Creates missing products and prices in Stripe."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from billing import plans, stripe_api


class Command(BaseCommand):
    help = "Creates the product and prices from billing/plans.py at Stripe if they are missing. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = stripe_api.put_catalog(str(plans.PLUS.name), plans.PLUS.prices)
        except stripe_api.StripeError as error:
            raise CommandError(str(error)) from error
        self.stdout.write("\n".join(made) or "Stripe has the product and all prices already.")
