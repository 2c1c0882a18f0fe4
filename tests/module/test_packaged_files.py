"""What Terraform hashes when it plans is what it hands to the packager, file by file."""

import json
from pathlib import Path

import pytest

from lambda_monitored_gen.catalog.packaging import PACKAGE_RULES
from tests.module.package_locals import Packaging, digests, sha256
from tests.support.plugin import TerraformIn

pytestmark = pytest.mark.terraform

NEVER = (
    ".terraform/modules/modules.json",
    ".terraform.lock.hcl",
    ".terraform.tfstate.lock.info",
    "terraform.tfstate",
    "terraform.tfstate.1700000000.backup",
    "terraform.tfstate.d/prod/terraform.tfstate",
    "release.tfplan",
    "release.tfplan.json",
    "terraform.tfvars",
    "prod.auto.tfvars.json",
    ".build/payments-0.zip",
)
SECRETS = (".env", ".env.production", ".aws/credentials", "tls.pem", "tls.key", "id_ed25519")


@pytest.fixture
def packaging(tmp_path: Path, terraform_in: TerraformIn) -> Packaging:
    """The packaging of a module, with a source of two files."""
    found = Packaging(tmp_path, terraform_in)
    found.write({"src/main.py": "main\n", "src/app/data.json": "{}\n"})
    return found


SOURCE = {"app/data.json": "src/app/data.json", "main.py": "src/main.py"}


def test_listing_of_the_source(packaging: Packaging) -> None:
    """Names are sorted by their bytes, and each line has the digest of a content."""
    packaging.write({"src/Zoe.py": "z", "src/_a b.py": "a", "src/ärger.py": "b", "src/🦄.py": "c"})
    names = ("Zoe.py", "_a b.py", "app/data.json", "main.py", "ärger.py", "🦄.py")
    assert sorted(names, key=str.encode) == list(names)
    expected = packaging.listing({name: f"src/{name}" for name in names})
    environment = packaging.environment()
    assert environment["PACKAGE_CONTENT_HASH"] == sha256(expected)
    assert environment["PACKAGE_CONTENT_DIGESTS"] == digests(expected)


@pytest.mark.parametrize("directory", ["", "deep/er/"])
def test_terraforms_own_files_are_never_packaged(packaging: Packaging, directory: str) -> None:
    """State, plans, values and locks are left out, though nothing is excluded and all included."""
    packaging.write({f"src/{directory}{name}": "secret" for name in NEVER})
    environment = packaging.environment(package_excludes=[], package_includes=["**"])
    assert environment["PACKAGE_CONTENT_HASH"] == sha256(packaging.listing(SOURCE))
    assert set(PACKAGE_RULES.never) <= set(json.loads(environment["PACKAGE_EXCLUDES"]))


@pytest.mark.parametrize("name", SECRETS)
def test_secrets_are_packaged_when_named(packaging: Packaging, name: str) -> None:
    """What looks like a secret is left out with a warning, unless it is named, at any depth."""
    packaging.write({f"src/{name}": "secret", f"src/deep/{name}": "secret"})
    environment = packaging.environment()
    assert environment["PACKAGE_CONTENT_HASH"] == sha256(packaging.listing(SOURCE))
    named = packaging.environment(package_includes=[f"deep/{name}"])
    files = dict(sorted({**SOURCE, f"deep/{name}": f"src/deep/{name}"}.items()))
    assert named["PACKAGE_CONTENT_HASH"] == sha256(packaging.listing(files))
    assert f"deep/{name}" in json.loads(named["PACKAGE_INCLUDES"])


def test_withheld_secrets_are_told(packaging: Packaging) -> None:
    """The plan warns of secrets that it leaves out, until they are included or excluded."""
    packaging.write({"src/.env": "secret", "src/ca.pem": "public", "src/id_map.py": "code"})

    def warned(**variables: list[str]) -> str:
        packaging.outputs(**variables)
        return packaging.terraform.run("plan", "-no-color").stdout

    said = " ".join(warned().replace("│", " ").split())
    assert "Not packaged, because they look like secrets: .env, ca.pem." in said
    assert "secrets: .env." in warned(package_includes=["*.pem"])
    assert "secrets" not in warned(package_includes=["*.pem"], package_excludes=[".env"])


def test_code_is_no_secret(packaging: Packaging) -> None:
    """A module whose name begins as a key's does is packaged."""
    packaging.write({"src/id_map.py": "code"})
    files = {"app/data.json": "src/app/data.json", "id_map.py": "src/id_map.py"} | SOURCE
    expected = packaging.listing(dict(sorted(files.items())))
    assert packaging.environment()["PACKAGE_CONTENT_HASH"] == sha256(expected)


def test_includes_are_followed_for_two_levels(packaging: Packaging) -> None:
    """Each include is relative to the file that names it, and what it includes is hashed too."""
    packaging.write(
        {
            "deps/requirements.txt": '-r base.txt # all\n--constraint="my limits.txt"\r\nidna\n',
            "deps/base.txt": "  --requirement=more/a.txt\n-c../c.txt\n-r https://example.com/x\n",
            "deps/my limits.txt": "-r ${PLACE}/b.txt\n",
            "deps/more/a.txt": "-r third.txt\n",
            "deps/more/third.txt": "",
            "c.txt": "",
        }
    )
    assert packaging.inputs(requirements_file="deps/requirements.txt") == [
        "deps/requirements.txt",
        "deps/base.txt",
        "deps/my limits.txt",
        "deps/more/a.txt",
        "deps/../c.txt",
    ]


def test_included_again(packaging: Packaging) -> None:
    """Files that include each other are each read once."""
    packaging.write({"a.txt": "-r b.txt\n", "b.txt": "-r a.txt\n-r b.txt\n"})
    found = packaging.inputs(requirements_file="./a.txt")
    assert found == ["./a.txt", "./b.txt"]


def test_local_wheels(packaging: Packaging) -> None:
    """Wheels that a requirements file or a file that it includes names are hashed."""
    names = ("a", "b", "c", "d", "e", "f")
    packaging.write({f"deps/wheels/{name}-1-py3-none-any.whl": name for name in names})
    packaging.write({"deps/f-1-py3-none-any.whl": "f"})
    wheel = "-1-py3-none-any.whl"
    absolute = packaging.directory / f"deps/wheels/d{wheel}"
    packaging.write(
        {
            "deps/requirements.txt": (
                f"./wheels/a{wheel} --hash=sha256:0\n"
                f"b[x,y] @ file:wheels/b{wheel} ; python_version > '3'\n"
                f"-r lines/more.txt\nd @ file://{absolute}\n"
                f"e @ https://example.com/wheels/e{wheel}\n#f @ file:f{wheel}\n"
            ),
            "deps/lines/more.txt": f"wheels/c{wheel}\n./near{wheel}\n",
            f"deps/lines/near{wheel}": "near",
        }
    )
    assert packaging.inputs(requirements_file="deps/requirements.txt") == [
        "deps/requirements.txt",
        "deps/lines/more.txt",
        f"deps/./wheels/a{wheel}",
        f"deps/wheels/b{wheel}",
        str(absolute),
        f"deps/wheels/c{wheel}",
        f"deps/lines/./near{wheel}",
    ]


def test_directories_with_wheels(packaging: Packaging) -> None:
    """What --find-links names is hashed, but no address and no directory that is not there."""
    packaging.write(
        {
            "requirements.txt": (
                "-f wheels\n--no-index --find-links='./my wheels'\n--find-links=index.html\n"
                "--find-links https://example.com/wheels\n--find-links none\n"
            ),
            "wheels/a.whl": "a",
            "my wheels/b.whl": "b",
            "index.html": "",
        }
    )
    assert packaging.inputs(requirements_file="requirements.txt") == [
        "requirements.txt",
        "./index.html",
        "./wheels/*",
        "././my wheels/*",
    ]
    expected = packaging.listing(
        {
            **SOURCE,
            "requirements.txt": "requirements.txt",
            "index.html": "index.html",
            "a.whl": "wheels/a.whl",
            "b.whl": "my wheels/b.whl",
        }
    )
    assert packaging.environment(requirements_file="requirements.txt")[
        "PACKAGE_CONTENT_HASH"
    ] == sha256(expected)


def test_lock_above_a_member(packaging: Packaging) -> None:
    """Of a member of a uv workspace, the lock and the settings of the workspace are hashed."""
    packaging.write(
        {
            "uv/packages/fn/pyproject.toml": "[project]\n",
            "uv/pyproject.toml": "[tool.uv.workspace]\n",
            "uv/uv.lock": "",
            "uv/packages/pyproject.toml": "[tool.ruff]\n",
            "uv/packages/uv.lock": "",
        }
    )
    assert packaging.inputs(requirements_file="uv/packages/fn/pyproject.toml") == [
        "uv/packages/fn/pyproject.toml",
        "uv/packages/fn/../../pyproject.toml",
        "uv/packages/fn/../../uv.lock",
    ]


def test_locks_beside(packaging: Packaging) -> None:
    """Beside pyproject.toml its locks are hashed, and beside a lock its pyproject.toml."""
    packaging.write({f"p/{name}": "" for name in ("pyproject.toml", "poetry.lock", "uv.lock")})
    packaging.write({"p/uv.lock": 'source = { path = "w/a.whl" }\n', "p/w/a.whl": "a"})
    assert set(packaging.inputs(requirements_file="p/pyproject.toml")) == {
        "p/pyproject.toml",
        "p/uv.lock",
        "p/poetry.lock",
        "p/w/a.whl",
    }
    assert "p/pyproject.toml" in packaging.inputs(requirements_file="p/uv.lock")


@pytest.fixture(name="shared")
def _shared(packaging: Packaging) -> Packaging:
    packaging.write(
        {
            "shared/a.py": "a",
            "shared/sub/b.py": "b",
            "shared/sub/c.txt": "c",
            "root.txt": "r",
            "other.txt": "o",
        }
    )
    return packaging


@pytest.mark.parametrize(
    ("item", "files"),
    [
        ("shared", {"a.py": "", "sub/b.py": "", "sub/c.txt": ""}),
        ("shared/", {"a.py": "", "sub/b.py": "", "sub/c.txt": ""}),
        ("./shared/sub", {"b.py": "sub/", "c.txt": "sub/"}),
        ("shared/**/*.py", {"a.py": "", "sub/b.py": ""}),
        ("shared/sub/?.py", {"b.py": "sub/"}),
        ("shared/s*/c.txt", {"sub/c.txt": ""}),
        ("src/../shared/a.py", {"a.py": ""}),
    ],
)
def test_inputs(shared: Packaging, item: str, files: dict[str, str]) -> None:
    """A file, a directory and a pattern stand for files whose names begin where they do."""
    expected = shared.listing(
        SOURCE | {name: f"shared/{below}{name}" for name, below in files.items()}
    )
    environment = shared.environment(package_inputs=[item])
    assert environment["PACKAGE_CONTENT_HASH"] == sha256(expected)
    assert json.loads(environment["PACKAGE_INPUTS"]) == [item]


def test_inputs_of_the_working_directory(shared: Packaging) -> None:
    """A pattern without a directory, and an absolute one, are taken as well; the order is kept."""
    absolute = f"{shared.directory}/shared/*.py"
    expected = shared.listing(
        SOURCE | {"a.py": "shared/a.py", "other.txt": "other.txt", "root.txt": "root.txt"}
    )
    environment = shared.environment(package_inputs=[absolute, "*.txt"])
    assert environment["PACKAGE_CONTENT_HASH"] == sha256(expected)


def test_an_input_that_matches_nothing_is_refused(shared: Packaging) -> None:
    """The plan names each item of package_inputs that stands for no file, and no other."""
    said = shared.refusal(package_inputs=["shared", "shred", "shared/*.pyx"])
    assert "These do not: shred, shared/*.pyx." in said


@pytest.mark.parametrize("name", ["package_excludes", "package_includes", "package_inputs"])
@pytest.mark.parametrize("pattern", ["a[b]", "{a,b}", "a\\*", "a]", "}"])
def test_other_wildcards_are_refused(packaging: Packaging, name: str, pattern: str) -> None:
    """Wildcards that the packager does not know are refused by a message with those it knows."""
    said = packaging.refusal(**{name: ["main.py", pattern]})
    assert f"var.{name}" in said
    assert "have no wildcards but *, ? and **" in said


def test_hash_knows_files_from_inputs(shared: Packaging) -> None:
    """The same lines make another package where a file is of the source, or of another input."""
    hashes = [
        shared.outputs(**variables)["package_hash"]
        for variables in (
            {},
            {"package_inputs": ["shared"]},
            {"package_inputs": ["shared/a.py", "shared/sub/*"]},
            {"package_inputs": ["shared/a.py", "shared/sub/b.py", "shared/sub/c.txt"]},
            {"requirements_file": "shared/a.py", "package_inputs": ["shared/sub/*"]},
            {"dependency_selection": {"extras": ["aws"]}},
            {"dependency_selection": {"omit": ["aws"]}},
            {"python_version": "python3.11"},
            {"architecture": "arm64"},
        )
    ]
    assert len(set(hashes)) == len(hashes)
    excluded = shared.outputs(package_excludes=["nothing"], timeout=7)
    assert excluded["package_hash"] == hashes[0]


def test_selection_is_handed_over(packaging: Packaging) -> None:
    """The packager gets all of the selection, with null and empty lists for what is left out."""
    environment = packaging.environment(dependency_selection={"member": "fn", "omit": ["boto3"]})
    assert json.loads(environment["PACKAGE_SELECTION"]) == {
        "member": "fn",
        "extras": [],
        "groups": [],
        "omit": ["boto3"],
    }


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("none", "none"),
        ("deps/requirements.txt", "deps/requirements.txt"),
        ("./deps/requirements.txt", "./deps/requirements.txt"),
        ("{root}/deps/requirements.txt", "requirements.txt"),
        (None, "none"),
    ],
)
def test_outputs_have_no_absolute_path(packaging: Packaging, given: str | None, used: str) -> None:
    """A relative path is told as it is; of an absolute one, only what every machine has."""
    packaging.write({"deps/requirements.txt": ""})
    file = given.format(root=packaging.directory) if given else None
    assert packaging.outputs(requirements_file=file)["requirements_file_used"] == used


def test_many_files(packaging: Packaging) -> None:
    """The digests of 30,000 files fit into one string of the environment; more are left out.

    A string may have 128 KiB: <https://man7.org/linux/man-pages/man2/execve.2.html>.
    """
    packaging.write({f"src/f/{number}": "" for number in range(29_998)})
    environment = packaging.environment()
    digest = environment["PACKAGE_CONTENT_DIGESTS"]
    assert len(digest) == 4 * 30_000
    packaging.terraform.apply()
    assert packaging.steps() == ["preflight", "build"]
    packaging.write({"src/f/more": ""})
    environment = packaging.environment()
    assert environment["PACKAGE_CONTENT_DIGESTS"] == ""
    assert len(environment["PACKAGE_CONTENT_HASH"]) == len(sha256(""))
