"""URLs of résumés."""

from django.urls import path

from resumes.views import downloads, editor, exclusions, history, imports, links, resumes

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
    path("account/resume-links/", links.share_links, name="links"),
    path("account/resume-links/<int:pk>/revoke/", links.revoke, name="revoke-link"),
    path("account/resume-page/not-for/", exclusions.excluded, name="excluded"),
    path("account/resume-page/not-for/<int:pk>/remove/", exclusions.include, name="include"),
    path("r/link/<str:token>/", links.shared, name="shared"),
    path("r/link/<str:token>/pdf/", links.shared_pdf, name="shared-pdf"),
    path("r/link/<str:token>/vcard/", links.shared_vcard, name="shared-vcard"),
]
