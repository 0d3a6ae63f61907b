"""500 tickets at once: on PostgreSQL (where DATABASE_URL points) and on SQLite.

    python -m soak.assigning [--rounds 3]

In each round the agents begin with an empty desk and 500 questions come in waves of fifty at the same
moment: each agent has as many as any other, or one more, and nobody has more than their limit. Ends
with 1 if a round went otherwise.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RACES = "addons/tickets/tests/test_races.py"
TESTS = (
    f"{RACES}::test_five_hundred_at_once_spread_evenly",
    f"{RACES}::test_of_five_hundred_at_once_nobody_gets_more_than_their_limit",
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    command = [sys.executable, "-m", "pytest", "-q", "-m", "slow", *TESTS]
    for number in range(rounds):
        again = ["--reuse-db"] if number else ["--create-db"]
        done = subprocess.run([*command, *again], cwd=ROOT, check=False)
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
