"""How the function logs."""

from __future__ import annotations

from cases import Case
from suite import Client


def test_logging_config(case: Case, name: str, client: Client) -> None:
    """Lambda logs in the format, and from the levels on, that were asked for."""
    function = client("lambda").get_function_configuration(FunctionName=name)
    found = function["LoggingConfig"]
    assert found["LogFormat"] == case.value("log_format")
    if found["LogFormat"] == "JSON":
        for field, variable in (
            ("ApplicationLogLevel", "application_log_level"),
            ("SystemLogLevel", "system_log_level"),
        ):
            assert found[field] == (case.value(variable) or "INFO")
