"""The split of a fund, recomputed from a year's two files and its scores."""

from fractions import Fraction as F

from scoring import Refused, number

UNITS = {"FEN": 1, "YUAN": 100, "WAN": 1_000_000}
GRADES = ["EXCELLENT", "GOOD", "FAIR", "POOR"]
LEVELS = {"绿": "green", "黄": "yellow", "橙": "orange", "红": "red"}


def fen(yuan):
    value = F(str(yuan)) * 100
    assert value.denominator == 1
    return value.numerator


def largest_remainder(units, claims, tie):
    """Whole units that add up to `units`."""
    given = {county: claim.numerator // claim.denominator for county, claim in claims.items()}
    left = units - sum(given.values())
    order = sorted(claims, key=lambda county: (given[county] - claims[county], tie(county)))
    for county in order[:left]:
        given[county] += 1
    return given


def water_fill(total, weights, caps):
    """Fixes all above their caps, splits the rest among the others, and again (12.4, step 3)."""
    free = {county: weight for county, weight in weights.items() if weight > 0}
    got = {county: F(0) for county in weights}
    left = total
    while free:
        whole = sum(free.values())
        above = [
            county for county in free
            if caps[county] is not None and left * free[county] / whole > caps[county]
        ]
        if not above:
            for county in free:
                got[county] = left * free[county] / whole
            return got, sum(got.values())
        for county in above:
            got[county] = F(caps[county])
            left -= caps[county]
            del free[county]
    return got, sum(got.values())


class Fund:
    def __init__(self, year, scores):
        self.rules, self.year, self.scores = year.scheme["fund"], year, scores
        self.unit = UNITS[self.rules.get("unit", "WAN")]
        self.pool = fen(self.rules["pool"])

    def given(self, county, item, default=None):
        row = self.year.rows.get((county, item))
        return default if row is None else row["value"].strip()

    def tie(self, county):
        return (-self.scores[county]["total"], county)

    def eligible(self):
        lowest = GRADES.index(self.rules.get("min_grade", "GOOD"))
        return sorted(
            county for county, score in self.scores.items()
            if GRADES.index(score["grade"]) <= lowest and not score["vetoes"]
            and (county not in self.year.zones or self.rules.get("zones"))
            and self.given(county, "plan_adopted", "是") in ("是", "yes")
            and self.given(county, "reports_met", "是") in ("是", "yes")
        )

    def split(self):
        if self.pool < self.unit:
            raise Refused("does not hold one unit")
        eligible = self.eligible()
        if not eligible:
            raise Refused("meets the conditions")
        slices = self.slices(eligible)
        rest = self.pool - sum(slices.values())
        coefficients = {county: self.coefficient(county) for county in eligible}
        if self.rules["mode"] == "FIXED":
            total, kept, weights, entitled = self.fixed(eligible, rest, coefficients)
        else:
            shares = self.shares(eligible)
            weights = {county: shares[county] * coefficients[county] for county in eligible}
            whole = sum(weights.values())
            if not whole:
                raise Refused("nothing can be split")
            keep = self.rules.get("debt", {}).get("mode") == "KEEP_BACK"
            total, kept = (rest * whole, rest * (1 - whole)) if keep else (F(rest), F(0))
            entitled = {county: None for county in eligible}
        caps = {county: self.cap(county, entitled[county]) for county in eligible}
        exact, filled = water_fill(total / self.unit, weights, caps)
        units = largest_remainder(filled.numerator // filled.denominator, exact, self.tie)
        amounts = {county: slices[county] + units[county] * self.unit for county in eligible}
        return {
            "amounts": amounts, "slices": slices, "kept": kept,
            "exact": {county: exact[county] * self.unit for county in eligible},
            "unallocated": self.pool - sum(amounts.values()),
        }

    def slices(self, eligible):
        none = {county: 0 for county in eligible}
        slice_ = self.rules.get("top_slice")
        if not slice_:
            return none
        if "sum" in slice_:
            size = fen(slice_["sum"])
            if size > self.pool:
                raise Refused("the top slice of")
        else:
            size = int(F(str(slice_["share"])) * self.pool)
        units = size // self.unit
        if not units:
            return none
        pilots = {self.year.codes[name] for name in slice_["pilots"]}
        if not pilots <= set(eligible):
            raise Refused("is not eligible, so that its slice")
        claims = {county: F(units, len(pilots)) if county in pilots else F(0) for county in eligible}
        given = largest_remainder(units, claims, self.tie)
        return {county: given[county] * self.unit for county in eligible}

    def coefficient(self, county):
        debt = self.rules.get("debt")
        if debt is None:
            return F(1)
        level = self.given(county, "debt")
        level = LEVELS.get(level, level.lower())
        default = {"green": "1", "yellow": "0.95", "orange": "0.80", "red": "0"}[level]
        return F(str(debt.get(level, default)))

    def fixed(self, eligible, rest, coefficients):
        amounts = {}
        for county in eligible:
            grade = self.scores[county]["grade"]
            if grade not in self.rules["amounts"]:
                raise Refused("has no amount")
            amounts[county] = F(fen(self.rules["amounts"][grade]))
        lowered = {county: amounts[county] * coefficients[county] for county in eligible}
        asked, full = sum(lowered.values()), sum(amounts.values())
        if not asked:
            raise Refused("nothing can be split")
        if self.rules["shortfall"] == "REFUSE" and asked > rest:
            raise Refused("more than the pool")
        if self.rules.get("debt", {}).get("mode") == "KEEP_BACK":
            before = min(F(rest), full)
            return before * asked / full, before * (full - asked) / full, lowered, lowered
        return min(F(rest), asked), F(0), lowered, lowered

    def shares(self, eligible):
        difficulty = {c: number(self.given(c, "difficulty", "1")) for c in eligible}
        total = {county: self.scores[county]["total"] for county in eligible}
        if self.rules["mode"] == "BASE_AND_PERFORMANCE":
            base, code = F(str(self.rules["base"])), self.rules["quantity"]
            task = {c: number(self.given(c, code)) * difficulty[c] for c in eligible}
            columns = [(base, task), (1 - base, {c: task[c] * total[c] for c in eligible})]
        else:
            columns = []
            for factor in self.rules["factors"]:
                values = total if factor["source"] == "SCORE" else {
                    county: number(self.given(county, factor["code"])) for county in eligible
                }
                if factor.get("difficulty"):
                    values = {county: values[county] * difficulty[county] for county in eligible}
                columns.append((F(str(factor["weight"])), values))
        shares = {county: F(0) for county in eligible}
        for weight, values in columns:
            whole = sum(values.values())
            if not whole and weight:
                raise Refused("so that its part cannot be split")
            for county in eligible:
                shares[county] += weight * values[county] / whole if whole else 0
        return shares

    def cap(self, county, entitled):
        caps = []
        if "max_share" in self.rules:
            caps.append(int(F(str(self.rules["max_share"])) * self.pool) // self.unit)
        if (applied := self.given(county, "applied")) is not None:
            caps.append(fen(applied) // self.unit)
        if entitled is not None:
            caps.append(int(entitled) // self.unit)
        return min(caps, default=None)
