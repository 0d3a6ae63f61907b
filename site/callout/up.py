"""`make up`: the production profile on one machine, in the foreground, everything of it kept alive.

What the environment does not give is made here: keys and passwords that stay in the data folder,
a PostgreSQL, a Redis and a proxy of its own, and the demo's business to try it with. All of it
listens on loopback alone.
"""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import psycopg

from . import processes
from .environment import ROOT
from .supervision import Supervision

HOST: Final = "127.0.0.1"
LARGEST_FRAME: Final = 65_536
LONGEST_START: Final = 180.0
EACH: Final = (1, 2)
KEYS: Final = ("SECRET_KEY", "AUDIT_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD")
SERVICES: Final = str(ROOT / "scripts" / "services")
MANAGE: Final = (sys.executable, str(ROOT / "manage.py"))


class CannotStart(Exception):
    """Said in one sentence that tells what to do."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="make up", description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--data", type=Path, default=ROOT / "var" / "up")
    parser.add_argument("--scale", default="1", help="how much of the demo's life there is")
    given = parser.parse_args()
    # A stop from outside ends us the way Ctrl-C does, so that the children are ended too; and a
    # shell ignores Ctrl-C for what it starts in the background.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.default_int_handler)
    data: Path = given.data.resolve()
    try:
        with processes.only_one(data / "up.lock"):
            Deployment(data, given.port, given.scale).run()
    except processes.AlreadyRunning as other:
        sys.exit(f"It already runs with the data in {data} (process {other.pid}). Stop it first.")
    except CannotStart as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        say("Stopped.")


class Deployment:
    """Its ports follow the one that people open."""

    def __init__(self, data: Path, port: int, scale: str) -> None:
        self.port, self.scale = port, scale
        self.web = {f"web-{n}": port + n for n in EACH}
        self.sockets = {f"sockets-{n}": port + 2 + n for n in EACH}
        self.postgres, self.redis = port + 5, port + 6
        self.environment = self._environment(data)
        self.supervision = Supervision(say)

    def run(self) -> None:
        self._refuse_taken_ports()
        subprocess.run([SERVICES, "install"], check=True)
        fresh(Path(self.environment["PROMETHEUS_MULTIPROC_DIR"]))
        try:
            self._start()
            say(
                f"\nCallout is running: http://{HOST}:{self.port}/   Ctrl-C stops it, the data stays."
            )
            if self._has_demo():
                say("It has the demo's people, such as asha@example.com with password demo.\n")
            while True:
                self.supervision.look()
                time.sleep(processes.PAUSE)
        finally:
            self.supervision.end()

    def _start(self) -> None:
        services = {"postgres": self.postgres, "redis": self.redis}
        wanted = {name: port for name, port in services.items() if port in self._own_ports()}
        self._keep({name: [SERVICES, "run", name] for name in wanted})
        for name, port in wanted.items():
            self._wait_for(name, partial(processes.answers, HOST, port))
        self._wait_for("postgres", self._has_database)
        say("Preparing the database and the static files …")
        self._do("migrate", "--verbosity", "0")
        self._do("collectstatic", "--noinput", "--verbosity", "0")
        if self._has_demo():
            self._do("demo", "--scale", self.scale)
        workers = {f"worker-{n}": [*MANAGE, "worker"] for n in EACH}
        web = {name: pages(port) for name, port in self.web.items()}
        sockets = {name: live(port) for name, port in self.sockets.items()}
        mail = {"mail": [*MANAGE, "receive_mail"]} if self.environment.get("RECEIVE_MAIL") else {}
        self._keep(web | sockets | workers | mail)
        for name, port in (self.web | self.sockets).items():
            self._wait_for(name, partial(processes.answers, HOST, port))
        self._keep({"proxy": [SERVICES, "run", "proxy"]})
        self._wait_for("proxy", partial(processes.answers, HOST, self.port))

    def _environment(self, data: Path) -> dict[str, str]:
        """What is given, our own where nothing is, and what is not to be chosen."""
        own = kept_keys(data / "keys.env") | {
            "BASE_URL": f"http://{HOST}:{self.port}",
            "ALLOWED_HOSTS": f"{HOST},localhost",
            "DEMO_ACCOUNTS": "1",
            "PAYMENT_GATEWAY": "test",
        }
        own["DATABASE_URL"] = (
            f"postgres://callout:{own['POSTGRES_PASSWORD']}@{HOST}:{self.postgres}/callout"
        )
        own["REDIS_URL"] = f"redis://:{own['REDIS_PASSWORD']}@{HOST}:{self.redis}/0"
        fixed = {
            "CALLOUT_PROFILE": "production",
            "DATA": str(data),
            "PROXIES": "1",
            "PYTHONPATH": str(ROOT / "site"),
            "PROMETHEUS_MULTIPROC_DIR": str(data / "metrics"),
            "SERVICES": str(data / "services"),
            "POSTGRES_PORT": str(self.postgres),
            "REDIS_PORT": str(self.redis),
            "PROXY_PORT": str(self.port),
            "WEB": " ".join(f"{HOST}:{port}" for port in self.web.values()),
            "SOCKETS": " ".join(f"{HOST}:{port}" for port in self.sockets.values()),
        }
        return own | os.environ | fixed

    def _has_demo(self) -> bool:
        return self.environment["DEMO_ACCOUNTS"] == "1"

    def _own_ports(self) -> dict[int, str]:
        """Each port we need, and for what. A database or Redis that is given needs none of ours."""
        ports = {number: name for name, number in (self.web | self.sockets).items()}
        ports[self.port] = "the proxy"
        if "DATABASE_URL" not in os.environ:
            ports[self.postgres] = "PostgreSQL"
        if "REDIS_URL" not in os.environ:
            ports[self.redis] = "Redis"
        return ports

    def _refuse_taken_ports(self) -> None:
        for port, name in sorted(self._own_ports().items()):
            if not processes.is_free(HOST, port):
                raise CannotStart(
                    f"Port {port}, for {name}, is taken by another program. Choose other ports: "
                    f"make up PORT={self.port + 20} (it and the next six are used)."
                )

    def _keep(self, commands: dict[str, list[str]]) -> None:
        self.supervision.keep(commands, self.environment)

    def _has_database(self) -> bool:
        try:
            psycopg.connect(self.environment["DATABASE_URL"], connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _wait_for(self, name: str, is_there: Callable[[], bool]) -> None:
        deadline = time.monotonic() + LONGEST_START
        while not is_there():
            if time.monotonic() > deadline:
                raise CannotStart(f"{name} did not start; its message stands above.")
            self.supervision.look()
            time.sleep(processes.PAUSE)

    def _do(self, *command: str) -> None:
        code = subprocess.run([*MANAGE, *command], env=self.environment, check=False).returncode
        if code:
            raise CannotStart(f"{command[0]} ended with code {code}; its message stands above.")


def pages(port: int) -> list[str]:
    settings = str(ROOT / "deploy" / "gunicorn.conf.py")
    return [
        *(sys.executable, "-m", "gunicorn", "--config", settings),
        *("--bind", f"{HOST}:{port}", "callout.wsgi"),
    ]


def live(port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "uvicorn", "callout.asgi:application"),
        *("--host", HOST, "--port", str(port), "--lifespan", "off"),
        *("--no-access-log", "--log-level", "warning", "--timeout-graceful-shutdown", "5"),
        # Messages are short: compressing them costs more time and memory than it saves.
        *("--ws-max-size", str(LARGEST_FRAME), "--ws-per-message-deflate", "false"),
    ]


def kept_keys(path: Path) -> dict[str, str]:
    """The keys of this data folder, made the first time: with others its log would not verify."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text("".join(f"{name}={secrets.token_urlsafe(32)}\n" for name in KEYS))
    return dict(line.split("=", 1) for line in path.read_text().splitlines())


def fresh(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
