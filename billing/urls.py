from django.urls import path

from billing.views import flow, webhook

app_name = "billing"
urlpatterns = [
    path("billing/checkout/", flow.checkout, name="checkout"),
    path("billing/done/", flow.done, name="done"),
    path("billing/portal/", flow.portal, name="portal"),
    path("billing/webhook/", webhook.webhook, name="webhook"),
]
