"""`extends`: what a spec shares with others, where each value stands, and what may not be."""

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from lambda_monitored_gen.rules import Policy, Re2Matches
from lambda_monitored_gen.spec.diagnostics import Mark
from lambda_monitored_gen.spec.document import load, parse
from lambda_monitored_gen.spec.extended_files import parse_once
from lambda_monitored_gen.spec.merged_text import write_merged
from lambda_monitored_gen.spec.merging import MAX_LEVELS, merge
from lambda_monitored_gen.spec.model import Spec
from lambda_monitored_gen.spec.nodes import Node
from lambda_monitored_gen.spec.validate import ValidationResult, validate_file
from tests.support.specs import MODULE, sound


@pytest.fixture(autouse=True)
def _directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(path: str, **keys: Any) -> None:
    """Write a file of these keys."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(yaml.safe_dump(keys, sort_keys=False), encoding="utf-8")


def checked(path: str = "infra/s.yaml", **keys: Any) -> ValidationResult:
    """Check a spec of these keys that extends `company.yaml`, if they do not say otherwise."""
    wanted = {"lmgen": 1, "extends": "../company.yaml", "module": MODULE, **keys}
    write(path, **wanted)
    return validate_file(path)


def spec_of(**keys: Any) -> Spec:
    return sound(checked(**keys))


def said(result: ValidationResult) -> list[str]:
    """Place and message of each diagnostic."""
    return [f"{each.location} {each.message}" for each in result.diagnostics]


def root(path: str) -> Node:
    merged = merge(load(path)).root
    assert merged is not None
    return merged


def test_maps_merge_and_the_nearer_file_wins() -> None:
    """Of two files, keys of mappings come together, and scalars and lists of the nearer one win."""
    write(
        "company.yaml",
        runtimes=["python3.12", "python3.13"],
        features={"throttle_alarm": True, "memory_alarm": False},
        defaults={"timeout": 20, "tags": {"company": "acme", "team": "none"}},
        module={"license": "MIT", "name": "overridden"},
    )
    spec = spec_of(
        runtimes=["python3.13"],
        features={"throttle_alarm": False},
        defaults={"memory_size": 256, "tags": {"team": "payments"}},
    )
    variables = spec.interface.variables
    assert spec.runtimes == ("python3.13",)
    assert not {"throttle_alarm", "memory_alarm"} & set(spec.interface.features)
    assert (variables["timeout"].default, variables["memory_size"].default) == (20, 256)
    assert variables["tags"].default == {"team": "payments", "company": "acme"}
    assert (spec.module.license, spec.module.name) == ("MIT", MODULE["name"])


def test_of_several_files_the_later_one_is_nearer() -> None:
    """A list of files is read from the first, the farthest, to the last, and each has its own."""
    write("company.yaml", defaults={"timeout": 10, "memory_size": 512, "architecture": "arm64"})
    write("far.yaml", defaults={"timeout": 11, "memory_size": 256}, extends="company.yaml")
    write("near.yaml", defaults={"timeout": 12})
    write("infra/s.yaml", lmgen=1, extends=["../far.yaml", "../near.yaml"])
    plain: Any = root("infra/s.yaml").plain()
    assert plain["defaults"] == {"timeout": 12, "memory_size": 256, "architecture": "arm64"}


def test_a_section_with_nothing_in_it_does_not_hide_one() -> None:
    """`policy:` without keys, keeps what is shared, and a null default does not."""
    write("company.yaml", policy={"timeout": {"max": 60}}, defaults={"kms_key_id": "alias/x"})
    plain: Any = root_of(policy=None, defaults={"kms_key_id": None})
    assert plain["policy"] == {"timeout": {"max": 60}}
    assert plain["defaults"] == {"kms_key_id": None}


def root_of(**keys: Any) -> Any:  # noqa: ANN401 - whatever YAML holds
    write("infra/s.yaml", **{"lmgen": 1, "extends": "../company.yaml", **keys})
    return root("infra/s.yaml").plain()


def test_a_node_knows_its_file() -> None:
    """Each value of a merged spec has the file, line and column where it stands."""
    Path("company.yaml").write_text("defaults:\n  timeout: 20\n", encoding="utf-8")
    Path("s.yaml").write_text("lmgen: 1\nextends: company.yaml\n", encoding="utf-8")
    merged = root("s.yaml")
    assert merged.at(("defaults", "timeout")).mark == Mark(2, 12, "company.yaml")
    assert merged.at(("lmgen",)).mark == Mark(1, 8, "s.yaml")


def test_what_a_file_must_have_for_itself_is_not_shared() -> None:
    """A spec says its own format, so that a directory's specs are known without their company's."""
    write("company.yaml", lmgen=1, defaults={"timeout": 20})
    write("infra/s.yaml", extends="../company.yaml", module=MODULE)
    assert said(validate_file("infra/s.yaml"))[0].startswith(
        "infra/s.yaml:1:1 missing required key 'lmgen'"
    )


@pytest.mark.parametrize(
    ("far", "near", "widens"),
    [
        ({"max": 60}, {"max": 61}, True),
        ({"max": 60}, {"max": 60}, False),
        ({"max": 60}, {"max": 59}, False),
        ({"min": 10}, {"min": 9}, True),
        ({"min": 10}, {"min": 11}, False),
        ({"min": 10}, {"max": 60}, False),
        ({"one_of": [10, 20]}, {"one_of": [20, 30]}, True),
        ({"one_of": [10, 20]}, {"one_of": [20]}, False),
    ],
    ids=str,
)
def test_policies_only_narrow(far: dict[str, Any], near: dict[str, Any], *, widens: bool) -> None:
    """What a company's policy forbids, no spec allows; what it allows, a spec may forbid."""
    write("company.yaml", policy={"timeout": far})
    result = checked(policy={"timeout": near}, required=["timeout"])
    assert [each.code for each in result.diagnostics] == ["policy-widens"] * widens
    if not widens:
        rules = sound(result).interface.variables["timeout"].rules
        effective = [rule for rule in rules if isinstance(rule, Policy)]
        for value in (9, 10, 11, 20, 30, 59, 60, 61):
            allowed = all(not list(rule.violations(value)) for rule in effective)
            assert allowed == (_allows(far, value) and _allows(near, value))


def _allows(policy: dict[str, Any], value: int) -> bool:
    low, high = policy.get("min", value), policy.get("max", value)
    return low <= value <= high and value in policy.get("one_of", [value])


def test_patterns_of_both_files_hold() -> None:
    """Nobody can tell which of two patterns is narrower, so that values match both."""
    pytest.importorskip("re2", reason="google-re2 reads patterns")
    write("company.yaml", policy={"function_name": {"matches": "^acme-"}})
    spec = spec_of(policy={"function_name": {"matches": ["-job$", "^acme-"]}})
    rules = [rule.rule for rule in spec.interface.variables["function_name"].rules[-2:]]  # type: ignore[attr-defined]
    assert rules == [Re2Matches("^acme-"), Re2Matches("-job$")]


def test_what_is_shared_may_be_about_features_that_a_spec_has_not() -> None:
    """A company's defaults, policies and test matrix count as far as a spec has what they name."""
    write(
        "company.yaml",
        defaults={"lambda_security_group_ids": ["sg-0123456789abcdef0"]},
        policy={"memory_utilization_threshold_percent": {"max": 90}},
        required=["lambda_subnet_ids"],
        tests={"python_versions": ["python3.12", "python3.13"], "architectures": ["arm64"]},
    )
    spec = spec_of(
        features={"vpc": False, "memory_alarm": False},
        runtimes=["python3.13"],
        architectures=["x86_64"],
    )
    assert spec.tests.python_versions == ("python3.13",)
    assert spec.tests.architectures == ("x86_64",)
    own = checked(features={"vpc": False}, required=["lambda_subnet_ids"])
    assert [each.code for each in own.diagnostics] == ["feature-off"]


def test_templates_are_beside_the_file_that_names_them() -> None:
    """A directory of templates is relative to the file in which it stands."""
    write("company/shared.yaml", templates="templates")
    assert spec_of(extends="../company/shared.yaml").templates == "company/templates"
    assert spec_of(extends="../company/shared.yaml", templates="own").templates == "infra/own"


def test_a_file_outside_of_the_repository_is_not_read() -> None:
    """No pull request has lmgen show a file of the machine, not even through a link."""
    write("secret.yaml", word="hunter2")
    Path("repository/.git").mkdir(parents=True)
    Path("repository/link.yaml").symlink_to(Path("secret.yaml").resolve())
    result = checked("repository/infra/s.yaml", extends=["../../secret.yaml", "../link.yaml"])
    assert [message.partition(" ")[2] for message in said(result)] == [
        'extends: "../../secret.yaml" is not in this repository',
        'extends: "../link.yaml" is not in this repository',
    ]
    assert "hunter2" not in str(result)


def test_a_pipe_is_not_waited_for() -> None:
    """What is neither a file nor a directory is refused unread."""
    os.mkfifo("company.yaml")
    assert said(checked()) == ["infra/s.yaml:2:10 extends: company.yaml: is not a regular file"]


def test_a_long_row_of_files_ends() -> None:
    """So many files that extend one another are a mistake, and found before Python's stack ends."""
    for number in range(MAX_LEVELS + 5):
        write(f"{number}.yaml", extends=f"{number + 1}.yaml")
    (found,) = said(checked(extends="../0.yaml"))
    assert f"more than {MAX_LEVELS} files extend one another" in found


def test_a_file_that_two_others_extend_is_no_circle() -> None:
    """Two files may have the same one above them."""
    write("company.yaml", defaults={"timeout": 20})
    write("one.yaml", extends="company.yaml")
    write("two.yaml", extends="company.yaml", defaults={"memory_size": 256})
    spec = spec_of(extends=["../one.yaml", "../two.yaml"])
    assert spec.interface.variables["timeout"].default == 20


def test_files_with_comments_only_share_nothing() -> None:
    """A company's file of which everything is commented out is as good as none."""
    Path("company.yaml").write_text("# defaults: {timeout: 20}\n", encoding="utf-8")
    assert checked().diagnostics == ()


def test_a_moved_file_is_found_above() -> None:
    """The finding about a file that was moved up names where it is now."""
    write("company.yaml", defaults={})
    (found,) = checked("infra/deep/s.yaml").diagnostics
    assert (found.code, found.hint) == ("extends", "Did you mean '../../company.yaml'?")


def test_the_files_of_a_spec_are_known_even_if_they_are_missing() -> None:
    """`--watch` waits for a file that is not there yet, too."""
    assert checked().files == ("infra/s.yaml", "company.yaml")


def test_one_parse_serves_many_specs_and_no_old_content() -> None:
    """Many specs share one parse of a file, until its content is another one."""
    write("company.yaml", defaults={"timeout": 20})
    parse_once.cache_clear()
    for number in range(5):
        sound(checked(f"infra/{number}.yaml"))
    assert parse_once.cache_info().misses == 1
    write("company.yaml", defaults={"timeout": 21})
    assert spec_of().interface.variables["timeout"].default == 21


def test_the_digest_has_what_is_shared() -> None:
    """Another content of a shared file is another spec."""
    write("company.yaml", defaults={"timeout": 20})
    before = spec_of().digest
    write("company.yaml", defaults={"timeout": 21})
    assert spec_of().digest != before


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.text(st.characters(exclude_categories=["C"], exclude_characters="\u200e\u200f\u061c")),
    st.sampled_from(["no", "null", "1e3", "012", "1:30", "- a", "a: b", "#", "\u2028", "\x85", ""]),
)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.text("abc-é ", max_size=4), inner, max_size=3),
    ),
    max_leaves=8,
)


@settings(deadline=None, derandomize=True)
@given(st.dictionaries(st.sampled_from(["lmgen", "defaults", "policy"]), TREES, min_size=1))
def test_a_merged_spec_is_yaml_with_its_values(tree: dict[str, Any]) -> None:
    """What is shown of a merged spec reads back as the same values."""
    text = yaml.safe_dump(tree, allow_unicode=True)
    document = parse(text.encode(), "s.yaml")
    if document.root is None or document.diagnostics:
        return
    again = parse(write_merged(document.root).encode(), "merged.yaml")
    assert again.root is not None, again.diagnostics
    assert again.root.plain() == document.root.plain()


def test_each_line_of_a_merged_spec_has_its_origin() -> None:
    """A merged spec has no `extends`, and each line names the file and line of its value."""
    Path("company.yaml").write_text("defaults: {timeout: 20}\n", encoding="utf-8")
    Path("s.yaml").write_text(
        "lmgen: 1\nextends: company.yaml\ndefaults:\n  memory_size: 256\n", encoding="utf-8"
    )
    assert write_merged(root("s.yaml")) == (
        "lmgen: 1            # s.yaml:1\n"
        "defaults:           # s.yaml:3\n"
        "  memory_size: 256  # s.yaml:4\n"
        "  timeout: 20       # company.yaml:1\n"
    )


@pytest.mark.process
def test_a_submodule_of_git_is_another_repository(tmp_path: Path) -> None:
    """A spec in a submodule cannot extend a file of the repository around it: clones lack that."""
    subprocess.run(["git", "init", "-q", str(tmp_path / "outer" / "inner")], check=True)
    subprocess.run(["git", "init", "-q", str(tmp_path / "outer")], check=True)
    write("outer/company.yaml", defaults={"timeout": 20})
    (found,) = checked("outer/inner/s.yaml").diagnostics
    assert "is not in this repository" in found.message
    assert checked("outer/infra/s.yaml").diagnostics == ()
