"""The workflows of a module: pinned, with the least permissions, and without injections."""

import re
from typing import Any

import pytest
import yaml

from lambda_monitored_gen.catalog.ci import ACTIONS
from lambda_monitored_gen.rendering.files import render_files
from lambda_monitored_gen.rendering.workplace import find_workplace
from tests.support.specs import check_text, sound, spec_of

CI = ".github/workflows/terraform-CI.yml"
WORKFLOWS = (CI, ".github/workflows/release.yml")
HERE = {"output": ".", "generator_source": "pypi"}
KEYS: dict[str, dict[str, Any]] = {"elsewhere": {}, "here": HERE}


def workflows(label: str) -> dict[str, str]:
    """The texts of a module's workflows."""
    files = render_files(spec_of(**KEYS[label]))
    return {path: files[path].content.decode() for path in WORKFLOWS}


def steps(text: str) -> list[dict[str, Any]]:
    """All steps of all jobs."""
    return [step for job in yaml.safe_load(text)["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("label", KEYS)
def test_actions_are_pinned(label: str) -> None:
    """Each action is one of the catalog, at a commit, with its version for people beside it."""
    for path, text in workflows(label).items():
        used = re.findall(r"uses: (\S+)@([0-9a-f]{40}) # (v[\d.]+)$", text, re.MULTILINE)
        assert len(used) == len(re.findall("uses:", text)) > 0, path
        known = {(each.repository, each.commit, each.version) for each in ACTIONS.values()}
        assert set(used) <= known


@pytest.mark.parametrize("label", KEYS)
def test_contributors_are_told_what_pull_requests_run(label: str) -> None:
    """The suite runs for pull requests where lmgen can be installed, and nobody is told more."""
    text = render_files(spec_of(**KEYS[label]))["CONTRIBUTING.md"].content.decode()
    suite = "suite" in yaml.safe_load(workflows(label)[CI])["jobs"]
    assert suite == (label == "here")
    assert ("Pull requests run both;" in text) == suite
    assert ("Pull requests run the first;" in text) != suite


@pytest.mark.parametrize("label", KEYS)
def test_permissions(label: str) -> None:
    """A workflow has no permissions, and a job those that it needs: of CI, none writes."""
    for path, text in workflows(label).items():
        workflow = yaml.safe_load(text)
        assert workflow["permissions"] == {}
        for name, job in workflow["jobs"].items():
            wanted = {"contents": "read"}
            if name in {"aws", "variants"}:
                wanted["id-token"] = "write"
            assert job["permissions"] == ({"contents": "write"} if "release" in path else wanted)
            assert job["timeout-minutes"] <= 180
        checkouts = [each for each in steps(text) if "checkout" in each.get("uses", "")]
        assert checkouts
        assert all(each["with"]["persist-credentials"] is False for each in checkouts)


@pytest.mark.parametrize("label", KEYS)
def test_no_expression_in_a_shell_line(label: str) -> None:
    """What GitHub puts in reaches the shell by the environment, where it is no code."""
    for text in workflows(label).values():
        lines = [each["run"] for each in steps(text) if "run" in each]
        assert lines
        assert not [line for line in lines if "${{" in line]


def test_with_spec_and_lmgen_at_hand() -> None:
    """CI renders again, with the lmgen that rendered last, and takes the matrix from lmgen."""
    text = workflows("here")[CI]
    assert "lmgen check spec.yaml -o . --format github" in text
    assert "lambda-monitored-gen==/p' .lmgen/manifest" in text
    assert "lmgen matrix spec.yaml" in text
    assert "lmgen test . --quick" in text


def test_without_them() -> None:
    """Elsewhere CI checks the manifest, and reads the matrix that the suite has."""
    text = workflows("elsewhere")[CI]
    assert "sha256sum --check --quiet .lmgen/manifest" in text
    assert "tests/parameters.json" in text
    assert not re.findall(r"run:.*\blmgen\b(?!/)", text)


@pytest.mark.parametrize(
    ("path", "output", "found"),
    [
        ("spec.yaml", ".", "spec.yaml"),
        ("a/spec.yaml", ".", "spec.yaml"),
        ("m/infra/spec.yaml", "..", "infra/spec.yaml"),
        ("m/a/b/spec.yaml", "../..", "a/b/spec.yaml"),
        ("spec.yaml", "module", ""),
        ("a/spec.yaml", "../b", ""),
        ("spec.yaml", None, ""),
    ],
)
def test_where_the_spec_is(path: str, output: str | None, found: str) -> None:
    """A spec is in its module's repository if its module is rendered around it."""
    spec = spec_of(**({"output": output} if output else {}))._replace(path=path)
    assert find_workplace(spec).spec == found


def test_a_path_is_one_word() -> None:
    """A spec of an odd name is one word of the shell, and text of YAML and of make."""
    name = "my spec's $x.yaml"
    spec = spec_of(**HERE)._replace(path=name)
    files = render_files(spec)
    lines = [each.get("run", "") for each in steps(files[CI].content.decode())]
    run = next(each for each in lines if "lmgen check" in each)
    assert run.startswith("lmgen check 'my spec'\"'\"'s $x.yaml' -o .")


def test_patterns_need_a_library() -> None:
    """CI installs what lmgen needs to read patterns of a policy, only where there are some."""
    pytest.importorskip("re2")
    policy = "policy: {alarm_emails: {each_matches: '@example.com$'}}\n"
    text = "lmgen: 1\nmodule: {namespace: acme, name: a, version: 1.0.0}\n"
    with_one, without = (sound(check_text(text + each)) for each in (policy, ""))
    assert find_workplace(with_one).patterns
    assert not find_workplace(without).patterns
