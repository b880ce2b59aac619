"""Invented conversations with career consultants: enough replies that the measured time shows, and some members who wait."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from django.contrib.auth.models import Group

from accounts.models import User
from billing import entitlements
from consulting import services
from consulting.models import GROUP, CannedReply, ConsultantProfile, Message, Thread

MEMBER, CONSULTANT = Message.Side.MEMBER, Message.Side.CONSULTANT
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
CONSULTANT_EMAIL, COLLEAGUE_EMAIL, PLUS_EMAIL = "consultant@example.com", "marta.kowal@example.com", "plus@example.com"


class Exchange(NamedTuple):
    """A question with its answer after some hours; without an answer, the member waits. ``days``: how long ago it was asked."""

    days: float
    question: str
    hours: float = 0
    answer: str = ""


PAULA = (
    Exchange(
        9,
        "Hi! I build payment systems and want a remote role with more say in design. Is “Staff Engineer” too big a step?",
        3,
        "Not at all. You designed the retry queue that three teams use now: that is staff work.\n\nTwo things would help your "
        "résumé:\n\n- give the volume that queue handles\n- say what changed because of your post-mortems",
    ),
    Exchange(
        6,
        "Done, both. Would you look at it once more before I apply?",
        2.5,
        "The first line is **much** stronger. I'd move the post-mortems up, since they ask for them twice.",
    ),
    Exchange(0.2, "Thanks! They offer 25 days of leave and an equipment budget. What would you ask for?"),
)
OTHERS = (
    (
        Exchange(27, "How long should a summary be?", 4, "Three lines. What you do, for whom, and one number."),
        Exchange(20, "They want references now. Is that usual?", 2, "Early. Ask whether after the offer is fine."),
        Exchange(8, "I have two offers. Which day do I answer?", 6, "Tell both the same date, and ask for it in writing."),
        Exchange(1.1, "They offered €4,000 less than the ad said. How do I answer?"),
    ),
    (
        Exchange(25, "Is a gap of eight months a problem?", 5, "Name it in one line, with what you learned."),
        Exchange(17, "Should I list my side project?", 3, "Yes, if it has users. Say how many."),
        Exchange(5, "Interview on Monday. What do I ask them?", 1, "What would I have done after six months for you to be glad?"),
        Exchange(0.3, "It went well! One more question, about notice periods."),
    ),
    (
        Exchange(26, "Do I need a cover letter?", 2, "If they ask for one, yes: half a page about *their* job."),
        Exchange(15, "How do I explain that I was laid off?", 7, "“The team was closed in May.” One sentence is enough."),
        Exchange(6, "My English is B2. Do I say so?", 4, "Yes. People overrate C1 on paper and underrate being clear."),
    ),
    (
        Exchange(24, "They ask what I want to earn. What do I say?", 3, "A range, from the published figures in the guide."),
        Exchange(16, "Is a test of six hours normal?", 5, "It's a lot. Offer two hours, or ask whether it's paid."),
        Exchange(4, "Contract or employment?", 8, "Compare what's left after tax, leave and sick days."),
    ),
    (
        Exchange(22, "Should my photo be on my résumé?", 1, "Not for companies in the US or the UK. Elsewhere you choose."),
        Exchange(13, "The ad says “senior”. I have four years.", 6, "Apply. They ask for two things that you did twice."),
        Exchange(3, "How soon may I follow up?", 3, "After a week, with one new fact about your work."),
    ),
    (
        Exchange(21, "My title was odd: “Ninja”. Can I change it?", 2, "Add the usual one after it: “Ninja (backend engineer)”."),
        Exchange(11, "They went silent after the third call.", 9, "Write once more, name a date, then let it go."),
        Exchange(2, "Is it normal that they want my passport before the offer?", 1.5, "No. Ask why, and wait for the contract."),
    ),
    (
        Exchange(19, "Which of my two résumés is better for support roles?", 4, "The short one. Put the shift lead first."),
        Exchange(10, "How do I talk about a bad manager?", 5, "You don't. Say what you look for instead."),
        Exchange(1.5, "I got it! How do I say no to the other one?", 2, "Congratulations! Two friendly sentences, today."),
    ),
)  # fmt: skip
SAVED_REPLIES = (
    ("First message", "Hello {name}, thanks for writing. Which of your jobs is closest to the one you want next?"),
    (
        "Share résumé",
        "I can be more exact if I see your résumé. You can show it to me beside this conversation, and stop at any time.",
    ),
    (
        "Pay range",
        "Look at the published figures in the guide first. Then name a range whose lower end you'd be glad about.",
    ),
)


def load(*, now: dt.datetime) -> int:
    """Adds consultants, saved replies and conversations, once. Returns how many conversations were added."""
    if ConsultantProfile.objects.exists():
        return 0
    conny = _consultant(CONSULTANT_EMAIL, ["en", "de"], "Résumés and letters, interviews, pay talks.", now)
    if conny is None:
        return 0
    CannedReply.objects.bulk_create(CannedReply(title=title, text=text) for title, text in SAVED_REPLIES)
    CannedReply.objects.create(owner=conny, title="Until Monday", text="I'm back on Monday and answer then, {name}.")
    members = _with_plus(now)
    for member, exchanges in zip(members, (PAULA, *OTHERS), strict=False):
        _talk(member, exchanges, conny.user, now)
    _colleague(now)
    return Thread.objects.count()


def _consultant(email: str, languages: list[str], about: str, now: dt.datetime) -> ConsultantProfile | None:
    user = User.objects.filter(email=email).first()
    if user is None:
        return None
    if not user.time_zone:
        user.time_zone = "Europe/Berlin"
        user.save(update_fields=["time_zone"])
    return ConsultantProfile.objects.create(user=user, languages=languages, about=about, created_at=now - 60 * DAY)


def _colleague(now: dt.datetime) -> None:
    """Adds somebody to hand threads over to. Nobody can sign in as them."""
    user, is_new = User.objects.get_or_create(
        email=COLLEAGUE_EMAIL, defaults={"name": "Marta Kowal", "is_staff": True, "time_zone": "Europe/Warsaw"}
    )
    if is_new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
        user.groups.add(Group.objects.get(name=GROUP))
    _consultant(COLLEAGUE_EMAIL, ["en", "pl"], "Career changes and first remote jobs.", now)


def _with_plus(now: dt.datetime) -> list[User]:
    """Returns the demo member and invented people who have Plus, the demo member first."""
    people = User.objects.filter(email__startswith="person-", billing_account__comped_until__gt=now).order_by("pk")
    paula = User.objects.filter(email=PLUS_EMAIL)
    both = [*paula.select_related("billing_account__current"), *people.select_related("billing_account__current")]
    return [user for user in both if entitlements.for_user(user, now).is_plus]


def _talk(member: User, exchanges: Iterable[Exchange], consultant: User, now: dt.datetime) -> None:
    first, *_later = exchanges
    thread = services.open_thread(user=member, language="en", now=now - first.days * DAY - HOUR)
    for number, one in enumerate(exchanges):
        asked = now - one.days * DAY
        question = _write(thread, MEMBER, member, one.question, number, asked)
        if one.answer:
            answered = asked + one.hours * HOUR
            services.mark_read(thread=thread, side=CONSULTANT, up_to=question.pk, now=answered)
            reply = _write(thread, CONSULTANT, consultant, one.answer, number, answered)
            services.mark_read(thread=thread, side=MEMBER, up_to=reply.pk, now=answered + HOUR / 2)
    if member.email == PLUS_EMAIL:
        services.share(thread=thread, what="resumes", on=True, now=now - 8 * DAY)


def _write(thread: Thread, side: Message.Side, author: User, text: str, number: int, at: dt.datetime) -> Message:
    return services.write_message(
        thread=thread, side=side, author=author, text=text, key=f"demo-{number}", tells=False, now=at
    )
