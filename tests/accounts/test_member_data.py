"""Whatever is kept of members is in their copy and goes with them, or it is said here why not."""

import pytest
from django.apps import apps
from django.db.models import CASCADE

from accounts import privacy
from accounts.models import User
from tests.factories import NOW, a_user

# Models that lead to a member by foreign keys that delete along, and the table of the copy that holds them.
EXPORTED = {
    "account.EmailAddress": "email_addresses",
    "accounts.DataExport": "data_exports",
    "accounts.User": "account",
    "accounts.User_groups": "account",
    "advice.Budget": "advice_budgets",
    "advice.Consent": "advice_consents",
    "advice.Question": "advice_questions",
    "alerts.Alert": "alerts",
    "alerts.Digest": "alert_digests",
    "alerts.Mute": "alert_mutes",
    "alerts.PushDelivery": "alert_notifications",
    "alerts.PushDevice": "alert_devices",
    "alerts.Recipient": "alert_recipient",
    "alerts.Section": "alert_sections",
    "alerts.Mailed": "alert_postings_had",
    "api.AccessToken": "access_tokens",
    "billing.BillingAccount": "billing_account",
    "billing.BillingMail": "billing_mails",
    "billing.CheckoutAttempt": "checkouts",
    "billing.Subscription": "subscriptions",
    "billing.SyncRun": "billing_readings",
    "careers.SavedAnswers": "careers_answers",
    "consulting.Assignment": "consultant_assignments",
    "consulting.CannedReply": "consultant_saved_replies",
    "consulting.ConsultantProfile": "consultant_profile",
    "consulting.InternalNote": "consultant_notes",
    "consulting.Message": "consultant_messages",
    "consulting.MessageFile": "consultant_files",
    "consulting.Thread": "consultant_threads",
    "jobs.Application": "applications",
    "jobs.ApplicationEvent": "application_events",
    "jobs.FindingFeedback": "finding_feedback",
    "jobs.FitProfile": "fit_profile",
    "jobs.JobFlag": "job_flags",
    "jobs.RecentSearch": "recent_searches",
    "jobs.SentFile": "application_files",
    "mfa.Authenticator": "authenticators",
    "resumes.Exclusion": "resume_exclusions",
    "resumes.Letter": "letters",
    "resumes.Page": "resume_page",
    "resumes.Resume": "resumes",
    "resumes.ShareLink": "resume_links",
    "resumes.Version": "resume_versions",
    "socialaccount.SocialAccount": "connected_accounts",
    "usersessions.UserSession": "sessions",
}
NOT_EXPORTED = {
    "account.EmailConfirmation": "a code that was sent, useless when it was used or is old",
    "accounts.User_user_permissions": "of staff only",
    "api.KeptAnswer": "answers of the API, repeated for a day, made of what is exported",
    "admin.LogEntry": "what staff did in the admin, as staff",
    "resumes.Listing": "the directory's row of the page, made of what the page shows",
    "resumes.PageReport": "what others say about the page",
    "resumes.RenderedPdf": "a PDF of a document that is exported, for an hour",
    "socialaccount.SocialToken": "a secret of another site",
}
# Foreign keys to a member that outlive the member: acts of staff, and addresses that nobody gets for a while.
OUTLIVES = {
    "alerts.Sending.paused_by",
    "careers.Edition.published_by",
    "careers.Guide.updated_by",
    "jobs.JobEvent.by",
    "jobs.JobReport.handled_by",
    "jobs.RulePolicy.changed_by",
    "occupations.Override.set_by",
    "resumes.Handle.user",
    "reversion.Revision.user",
}


def relations_to(model):
    for other in apps.get_models(include_auto_created=True):
        for field in other._meta.concrete_fields:
            if field.is_relation and field.related_model is model:
                yield other, field


def deleted_along(model):
    found = {model}
    for other, field in relations_to(model):
        if field.remote_field.on_delete is CASCADE and other not in found:
            found |= deleted_along(other)
    return found


def test_every_model_that_goes_with_a_member_is_exported_or_it_is_said_why_not():
    assert {model._meta.label for model in deleted_along(User)} == EXPORTED.keys() | NOT_EXPORTED.keys()


def test_every_other_reference_to_a_member_is_known():
    kept = {
        f"{other._meta.label}.{field.name}"
        for model in deleted_along(User)
        for other, field in relations_to(model)
        if field.remote_field.on_delete is not CASCADE and other not in deleted_along(User)
    }
    assert kept == OUTLIVES


@pytest.mark.django_db
def test_every_table_that_is_promised_is_in_the_copy():
    user = a_user()
    tables = {name for keeper in privacy.keepers() for name in keeper.tables(user)}
    assert set(EXPORTED.values()) <= tables


@pytest.mark.django_db
def test_every_keeper_lets_go_of_a_member_who_has_nothing():
    privacy.delete_account(user=a_user(), now=NOW)
    assert not User.objects.exists()
