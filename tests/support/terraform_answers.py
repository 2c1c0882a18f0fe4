"""What Terraform's commands answer, as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Completed:
    """A command that has ended.

    Attributes:
        command: The arguments after `terraform`.
        exit_code: What the process ended with.
        stdout: What it printed.
        stderr: What it complained about.
        seconds: How long it took.
    """

    command: tuple[str, ...]
    exit_code: int
    stdout: str
    stderr: str
    seconds: float


@dataclass(frozen=True)
class Plan:
    """What Terraform would do.

    Attributes:
        has_changes: Whether anything would change, outputs included.
        text: The plan as people read it.
    """

    has_changes: bool
    text: str


@dataclass(frozen=True)
class TerraformDiagnostic:
    """Something that Terraform says about a configuration.

    Attributes:
        severity: `error` or `warning`.
        summary: One line.
        detail: The rest, possibly empty.
        file: The file that it is about, relative to the directory; None where it is about none.
        line: The line in `file`, from 1; None where it is about no place.
    """

    severity: str
    summary: str
    detail: str
    file: str | None
    line: int | None


def error_texts(output: str) -> list[str]:
    """Pick the errors out of Terraform's output, each as one paragraph.

    Args:
        output: What a command printed, with or without Terraform's frames around errors.
    """
    texts: list[list[str]] = []
    inside = False
    for line in output.splitlines():
        text = line.strip("╷│╵ ")
        if text.startswith(("Error: ", "Warning: ")) or line.startswith("╵"):
            inside = text.startswith("Error: ")
            if inside:
                texts.append([text.removeprefix("Error: ")])
        elif inside and text:
            texts[-1].append(text)
    return [" ".join(lines) for lines in texts]


def read_diagnostic(diagnostic: Mapping[str, Any]) -> TerraformDiagnostic:
    """Read one entry of `diagnostics`, as Terraform's commands write it with `-json`.

    Args:
        diagnostic: The entry.
    """
    place = diagnostic.get("range") or {}
    return TerraformDiagnostic(
        severity=diagnostic["severity"],
        summary=diagnostic["summary"],
        detail=diagnostic.get("detail", ""),
        file=place.get("filename"),
        line=place.get("start", {}).get("line"),
    )
