"""Addresses of MCP."""

from django.urls import path

from api.mcp import views

app_name = "mcp"
urlpatterns = [
    path("mcp", views.endpoint, name="endpoint"),
    path("api/mcp/", views.documentation, name="documentation"),
    path(".well-known/mcp.json", views.well_known, name="card"),
]
