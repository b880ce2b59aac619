from django.urls import path

from alerts import views

app_name = "alerts"
urlpatterns = [
    path("account/alerts/", views.index, name="list"),
    path("account/alerts/<int:pk>/", views.edit, name="edit"),
    path("alerts/confirm/<str:token>/", views.confirm, name="confirm"),
    path("alerts/end/<str:token>/", views.end, name="end"),
]
