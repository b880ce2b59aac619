"""Admin of accounts. Unregisters allauth's own pages: they show secrets and let staff confirm addresses by hand."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin

from accounts.admin import audit_log, suppressions, users

__all__ = ["audit_log", "suppressions", "users"]

admin.site.unregister([EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken, UserSession])
