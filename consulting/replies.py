"""Takes replies by email: finds the thread by the signed address, checks the sender, and writes the message."""

import datetime as dt
import hashlib
import logging

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import User
from consulting import emails, services
from consulting.attaching import Upload, take_file
from consulting.file_kinds import MAX_BYTES, MOST_FILES, FileRefused
from consulting.models import Message, Thread
from consulting.models.messages import MAX_TEXT
from consulting.reply_addresses import Address, read_address
from mail import outbox
from mail.inbound import InboundEmail
from toolkit import rate_limits
from toolkit.email_addresses import comparable

logger = logging.getLogger(__name__)
REPLIES = "30/hour"
Side = Message.Side


def take_reply(*, email: InboundEmail, now: dt.datetime) -> Message | None:
    """Writes a reply by email into its thread. Returns the message, or None if it isn't taken.

    Automatic replies and unknown senders get no answer. The owner of the address is told why their reply isn't in the thread."""
    found = next(
        filter(None, (read_address(one, domain=settings.INBOUND_MAIL_DOMAIN) for one in email.recipients)), None
    )
    if found is None or email.is_automatic or email.is_spam:
        return None
    user = User.objects.filter(pk=found.user, is_active=True).first()
    if user is None or not email.sender or comparable(email.sender) != comparable(user.email):
        logger.info("A reply by email to thread %s came from another address", found.thread)
        return None
    if not rate_limits.allow_key("reply to threads by email", REPLIES, of=str(user.pk)):
        logger.warning("User %s sent too many replies by email", user.pk)
        return None
    return _write(email, found, user, now)


def _write(email: InboundEmail, found: Address, user: User, now: dt.datetime) -> Message | None:
    thread = Thread.objects.with_people().filter(pk=found.thread).first()
    if thread is None:
        return None
    is_member = thread.member_id == user.pk
    try:
        if not is_member and (thread.consultant is None or thread.consultant.user_id != user.pk):
            raise services.MessageRefused(_("Somebody else answers this member now."))
        uploads, left_out = _uploads(email)
        return services.write_message(
            thread=thread,
            side=Side.MEMBER if is_member else Side.CONSULTANT,
            author=user,
            text=_with_note(email.text, left_out),
            key=_key(email),
            uploads=uploads,
            via=Message.Via.EMAIL,
            now=now,
        )
    except services.NotPlus:
        reason = _("Plus has ended, so this conversation can only be read.")
    except services.MessageRefused as refused:
        reason = str(refused)
    outbox.enqueue(
        emails.not_taken(user, reason=reason, is_staff=not is_member), now=now, priority=outbox.Priority.MESSAGE
    )
    return None


def _uploads(email: InboundEmail) -> tuple[list[Upload], list[str]]:
    """Returns the files we take, and why we don't take the others."""
    taken: list[Upload] = []
    left_out: list[str] = []
    room = MAX_BYTES
    for file in email.files:
        try:
            if len(taken) == MOST_FILES or len(file.content) > room:
                raise FileRefused(_("“{name}” is one file too many or too large for a message."), file.name[:100])
            taken.append(take_file(file.name, file.content))
        except FileRefused as refused:
            left_out.append(str(refused))
        else:
            room -= len(file.content)
    return taken, left_out


def _with_note(text: str, left_out: list[str]) -> str:
    """Returns the text, shortened to what a message can have, with a line for each file that isn't taken."""
    notes = "".join(f"\n\n({one})" for one in left_out[:MOST_FILES])
    room = MAX_TEXT - len(notes)
    if len(text) > room:
        text = text[: room - 1] + "…"
    return (text + notes).strip()


def _key(email: InboundEmail) -> str:
    """Names the email, so that it is written once even if its report arrives twice."""
    named = email.message_id or f"{email.sender}\n{email.text}"
    return "email-" + hashlib.blake2b(named.encode(), digest_size=16).hexdigest()
