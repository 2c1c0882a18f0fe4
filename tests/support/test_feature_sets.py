"""The sets of features that tests switch on hold what they promise, and are few."""

from itertools import combinations, product

import pytest

from lambda_monitored_gen.catalog import CATALOG, Feature
from tests.support.feature_sets import feature_sets, possible
from tests.support.specs import example_spec


def made_up(count: int) -> dict[str, Feature]:
    """So many features that are nothing but names."""
    names = [f"feature_{number}" for number in range(count)]
    return {name: Feature(name=name, description="Made up.") for name in names}


@pytest.mark.parametrize("count", [3, 4, 12, 24])
def test_any_two_features_are_on_and_off_in_all_four_ways(count: int) -> None:
    """Each pair is seen on and off in every way, and apart while half of the others are on."""
    features = made_up(count)
    sets = feature_sets(features)
    mixtures = [each for label, each in sets.items() if label.startswith("mixture")]
    for a, b in combinations(features, 2):
        seen = {(a in each, b in each) for each in sets.values()}
        assert seen == set(product((True, False), repeat=2))
        assert {(True, False), (False, True)} <= {(a in each, b in each) for each in mixtures}


def test_pairs_of_the_catalog() -> None:
    """Each pair of lmgen's own features is seen in every way in which both can be."""
    sets = feature_sets()
    for pair in combinations(CATALOG.features, 2):
        for switched in product((True, False), repeat=2):
            on = {name for name, each in zip(pair, switched, strict=True) if each}
            if possible(on, CATALOG.features) & {*pair} == on:
                assert any(chosen & {*pair} == on for chosen in sets.values()), (pair, switched)


@pytest.mark.parametrize("count", [4, 12, 24])
def test_the_sets_are_few(count: int) -> None:
    """Their number grows with that of the features, not with its power."""
    assert len(feature_sets(made_up(count))) == 2 * count + 2 + 2 * count.bit_length()


def test_what_excludes_or_needs_each_other() -> None:
    """A set has what its features need, and never two that exclude each other."""
    features = made_up(3)
    features["feature_0"] = features["feature_0"]._replace(requires=("feature_1",))
    features["feature_1"] = features["feature_1"]._replace(conflicts=("feature_2",))
    assert possible({"feature_0"}, features) == {"feature_0", "feature_1"}
    for chosen in feature_sets(features).values():
        assert not {"feature_1", "feature_2"} <= chosen
        assert "feature_0" not in chosen or "feature_1" in chosen


def test_what_takes_a_part_of_the_core_is_beside_the_rest() -> None:
    """A feature that takes variables away is no part of `all`, and is tried alone and with all."""
    features = made_up(3)
    features["feature_1"] = features["feature_1"]._replace(removes=("handler",))
    features["feature_2"] = features["feature_2"]._replace(requires=("feature_0",))
    sets = feature_sets(features)
    assert sets["all"] == {"feature_0", "feature_2"}
    assert sets["all-with-feature_1"] == set(features)
    assert sets["only-feature_1"] == {"feature_1"}
    assert sets["without-feature_0"] == frozenset()
    assert "without-feature_1" not in sets
    features["feature_0"] = features["feature_0"]._replace(conflicts=("feature_1",))
    assert feature_sets(features)["all-with-feature_1"] == {"feature_1"}


def test_the_example_with_everything_has_everything() -> None:
    """A new feature without a place in examples/everything.yaml fails here by its name."""
    assert set(example_spec("everything").interface.features) == feature_sets()["all"]
