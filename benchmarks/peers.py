"""Time a first render against copier and cookiecutter: `python -m benchmarks.peers`.

They get templates that make as many files of the same size: what lmgen renders becomes a template
in which the module's name is a variable, and what lmgen copies is copied by them too. They check no
spec, compute no layout and keep no manifest. Install them first: pip install copier cookiecutter.
"""

import argparse
import json
import re
import shutil
import tempfile
from pathlib import Path

from benchmarks.measuring import interleaved, machine, measure, milliseconds, script, spec
from lambda_monitored_gen.rendering.sources import builtin_root

AIMS = {"cookiecutter": 2, "copier": 4}
NAME = "module-1"


def table(rounds: int, directory: Path) -> None:
    """Print what each takes, and how much more than lmgen that is."""
    lmgen = script("lmgen")
    (directory / "spec.yaml").write_text(spec(1))
    commands = {
        "lmgen": [lmgen, "-q", "render", "spec.yaml", "-o", "out/lmgen"],
        "cookiecutter": [script("cookiecutter"), "--no-input", "cookie", "-o", "out/cookie"],
        "copier": [script("copier"), "copy", "--quiet", "--defaults", "copier", "out/copier"],
    }
    measure(commands["lmgen"], directory)
    files = _convert(directory / "out" / "lmgen", directory)

    def clear() -> None:
        shutil.rmtree(directory / "out", ignore_errors=True)

    found = interleaved(commands, rounds, directory, wall=True, before=clear)
    print(f"{files} files\n\n| tool | ms: median (least to most) | ratio to lmgen | aim |")
    print("|---|---|---|---|")
    for name, result in found.items():
        aim = f"at least {AIMS[name]}" if name in AIMS else ""
        print(f"| {name} | {milliseconds(result)} | {result.ratio:.1f} | {aim} |")


def _convert(module: Path, directory: Path) -> int:
    """Write the templates of the peers; give the number of their files."""
    builtin = builtin_root()
    cookie = directory / "cookie" / "{{cookiecutter.name}}"
    copier = directory / "copier" / "template"
    copied = []
    files = [file for file in module.rglob("*") if file.is_file() and ".lmgen" not in file.parts]
    for file in files:
        path = file.relative_to(module)
        text = file.read_text(encoding="utf-8")
        if (builtin / path).exists():
            copied.append(path.as_posix())
            _write(cookie / path, text)
            _write(copier / path, text)
        else:
            plain = re.sub("{(?=[{%#])", "{ ", text)  # would be code of Jinja
            _write(cookie / path, plain.replace(NAME, "{{ cookiecutter.name }}"))
            _write(copier / f"{path}.jinja", plain.replace(NAME, "{{ name }}"))
    settings = {"name": NAME, "_copy_without_render": copied}
    _write(directory / "cookie" / "cookiecutter.json", json.dumps(settings))
    question = f"_subdirectory: template\nname: {{type: str, default: {NAME}}}\n"
    _write(directory / "copier" / "copier.yml", question)
    return len(files)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=11)
    chosen = parser.parse_args()
    print(machine("copier", "cookiecutter", "jinja2"), end="\n\n")
    with tempfile.TemporaryDirectory() as directory:
        table(chosen.rounds, Path(directory))


if __name__ == "__main__":
    main()
