"""Addresses of what other sites embed."""

from django.urls import path

from api.embeds import llms, oembed, widget

app_name = "embeds"
urlpatterns = [
    path("widget/", widget.builder, name="widget"),
    path("widget/jobs.json", widget.jobs, name="widget-jobs"),
    path("widget.js", widget.script, name="widget-script"),
    path("oembed", oembed.oembed, name="oembed"),
    path("llms.txt", llms.llms_txt, name="llms"),
]
