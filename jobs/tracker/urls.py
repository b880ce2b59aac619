"""URLs of the tracker."""

from django.urls import path

from jobs.tracker.views import applications, copies, device, flags, saving

app_name = "tracker"
urlpatterns = [
    path("jobs/save/", saving.save, name="save"),
    path("jobs/<int:pk>/hide/", flags.hide, name="hide"),
    path("account/hidden/", flags.hidden, name="hidden"),
    path("account/hidden/<int:pk>/", flags.unhide, name="unhide"),
    path("account/viewed/clear/", flags.clear_viewed, name="clear-viewed"),
    path("account/recent-searches/clear/", flags.clear_searches, name="clear-searches"),
    path("account/bookmarks/", saving.saved_jobs, name="bookmarks"),
    path("account/device/", device.device, name="device"),
    path("account/applications/", applications.applications, name="applications"),
    path("account/applications/add/", applications.add, name="add"),
    path("account/applications/export.csv", copies.export, name="export"),
    path("account/applications/<int:pk>/", applications.application, name="application"),
    path("account/applications/<int:pk>/move/", applications.move, name="move"),
    path("account/applications/<int:pk>/remove/", applications.remove, name="remove"),
    path("account/applications/<int:pk>/next-step.ics", copies.calendar, name="calendar"),
    path("account/applications/<int:pk>/files/<int:number>/", copies.sent_file, name="sent-file"),
    path("account/applications/<int:pk>/files/<int:number>/remove/", copies.detach, name="detach"),
    path("account/applications/<int:pk>/posting/", copies.snapshot, name="snapshot"),
]
