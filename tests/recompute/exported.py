"""Recomputes the scores of a year from what the server exported and compares them with what it says.

    python3 tests/recompute/exported.py SCHEME.toml DATA.csv SCORES.json

The first two files are those of `assessmentExport`, the third holds the rows of `assessmentScores`.
It ends with one line, `N counties agree`, or names every figure that differs. Exit code 77 says that
this Python is too old to tell.
"""

import json
import sys
from fractions import Fraction as F
from pathlib import Path

if sys.version_info < (3, 11):
    sys.exit(77)

from scoring import Year


def differences(row, ours):
    pairs = [(key, row[key], ours[key]) for key in ("class", "rank", "grade")]
    pairs += [(key, F(row[key]), ours[key]) for key in ("bonus", "deduction", "total")]
    theirs = {one["indicator"]: (one["outcome"], F(one["points"])) for one in row["indicators"]}
    pairs.append(("indicators", theirs, ours["points"]))
    return [f"{row['county']} {what}: duban {told}, here {here}" for what, told, here in pairs if told != here]


def main():
    scheme, data, told = sys.argv[1:]
    scores = Year(scheme, data).score()
    rows = json.loads(Path(told).read_text("utf-8"))
    found = [one for row in rows for one in differences(row, scores[row["county"]])]
    if {row["county"] for row in rows} != set(scores):
        found.append(f"counties: duban {sorted(row['county'] for row in rows)}, here {sorted(scores)}")
    print("\n".join(found) or f"{len(rows)} counties agree")
    sys.exit(bool(found))


main()
