"""Receiver of a signal: résumés that changed."""

from typing import Any

from advice import profiles, tasks
from resumes.models import Resume


def follow_resume(sender: Any, resume: Resume, **kwargs: Any) -> None:
    """Receiver of `resumes.publishing.services.changed`: jobs are ranked by the résumé as it is. What was made from a deleted
    one is gone with it; reading a changed one takes longer than the request should."""
    profiles.forget_deleted(resume=resume)
    tasks.follow_resumes.delay_on_commit(resume.user_id)  # type: ignore[attr-defined]  # missing in the stubs
