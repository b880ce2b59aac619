from django.urls import path

from jobs.tracker import views

app_name = "tracker"
urlpatterns = [
    path("jobs/save/", views.save, name="save"),
    path("account/bookmarks/", views.bookmarks, name="bookmarks"),
    path("account/applications/", views.applications, name="applications"),
    path("account/applications/add/", views.add, name="add"),
    path("account/applications/export.csv", views.export, name="export"),
    path("account/applications/<int:pk>/", views.application, name="application"),
    path("account/applications/<int:pk>/move/", views.move, name="move"),
    path("account/applications/<int:pk>/remove/", views.remove, name="remove"),
    path("account/applications/<int:pk>/next-step.ics", views.calendar, name="calendar"),
    path("account/applications/<int:pk>/posting/", views.snapshot, name="snapshot"),
]
