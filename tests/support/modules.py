"""Modules that specs render to: on the disk, and read back."""

from functools import lru_cache
from pathlib import Path

from lambda_monitored_gen.output.declarations import Names, read_names
from lambda_monitored_gen.rendering.files import RenderedFile, render_files
from lambda_monitored_gen.spec.model import Spec


def render(spec: Spec, directory: Path) -> Path:
    """Render a spec into a directory, as `lmgen render` does but without a manifest."""
    for path, file in render_files(spec).items():
        target = directory / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.content)
        target.chmod(file.mode)
    return directory


def terraform_files(files: dict[str, RenderedFile]) -> dict[str, str]:
    """The `.tf` files of the module itself, without those of its examples."""
    return {
        path: file.content.decode()
        for path, file in files.items()
        if path.endswith(".tf") and "/" not in path
    }


@lru_cache(maxsize=1000)
def _names(path: str, text: str) -> Names:
    return read_names({path: text})


def names_of(files: dict[str, RenderedFile]) -> Names:
    """Read back a module's interface; a file that several modules share is parsed once."""
    found = [_names(path, text) for path, text in terraform_files(files).items()]
    return Names(
        frozenset().union(*(each.variables for each in found)),
        frozenset().union(*(each.outputs for each in found)),
    )
