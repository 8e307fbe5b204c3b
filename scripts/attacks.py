"""Run each attack on both databases and write how long others waited: python -m scripts.attacks.

One alone, with nothing written: python -m scripts.attacks -k "long and models" --database sqlite.
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

from tests.support.neighbour import HEAD

PAGE = Path("docs/reference/attacks.md")
TEST = [sys.executable, "-m", "pytest", "-m", "soak", "-n", "0", "-s", "-q", "tests/scenarios/test_attacks.py"]
WORDS = """# Under attack

What one person does to a server, and how long another one waits meanwhile: `/healthz` and a page every 50 ms, cases
started and completed one after another, and cases with a timer of one second. Milliseconds: alone → **under attack**,
“p95 / worst”. Server, attacker and the other person share the cores of one machine.

Written by `python -m scripts.attacks` on {day} ({cores} cores). `make soak SOAK="-k attacks"` runs the same and asserts
what does not depend on the machine: everybody is answered, nothing is a mistake of the server, the other one's work is
done, and the attack ends as an incident or is refused.

{table}
"""


def main(arguments: list[str]) -> int:
    """Run the attacks, and write the page where all of them were run and held."""
    done = subprocess.run([*TEST, *arguments], check=False, stdout=subprocess.PIPE, text=True)  # noqa: S603
    rows = [line.lstrip(".") for line in done.stdout.splitlines() if line.lstrip(".").startswith("| ")]
    sys.stdout.write(done.stdout)
    if done.returncode == 0 and not arguments:
        table = "\n".join([*HEAD, *sorted(rows)])
        PAGE.write_text(WORDS.format(day=date.today().isoformat(), cores=os.cpu_count(), table=table))
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
