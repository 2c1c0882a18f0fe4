"""uv is told what pip is configured for."""

from pathlib import Path

import pytest

from lambda_monitored_gen.embedded_aws.package_index import translate_pip_configuration


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home directory without any configuration, on a machine that has none either."""
    monkeypatch.setattr("sys.prefix", str(tmp_path / "prefix"))
    monkeypatch.setattr(
        "lambda_monitored_gen.embedded_aws.package_index.MACHINE_FILE", tmp_path / "none"
    )
    return tmp_path


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def test_unconfigured_pip_says_nothing(home: Path) -> None:
    """Without a configuration uv keeps its own defaults."""
    assert translate_pip_configuration({"HOME": str(home)}) == {}


def test_pip_conf_is_translated(home: Path) -> None:
    """The index, further indexes, links and hosts of a pip.conf are uv's too."""
    write(
        home / ".config/pip/pip.conf",
        "[global]\n"
        "index-url = https://user:p%40ss@pypi.example.com/simple\n"
        "extra_index_url = https://a.example.com/simple\n  https://b.example.com/simple\n"
        "find-links = /wheels /more\n"
        "[install]\n"
        "trusted-host = pypi.example.com\n",
    )
    assert translate_pip_configuration({"HOME": str(home)}) == {
        "UV_DEFAULT_INDEX": "https://user:p%40ss@pypi.example.com/simple",
        "UV_INDEX": "https://a.example.com/simple https://b.example.com/simple",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_FIND_LINKS": "/wheels,/more",
        "UV_INSECURE_HOST": "pypi.example.com",
    }


def test_variables_win_over_files(home: Path) -> None:
    """As with pip, a file of the user beats an older place, and a variable beats both."""
    write(home / ".pip/pip.conf", "[global]\nindex-url = https://old.example.com\ncert = /old\n")
    write(home / ".config/pip/pip.conf", "[global]\nindex-url = https://new.example.com\n")
    environ = {"HOME": str(home)}
    assert translate_pip_configuration(environ)["UV_DEFAULT_INDEX"] == "https://new.example.com"
    environ["PIP_INDEX_URL"] = "https://named.example.com"
    assert translate_pip_configuration(environ) == {
        "UV_DEFAULT_INDEX": "https://named.example.com",
        "SSL_CERT_FILE": "/old",
    }


def test_named_file_counts_most(home: Path) -> None:
    """PIP_CONFIG_FILE is read last, and the null device turns all files off."""
    write(home / ".config/pip/pip.conf", "[global]\nindex-url = https://user.example.com\n")
    write(home / "named.conf", "[global]\nindex-url = https://named.example.com\n")
    environ = {"HOME": str(home), "PIP_CONFIG_FILE": str(home / "named.conf")}
    assert translate_pip_configuration(environ) == {"UV_DEFAULT_INDEX": "https://named.example.com"}
    assert translate_pip_configuration({**environ, "PIP_CONFIG_FILE": "/dev/null"}) == {}


@pytest.mark.parametrize("variable", ["UV_INDEX_URL", "UV_DEFAULT_INDEX", "UV_NO_INDEX"])
def test_configured_uv_is_left_alone(home: Path, variable: str) -> None:
    """Who has told uv where to look means that."""
    environ = {"HOME": str(home), "PIP_INDEX_URL": "https://pip.example.com", variable: "1"}
    assert translate_pip_configuration(environ) == {}


def test_uv_toml_is_left_alone(home: Path) -> None:
    """A configuration file of uv's counts as much as its variables."""
    write(home / ".config/uv/uv.toml", 'index-url = "https://uv.example.com"\n')
    environ = {"HOME": str(home), "PIP_INDEX_URL": "https://pip.example.com"}
    assert translate_pip_configuration(environ) == {}


def test_broken_pip_conf_is_passed_over(home: Path) -> None:
    """A file that pip could not read either does not stop the others."""
    write(home / ".pip/pip.conf", "no section = 1\n")
    write(home / ".config/pip/pip.conf", "[global]\nindex-url = https://user.example.com\n")
    assert translate_pip_configuration({"HOME": str(home)}) == {
        "UV_DEFAULT_INDEX": "https://user.example.com"
    }
