"""Runs pip with the environment markers of another machine; never imported.

pip takes the platform and version of the target for wheel tags, but evaluates
markers for the Python that runs it. This hands it the target's environment, and
proves on pip's own objects that it took it before pip is let loose.

Arguments: the environment as JSON, then those of pip. Exit codes of its own: 96
if this Python has no pip, 97 if pip did not take the environment.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

NO_PIP = 96
NOT_TAKEN = 97


def _proved(environment: dict[str, str]) -> bool:
    """Ask pip's own objects for every variable, and for one that must not hold."""
    from pip._internal.metadata import get_directory_distribution  # noqa: PLC0415
    from pip._internal.req.constructors import install_req_from_line  # noqa: PLC0415

    # All of these must hold, and not one of those; asking one by one would take longer.
    here = " and ".join(f'{name} == "{value}"' for name, value in environment.items())
    elsewhere = " or ".join(f'{name} == "not {value}"' for name, value in environment.items())
    for marker, expected in ((here, True), (elsewhere, False)):
        if install_req_from_line(f"probe; {marker}").match_markers() is not expected:
            return False
    with tempfile.TemporaryDirectory() as directory:
        info = Path(directory, "probe-1.dist-info")
        info.mkdir()
        lines = ["Metadata-Version: 2.1", "Name: probe", "Version: 1"]
        lines += [f"Requires-Dist: yes; {here}", f"Requires-Dist: no; {elsewhere}"]
        Path(info, "METADATA").write_text("\n".join(lines) + "\n", encoding="utf-8")
        distribution = get_directory_distribution(str(info))
        names = [found.name for found in distribution.iter_dependencies()]
    return names == ["yes"]


def main() -> int:
    """Run pip.

    Returns:
        Its exit code, or one of this module's own.
    """
    # The directory of this file would shadow modules of pip's.
    del sys.path[0]
    environment: dict[str, str] = json.loads(sys.argv[1])
    try:
        from pip._internal.cli.main import main as pip  # noqa: PLC0415
        from pip._vendor.packaging import markers  # noqa: PLC0415
    except ImportError as error:
        sys.stderr.write(f"{error}\n")
        return NO_PIP

    def default_environment() -> Any:  # noqa: ANN401 - pip's type differs between versions
        return dict(environment)

    markers.default_environment = default_environment
    try:
        proved = _proved(environment)
    except Exception as error:  # noqa: BLE001 - whatever it is, pip is not as expected
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        proved = False
    if not proved:
        return NOT_TAKEN
    return int(pip(sys.argv[2:]))


if __name__ == "__main__":
    sys.exit(main())
