"""Makes a tool of a function: its input and output are pydantic models, and schemas and descriptions come from them."""

import datetime as dt
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, get_type_hints

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic.fields import FieldInfo
from pydantic.json_schema import GenerateJsonSchema

from toolkit import text

LONGEST = 200  # characters of a word or phrase that is looked for


def _as_line(value: object) -> object:
    return text.one_line(value) if isinstance(value, str) else value


Words = Annotated[str, Field(max_length=LONGEST), BeforeValidator(_as_line)]
Named = Annotated[str, Field(min_length=1, max_length=LONGEST), BeforeValidator(_as_line)]


class Input(BaseModel):
    """Arguments of a tool; one that the tool doesn't have is refused by name."""

    model_config = ConfigDict(extra="forbid")


class Refused(Exception):
    """A tool can't answer; the message says why and what to ask instead."""


class _Schema(GenerateJsonSchema):
    """Without titles that only repeat the names of fields: models that read the schema pay for every word."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def model_schema(self, schema: Any) -> dict[str, Any]:
        made = super().model_schema(schema)
        made.pop("title", None)
        if "description" in made:
            made["description"] = _plain(made["description"])
        return made

    def union_schema(self, schema: Any) -> dict[str, Any]:
        made = super().union_schema(schema)
        kinds = made.get("anyOf", [])
        if {"type": "number"} in kinds:  # which integers are too
            made["anyOf"] = [kind for kind in kinds if kind != {"type": "integer"}]
        return made


def _plain(docstring: str) -> str:
    """Returns a docstring as paragraphs without line breaks and code marks."""
    paragraphs = inspect.cleandoc(docstring).split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs).replace("``", "")


@dataclass(frozen=True)
class Tool:
    """A tool. ``asked`` and ``told`` are the models of its arguments and its answer."""

    name: str
    title: str
    description: str
    asked: type[BaseModel]
    told: type[BaseModel]
    function: Callable[..., BaseModel]

    @cached_property
    def definition(self) -> dict[str, Any]:
        """The tool as ``tools/list`` tells it. Every tool only reads, and only what is on this site."""
        return {
            "name": self.name,
            "title": self.title,
            "description": self.description,
            "inputSchema": self.asked.model_json_schema(schema_generator=_Schema),
            "outputSchema": self.told.model_json_schema(mode="serialization", schema_generator=_Schema),
            "annotations": {
                "title": self.title,
                "readOnlyHint": True,
                "destructiveHint": False,
                "idempotentHint": True,
                "openWorldHint": False,
            },
        }

    def run(self, arguments: dict[str, Any], *, now: dt.datetime) -> dict[str, Any]:
        """Returns the answer as JSON values. Many models write null for what they leave out. Raises `Refused`."""
        fields = self.asked.model_fields
        left_out = {
            name
            for name, value in arguments.items()
            if value is None and name in fields and not fields[name].is_required()
        }
        try:
            asked = self.asked.model_validate(
                {name: value for name, value in arguments.items() if name not in left_out}
            )
        except ValidationError as error:
            raise Refused(_explained(error, self.asked)) from None
        return self.function(asked, now=now).model_dump(mode="json")


def tool(title: str) -> Callable[[Callable[..., BaseModel]], Tool]:
    """Makes a tool of a function ``(asked: Model, *, now) -> Model``. Its docstring is what models choose by."""

    def made(function: Callable[..., BaseModel]) -> Tool:
        hints = get_type_hints(function)
        described = _plain(function.__doc__ or "")
        return Tool(function.__name__, title, described, hints["asked"], hints["return"], function)

    return made


def _explained(error: ValidationError, model: type[BaseModel]) -> str:
    """Names each argument that is wrong, and the arguments that there are if one is unknown."""
    problems = error.errors(include_url=False, include_context=False, include_input=False)
    found: dict[str, list[str]] = {}
    for one in problems:
        found.setdefault(_place(one["loc"]), []).append(one["msg"])
    said = [f"{place}: {_one_of(messages)}" for place, messages in list(found.items())[:5]]
    if any(one["type"] == "extra_forbidden" for one in problems):
        said.append(f"The arguments are: {', '.join(_listed(model.model_fields))}")
    return ". ".join(line.rstrip(".") for line in said) + "."


def _place(loc: tuple[int | str, ...]) -> str:
    """Returns the name of an argument, and the number of the value in a list. What follows names a kind of several."""
    return ".".join(str(part) for number, part in enumerate(loc) if number == 0 or isinstance(part, int)) or "arguments"


def _one_of(messages: list[str]) -> str:
    """Returns what is wrong with a value; for one that can be of several kinds, what each of them asks."""
    first, *others = dict.fromkeys(messages)
    return " or ".join([first, *(other.removeprefix("Input should be ") for other in others)])


def _listed(fields: dict[str, FieldInfo]) -> list[str]:
    return [f"{name} (required)" if field.is_required() else name for name, field in fields.items()]
