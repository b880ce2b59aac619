"""Errors in the shape of Stripe's API (https://docs.stripe.com/api/errors)."""


class ApiError(Exception):
    def __init__(
        self, message: str, *, status: int = 400, kind: str = "invalid_request_error", code: str = "", param: str = ""
    ) -> None:
        super().__init__(message)
        self.status = status
        fields = {"type": kind, "message": message, "code": code, "param": param}
        self.body = {"error": {name: value for name, value in fields.items() if value}}


def missing(kind: str, object_id: str, param: str = "id") -> ApiError:
    name = kind.rpartition(".")[2].replace("_", " ")
    return ApiError(f"No such {name}: '{object_id}'", status=404, code="resource_missing", param=param)
