"""Who a person is to the site: an e-mail address and a password."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    def _create(self, email: str, password: str | None, **fields: Any) -> "User":
        if not email:
            raise ValueError("A user has an e-mail address.")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self._create(email, password, **{"is_staff": False, "is_superuser": False, **fields})

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self._create(email, password, **{**fields, "is_staff": True, "is_superuser": True})

    def get_by_natural_key(self, username: str | None) -> "User":
        """Addresses are compared without case: ``Ada@Example.com`` signs in as ``ada@example.com``."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    name = models.CharField(
        _("name"), max_length=150, blank=True, help_text=_("How we address you and sign your edits.")
    )
    country = models.CharField(_("country"), max_length=2, blank=True, help_text=_("ISO code of where you live."))
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True)
    is_staff = models.BooleanField(_("staff"), default=False, help_text=_("May open the admin."))
    is_active = models.BooleanField(_("active"), default=True, help_text=_("Untick instead of deleting the account."))
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(
                Lower("email"), name="user_email_unique", violation_error_message=_("This address is taken.")
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email
