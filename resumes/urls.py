"""URLs of résumés, and of cover letters."""

from django.urls import path

from resumes.models import Letter, Resume
from resumes.views import (
    attaching,
    directory,
    documents,
    downloads,
    editor,
    exclusions,
    history,
    imports,
    letters,
    links,
    page_settings,
    pages,
)

app_name = "resumes"
of_resumes, of_letters = {"model": Resume}, {"model": Letter}
urlpatterns = [
    path("resumes/", directory.directory, name="directory"),
    path("account/resume-page/", page_settings.page_settings, name="page-settings"),
    path("account/resume-page/address/", page_settings.choose_address, name="choose-address"),
    path("account/resume-page/address/<slug:name>/remove/", page_settings.remove_address, name="remove-address"),
    path("r/<slug:handle>/", pages.page, name="page"),
    path("r/<slug:handle>/resume.pdf", pages.pdf, name="page-pdf"),
    path("r/<slug:handle>/contact.vcf", pages.vcard, name="page-vcard"),
    path("r/<slug:handle>/card.png", pages.image, name="page-image"),
    path("r/<slug:handle>/message/", pages.message, name="page-message"),
    path("r/<slug:handle>/report/", pages.report, name="page-report"),
    path("account/resumes/", documents.documents, of_resumes, name="list"),
    path("account/resumes/new/", editor.create, name="new"),
    path("account/resumes/import/", imports.read, name="import"),
    path("account/resumes/import/confirm/", imports.confirm, name="confirm-import"),
    path("account/resumes/<int:pk>/not-placed/", imports.not_placed, name="not-placed"),
    path("account/resumes/<int:pk>/", editor.edit, name="edit"),
    path("account/resumes/<int:pk>/name/", documents.rename, of_resumes, name="rename"),
    path("account/resumes/<int:pk>/duplicate/", documents.duplicate, of_resumes, name="duplicate"),
    path("account/resumes/<int:pk>/delete/", documents.delete, of_resumes, name="delete"),
    path("account/resumes/<int:pk>/restore/", documents.restore, of_resumes, name="restore"),
    path("account/resumes/<int:pk>/pdf/", downloads.print_options, of_resumes, name="print"),
    path("account/resumes/<int:pk>/download/<slug:key>/", downloads.download, of_resumes, name="download"),
    path("account/resumes/<int:pk>/history/", history.history, name="history"),
    path("account/resumes/<int:pk>/history/<int:number>/", history.version, name="version"),
    path("account/resumes/<int:pk>/history/<int:number>/restore/", history.restore_version, name="restore-version"),
    path("account/resumes/<int:pk>/<slug:key>/", editor.section, name="section"),
    path("account/resumes/<int:pk>/<slug:key>/<int:number>/", editor.entry, name="entry"),
    path("account/applications/<int:pk>/attach/", attaching.attach, name="attach"),
    path("account/resume-links/", links.share_links, name="links"),
    path("account/resume-links/<int:pk>/revoke/", links.revoke, name="revoke-link"),
    path("account/resume-page/not-for/", exclusions.excluded, name="excluded"),
    path("account/resume-page/not-for/<int:pk>/remove/", exclusions.include, name="include"),
    path("account/resume-page/answer/", page_settings.answer_staff, name="answer"),
    path("r/link/<str:token>/", links.shared, name="shared"),
    path("r/link/<str:token>/pdf/", links.shared_pdf, name="shared-pdf"),
    path("r/link/<str:token>/vcard/", links.shared_vcard, name="shared-vcard"),
]
letter_urls = (
    [
        path("account/letters/", documents.documents, of_letters, name="list"),
        path("account/letters/new/", letters.new_letter, name="new"),
        path("account/letters/<int:pk>/", letters.edit, name="edit"),
        path("account/letters/<int:pk>/name/", documents.rename, of_letters, name="rename"),
        path("account/letters/<int:pk>/duplicate/", documents.duplicate, of_letters, name="duplicate"),
        path("account/letters/<int:pk>/delete/", documents.delete, of_letters, name="delete"),
        path("account/letters/<int:pk>/restore/", documents.restore, of_letters, name="restore"),
        path("account/letters/<int:pk>/pdf/", downloads.print_options, of_letters, name="print"),
        path("account/letters/<int:pk>/download/<slug:key>/", downloads.download, of_letters, name="download"),
    ],
    "letters",
)
