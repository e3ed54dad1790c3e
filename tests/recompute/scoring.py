"""Scores of a year, recomputed from its two files. Standard library only.

Written from the specification and not from the product, so that an error has to be made twice to
stay unseen. Every number is a Fraction.
"""

import csv
import tomllib
from decimal import Decimal, localcontext
from fractions import Fraction as F
from pathlib import Path

RESERVED = {
    "红色督办单": "red_orders", "申请额": "applied", "债务风险等级": "debt", "困难系数": "difficulty",
    "方案已印发": "plan_adopted", "报送义务已履行": "reports_met",
}
JURISDICTIONS = Path(__file__).parents[2] / "seeds" / "reference" / "jurisdictions.toml"


class Refused(Exception):
    """The year cannot be scored, or its money not split; the words are part of the message."""


def half_up(value, places):
    """Rounds half away from zero."""
    scaled = abs(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return F(whole if value >= 0 else -whole, 10**places)


def number(value):
    return None if value in (None, "") else F(str(value))


class Year:
    def __init__(self, scheme_path, data_path):
        self.scheme = tomllib.loads(Path(scheme_path).read_text("utf-8"))
        self.classes, self.members, self.zones, self.codes = {}, {}, set(), {}
        reference = tomllib.loads(JURISDICTIONS.read_text("utf-8"))
        known = reference["jurisdiction"] + [
            {**county, "aliases": [], "full_name": county["name"], "classes": {},
             "kind": "ZONE" if county.get("zone") else "COUNTY"}
            for county in self.scheme.get("county", [])
        ]
        for county in known:
            for name in [county["code"], county["name"], county["full_name"], *county["aliases"]]:
                self.codes[name] = county["code"]
            if county["kind"] == "ZONE":
                self.zones.add(county["code"])
        if preset := self.scheme.get("preset"):
            chosen = next(one for one in reference["class_preset"] if one["code"] == preset)
            self.classes = {one["code"]: one["ranked"] for one in chosen["classes"]}
            self.members = {
                county["code"]: county["classes"][preset]
                for county in known if preset in county["classes"]
            }
        for one in self.scheme.get("class", []):
            self.classes[one["code"]] = one.get("ranked", True)
            for member in one["members"]:
                self.members[self.codes[member]] = one["code"]
        self.indicators = sorted(self.scheme["indicator"], key=lambda one: one["code"])
        self.rules = {one["code"]: one for one in self.scheme.get("adjustment", [])}
        self.rows, self.adjustments = {}, []
        with open(data_path, encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                county = self.codes[row["county"]]
                item = RESERVED.get(row["item"], row["item"])
                if item in self.rules:
                    self.adjustments.append((county, self.rules[item], row))
                else:
                    self.rows[county, item] = row

    def weight(self, indicator, class_):
        if "weight" in indicator:
            return F(str(indicator["weight"]))
        return number(indicator["weights"].get(class_))

    def value(self, county, code):
        """The text of a value, or "NA", or "" where it was not reported."""
        text = self.rows[county, code]["value"].strip()
        if text in ("NA", "N/A", "不适用"):
            return "NA"
        return "" if text in ("未报", "NOT_REPORTED") else text

    def figures(self, county, code):
        return [F(part.strip()) for part in self.value(county, code).replace("；", ";").split(";")]

    def peers(self, class_, code, part):
        """The figures of a class that were reported and apply."""
        counties = [county for county, of in self.members.items() if of == class_]
        texts = [county for county in counties if self.value(county, code) not in ("NA", "")]
        return [self.figures(county, code)[part] for county in texts]

    def effective(self, county):
        """The weights that count for a county: what does not apply goes to the others."""
        class_ = self.members[county]
        weights = {
            one["code"]: (one["dimension"], weight)
            for one in self.indicators if (weight := self.weight(one, class_)) is not None
        }
        nominal, applicable = {}, {}
        for code, (dimension, weight) in weights.items():
            nominal[dimension] = nominal.get(dimension, 0) + weight
            if self.value(county, code) != "NA":
                applicable[dimension] = applicable.get(dimension, 0) + weight
        alive = sum(nominal[dimension] for dimension in applicable)
        if not alive:
            raise Refused("nothing applies to county")
        factor = {
            dimension: nominal[dimension] / left * 100 / alive
            for dimension, left in applicable.items()
        }
        return {code: (weight, factor.get(dimension, F(0))) for code, (dimension, weight) in weights.items()}

    def score(self):
        scores = {}
        for county in self.members:
            scores[county] = self.county(county)
        for class_ in self.classes:
            self.place(class_, scores)
        return scores

    def county(self, county):
        class_ = self.members[county]
        points, load, dimensions = {}, F(0), {one["code"]: F(0) for one in self.scheme["dimension"]}
        for code, (weight, factor) in self.effective(county).items():
            indicator = next(one for one in self.indicators if one["code"] == code)
            row = self.rows[county, code]
            target = number(row.get("target"))
            if target is None:
                target = number(indicator.get("targets", {}).get(class_))
            if target is None:
                target = number(indicator.get("target"))
            text = self.value(county, code)
            if text == "NA":
                points[code] = ("NOT_APPLICABLE", F(0))
                continue
            quantity = number(row.get("quantity"))
            load += weight * (quantity if quantity is not None else target or 0)
            if text == "":
                points[code] = ("NOT_REPORTED", F(0))
                continue
            exact = self.points(county, indicator, weight, target) * factor
            points[code] = ("SCORED", half_up(exact, 4))
            dimensions[indicator["dimension"]] += points[code][1]
        bonus, deduction, vetoes = self.adjust(county)
        red = self.rows.get((county, "red_orders"))
        return {
            "class": class_, "points": points, "dimensions": dimensions, "bonus": bonus,
            "deduction": deduction, "vetoes": vetoes, "load": load,
            "red": int(red["value"]) if red else 0,
            "total": sum(dimensions.values()) + bonus - deduction,
        }

    def points(self, county, indicator, weight, target):
        method, code = indicator["method"], indicator["code"]
        class_ = self.members[county]
        if method["kind"] == "VOTES":
            votes = sorted(self.figures(county, code))
            votes = votes[1:-1] if len(votes) >= 5 else votes
            mean = sum(votes) / len(votes)
            return weight * min(max(mean / F(str(method["full"])), 0), 1)
        if method["kind"] == "RECORD":
            return weight * record(method, self.value(county, code))
        figures = self.figures(county, code)
        if method["kind"] == "LEVEL_AND_INCREASE":
            share = F(str(method.get("level_share", "0.6")))
            parts = []
            for part, name, fallback in ((0, "level", target), (1, "increase", None)):
                own = number(method[name].get("target"))
                against = own if own is not None else fallback
                peers = self.peers(class_, code, part)
                parts.append(one_figure(method[name]["method"], figures[part], weight, against, None, peers))
            return share * parts[0] + (1 - share) * parts[1]
        baseline = number(self.rows[county, code].get("baseline"))
        peers = self.peers(class_, code, 0)
        return one_figure(method, figures[0], weight, target, baseline, peers)

    def adjust(self, county):
        best, deduction, vetoes = {}, F(0), []
        for _, rule, row in (one for one in self.adjustments if one[0] == county):
            points = number(row["value"])
            points = points if points is not None else number(rule.get("points"))
            if rule["kind"] == "VETO":
                vetoes.append(row["basis"])
            elif rule["kind"] == "BONUS":
                best[row["matter"]] = max(best.get(row["matter"], 0), points)
            else:
                deduction += points
        caps = self.scheme.get("caps", {})
        bonus_cap, deduction_cap = number(caps.get("bonus", 5)), number(caps.get("deduction", 10))
        return min(sum(best.values(), F(0)), bonus_cap), min(deduction, deduction_cap), vetoes

    def place(self, class_, scores):
        """Ranks and grades; equal keys share the better place."""
        grades = self.scheme["grades"]
        lines = [("EXCELLENT", F(str(grades["excellent"]))), ("GOOD", F(str(grades["good"]))),
                 ("FAIR", F(str(grades["fair"])))]
        of_class = [one for one in scores.values() if one["class"] == class_]

        def key(one):
            return (-one["total"], -one["load"], one["red"])

        places = None
        if self.classes[class_] and grades["rule"] == "LINE_AND_QUOTA":
            places = max(1, half_up(F(str(grades["quota"])) * len(of_class), 0))
        for one in of_class:
            ahead = [other for other in of_class if key(other) < key(one)]
            one["rank"] = 1 + len(ahead) if self.classes[class_] else None
            grade = next((name for name, line in lines if one["total"] >= line), "POOR")
            clear = sum(1 for other in ahead if not other["vetoes"])
            if one["vetoes"]:
                grade = "FAIR" if grade in ("EXCELLENT", "GOOD") else grade
            elif grade == "EXCELLENT" and places is not None and clear >= places:
                grade = "GOOD"
            one["grade"] = grade


def ratio(above, below, cap=F(1)):
    """A ratio between nothing and a cap; division by zero gives the whole."""
    return F(1) if below == 0 else min(max(above / below, F(0)), cap)


def one_figure(method, x, weight, target, baseline, peers):
    kind, down = method["kind"], method.get("direction", "UP") == "DOWN"
    if kind == "COMPLETION":
        cap = F(str(method.get("cap", 1)))
        if method.get("from_baseline"):
            sign = -1 if down else 1
            x, target, baseline = sign * x, sign * target, sign * baseline
            if baseline > target:
                return weight if x >= target else F(0)
            return weight * ratio(x - baseline, target - baseline, cap)
        if not down:
            return weight * ratio(x, target, cap)
        if "zero_at" in method:
            zero_at = F(str(method["zero_at"]))
            return weight * ratio(zero_at - x, zero_at - target)
        return weight if x <= target else weight * ratio(target, x)
    if kind == "THRESHOLD":
        met = {"AT_LEAST": x >= target, "ABOVE": x > target, "AT_MOST": x <= target, "BELOW": x < target}
        return weight if met[method["comparator"]] else F(0)
    if kind == "STEPS":
        step, short = F(str(method["step"])), (x - target if down else target - x)
        if short > 0:
            return max(F(0), weight - F(str(method["deduct"])) * -(-short // step))
        bonus = F(str(method.get("bonus", 0))) * (-short // step)
        return weight + min(bonus, F(str(method.get("bonus_limit", 0))))
    if kind == "BANDS":
        inside = [F(str(one["points"])) for one in method["bands"] if F(str(one["from"])) <= x]
        return inside[-1] if inside else F(str(method.get("below", 0)))
    if kind == "BEST_FULL":
        if down:
            return weight if x <= min(peers) else weight * ratio(min(peers), x)
        return weight if max(peers) <= 0 else weight * ratio(x, max(peers))
    if kind == "EFFICACY":
        low, high = min(peers), max(peers)
        if low == high:
            return weight
        gained = (high - x if down else x - low) / (high - low)
        if method.get("curve", "LINEAR") == "LINEAR":
            return weight * (60 + 40 * gained) / 100
        with localcontext() as context:
            context.prec = 60
            exponent = Decimal("0.510826") * gained.numerator / gained.denominator
            grown = 60 * F(exponent.exp())
        return weight * min(grown / 100, 1)
    if kind == "RANGE":
        low, high = F(str(method["low"])), F(str(method["high"]))
        distance = max(low - x, x - high, 0)
        return weight * max(F(0), 1 - distance / F(str(method["tolerance"])))
    raise ValueError(kind)


def record(method, text):
    reports, lights, closures = ([int(n) for n in part.split("/")] for part in text.split(";"))
    index = {"green": 100, "blue": 100, "yellow": 60, "red": 0, **method.get("index", {})}
    counted = sum(n * index[colour] for n, colour in zip(lights, ("green", "blue", "yellow", "red")))
    rates = [
        (method.get("on_time", 0), ratio(F(reports[0]), F(reports[1]))),
        (method["light_index"], F(counted, 100 * sum(lights)) if sum(lights) else F(1)),
        (method["closure"], ratio(F(closures[0]), F(closures[1]))),
    ]
    return sum(F(str(share)) * rate for share, rate in rates)
