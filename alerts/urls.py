from django.urls import path

from alerts import views, webhooks

app_name = "alerts"
urlpatterns = [
    path("account/alerts/", views.index, name="list"),
    path("account/alerts/<int:pk>/", views.edit, name="edit"),
    path("alerts/confirm/<str:token>/", views.confirm, name="confirm"),
    path("alerts/end/<str:token>/", views.end, name="end"),
    path("mail/events/", webhooks.events, name="mail-events"),
    path("mail/inbound/", webhooks.inbound, name="mail-inbound"),
]
