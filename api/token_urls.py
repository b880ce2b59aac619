"""URLs of access tokens in the account area."""

from django.urls import path

from api.views import tokens

app_name = "tokens"
urlpatterns = [
    path("account/tokens/", tokens.token_list, name="list"),
    path("account/tokens/new/", tokens.create, name="new"),
    path("account/tokens/<int:pk>/revoke/", tokens.revoke, name="revoke"),
]
