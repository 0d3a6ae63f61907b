"""The races around a job, many rounds: 200 on PostgreSQL (where DATABASE_URL points), 50 on SQLite.

    python -m soak.races [--rounds 200]

64 act at once in each round; one has to win, the others hear the answer that is theirs, and
`verify` finds nothing. Ends with 1 if a round went otherwise.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TESTS = (
    "addons/jobs/tests/test_rounds.py",
    "addons/jobs/tests/test_races.py",
    "addons/base/tests/test_races.py",
)


def main() -> int:
    usual = 50 if os.environ.get("DATABASE_URL", "sqlite").startswith("sqlite") else 200
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=usual)
    rounds = parser.parse_args().rounds
    command = [sys.executable, "-m", "pytest", "-q", *TESTS]
    environment = {**os.environ, "RACE_ROUNDS": str(rounds)}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
