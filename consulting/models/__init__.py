"""Models of consulting: consultants with their saved replies, threads, messages with files, notes."""

from consulting.models.messages import InternalNote, Message, MessageFile
from consulting.models.people import GROUP, CannedReply, ConsultantProfile
from consulting.models.threads import Assignment, Thread

__all__ = [
    "GROUP", "Assignment", "CannedReply", "ConsultantProfile", "InternalNote", "Message", "MessageFile", "Thread",
]  # fmt: skip
