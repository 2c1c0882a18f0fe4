"""What the tests of this directory share."""

from pathlib import Path

import pytest

from tests.module.unusual_specs import UNUSUAL
from tests.support.modules import render
from tests.support.specs import feature_specs, spec_of


@pytest.fixture(scope="session")
def rendered_modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with a module for each set of features and each unusual spec."""
    directory = tmp_path_factory.mktemp("modules")
    for name, spec in feature_specs().items():
        render(spec, directory / name)
    for name, sections in UNUSUAL.items():
        render(spec_of(**sections), directory / name)
    return directory
