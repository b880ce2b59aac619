"""Addresses of MCP."""

from django.urls import path

from api.mcp import views

app_name = "mcp"
urlpatterns = [
    path("mcp", views.endpoint, name="endpoint"),
    path(".well-known/mcp.json", views.well_known, name="card"),
]
