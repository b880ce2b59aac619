"""URLs of cover letters."""

from django.urls import path

from resumes.models import Letter
from resumes.views import documents, downloads, letters

app_name = "letters"
of_letters = {"model": Letter}
urlpatterns = [
    path("account/letters/", documents.documents, of_letters, name="list"),
    path("account/letters/new/", letters.new_letter, name="new"),
    path("account/letters/<int:pk>/", letters.edit, name="edit"),
    path("account/letters/<int:pk>/name/", documents.rename, of_letters, name="rename"),
    path("account/letters/<int:pk>/duplicate/", documents.duplicate, of_letters, name="duplicate"),
    path("account/letters/<int:pk>/delete/", documents.delete, of_letters, name="delete"),
    path("account/letters/<int:pk>/restore/", documents.restore, of_letters, name="restore"),
    path("account/letters/<int:pk>/pdf/", downloads.print_options, of_letters, name="print"),
    path("account/letters/<int:pk>/download/<slug:key>/", downloads.download, of_letters, name="download"),
]
