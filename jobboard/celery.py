"""Celery application with the full beat schedule.

PostgreSQL is the queue; the broker only wakes workers. A task carries an id at most, and every periodic task can safely
run twice or late.
"""

import os

from celery.schedules import crontab

from toolkit import celery_redis, task_log

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobboard.settings")
celery_redis.install()
task_log.install()

app = celery_redis.Application("jobboard")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    "catch-up-kept-pages": {"task": "careers.tasks.catch_up_pages", "schedule": 60.0},
    "count-guide-reads": {"task": "careers.tasks.count_reads", "schedule": 60.0},
    "record-market-weeks": {"task": "careers.tasks.record_market", "schedule": crontab(minute=13, hour="*/6")},
    "import-due-sources": {"task": "feeds.tasks.import_due_sources", "schedule": 60.0},
    "sweep-listing": {"task": "jobs.tasks.sweep_listing", "schedule": 300.0},
    "apply-rule-policies": {"task": "jobs.tasks.apply_rule_policies", "schedule": 300.0},
    "forget-feedback-senders": {"task": "jobs.tasks.forget_feedback_senders", "schedule": crontab(hour=3, minute=47)},
    "make-long-pdfs": {"task": "resumes.tasks.sweep_pdfs", "schedule": 60.0},
    "purge-deleted-resumes": {"task": "resumes.tasks.purge_deleted", "schedule": crontab(hour=4, minute=11)},
    "release-resume-addresses": {"task": "resumes.tasks.release_handles", "schedule": crontab(hour=4, minute=17)},
    "sweep-private-files": {"task": "jobboard.tasks.sweep_files", "schedule": crontab(hour=4, minute=29)},
    "repair-directory": {"task": "resumes.tasks.repair_directory", "schedule": crontab(minute="*/15")},
    "follow-resumes-that-changed": {"task": "advice.tasks.follow_missed", "schedule": crontab(minute=43)},
    "refresh-search-words": {"task": "jobs.tasks.refresh_words", "schedule": crontab(minute=23)},
    "forget-old-imports": {"task": "feeds.tasks.forget_old_imports", "schedule": crontab(hour=3, minute=41)},
    "read-accounts-that-are-behind": {"task": "billing.tasks.sweep_behind", "schedule": 60.0},
    "read-stale-accounts": {"task": "billing.tasks.sweep_stale", "schedule": crontab(minute=7)},
    "notice-ends-of-plus": {"task": "billing.tasks.notice_ends", "schedule": crontab(minute=37)},
    "send-billing-mails": {"task": "billing.tasks.send_mails", "schedule": 60.0},
    "reconcile-billing": {"task": "billing.tasks.reconcile_all", "schedule": crontab(hour=4, minute=13)},
    "make-data-exports": {"task": "accounts.tasks.sweep_exports", "schedule": 60.0},
    "write-audit-counts": {"task": "accounts.tasks.write_audit_counts", "schedule": crontab(minute="*/10")},
    "forget-old-audit-lines": {"task": "accounts.tasks.forget_old_audit_lines", "schedule": crontab(hour=3, minute=29)},
    "send-outgoing-mail": {"task": "mail.tasks.send_outgoing", "schedule": 60.0},
    "answer-questions": {"task": "advice.tasks.sweep_questions", "schedule": 60.0},
    "forget-old-budgets": {"task": "advice.tasks.forget_old_budgets", "schedule": crontab(hour=4, minute=41)},
    "plan-and-send-digests": {"task": "alerts.tasks.sweep", "schedule": 60.0, "options": {"expires": 60}},
    "follow-members-who-move": {"task": "alerts.tasks.follow_zones", "schedule": crontab(minute=51)},
    "forget-what-alerts-need-no-more": {"task": "alerts.tasks.forget", "schedule": crontab(hour=3, minute=53)},
    "store-ad-counts": {"task": "ads.tasks.store_counts", "schedule": 60.0},
    "relieve-waiting-threads": {"task": "consulting.tasks.relieve", "schedule": 60.0},
    "purge-ended-tokens": {"task": "api.tasks.purge_ended_tokens", "schedule": crontab(hour=4, minute=53)},
    "purge-kept-answers": {"task": "api.tasks.purge_kept_answers", "schedule": crontab(minute=57)},
    "tell-search-engines": {"task": "api.tasks.tell_search_engines", "schedule": crontab(minute="*/10")},
    "clear-expired-sessions": {"task": "accounts.tasks.clear_expired_sessions", "schedule": crontab(hour=3, minute=17)},
}
