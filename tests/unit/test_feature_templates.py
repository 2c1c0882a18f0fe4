"""Templates of features: whole files, parts of core files, and those of users over both."""

import re
from itertools import combinations
from pathlib import Path

import pytest

from lambda_monitored_gen.catalog import CATALOG
from lambda_monitored_gen.errors import LmgenError
from lambda_monitored_gen.rendering.environment import Renderer
from lambda_monitored_gen.rendering.files import render_files
from lambda_monitored_gen.rendering.notices import NOTICE
from lambda_monitored_gen.rendering.sources import (
    builtin_root,
    feature_of,
    find_sources,
    rendered_path,
)
from tests.support.specs import spec_of

FEATURES = builtin_root() / "features"
ON = spec_of(features={"vpc": True})
OFF = spec_of(features={"vpc": False})


@pytest.fixture(name="custom")
def _custom(tmp_path: Path) -> Path:
    directory = tmp_path / "custom"
    directory.mkdir()
    return directory


def put(custom: Path, name: str, text: str) -> None:
    """Write one template."""
    file = custom / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def rendered(custom: Path | None, *, on: bool = True) -> dict[str, str]:
    """The files of a module with or without the feature vpc."""
    return {
        path: file.content.decode()
        for path, file in render_files(ON if on else OFF, custom).items()
    }


@pytest.mark.parametrize(
    ("name", "feature", "path"),
    [
        ("lambda.tf.j2", "", "lambda.tf"),
        ("tests/test_module.py", "", "tests/test_module.py"),
        ("features/vpc/vpc.tf.j2", "vpc", "vpc.tf"),
        ("features/vpc/tests/test_vpc.py", "vpc", "tests/test_vpc.py"),
        ("features/vpc/_function.tf.j2", "vpc", "_function.tf"),
        ("features/vpc", "", "features/vpc"),
        ("docs/features/vpc/x.md", "", "docs/features/vpc/x.md"),
    ],
)
def test_place_of_a_template(name: str, feature: str, path: str) -> None:
    """A template below features/<name>/ is that feature's, and is laid out as the module is."""
    assert feature_of(name) == feature
    assert rendered_path(name) == path


def test_no_two_templates_make_one_file() -> None:
    """No template of a feature takes the place of another's or of a core file."""
    paths = [rendered_path(name) for name in find_sources(builtin_root()).files]
    assert len(paths) == len(set(paths))


def test_parts_in_the_order_of_features(custom: Path) -> None:
    """Parts of one name come in the order of the features, and only of those that are asked for."""
    for name in ("vpc", "memory_alarm", "duration_alarm"):
        put(custom, f"features/{name}/_part.tf.j2", name)
    put(custom, "features/vpc/_other.tf.j2", "other")
    put(custom, "_part.tf.j2", "of the core")
    renderer = Renderer(builtin_root(), custom)
    assert renderer.parts("_part.tf.j2", ["vpc", "throttle_alarm", "memory_alarm"]) == [
        "features/vpc/_part.tf.j2",
        "features/memory_alarm/_part.tf.j2",
    ]
    assert renderer.parts("_nowhere.tf.j2", CATALOG.features) == []
    assert not [name for name in renderer.names if name.endswith("_part.tf.j2")]


def test_a_slot_is_taken_by_a_feature(custom: Path) -> None:
    """A part of a feature takes the place of the core's partial template of the same name."""
    put(custom, "lambda.tf.j2", '<% include slot("_code.tf.j2") %>\n')
    put(custom, "_code.tf.j2", "# of the core\n")
    put(custom, "features/vpc/_code.tf.j2", "# of <{ module.name }>\n")
    assert rendered(custom)["lambda.tf"].endswith("\n# of lambda\n")
    assert rendered(custom, on=False)["lambda.tf"].endswith("\n# of the core\n")


def test_one_feature_takes_a_slot() -> None:
    """Features that take the place of the same partial template exclude each other."""
    slots = {
        name: [feature for feature in CATALOG.features if (FEATURES / feature / name).is_file()]
        for name in {
            slot
            for file in builtin_root().rglob("*.j2")
            for slot in re.findall(r'slot\("([^"]+)"\)', file.read_text(encoding="utf-8"))
        }
    }
    assert len(slots) > 3
    for name, takers in slots.items():
        assert (builtin_root() / name).is_file()
        for one, other in combinations(takers, 2):
            excluded = {*CATALOG.features[one].conflicts, *CATALOG.features[other].conflicts}
            assert excluded & {one, other}, f"{name}: {one}, {other}"


def test_replace_a_file_of_a_feature(custom: Path) -> None:
    """DIR/vpc.tf.j2 replaces the feature's file, and makes one only where the feature is on."""
    put(custom, "vpc.tf.j2", "# <{ module.name }>\n")
    assert rendered(custom)["vpc.tf"] == f"# {NOTICE}\n\n# lambda\n"
    assert "vpc.tf" not in rendered(custom, on=False)


@pytest.mark.parametrize("place", ["vpc.tf.j2", "features/vpc/vpc.tf.j2"])
def test_include_the_file_that_is_replaced(custom: Path, place: str) -> None:
    """`lmgen/features/vpc/vpc.tf.j2` is the feature's own file, wherever the user's is."""
    put(custom, place, '<% include "lmgen/features/vpc/vpc.tf.j2" %>\n# more\n')
    assert rendered(custom)["vpc.tf"] == rendered(None)["vpc.tf"] + "# more\n"
    assert "vpc.tf" not in rendered(custom, on=False)


def test_replace_a_part(custom: Path) -> None:
    """DIR/features/vpc/_function.tf.j2 takes the place of the part in the core's file."""
    put(custom, "features/vpc/_function.tf.j2", "  # <{ module.name }> in a VPC\n")
    text = rendered(custom)["lambda.tf"]
    assert "\n  # lambda in a VPC\n" in text
    assert "vpc_config" not in text
    assert rendered(custom, on=False) == rendered(None, on=False)


def test_extend_a_part(custom: Path) -> None:
    """A part of the user's can include the one that it replaces."""
    part = "features/vpc/_function.tf.j2"
    put(custom, part, f'<% include "lmgen/{part}" %>\n\n  # more\n')
    text = rendered(custom)["lambda.tf"]
    assert text.index('dynamic "vpc_config"') < text.index("\n  # more\n")


@pytest.mark.parametrize("feature", CATALOG.features)
def test_add_to_a_feature(custom: Path, feature: str) -> None:
    """A file that the user adds to a feature is there with the feature only, for each of them."""
    put(custom, f"features/{feature}/extra.tf.j2", "# <{ module.name }>\n")
    put(custom, f"features/{feature}/_readme.md.j2", "## Of a feature\n")
    made, without = (
        {
            path: file.content.decode(errors="replace")
            for path, file in render_files(each, custom).items()
        }
        for each in (spec_of(features={feature: True}), spec_of(features={feature: False}))
    )
    assert made["extra.tf"] == f"# {NOTICE}\n\n# lambda\n"
    assert "\n## Of a feature\n" in made["README.md"]
    assert "extra.tf" not in without
    assert "## Of a feature" not in without["README.md"]


@pytest.mark.parametrize("name", ["x.tf.j2", "_function.tf.j2", "tests/test_x.py"])
def test_unknown_feature(custom: Path, name: str) -> None:
    """A directory below features/ that no feature has is refused by its name."""
    put(custom, f"features/nosuch/{name}", "")
    with pytest.raises(LmgenError) as caught:
        rendered(custom)
    assert caught.value.message.endswith(f"{name}: there is no feature 'nosuch'")
    assert "lmgen explain" in (caught.value.hint or "")


def test_broken_part_is_named(custom: Path) -> None:
    """A fault in a part is found there, though a core file includes it."""
    put(custom, "features/vpc/_function.tf.j2", "\n<{ nothing }>\n")
    with pytest.raises(LmgenError, match=r"_function\.tf\.j2:2: 'nothing' is undefined"):
        rendered(custom)


def test_file_of_the_core_belongs_to_no_feature(custom: Path) -> None:
    """A file that every module needs cannot become one that is there with a feature only."""
    put(custom, "features/vpc/lambda.tf.j2", "# mine\n")
    with pytest.raises(LmgenError, match=r"lambda\.tf\.j2: would replace lambda\.tf, which is not"):
        rendered(custom)


@pytest.mark.parametrize("other", ["features/vpc/vpc.tf.j2", "features/memory_alarm/vpc.tf.j2"])
def test_two_templates_for_one_file(custom: Path, other: str) -> None:
    """Two templates of the user's that make one file are refused: one would be lost."""
    put(custom, "vpc.tf.j2", "# one\n")
    put(custom, other, "# two\n")
    with pytest.raises(LmgenError, match=r"vpc\.tf"):
        rendered(custom)
