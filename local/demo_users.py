"""Accounts of the demo content. ``load_demo`` creates them; ``make run`` shows them.

The password is public. They exist in local mode only, where the site listens on loopback.
"""

from dataclasses import dataclass

PASSWORD = "demo-password"  # noqa: S105 - public on purpose


@dataclass(frozen=True)
class Login:
    """``groups`` are names of groups the account belongs to; an account with any, or an administrator, is staff."""

    role: str
    email: str
    name: str
    groups: tuple[str, ...] = ()
    administrator: bool = False
    password: str = PASSWORD


LOGINS = (
    Login("Administrator", "admin@example.com", "Adèle Admin", administrator=True),
    Login("Editor", "editor@example.com", "Edda Editor", groups=("Editors",)),
    Login("Moderator", "moderator@example.com", "Mona Moderator", groups=("Moderators",)),
    Login("Support", "support@example.com", "Sam Support", groups=("Support",)),
    Login("Consultant", "consultant@example.com", "Conny Consultant", groups=("Consultants",)),
    Login("Member, Plus", "plus@example.com", "Paula Plus"),
    Login("Member, Free", "free@example.com", "Fred Free"),
)
