"""Members as customers on the staff site: how each stands, everything that happened, and what staff may do about it."""

from billing.admin.accounts import BillingAccountAdmin

__all__ = ["BillingAccountAdmin"]
