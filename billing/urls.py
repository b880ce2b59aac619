"""URLs of billing."""

from django.urls import path

from billing.views import flow, hired, pages, webhook

app_name = "billing"
urlpatterns = [
    path("pricing/", pages.pricing, name="pricing"),
    path("account/billing/", pages.plan, name="plan"),
    path("account/hired/", hired.hired, name="hired"),
    path("account/hired/done/", hired.hired_done, name="hired-done"),
    path("billing/buy/", flow.buy, name="buy"),
    path("billing/checkout/", flow.checkout, name="checkout"),
    path("billing/done/", flow.done, name="done"),
    path("billing/portal/", flow.portal, name="portal"),
    path("billing/webhook/", webhook.webhook, name="webhook"),
]
