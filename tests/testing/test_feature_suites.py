"""The suites of modules with many features pass, and say what they leave out."""

from pathlib import Path

import pytest

from lambda_monitored_gen.embedded_aws import EmbeddedAws
from lambda_monitored_gen.terraform import ProviderMirror, terraform_environment
from lambda_monitored_gen.testing.suite_run import SuiteRun
from tests.support.feature_sets import feature_sets, switches
from tests.support.modules import render
from tests.support.specs import spec_of

pytestmark = [pytest.mark.terraform, pytest.mark.provider, pytest.mark.e2e]

MATRIX = {
    "provider_versions": ["~> 5.76"],
    "architectures": ["x86_64"],
    "python_versions": ["python3.12"],
    "alert_strategies": ["immediate"],
}


@pytest.mark.parametrize("name", ["all", "replacing"])
def test_everything_passes(
    name: str,
    tmp_path: Path,
    embedded_aws: EmbeddedAws,
    requires_provider: ProviderMirror | None,
) -> None:
    """Each test is collected, and passes or says what the emulators lack for it."""
    module = render(
        spec_of(features=switches(feature_sets()[name]), tests=MATRIX), tmp_path / "module"
    )
    environment = terraform_environment(
        tmp_path, mirror=requires_provider, environ=embedded_aws.environment
    )
    session = SuiteRun(
        module=module,
        environment=environment,
        scratch=tmp_path,
        arguments=["-q", "-k", "everything or variants"],
    )
    progress = session.start()
    assert progress.exit_code == 0, session.output.read_text()
    for case in progress.cases.values():
        assert set(case.outcomes.values()) <= {"passed", "skipped"}
        assert all("emulator" in each or "moto" in each for each in case.reasons.values())
    (everything,) = (each for each in progress.cases.values() if "everything" in each.name)
    assert list(everything.outcomes.values()).count("passed") >= 10
