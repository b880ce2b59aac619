"""The description of the API: complete, true, and the same on its page."""

import json
import re

import pytest
from django.conf import settings
from jsonschema import Draft202012Validator
from pydantic import BaseModel

from api.documents import (
    alerts,
    applications,
    companies,
    guides,
    jobs,
    member_pages,
    members,
    occupations,
    pages,
    resumes,
)
from api.problems import Problem
from api.v1.examples import EXAMPLES
from api.v1.openapi import description, operations

pytestmark = pytest.mark.django_db
ROOMS = (alerts, applications, companies, guides, jobs, member_pages, members, occupations, pages, resumes)
MODELS = {name: model for room in ROOMS for name, model in vars(room).items() if isinstance(model, type)}
MODELS["Problem"] = Problem


def test_it_is_served_to_anybody_with_a_mark(client):
    answer = client.get("/api/v1/openapi.json", HTTP_ORIGIN="https://elsewhere.example")
    told = answer.json()
    assert (told["openapi"], told["servers"]) == ("3.1.0", [{"url": settings.SITE_URL}])
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert client.get("/api/v1/openapi.json", headers={"if-none-match": answer["ETag"]}).status_code == 304


def test_every_operation_parameter_and_schema_is_explained():
    for path, method, operation in operations(description()):
        assert operation["summary"], (path, method)
        assert operation["description"], (path, method)
        assert re.fullmatch(r"[a-z]+([A-Z][a-z]+)+", operation["operationId"])
        for parameter in operation["parameters"]:
            assert parameter["description"], (path, parameter["name"])
        for status, response in operation["responses"].items():
            assert response["description"]
            assert status in ("204", "304") or response["content"], (path, status)
    for name, schema in description()["components"]["schemas"].items():
        assert schema.get("description"), name
        assert "``" not in schema["description"]


def test_each_schema_is_of_one_model():
    """Of two models with one name, the description would have only the last."""
    found = [BaseModel]
    for model in found:
        found.extend(model.__subclasses__())
    ours = {
        model
        for model in found
        if model.__module__.startswith(("api.v1.", "api.documents.")) and model.__name__[0] != "_"
    }
    places = {}
    for model in ours:
        if model.__module__ != "api.v1" and not model.__name__.endswith("Params"):
            places.setdefault(model.__name__, set()).add(model.__module__)
    assert {"JobSearch", "NewAlert"} <= places.keys()
    assert {name: modules for name, modules in places.items() if len(modules) > 1} == {}


def test_every_answer_has_an_example_that_is_true_to_its_schema():
    described = description()
    schemas = described["components"]["schemas"]
    for _path, _method, operation in operations(described):
        for response in operation["responses"].values():
            for media in response.get("content", {}).values():
                name = media["schema"]["$ref"].rpartition("/")[2]
                [example] = schemas[name]["examples"]
                whole = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": schemas}}
                Draft202012Validator(whole).validate(example)
    for name, example in EXAMPLES.items():
        if name in MODELS:
            assert MODELS[name].model_validate(example).model_dump(mode="json", by_alias=True) == example, name


def test_the_page_shows_every_operation_and_document(client):
    page = client.get("/api/").content.decode()
    described = description()
    for path, method, operation in operations(described):
        assert f"<code>{method.upper()} {path}</code>" in page
        assert f'id="{operation["operationId"]}"' in page
    ids = re.findall(r'id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    for name in described["components"]["schemas"]:
        assert f'id="{name}"' in page
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_a_problem_leads_to_its_explanation(client):
    kind = client.get("/api/v1/jobs/0").json()["type"].partition("#")[2]
    assert f'id="{kind}"' in client.get("/api/").content.decode()


def test_the_page_fits_the_address_that_a_problem_names():
    assert json.loads(json.dumps(description()))["externalDocs"]["url"] == f"{settings.SITE_URL}/api/"
