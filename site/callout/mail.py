"""Where mail goes: EMAIL_URL, such as smtps://user:password@mail.example.com:465."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from .environment import Environment

BACKENDS = "django.core.mail.backends"
PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def mail_settings(environment: Environment) -> dict[str, Any]:
    """Django's EMAIL_ settings; without a server, mail is laid into a folder to be read there."""
    if environment.is_test:
        return {"EMAIL_BACKEND": f"{BACKENDS}.locmem.EmailBackend"}
    if not environment.email_url:
        return {
            "EMAIL_BACKEND": f"{BACKENDS}.filebased.EmailBackend",
            "EMAIL_FILE_PATH": environment.data / "mail",
        }
    url = urlsplit(environment.email_url)
    if url.scheme not in PORTS or not url.hostname:
        raise ImproperlyConfigured(
            f"EMAIL_URL must look like {', '.join(PORTS)} ://user:password@host:port."
        )
    return {
        "EMAIL_BACKEND": f"{BACKENDS}.smtp.EmailBackend",
        "EMAIL_HOST": url.hostname,
        "EMAIL_PORT": url.port or PORTS[url.scheme],
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_TLS": url.scheme == "smtp+tls",
        "EMAIL_USE_SSL": url.scheme == "smtps",
        "EMAIL_TIMEOUT": 20,
    }
