"""When a step of `make run` is skipped, and which server answers."""

from local.programs import Ports, Step, programs
from local.site import Site

STATIC = Step(("collectstatic",), inputs=("static/js/*",), variables=("DEBUG",), outcome="STATIC_ROOT")


def test_a_step_is_the_same_only_while_its_inputs_variables_and_outcome_are(tmp_path):
    environ = {"STATIC_ROOT": str(tmp_path)}
    state = STATIC.fingerprint(environ)
    assert STATIC.fingerprint(environ) == state
    assert STATIC.fingerprint({**environ, "DEBUG": "1"}) != state
    gone = {"STATIC_ROOT": str(tmp_path / "gone")}
    assert STATIC.fingerprint(gone) != STATIC.fingerprint(gone)


def test_while_debugging_a_server_that_takes_up_changes_answers(tmp_path):
    def web(debug):
        parts = programs(
            Site(tmp_path),
            Ports(site=8000, mail_page=8025, smtp=8026, stripe=8027, model=8028),
            debug=debug,
            stands_in=True,
        )
        return next(part.command for part in parts if part.name == "web")

    assert "runserver" in web(True)
    assert "granian" in web(False)


def test_a_copied_folder_needs_no_step_again_and_another_outcome_does(tmp_path):
    for name in ("first/static", "second/static", "second/other"):
        (tmp_path / name).mkdir(parents=True)

    def state(folder, outcome):
        return STATIC.fingerprint(
            {"LOCAL_DIR": str(tmp_path / folder), "STATIC_ROOT": str(tmp_path / folder / outcome)}
        )

    assert state("first", "static") == state("second", "static") != state("second", "other")
