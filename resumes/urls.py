"""URLs of résumés."""

from django.urls import path

from resumes.views import downloads, editor, history, imports, resumes

app_name = "resumes"
urlpatterns = [
    path("account/resumes/", resumes.resumes, name="list"),
    path("account/resumes/new/", resumes.create, name="new"),
    path("account/resumes/import/", imports.read, name="import"),
    path("account/resumes/import/confirm/", imports.confirm, name="confirm-import"),
    path("account/resumes/<int:pk>/not-placed/", imports.not_placed, name="not-placed"),
    path("account/resumes/<int:pk>/", editor.edit, name="edit"),
    path("account/resumes/<int:pk>/name/", resumes.rename, name="rename"),
    path("account/resumes/<int:pk>/duplicate/", resumes.duplicate, name="duplicate"),
    path("account/resumes/<int:pk>/delete/", resumes.delete, name="delete"),
    path("account/resumes/<int:pk>/restore/", resumes.restore, name="restore"),
    path("account/resumes/<int:pk>/pdf/", downloads.print_options, name="print"),
    path("account/resumes/<int:pk>/download/<slug:key>/", downloads.download, name="download"),
    path("account/resumes/<int:pk>/history/", history.history, name="history"),
    path("account/resumes/<int:pk>/history/<int:number>/", history.version, name="version"),
    path("account/resumes/<int:pk>/history/<int:number>/restore/", history.restore_version, name="restore-version"),
    path("account/resumes/<int:pk>/<slug:key>/", editor.section, name="section"),
    path("account/resumes/<int:pk>/<slug:key>/<int:number>/", editor.entry, name="entry"),
]
