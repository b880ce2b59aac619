"""The member: profile and plan."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from api.access.scopes import Scope
from api.documents.members import ProfileDocument, describe_member
from api.v1.answers import json_answer
from api.v1.auth import member_of, needs
from api.v1.member.shared import REFUSED

router = Router(tags=["You"])


@router.get(
    "",
    operation_id="getProfile",
    summary="Get your profile and plan",
    auth=needs(Scope.PROFILE_READ),
    response={200: ProfileDocument, **REFUSED},
    url_name="profile",
)
def profile(request: HttpRequest) -> HttpResponse:
    """Who you are here, and what your plan covers. Needs the scope `profile:read`."""
    return json_answer(describe_member(member_of(request), now=timezone.now()))
