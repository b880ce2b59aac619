"""URLs of advice."""

from django.urls import include, path

from advice.views import consent, fit, fitting_jobs, hub, moves, questions, rewriting
from toolkit.slugs import any_case

app_name = "advice"
of_questions = [
    path("consent/", consent.consent, name="consent"),
    path("questions/", questions.questions, name="questions"),
    path("questions/delete/", questions.delete_all, name="delete-questions"),
    path("questions/<int:pk>/", questions.question, name="question"),
    path("questions/<int:pk>/progress/", questions.progress, name="question-progress"),
    path("questions/<int:pk>/stop/", questions.stop, name="stop-question"),
    path("questions/<int:pk>/again/", questions.try_again, name="ask-again"),
    path("questions/<int:pk>/rate/", questions.rate, name="rate-question"),
    path("questions/<int:pk>/delete/", questions.delete, name="delete-question"),
    path("questions/<int:pk>/accept/", rewriting.accept, name="accept-version"),
    path("questions/<int:pk>/letter/", rewriting.save_letter, name="save-letter"),
    path("rewrite/<int:pk>/<slug:key>/<int:number>/", rewriting.rewrite, name="rewrite"),
]
urlpatterns = [
    path("advice/", hub.index, name="index"),
    path("account/advice/", hub.hub, name="hub"),
    path("account/advice/fit/<int:pk>/", fit.fit, name="fit"),
    path("account/advice/prepare/<int:pk>/", fit.prepare, name="prepare"),
    path("account/advice/jobs/", fitting_jobs.fitting_jobs, name="jobs"),
    path("account/advice/jobs/resume/", fitting_jobs.choose_resume, name="choose-resume"),
    path("account/advice/", include(of_questions)),
    path("account/advice/moves/", moves.own_moves, name="own-moves"),
    path("careers/occupations/<slug:slug>/moves/", any_case(moves.moves), name="moves"),
]
