"""API of the stand-in (``/v1/``): checked parameters, idempotent requests, paginated lists, expanded fields."""

import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from local.stripe.engine import DAY, LIVE, Engine
from local.stripe.params import ApiError, checked, missing
from local.stripe.store import Object, Store
from local.stripe.webhooks import Webhooks

Given = dict[str, Any]
Handler = Callable[..., Object]

DEEPEST = 4  # levels that may be expanded
# Fields that hold the id of another object, and lists that an object has only when they are asked for.
REFERENCES = (
    "customer",
    "subscription",
    "latest_invoice",
    "invoice",
    "payment_intent",
    "latest_charge",
    "charge",
    "product",
)
STATUSES = {
    "active",
    "all",
    "canceled",
    "ended",
    "incomplete",
    "incomplete_expired",
    "past_due",
    "paused",
    "trialing",
    "unpaid",
}


ROUTES: list[tuple[str, re.Pattern[str], str, Handler]] = []  # method, path, type of the parameters, method of `Api`


def route(method: str, path: str, types: str) -> Callable[[Handler], Handler]:
    """Routes a request to the decorated function. ``types`` is the class in Stripe's library that names its parameters."""

    def register(handler: Handler) -> Handler:
        ROUTES.append((method, re.compile(path.replace("{id}", "([^/]+)")), types, handler))
        return handler

    return register


class Api:
    """``reads`` counts the GET requests by path without ids, so that a test can say how often Stripe was asked."""

    def __init__(self, store: Store, engine: Engine, base: str, webhooks: Webhooks) -> None:
        self.store, self.engine, self.base, self.webhooks = store, engine, base, webhooks

    def answer(self, method: str, path: str, given: Given, key: str) -> tuple[int, Object]:
        """Status and body. A request repeated with its idempotency key gets the first answer, whatever has happened since
        (https://docs.stripe.com/api/idempotent_requests)."""
        request = f"{method} {path} {sorted(given.items())!r}"
        if method == "POST" and key in self.store.answers:
            asked, status, body = self.store.answers[key]
            if asked != request:
                message = (
                    "Keys for idempotent requests can only be used with the same parameters they were first used with."
                )
                raise ApiError(message, kind="idempotency_error")
            return status, body
        status, body = 200, self._handle(method, path, given)
        if method == "POST" and key:
            self.store.answers[key] = (request, status, body)
        return status, body

    def _handle(self, method: str, path: str, given: Given) -> Object:
        for verb, pattern, types, handler in ROUTES:
            found = pattern.fullmatch(path)
            if verb == method and found:
                values = checked(given, types)
                return self._expanded(handler(self, *found.groups(), values), values.get("expand", ()))
        raise ApiError(f"Unrecognized request URL ({method}: /v1/{path}).", status=404)

    # --- Answers --------------------------------------------------------------------------------------------------------

    def _expanded(self, body: Object, paths: Iterable[str]) -> Object:
        """A copy in which the fields of these dotted paths hold the objects instead of their ids."""
        copied: Object = _copy(body)
        for path in paths:
            parts = path.split(".")
            if len(parts) > DEEPEST:
                raise ApiError(f"You cannot expand more than {DEEPEST} levels of a property.", param="expand")
            self._expand(copied, parts)
        return copied

    def _expand(self, body: Object, parts: list[str]) -> None:
        name, *rest = parts
        if name == "data" and body.get("object") == "list":
            for item in body["data"]:
                self._expand(item, rest)
            return
        if name == "payments" and body.get("object") == "invoice":
            found = [_copy(payment) for payment in self.store.all("invoice_payment", invoice=body["id"])]
            body[name] = _list(found, "/v1/invoice_payments")
        elif name in REFERENCES and isinstance(body.get(name), str):
            body[name] = _copy(self.store.objects[body[name]])
        elif name not in body:
            raise ApiError(f"This property cannot be expanded ({name}).", param="expand")
        if rest and isinstance(body[name], dict):
            self._expand(body[name], rest)

    def listed(self, given: Given, *, kind: str, filters: tuple[str, ...]) -> Object:
        return _page(self.store.all(kind, **{name: given.get(name) for name in filters}), given, kind)

    def single(self, object_id: str, _given: Given, *, kind: str) -> Object:
        return self._get(kind, object_id)

    def _get(self, kind: str, object_id: str, param: str = "id") -> Object:
        found = self.store.find(kind, object_id)
        if found is None:
            raise missing(kind, object_id, param)
        return found

    # --- The account ----------------------------------------------------------------------------------------------------

    @route("GET", "account", "_account_retrieve_current_params.AccountRetrieveCurrentParams")
    def _account(self, _given: Given) -> Object:
        profile = {"name": "Stand-in for Stripe"}
        return {"id": "acct_standin", "object": "account", "charges_enabled": True, "business_profile": profile}

    @route("GET", "webhook_endpoints", "_webhook_endpoint_list_params.WebhookEndpointListParams")
    def _endpoints(self, given: Given) -> Object:
        return _page(filter(None, [self.webhooks.endpoint()]), given, "webhook_endpoint")

    # --- Customers and the catalog --------------------------------------------------------------------------------------

    @route("POST", "customers", "_customer_create_params.CustomerCreateParams")
    def _create_customer(self, given: Given) -> Object:
        fields = {name: given.get(name) for name in ("email", "name", "preferred_locales")}
        return self.store.new("customer", **fields, metadata=given.get("metadata") or {})

    @route("GET", "customers/{id}", "_customer_retrieve_params.CustomerRetrieveParams")
    def _customer(self, object_id: str, _given: Given) -> Object:
        if self.store.objects.get(object_id, {}).get("deleted"):
            return {"id": object_id, "object": "customer", "deleted": True}
        return self._get("customer", object_id)

    def _living_customer(self, object_id: str, param: str = "customer") -> Object:
        customer = self._get("customer", object_id, param)
        if customer.get("deleted"):
            raise missing("customer", object_id, param)
        return customer

    @route("POST", "customers/{id}", "_customer_update_params.CustomerUpdateParams")
    def _update_customer(self, object_id: str, given: Given) -> Object:
        customer = self._living_customer(object_id, "id")
        customer.update({name: value for name, value in given.items() if name in ("email", "name", "metadata")})
        return customer

    @route("DELETE", "customers/{id}", "_customer_delete_params.CustomerDeleteParams")
    def _delete_customer(self, object_id: str, _given: Given) -> Object:
        """Ends its subscriptions at once, as Stripe does."""
        customer = self._living_customer(object_id, "id")
        for subscription in self.store.all("subscription", customer=object_id):
            if subscription["status"] in LIVE:
                self.engine.cancel(subscription)
        for session in self.store.all("checkout.session", customer=object_id, status="open"):
            self.engine.expire(session)
        customer["deleted"] = True
        self.engine.announce("customer.deleted", customer)
        return {"id": object_id, "object": "customer", "deleted": True}

    @route("POST", "products", "_product_create_params.ProductCreateParams")
    def _create_product(self, given: Given) -> Object:
        if given.get("id") in self.store.objects:
            raise ApiError(f"Product already exists: {given['id']}", code="resource_already_exists", param="id")
        made = self.store.new("product", name=given["name"], active=True, metadata=given.get("metadata") or {})
        if given.get("id"):
            self.store.objects[given["id"]] = self.store.objects.pop(made["id"])
            made["id"] = given["id"]
        return made

    @route("POST", "products/{id}", "_product_update_params.ProductUpdateParams")
    def _update_product(self, object_id: str, given: Given) -> Object:
        product = self._get("product", object_id)
        product.update({name: value for name, value in given.items() if name in ("name", "active", "metadata")})
        return product

    @route("GET", "prices", "_price_list_params.PriceListParams")
    def _prices(self, given: Given) -> Object:
        keys = given.get("lookup_keys")
        wanted = {name: given.get(name) for name in ("active", "product", "type")}
        found = self.store.all("price", **wanted)
        return _page((one for one in found if keys is None or one["lookup_key"] in keys), given, "price")

    @route("POST", "prices", "_price_create_params.PriceCreateParams")
    def _create_price(self, given: Given) -> Object:
        product = self._get("product", str(given.get("product")), "product")
        key = given.get("lookup_key")
        self._free_lookup_key(given)
        recurring = given.get("recurring")
        return self.store.new(
            "price", product=product["id"], currency=given["currency"].lower(), unit_amount=given.get("unit_amount"),
            lookup_key=key, active=True, type="recurring" if recurring else "one_time",
            recurring={"interval": recurring["interval"], "interval_count": 1} if recurring else None,
            metadata=given.get("metadata") or {},
        )  # fmt: skip

    @route("POST", "prices/{id}", "_price_update_params.PriceUpdateParams")
    def _update_price(self, object_id: str, given: Given) -> Object:
        price = self._get("price", object_id)
        if given.get("lookup_key") != price["lookup_key"]:
            self._free_lookup_key(given)
        price.update({name: value for name, value in given.items() if name in ("active", "lookup_key", "metadata")})
        return price

    def _free_lookup_key(self, given: Given) -> None:
        key = given.get("lookup_key")
        for other in self.store.all("price", lookup_key=key) if key else ():
            if not given.get("transfer_lookup_key"):
                message = f"A price (`{other['id']}`) already uses that lookup key."
                raise ApiError(message, code="resource_already_exists", param="lookup_key")
            other["lookup_key"] = None

    # --- Checkout and portal --------------------------------------------------------------------------------------------

    @route("POST", "checkout/sessions", "checkout._session_create_params.SessionCreateParams")
    def _create_session(self, given: Given) -> Object:
        if given.get("mode") != "subscription":
            raise ApiError("Invalid mode: this server sells subscriptions only.", param="mode")
        customer = self._living_customer(str(given.get("customer")))
        lines = given.get("line_items") or []
        if len(lines) != 1:
            raise ApiError("One line item is needed.", param="line_items")
        price = self._get("price", str(lines[0].get("price")), "line_items[0][price]")
        expires = given.get("expires_at") or self.store.now + DAY
        if not self.store.now + 30 * 60 - 5 <= expires <= self.store.now + DAY + 5:
            raise ApiError("The `expires_at` timestamp must be from 30 minutes to 24 hours ahead.", param="expires_at")
        data = given.get("subscription_data") or {}
        names = ("client_reference_id", "success_url", "cancel_url", "allow_promotion_codes", "locale", "mode")
        session = self.store.new(
            "checkout.session", **{name: given.get(name) for name in names}, customer=customer["id"], status="open",
            payment_status="unpaid", expires_at=expires, currency=price["currency"], subscription=None,
            automatic_tax=given.get("automatic_tax") or {"enabled": False}, metadata=given.get("metadata") or {},
            amount_total=price["unit_amount"], price=price["id"], trial_days=data.get("trial_period_days") or 0,
            subscription_metadata=data.get("metadata") or {}, refused=0,
        )  # fmt: skip
        session["url"] = f"{self.base}/c/pay/{session['id']}"
        return session

    @route("POST", "checkout/sessions/{id}/expire", "checkout._session_expire_params.SessionExpireParams")
    def _expire_session(self, object_id: str, _given: Given) -> Object:
        session = self._get("checkout.session", object_id)
        if session["status"] != "open":
            raise ApiError(
                f'Only Checkout Sessions with a status in ["open"] can be expired. It is {session["status"]}.'
            )
        self.engine.expire(session)
        return session

    @route("POST", "billing_portal/sessions", "billing_portal._session_create_params.SessionCreateParams")
    def _create_portal(self, given: Given) -> Object:
        customer = self._living_customer(str(given.get("customer")))
        made = self.store.new("billing_portal.session", customer=customer["id"], return_url=given.get("return_url"))
        made["url"] = f"{self.base}/p/session/{made['id']}"
        return made

    # --- Subscriptions and money ----------------------------------------------------------------------------------------

    @route("GET", "subscriptions", "_subscription_list_params.SubscriptionListParams")
    def _subscriptions(self, given: Given) -> Object:
        status = given.get("status")
        if status and status not in STATUSES:
            raise ApiError(f"Invalid status: must be one of {', '.join(sorted(STATUSES))}", param="status")
        if given.get("customer"):
            self._get("customer", given["customer"], "customer")
        found = self.store.all("subscription", customer=given.get("customer"))
        if status == "ended":
            found = (one for one in found if one["status"] in ("canceled", "incomplete_expired"))
        elif status not in (None, "all"):
            found = (one for one in found if one["status"] == status)
        elif status is None:
            found = (one for one in found if one["status"] != "canceled")
        return _page(found, given, "subscription")

    @route("POST", "subscriptions/{id}", "_subscription_update_params.SubscriptionUpdateParams")
    def _update_subscription(self, object_id: str, given: Given) -> Object:
        subscription = self._get("subscription", object_id)
        if subscription["status"] in ("canceled", "incomplete_expired"):
            raise ApiError("A canceled subscription can only update its cancellation_details and metadata.")
        if "metadata" in given:
            subscription["metadata"] = {**subscription["metadata"], **given["metadata"]}
        if unknown := given.keys() - {"metadata", "cancel_at_period_end", "expand"}:
            raise ApiError(f"This server changes no {', '.join(sorted(unknown))}.", param=min(unknown))
        if "cancel_at_period_end" in given:
            self.engine.cancel_at_period_end(subscription, cancels=given["cancel_at_period_end"], by_date=False)
        return subscription

    @route("DELETE", "subscriptions/{id}", "_subscription_cancel_params.SubscriptionCancelParams")
    def _cancel_subscription(self, object_id: str, _given: Given) -> Object:
        subscription = self._get("subscription", object_id)
        if subscription["status"] in ("canceled", "incomplete_expired"):
            raise missing("subscription", object_id)
        self.engine.cancel(subscription)
        return subscription

    @route("GET", "invoices", "_invoice_list_params.InvoiceListParams")
    def _invoices(self, given: Given) -> Object:
        wanted = given.get("subscription")
        found = self.store.all("invoice", customer=given.get("customer"), status=given.get("status"))
        return _page(
            (one for one in found if wanted in (None, one["parent"]["subscription_details"]["subscription"])),
            given,
            "invoice",
        )

    @route("POST", "invoices/{id}/void", "_invoice_void_invoice_params.InvoiceVoidInvoiceParams")
    def _void_invoice(self, object_id: str, _given: Given) -> Object:
        invoice = self._get("invoice", object_id)
        if invoice["status"] not in ("open", "uncollectible"):
            raise ApiError(f"You can only pass in open or uncollectible invoices. This invoice is {invoice['status']}.")
        self.engine.void(invoice)
        return invoice

    @route("POST", "refunds", "_refund_create_params.RefundCreateParams")
    def _create_refund(self, given: Given) -> Object:
        if given.get("payment_intent"):
            intent = self._get("payment_intent", given["payment_intent"], "payment_intent")
            charge_id = intent["latest_charge"] or ""
        else:
            charge_id = str(given.get("charge"))
        charge = self._get("charge", charge_id, "charge")
        if charge["disputed"]:
            raise ApiError(
                f"Charge {charge['id']} has been charged back; cannot issue a refund.", code="charge_disputed"
            )
        if charge["status"] != "succeeded":
            raise ApiError(f"Charge {charge['id']} did not succeed; there is nothing to refund.")
        left = charge["amount"] - charge["amount_refunded"]
        amount = given.get("amount", left)
        if not left:
            raise ApiError(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
        if not 0 < amount <= left:
            raise ApiError(
                f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left}).", param="amount"
            )
        return self.engine.refund(charge, amount, given.get("reason"))


# Lists of everything of a kind, with the parameters that filter them; and single objects.
for _path, _types, _kind, _filters in (
    ("products", "_product_list_params.ProductListParams", "product", ("active",)),
    ("checkout/sessions", "checkout._session_list_params.SessionListParams", "checkout.session",
     ("customer", "status", "subscription")),
    ("invoice_payments", "_invoice_payment_list_params.InvoicePaymentListParams", "invoice_payment", ("invoice", "status")),
    ("charges", "_charge_list_params.ChargeListParams", "charge", ("customer", "payment_intent")),
    ("disputes", "_dispute_list_params.DisputeListParams", "dispute", ("charge", "payment_intent")),
    ("events", "_event_list_params.EventListParams", "event", ("type",)),
):  # fmt: skip
    route("GET", _path, _types)(partial(Api.listed, kind=_kind, filters=_filters))
for _path, _types, _kind in (
    ("checkout/sessions/{id}", "checkout._session_retrieve_params.SessionRetrieveParams", "checkout.session"),
    ("subscriptions/{id}", "_subscription_retrieve_params.SubscriptionRetrieveParams", "subscription"),
    ("invoices/{id}", "_invoice_retrieve_params.InvoiceRetrieveParams", "invoice"),
    ("payment_intents/{id}", "_payment_intent_retrieve_params.PaymentIntentRetrieveParams", "payment_intent"),
    ("refunds/{id}", "_refund_retrieve_params.RefundRetrieveParams", "refund"),
    ("disputes/{id}", "_dispute_retrieve_params.DisputeRetrieveParams", "dispute"),
):
    route("GET", _path, _types)(partial(Api.single, kind=_kind))


def _page(found: Iterable[Object], given: Given, kind: str) -> Object:
    """Newest first."""
    rows = list(found)[::-1]
    if after := given.get("starting_after"):
        ids = [row["id"] for row in rows]
        if after not in ids:
            raise missing(kind, after, "starting_after")
        rows = rows[ids.index(after) + 1 :]
    limit = given.get("limit", 10)
    if not 1 <= limit <= 100:
        raise ApiError("This value must be from 1 to 100.", param="limit")
    answer = _list(rows[:limit], f"/v1/{kind.replace('.', '/')}s")
    return answer | {"has_more": len(rows) > limit}


def _list(rows: list[Object], url: str) -> Object:
    return {"object": "list", "data": rows, "has_more": False, "url": url}


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _copy(one) for name, one in value.items()}
    return [_copy(one) for one in value] if isinstance(value, list) else value
