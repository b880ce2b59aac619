"""The accounts of the demo content. ``load_demo`` creates them; ``make run`` shows them.

The passwords are public. They exist in local mode only, where the site listens on loopback.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Login:
    role: str
    email: str
    password: str


LOGINS = (
    Login("Administrator", "admin@example.com", "local-demo-admin"),
    Login("Member", "member@example.com", "local-demo-member"),
)
