"""Recomputes scores and money in another language and compares them with `duban assess --json`.

    python3 tests/recompute/recompute.py DUBAN YEARS

DUBAN is the built program, YEARS how many years to make up beside the example of the seeds.
It ends with one line, `N passed, N failed`.
"""

import json
import subprocess
import sys
import tempfile
from fractions import Fraction as F
from pathlib import Path

from money import Fund
from scoring import Refused, Year, half_up
from years import write

EXAMPLE = Path(__file__).parents[2] / "seeds" / "assessment"


def differences(printed, year):
    """Every figure that the two ways of computing do not share."""
    scores = year.score()
    found = []

    def same(what, theirs, ours):
        if theirs != ours:
            found.append(f"{what}: duban {theirs}, here {ours}")

    seen = set()
    for class_ in printed["classes"]:
        for one in class_["counties"]:
            county, ours = one["county"], scores[one["county"]]
            seen.add(county)
            same(f"{county} class", class_["class"], ours["class"])
            for key in ("rank", "grade"):
                same(f"{county} {key}", one[key], ours[key])
            for key in ("bonus", "deduction", "total"):
                same(f"{county} {key}", F(one[key]), ours[key])
            same(f"{county} task load", F(one["task_load"]), ours["load"])
            dimensions = {code: F(points) for code, points in one["dimensions"].items()}
            same(f"{county} dimensions", dimensions, ours["dimensions"])
            points = {each["indicator"]: (each["outcome"], F(each["points"])) for each in one["indicators"]}
            same(f"{county} indicators", points, ours["points"])
    same("counties", seen, set(scores))
    same("has a fund", printed["allotment"] is not None, "fund" in year.scheme)
    if printed["allotment"] is not None:
        split, theirs = Fund(year, scores).split(), printed["allotment"]
        by_county = {one["county"]: one for one in theirs["counties"]}
        same("amounts", {c: one["amount_fen"] for c, one in by_county.items()}, split["amounts"])
        same("slices", {c: one["slice_fen"] for c, one in by_county.items()}, split["slices"])
        exact = {c: F(one["exact_fen"]) for c, one in by_county.items()}
        same("exact", exact, {c: half_up(amount, 4) for c, amount in split["exact"].items()})
        same("kept back", F(theirs["kept_back_fen"]), half_up(split["kept"], 4))
        same("unallocated", theirs["unallocated_fen"], split["unallocated"])
        same("excluded", {one["county"] for one in theirs["excluded"]}, set(scores) - set(by_county))
    return found


def check(duban, scheme, data):
    """Compares one year; a refusal must be one that the recomputation comes to as well."""
    run = subprocess.run([duban, "assess", str(scheme), str(data), "--json"], capture_output=True, text=True)
    year = Year(scheme, data)
    if run.returncode == 0:
        return differences(json.loads(run.stdout), year), False
    try:
        scores = year.score()
        if any(score["total"] < 0 for score in scores.values()) and "fund" in year.scheme:
            raise Refused("the total of county")
        if "fund" in year.scheme:
            Fund(year, scores).split()
    except Refused as refused:
        return ([] if str(refused) in run.stderr else [f"refused otherwise: {refused} / {run.stderr}"]), True
    return [f"refused: {run.stderr}"], True


def main():
    duban, years = sys.argv[1], int(sys.argv[2])
    passed = failed = refusals = 0
    with tempfile.TemporaryDirectory() as folder:
        made_up = (Path(folder) / "scheme.toml", Path(folder) / "data.csv")
        for seed in range(years + 1):
            if seed == 0:
                files, name = (EXAMPLE / "changzhi-2025.toml", EXAMPLE / "changzhi-2025.csv"), "example"
            else:
                write(seed, *made_up)
                files, name = made_up, f"seed {seed}"
            found, refused = check(duban, *files)
            refusals += refused
            passed, failed = passed + (not found), failed + bool(found)
            for difference in found[:5]:
                print(f"{name}: {difference}")
    print(f"{refusals} years were refused, for the same reason here")
    print(f"{passed} passed, {failed} failed")
    # A check that compares nothing but refusals would prove nothing.
    sys.exit(failed > 0 or passed - refusals < years // 2)


main()
