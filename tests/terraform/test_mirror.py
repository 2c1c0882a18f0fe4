"""A provider mirror is found wherever a machine keeps one, and no further."""

from pathlib import Path

import pytest

from lambda_monitored_gen.terraform import ProviderMirror, TerraformError, find_provider_mirror
from lambda_monitored_gen.terraform.mirror import current_platform, list_implied_directories


def unpacked(mirror: Path, version: str = "5.100.0", platform: str | None = None) -> Path:
    home = mirror / "registry.terraform.io/hashicorp/aws" / version
    (home / (platform or current_platform())).mkdir(parents=True)
    return mirror


def packed(mirror: Path, version: str) -> Path:
    home = mirror / "registry.terraform.io/hashicorp/aws"
    home.mkdir(parents=True, exist_ok=True)
    (home / f"terraform-provider-aws_{version}_{current_platform()}.zip").touch()
    return mirror


def environ(home: Path, **more: str) -> dict[str, str]:
    nowhere = str(home / "nowhere")
    return {"HOME": str(home), "XDG_DATA_HOME": nowhere, "XDG_DATA_DIRS": nowhere, **more}


def test_versions_of_both_layouts(tmp_path: Path) -> None:
    """Unpacked and packed versions count, in the order of numbers, for this platform only."""
    unpacked(tmp_path, "5.100.0")
    unpacked(tmp_path, "5.31.0")
    unpacked(tmp_path, "6.1.0", platform="plan9_mips")
    unpacked(tmp_path, "6.2.0-beta1")
    packed(tmp_path, "6.0.0")
    (tmp_path / "registry.terraform.io/hashicorp/aws/index.json").touch()
    mirror = ProviderMirror(tmp_path)
    assert mirror.versions() == [(5, 31, 0), (5, 100, 0), (6, 0, 0)]
    assert mirror.versions(platform="plan9_mips") == [(6, 1, 0)]
    assert mirror.versions("hashicorp/random") == []
    assert mirror.providers() == ["hashicorp/aws"]


def test_named_mirror_wins(tmp_path: Path) -> None:
    """What the user names is taken, although Terraform would look elsewhere."""
    unpacked(tmp_path / "home/.terraform.d/plugins")
    named = unpacked(tmp_path / "named")
    found = find_provider_mirror(
        environ=environ(tmp_path / "home", LMGEN_PROVIDER_MIRROR=str(named)), roots=[]
    )
    assert found == ProviderMirror(named)


def test_named_mirror_without_the_provider_is_an_error(tmp_path: Path) -> None:
    """A wrong name is not silently replaced by a search; the message says what was expected."""
    with pytest.raises(TerraformError, match=r"LMGEN_PROVIDER_MIRROR .*hashicorp/aws/<version>"):
        find_provider_mirror(environ=environ(tmp_path, LMGEN_PROVIDER_MIRROR=str(tmp_path)))


def test_implied_directories_come_before_a_search(tmp_path: Path) -> None:
    """Where Terraform would look by itself is surer than what a search comes upon."""
    implied = unpacked(tmp_path / ".terraform.d/plugins")
    root = tmp_path / "root"
    unpacked(root)
    assert find_provider_mirror(environ=environ(tmp_path), roots=[root]) == ProviderMirror(implied)


def test_implied_directories_of_linux() -> None:
    """Terraform's own, in its order."""
    assert list_implied_directories({"HOME": "/h"}, platform="linux") == [
        Path("/h/.terraform.d/plugins"),
        Path("/h/.local/share/terraform/plugins"),
        Path("/usr/local/share/terraform/plugins"),
        Path("/usr/share/terraform/plugins"),
    ]
    xdg = {"HOME": "/h", "XDG_DATA_HOME": "/d", "XDG_DATA_DIRS": "/a:/b"}
    assert list_implied_directories(xdg, platform="linux")[1:] == [
        Path("/d/terraform/plugins"),
        Path("/a/terraform/plugins"),
        Path("/b/terraform/plugins"),
    ]


def test_implied_directories_of_macos() -> None:
    """A Mac has Application Support instead of XDG."""
    assert list_implied_directories({"HOME": "/h"}, platform="darwin") == [
        Path("/h/.terraform.d/plugins"),
        Path("/h/Library/Application Support/io.terraform/plugins"),
        Path("/Library/Application Support/io.terraform/plugins"),
    ]


@pytest.mark.parametrize(("below", "found"), [("", True), ("a/b/c", True), ("a/b/c/d", False)])
def test_search_is_shallow(tmp_path: Path, below: str, *, found: bool) -> None:
    """A mirror in a root or up to three levels below it is found, and nothing deeper."""
    mirror = unpacked(tmp_path / "root" / below)
    expected = ProviderMirror(mirror) if found else None
    roots = [tmp_path / "absent", tmp_path / "root"]
    assert find_provider_mirror(environ=environ(tmp_path), roots=roots) == expected


def test_search_takes_the_shallowest_that_has_the_provider(tmp_path: Path) -> None:
    """A mirror without the provider, or for another platform only, is passed over."""
    root = tmp_path / "root"
    (root / "registry.terraform.io/hashicorp/random").mkdir(parents=True)
    unpacked(root / "a", platform="plan9_mips")
    mirror = unpacked(root / "z/mirror")
    unpacked(root / "b/deeper/mirror")
    assert find_provider_mirror(environ=environ(tmp_path), roots=[root]) == ProviderMirror(mirror)


def test_search_enters_neither_links_nor_projects(tmp_path: Path) -> None:
    """A link may lead in circles, and `.terraform` is what one project has for itself."""
    root = tmp_path / "root"
    unpacked(root / "project/.terraform")
    (root / "circle").symlink_to(root)
    (root / "elsewhere").symlink_to(unpacked(tmp_path / "outside"))
    assert find_provider_mirror(environ=environ(tmp_path), roots=[root]) is None


def test_search_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A huge tree ends the search instead of holding the user up."""
    for number in range(10):
        (tmp_path / "root" / f"{number:02}").mkdir(parents=True)
    unpacked(tmp_path / "root/zz")
    assert find_provider_mirror(environ=environ(tmp_path), roots=[tmp_path / "root"]) is not None
    monkeypatch.setattr("lambda_monitored_gen.terraform.mirror._SEARCH_DIRECTORIES", 5)
    assert find_provider_mirror(environ=environ(tmp_path), roots=[tmp_path / "root"]) is None
