"""Render templates with Jinja2, set up so that HCL, shell and workflows pass through unharmed.

The delimiters are `<% %>`, `<{ }>` and `<# #>`: Jinja's own collide with GitHub Actions and with
bash, where `${#a[@]}` would open a comment and swallow text.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2

from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.rendering import sources
from lambda_monitored_gen.rendering.bytecode_cache import CompiledTemplates
from lambda_monitored_gen.rendering.filters import FILTERS
from lambda_monitored_gen.rendering.template_errors import Missing, describe

BUILTIN_PREFIX = "lmgen"
"""By `lmgen/<name>`, a template of the user includes or extends the one that it replaces."""


@lru_cache(maxsize=4)  # a fleet is rendered with one of them
def renderer(builtin: Path, templates_dir: Path | None = None) -> "Renderer":
    """The renderer of some directories, with the templates that it has compiled already."""
    return Renderer(builtin, templates_dir)


class Renderer:
    """Renders templates of one or two directories.

    Args:
        builtin: lmgen's own templates.
        templates_dir: A directory of the user's, whose files win; or None.
    """

    def __init__(self, builtin: Path, templates_dir: Path | None = None) -> None:
        own = sources.find_sources(builtin)
        self._sources = sources.add_users_sources(own, templates_dir) if templates_dir else own
        self._features = {
            sources.rendered_path(name): sources.feature_of(name) for name in own.files
        }
        self._builtin = builtin
        self._static: dict[str, bytes] = {}
        loader = jinja2.FileSystemLoader(builtin)
        loaders: list[jinja2.BaseLoader] = [loader, jinja2.PrefixLoader({BUILTIN_PREFIX: loader})]
        if templates_dir is not None:
            loaders.insert(0, jinja2.FileSystemLoader(templates_dir))
        self._environment = _environment_class(sandboxed=templates_dir is not None)(
            loader=jinja2.ChoiceLoader(loaders),
            undefined=Missing,
            autoescape=False,
            block_start_string="<%",
            block_end_string="%>",
            variable_start_string="<{",
            variable_end_string="}>",
            comment_start_string="<#",
            comment_end_string="#>",
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            bytecode_cache=CompiledTemplates(*filter(None, (builtin, templates_dir))),
            cache_size=-1,
            auto_reload=False,
        )
        self._environment.filters |= FILTERS

    @property
    def names(self) -> Iterable[str]:
        """The templates and static files that make files of a module, with `/`."""
        return self._sources.files

    def is_builtin(self, name: str) -> bool:
        """Tell whether a template is lmgen's own, and none of the user's has its place."""
        return self._sources.files[name].is_relative_to(self._builtin)

    def feature(self, name: str) -> str:
        """The feature without which a template makes no file; empty for the core.

        A template of the user's belongs to the feature whose file it replaces.
        """
        return sources.feature_of(name) or self._features.get(sources.rendered_path(name), "")

    def parts(self, part: str, features: Iterable[str]) -> list[str]:
        """The templates of one part, such as `_function.tf.j2`, that features have.

        Args:
            part: Its name, the same in the directory of each feature.
            features: Names of features, in the order in which their parts should come.
        """
        names = (f"{sources.FEATURES}/{feature}/{part}" for feature in features)
        return [name for name in names if name in self._sources.parts]

    def static(self, name: str) -> bytes:
        """The content of a file that is copied as it is."""
        if name not in self._static:
            self._static[name] = self._sources.files[name].read_bytes()
        return self._static[name]

    def render(self, name: str, context: Mapping[str, Any]) -> str:
        """Render one template.

        Args:
            name: Its path below its directory, with `/`.
            context: What it can name; anything else is an error.

        Raises:
            LmgenError: The template is broken, or names what does not exist; the message has the
                template and the line.
        """
        try:
            return self._environment.get_template(name).render(context)
        except jinja2.TemplateSyntaxError as error:
            where = f"{error.name or name}:{error.lineno}"
            raise LmgenError(f"template {where}: {error.message}") from error
        except jinja2.TemplateNotFound as error:
            raise LmgenError(f"template {name}: there is no template '{error.name}'") from error
        except UnicodeDecodeError as error:
            raise LmgenError(f"template {name}: is not UTF-8 text ({error.reason})") from error
        except Exception as error:  # a template can raise whatever its expressions raise
            where = _line(error, name)
            raise LmgenError(f"template {where}: {describe(error)}") from error


def _environment_class(*, sandboxed: bool) -> type[jinja2.Environment]:
    """The environment; templates of a spec's author reach values, not the Python behind them."""
    if not sandboxed:
        return jinja2.Environment
    from jinja2.sandbox import SandboxedEnvironment  # noqa: PLC0415 - lmgen's own need none

    return SandboxedEnvironment


def _line(error: BaseException, name: str) -> str:
    """Find the innermost line of a template in a traceback that Jinja rewrote."""
    where = name
    traceback = error.__traceback__
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if code.co_name in {"top-level template code", "template"} or code.co_name.startswith(
            ("block ", "macro")
        ):
            where = f"{Path(code.co_filename).name}:{traceback.tb_lineno}"
        traceback = traceback.tb_next
    return where
