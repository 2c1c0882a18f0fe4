"""Wheels from where an index says that they are, held against their digest."""

from __future__ import annotations

import base64
import hashlib
import netrc
import os
import re
import ssl
import threading
import urllib.request
from functools import lru_cache
from http.client import HTTPException
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from packager import pip, pip_config, resolution
from packager.errors import PackagingError

if TYPE_CHECKING:
    from packager.target import Target

_TIMEOUT = 60  # seconds without a byte
_TRIES = 3
_turn = threading.Lock()


def fetch(pin: resolution.Pin, target: Target, staging: str) -> tuple[bytes, str]:
    """Give the bytes of a chosen wheel, and their digest.

    It is first asked for directly, which is several times faster than through
    pip. Whatever that cannot do (a proxy with a log-in of its own, a client
    certificate, a keyring) is left to pip.

    Args:
        pin: The wheel.
        target: What the package is built for.
        staging: A directory for pip's download.

    Returns:
        Its bytes, and their SHA-256, hex, which is the one that was chosen.

    Raises:
        PackagingError: It cannot be had, or is another file.
    """
    if "://" not in pin.location:
        resolution.check_location(pin.location)
        with open(pin.location, "rb") as file:
            data = file.read()
    else:
        data = _direct(pin.location) or _by_pip(pin, target, staging)
    digest = hashlib.sha256(data).hexdigest()
    if pin.sha256 and digest != pin.sha256:
        raise PackagingError(
            f"the wheel {pin.filename} is not the file that the index or lock describes",
            found=[f"sha256 {digest}, expected {pin.sha256}"],
            do="find out what changed it on the way, or lock the requirements again",
        )
    return data, digest


def prepare() -> None:
    """Do beforehand what the first download needs: reading certificates takes a while."""
    _opener()


def with_login(location: str, lines: list[str]) -> str:
    """Give a URL the log-in that a requirements file states for its host.

    Args:
        location: Where a wheel lies.
        lines: Of the requirements file; its index options may hold log-ins.

    Returns:
        The URL with the log-in, or as it was.
    """
    wanted = urlsplit(location)
    if "://" not in location or wanted.username:
        return location
    for place in re.findall(r"\w+://[^\s@/]+@[^\s/]+", os.path.expandvars("\n".join(lines))):
        login, _, host = urlsplit(place).netloc.rpartition("@")
        if host == wanted.netloc:
            return wanted._replace(netloc=f"{login}@{host}").geturl()
    return location


def _direct(url: str) -> bytes | None:
    """Download without help, or give None."""
    opener = _opener()
    parts = urlsplit(url)
    if opener is None or parts.scheme not in ("http", "https"):
        return None
    bare = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    request = urllib.request.Request(bare, headers={"User-Agent": "package.sh"})  # noqa: S310 - http or https, see above
    login = _login(url)
    if login:
        request.add_unredirected_header("Authorization", login)
    for _ in range(_TRIES):
        try:
            with opener.open(request, timeout=_TIMEOUT) as answer:
                data: bytes = answer.read()
                return data
        except (OSError, ValueError, HTTPException):
            continue
    return None


def _opener() -> urllib.request.OpenerDirector | None:
    """Give what opens URLs with the user's proxy and certificates, or None if it cannot."""
    with _turn:
        return _made()


@lru_cache(maxsize=1)
def _made() -> urllib.request.OpenerDirector | None:
    settings = _settings()
    if (
        "client-cert" in settings
        or "trusted-host" in settings
        or any(os.environ.get(name) for name in ("ALL_PROXY", "all_proxy"))
    ):
        return None
    handlers: list[urllib.request.BaseHandler] = []
    proxy = settings.get("proxy")
    if proxy:
        handlers.append(urllib.request.ProxyHandler({"http": proxy, "https": proxy}))
    try:
        context = ssl.create_default_context(cafile=settings.get("cert"))
    except OSError:
        return None
    handlers.append(urllib.request.HTTPSHandler(context=context))
    return urllib.request.build_opener(*handlers)


@lru_cache(maxsize=1)
def _settings() -> dict[str, str]:
    return pip_config.settings()


def _login(url: str) -> str:
    """Find the name and password for a host: in the index's URL, or in .netrc."""
    settings = _settings()
    wanted = urlsplit(url)
    places = " ".join(
        [settings.get("index-url", ""), settings.get("extra-index-url", ""), url]
        + [
            os.environ.get(name, "")
            for name in ("UV_DEFAULT_INDEX", "UV_INDEX", "UV_INDEX_URL", "UV_EXTRA_INDEX_URL")
        ]
    )
    for place in places.split():
        parts = urlsplit(place.partition("=")[2] if "=" in place.split("://")[0] else place)
        if parts.username and parts.hostname == wanted.hostname and parts.port == wanted.port:
            return _basic(unquote(parts.username), unquote(parts.password or ""))
    try:
        known = netrc.netrc(os.environ.get("NETRC")).authenticators(wanted.hostname or "")
    except (OSError, netrc.NetrcParseError):
        known = None
    return _basic(known[0], known[2] or "") if known else ""


def _basic(name: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


def _by_pip(pin: resolution.Pin, target: Target, staging: str) -> bytes:
    destination = os.path.join(staging, "pip-" + os.urandom(8).hex())
    os.makedirs(destination)
    try:
        found = pip.resolve(["--no-deps", pin.location], target, staging, destination)
    except pip.NoPipError as error:
        raise PackagingError(
            f"the wheel {pin.filename} cannot be downloaded",
            do="check the network and the log-in for the index; with pip installed, its settings "
            "for log-ins and certificates are used",
        ) from error
    with open(found[0].location, "rb") as file:
        return file.read()
