"""URLs of questions to a language model, below the account."""

from django.urls import path

from advice.views import consent, questions, rewriting

urlpatterns = [
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
