"""URLs of jobs."""

from django.urls import path

from jobs.views import companies, finding_feedback, how_we_check, job, search, visitor_location
from toolkit.slugs import any_case

app_name = "jobs"
urlpatterns = [
    path("jobs/", search.index, name="search"),
    path("jobs/place/", visitor_location.place, name="place"),
    path("jobs/in/<slug:region>/", any_case(search.region), name="region"),
    path("jobs/<int:pk>-<slug:slug>/", job.detail, name="detail"),
    path("jobs/<int:pk>/apply/", job.apply, name="apply"),
    path("jobs/<int:pk>/applied/", job.applied, name="applied"),
    path("jobs/<int:pk>/report/", job.report, name="report"),
    path("jobs/<int:pk>/mistake/<slug:key>/", finding_feedback.report_mistake, name="mistake"),
    path("jobs/<slug:industry>/", any_case(search.industry), name="industry"),
    path("jobs/<slug:industry>/in/<slug:region>/", any_case(search.industry_in_region), name="industry-in-region"),
    path("how-we-check/", how_we_check.how_we_check, name="how-we-check"),
    path("how-we-check/corpus.zip", how_we_check.corpus, name="corpus"),
    path("companies/", companies.index, name="companies"),
    path("companies/<slug:slug>/", any_case(companies.company), name="company"),
    path("marks/<int:version>/<slug:slug>.svg", companies.mark, name="mark"),
    path("marks/<int:version>/<slug:slug>.png", companies.mark_for_email, name="mark-for-email"),
    path("companies/<slug:slug>/logo.png", any_case(companies.logo), name="logo"),
]
