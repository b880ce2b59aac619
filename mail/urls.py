"""URLs of the email webhooks."""

from django.urls import path

from mail import webhooks

app_name = "mail"
urlpatterns = [
    path("mail/events/", webhooks.events, name="events"),
    path("mail/inbound/", webhooks.inbound, name="inbound"),
]
