"""Billing accounts on the staff site: each member's plan, its timeline, and the actions of staff."""

from billing.admin.accounts import BillingAccountAdmin

__all__ = ["BillingAccountAdmin"]
