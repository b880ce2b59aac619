"""URLs of advice."""

from django.urls import include, path

from advice.views import fit, fitting_jobs, hub, moves
from toolkit.slugs import any_case

app_name = "advice"
urlpatterns = [
    path("advice/", hub.index, name="index"),
    path("account/advice/", hub.hub, name="hub"),
    path("account/advice/fit/<int:pk>/", fit.fit, name="fit"),
    path("account/advice/prepare/<int:pk>/", fit.prepare, name="prepare"),
    path("account/advice/jobs/", fitting_jobs.fitting_jobs, name="jobs"),
    path("account/advice/jobs/resume/", fitting_jobs.choose_resume, name="choose-resume"),
    path("account/advice/", include("advice.question_urls")),
    path("account/advice/moves/", moves.own_moves, name="own-moves"),
    path("careers/occupations/<slug:slug>/moves/", any_case(moves.moves), name="moves"),
]
