"""Reference pages, written from what the command line and the spec say of themselves."""

from collections.abc import Iterable, Iterator, Sequence

import click

from lambda_monitored_gen.commands import COMMANDS, cli
from lambda_monitored_gen.hcl.type_constraints import format_value
from lambda_monitored_gen.spec.fields import SPEC
from lambda_monitored_gen.spec.shape import Field, Record, Records
from lambda_monitored_gen.spec.variable_fields import POLICIES

_GENERATED = "<!-- Written by `make snapshots`. Do not edit. -->"
_EVERYWHERE = frozenset({"--quiet", "--verbose", "--help"})


def commands_page() -> str:
    """Every command, with its arguments and options, as `--help` tells them."""
    whole = click.Context(cli, info_name="lmgen", **cli.context_settings)
    lines = [
        "# Commands",
        "",
        _GENERATED,
        "",
        "Options of `lmgen` itself; `-q`, `-v` and `-h` may also stand behind the command.",
        "",
        *_options_table(whole, leave_out=frozenset()),
    ]
    for name in COMMANDS:
        command = cli.get_command(whole, name)
        assert command is not None
        context = click.Context(command, parent=whole, info_name=name)
        usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
        lines += ["", f"## lmgen {name}", "", _code(usage), "", *_paragraphs(command.help or "")]
        options = _options_table(context, leave_out=_EVERYWHERE)
        lines += ["", *options] if options else []
        lines += ["", *_examples(command.epilog or "")]
    return "\n".join(lines) + "\n"


def spec_page() -> str:
    """Every key of a spec, section by section."""
    lines = [
        "# The keys of a spec",
        "",
        _GENERATED,
        "",
        "Types are Terraform's. `lmgen explain NAME` tells all about a variable or a feature.",
        "",
        *_keys_table(SPEC.fields),
    ]
    for field in SPEC.fields:
        record = _record(field)
        if record is not None and record.noun != "variable":
            lines += ["", f"## {field.name}", "", *_keys_table(record.fields)]
            for inner in record.fields:
                section = _record(inner) if record.noun != "feature" else None
                if section is not None and section.noun != "variable":
                    lines += ["", f"## {inner.name}", "", *_keys_table(section.fields)]
    lines += ["", "## policy", "", "A policy has at least one of these keys under a variable.", ""]
    lines += _keys_table(_policy_keys())
    return "\n".join(lines) + "\n"


def _policy_keys() -> list[Field]:
    """The keys of all policies, each once; what they may be depends on the variable's type."""
    keys: dict[str, Field] = {}
    for policy in POLICIES.fields:
        record = _record(policy)
        assert record is not None
        for key in record.fields:
            keys.setdefault(key.name, key)
    return list(keys.values())


def _record(field: Field) -> Record | None:
    shape = field.shape.record if isinstance(field.shape, Records) else field.shape
    return shape if isinstance(shape, Record) else None


def _keys_table(fields: Iterable[Field]) -> list[str]:
    rows = [(_code(field.name), _kind(field), _sentence(field)) for field in fields]
    return _table(("key", "type", "meaning"), rows)


def _kind(field: Field) -> str:
    if isinstance(field.shape, Records):
        return "list of sections"
    if isinstance(field.shape, Record):
        return "section"
    # What a choice may be has the type of the variable.
    if field.name in {"one_of", "each_one_of"}:
        return "list"
    return _code(field.shape.hcl)


def _sentence(field: Field) -> str:
    required = "**Required.** " if field.required else ""
    default = ""
    if field.default is not None and field.default[0] not in ([], False):
        text = format_value(field.default[0], width=100).replace('"', "")
        default = f" Default: `{text}`."
    return f"{required}{field.description}{default}"


def _options_table(context: click.Context, *, leave_out: frozenset[str]) -> list[str]:
    rows = []
    for parameter in context.command.get_params(context):
        if isinstance(parameter, click.Option) and leave_out.isdisjoint(parameter.opts):
            spelling, meaning = parameter.get_help_record(context) or ("", "")
            rows.append((_code(spelling), " ".join(meaning.split())))
    return _table(("option", "meaning"), rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    if not rows:
        return []
    cells = [list(head), ["---"] * len(head), *([_cell(each) for each in row] for row in rows)]
    return ["| " + " | ".join(row) + " |" for row in cells]


def _cell(text: str) -> str:
    """Text that stays in its cell; `<name>` would be taken for a tag outside of code."""
    text = text.replace("|", "\\|")
    return text if text.startswith("`") else text.replace("<", "&lt;")


def _code(text: str) -> str:
    return f"`{text}`"


def _paragraphs(text: str) -> Iterator[str]:
    """The paragraphs of a docstring, each on one line, with blank lines between."""
    for number, paragraph in enumerate(text.strip().split("\n\n")):
        if number:
            yield ""
        yield " ".join(paragraph.split())


def _examples(epilog: str) -> list[str]:
    """The command lines below `Examples:`."""
    _, *lines = epilog.removeprefix("\b\n").split("\n")
    return ["```console", *(f"$ {line.strip()}" for line in lines), "```"]
