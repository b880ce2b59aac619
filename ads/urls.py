"""URLs of ads."""

from django.urls import path

from ads import views

app_name = "ads"
urlpatterns = [
    path("ads/<int:pk>/go", views.go, name="go"),
    path("ads/<int:pk>/<slug:digest>.png", views.image, name="image"),
    path("ads/report/<str:token>/", views.report, name="report"),
    path("ads/report/<str:token>/counts.csv", views.report_csv, name="report-csv"),
]
