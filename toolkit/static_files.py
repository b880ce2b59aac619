"""Static files middleware: WhiteNoise with our content negotiation. WhiteNoise searches for the name of a coding
anywhere in Accept-Encoding, and compares only a single ETag, literally.
"""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware

from toolkit.negotiation import content_coding, is_unchanged


class StaticFilesMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc] # WhiteNoise has no type hints
    """Passes WhiteNoise the negotiated headers in a form that it understands."""

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponseBase:
        known, tag = request.META.get("HTTP_IF_NONE_MATCH"), getattr(static_file, "etag", None)
        if known is not None and tag and is_unchanged(request.META, {"ETag": tag}):
            request.META["HTTP_IF_NONE_MATCH"] = tag
        request.META["HTTP_ACCEPT_ENCODING"] = content_coding(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        response: HttpResponseBase = WhiteNoiseMiddleware.serve(static_file, request)
        return response
