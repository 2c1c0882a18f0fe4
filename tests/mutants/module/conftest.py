"""A workshop of the default module, and a change of it by its looks."""

from collections.abc import Iterator

import pytest

from tests.mutants.module.mutation import Mutant
from tests.mutants.module.workshop import Workshop, open_workshop
from tests.support.modules import render
from tests.support.specs import example_spec


@pytest.fixture(scope="package", name="workshop")
def _workshop(
    requires_provider: object, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workshop]:
    """The default module, ready for trials."""
    del requires_provider
    scratch = tmp_path_factory.mktemp("scratch")
    module = render(example_spec("minimal"), tmp_path_factory.mktemp("module"))
    with open_workshop(module, scratch) as workshop:
        yield workshop


def find(workshop: Workshop, address: str, kind: str, beginning: str) -> Mutant:
    found = [
        each
        for each in workshop.mutants
        if (each.address, each.kind) == (address, kind) and each.was.startswith(beginning)
    ]
    assert found, (address, kind, beginning)
    return found[0]
