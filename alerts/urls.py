"""URLs of alerts."""

from django.urls import path

from alerts.views import actions, create, devices, email_links, manage, mutes

app_name = "alerts"
urlpatterns = [
    path("alerts/new/", create.new, name="new"),
    path("alerts/confirm/<str:token>/", create.confirm, name="confirm"),
    path("alerts/end/<str:token>/", email_links.end, name="end"),
    path("alerts/mute/<slug:slug>/", mutes.mute_company, name="mute-company"),
    path("alerts/fewer/<int:pk>/", mutes.fewer, name="fewer"),
    path("account/alerts/", manage.index, name="list"),
    path("account/alerts/make-daily/", actions.make_daily, name="make-daily"),
    path("account/alerts/<int:pk>/", manage.edit, name="edit"),
    path("account/alerts/<int:pk>/pause/", actions.pause, name="pause"),
    path("account/alerts/<int:pk>/resume/", actions.resume, name="resume"),
    path("account/alerts/<int:pk>/stop/", actions.stop, name="stop"),
    path("account/alerts/<int:pk>/descriptions/", actions.descriptions, name="descriptions"),
    path("account/alerts/<int:pk>/begin-again/", actions.begin_again, name="begin-again"),
    path("account/alerts/<int:pk>/confirm/", actions.confirm, name="confirm-own"),
    path("account/alerts/mails/<int:pk>/", manage.mail, name="mail"),
    path("account/alerts/devices/", devices.devices, name="devices"),
    path("account/alerts/devices/<int:pk>/remove/", devices.remove, name="remove-device"),
    path("account/alerts/quiet-hours/", devices.quiet_hours, name="quiet-hours"),
    path("account/alerts/notify-all/", devices.notify_all, name="notify-all"),
    path("account/alerts/mutes/<int:pk>/", mutes.unmute, name="unmute"),
]
