"""URLs of consulting: the member's thread, the consultants' inbox."""

from django.urls import path

from consulting.views import desk, inbox, thread

app_name = "consulting"
urlpatterns = [
    path("account/consultant/", thread.thread, name="thread"),
    path("account/consultant/write/", thread.thread_write, name="thread-write"),
    path("account/consultant/messages/", thread.thread_messages, name="thread-messages"),
    path("account/consultant/read/", thread.thread_read, name="thread-read"),
    path("account/consultant/sharing/", thread.thread_share, name="thread-share"),
    path("account/consultant/export/", thread.thread_export, name="thread-export"),
    path("account/consultant/files/<int:pk>/", thread.thread_file, name="thread-file"),
    path("consulting/", inbox.inbox, name="inbox"),
    path("consulting/settings/", desk.settings, name="inbox-settings"),
    path("consulting/team/", desk.team, name="inbox-team"),
    path("consulting/<int:pk>/", inbox.inbox_thread, name="inbox-thread"),
    path("consulting/<int:pk>/messages/", inbox.inbox_messages, name="inbox-messages"),
    path("consulting/<int:pk>/reply/", inbox.inbox_reply, name="inbox-reply"),
    path("consulting/<int:pk>/read/", inbox.inbox_read, name="inbox-read"),
    path("consulting/<int:pk>/close/", inbox.inbox_close, name="inbox-close"),
    path("consulting/<int:pk>/note/", inbox.inbox_note, name="inbox-note"),
    path("consulting/<int:pk>/hand-over/", inbox.inbox_hand_over, name="inbox-hand-over"),
    path("consulting/<int:pk>/files/<int:number>/", inbox.inbox_file, name="inbox-file"),
    path("consulting/<int:pk>/resumes/<int:number>/", inbox.inbox_resume, name="inbox-resume"),
    path("consulting/<int:pk>/applications/", inbox.inbox_tracker, name="inbox-tracker"),
]
