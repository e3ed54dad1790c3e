"""Years made up at random: every method, every mode, ties, vetoes, gaps; the same for one seed."""

import csv
import random


def two(chance, low, high):
    return f"{chance.uniform(low, high):.2f}"


def method(chance, weight, plain=False):
    """A method that fits a weight, whether it needs a target, and how a value is drawn."""
    up = chance.choice(["UP", "DOWN"])
    figure = lambda: two(chance, 0, 20)  # noqa: E731
    most = f"{weight:.4f}"
    half = f"{weight / 2:.4f}"
    kinds = [
        (f'kind = "COMPLETION", cap = "{two(chance, 0.8, 1.3)}"', figure),
        ('kind = "COMPLETION", direction = "DOWN"', figure),
        (f'kind = "COMPLETION", direction = "DOWN", zero_at = "{two(chance, 20, 30)}"', figure),
        (f'kind = "THRESHOLD", comparator = "{chance.choice(["AT_LEAST", "ABOVE", "AT_MOST", "BELOW"])}"', figure),
        (f'kind = "STEPS", direction = "{up}", step = "{two(chance, 0.1, 3)}", deduct = "{two(chance, 0, 2)}", '
         f'bonus = "{two(chance, 0, 1)}", bonus_limit = "{two(chance, 0, 3)}"', figure),
        (f'kind = "BANDS", bands = [{{ from = 4, points = "{half}" }}, {{ from = "11.5", points = "{most}" }}]', figure),
        (f'kind = "BEST_FULL", direction = "{up}"', figure),
        (f'kind = "EFFICACY", direction = "{up}"', figure),
        (f'kind = "EFFICACY", direction = "{up}", curve = "EXPONENTIAL"', figure),
        (f'kind = "RANGE", low = 5, high = "9.5", tolerance = "{two(chance, 0.5, 6)}"', figure),
    ]
    if not plain:
        kinds += [(f'kind = "COMPLETION", direction = "{up}", from_baseline = true', figure)]
        parts = [method(chance, weight, plain=True)[0] for _ in "ab"]
        kinds += [
            (f'kind = "LEVEL_AND_INCREASE", level_share = "{two(chance, 0, 1)}", '
             f'level = {{ method = {{ {parts[0]} }}, target = "{figure()}" }}, '
             f'increase = {{ method = {{ {parts[1]} }}, target = "{figure()}" }}',
             lambda: f"{figure()};{figure()}"),
            ('kind = "VOTES", full = 20',
             lambda: ";".join(figure() for _ in range(chance.randint(1, 8)))),
            ('kind = "RECORD", on_time = "0.25", light_index = "0.35", closure = "0.4"',
             lambda: f"{chance.randint(0, 12)}/12;{chance.randint(0, 9)}/{chance.randint(0, 3)}/"
                     f"{chance.randint(0, 5)}/{chance.randint(0, 3)};{chance.randint(0, 7)}/7"),
        ]
    return chance.choice(kinds)


def weights(chance, count):
    """Weights with two decimals that add up to 100."""
    cuts = sorted(chance.sample(range(1, 10_000), count - 1))
    return [(high - low) / 100 for low, high in zip([0, *cuts], [*cuts, 10_000])]


def fund(chance, counties):
    mode = chance.choice(["FACTORS", "FIXED", "BASE_AND_PERFORMANCE"])
    lines = [
        "[fund]",
        f"pool = {chance.randint(1, 3000) * 10_000}",
        f'unit = "{chance.choice(["FEN", "YUAN", "WAN"])}"',
        f'kind = "{chance.choice(["REWARD", "SUBSIDY"])}"',
        f'mode = "{mode}"',
        f'min_grade = "{chance.choice(["GOOD", "FAIR", "POOR"])}"',
        f'zones = {chance.choice(["true", "false"])}',
    ]
    if mode == "FIXED":
        top = chance.randint(1, 900)
        lines += [f'shortfall = "{chance.choice(["PRO_RATA", "PRO_RATA", "REFUSE"])}"',
                  f"amounts = {{ EXCELLENT = {top * 4}000, GOOD = {top * 3}000, FAIR = {top * 2}000, POOR = {top}000 }}"]
    elif mode == "FACTORS":
        first = chance.randint(0, 100)
        lines += [f'factors = [{{ code = "score", name = "得分", weight = "{first / 100}", source = "SCORE" }}, '
                  f'{{ code = "task", name = "任务", weight = "{(100 - first) / 100}", source = "GIVEN", '
                  f'difficulty = {chance.choice(["true", "false"])} }}]']
    else:
        lines += [f'base = "{two(chance, 0, 1)}"', 'quantity = "task"']
    if chance.random() < 0.6:
        mode = chance.choice(["RENORMALISE", "KEEP_BACK"])
        lines += [f'debt = {{ mode = "{mode}", basis = "依据" }}']
    if chance.random() < 0.5:
        lines += [f'max_share = "{two(chance, 0.05, 1)}"']
    if chance.random() < 0.3:
        size = chance.choice([f'share = "{two(chance, 0, 0.4)}"', f"sum = {chance.randint(0, 400) * 10_000}"])
        pilots = chance.sample(counties, chance.randint(1, min(2, len(counties))))
        lines += [f"top_slice = {{ {size}, pilots = {pilots} }}".replace("'", '"')]
    return lines


def write(seed, scheme_path, data_path):
    chance = random.Random(seed)
    counties = [f"{990000 + at}" for at in range(chance.randint(1, 12))]
    classes = ["I", "II", "III"][: chance.randint(1, 3)]
    of = {county: chance.choice(classes) for county in counties}
    lines = ['title = "随机年度"', "year = 2025"]
    zone = {county: chance.random() < 0.15 for county in counties}
    for county in counties:
        lines += ["[[county]]", f'code = "{county}"', f'name = "县{county}"',
                  f"zone = {str(zone[county]).lower()}"]
    for class_ in classes:
        members = [county for county in counties if of[county] == class_]
        lines += ["[[class]]", f'code = "{class_}"', f'name = "第{class_}类"',
                  f'ranked = {chance.choice(["true", "true", "false"])}',
                  f"members = {members}".replace("'", '"')]
    for dimension in "ABCD":
        lines += ["[[dimension]]", f'code = "{dimension}"', f'name = "维度{dimension}"']
    count = chance.randint(1, 12)
    shared = {class_: weights(chance, count) for class_ in classes}
    rows = []
    for at in range(count):
        weight = {class_: shared[class_][at] for class_ in classes}
        drawn, value = method(chance, min(weight.values()))
        code, target = f"i{at:02}", two(chance, 0, 20)
        table = ", ".join(f'{class_} = "{points:.2f}"' for class_, points in weight.items())
        lines += ["[[indicator]]", f'code = "{code}"', f'name = "指标{at}"',
                  f'dimension = "{chance.choice("ABCD")}"', 'source = "甲局"', 'checker = "乙局"',
                  f"weights = {{ {table} }}", f'target = "{target}"', f"method = {{ {drawn} }}"]
        if chance.random() < 0.3:
            lines += [f'targets = {{ {classes[0]} = "{two(chance, 0, 20)}" }}']
        for county in counties:
            kind = chance.random()
            text = "NA" if kind < 0.15 else "" if kind < 0.22 else value()
            own = two(chance, 0, 20) if chance.random() < 0.2 else ""
            quantity = str(chance.randint(0, 3)) if chance.random() < 0.5 else ""
            rows.append([county, code, text, two(chance, 0, 20), own, quantity, "", "理由,市局核定"])
    lines += ["[[adjustment]]", 'code = "praise"', 'name = "表彰"', 'kind = "BONUS"', "points = 3", 'basis = "办法"',
              "[[adjustment]]", 'code = "blame"', 'name = "批评"', 'kind = "DEDUCTION"', "points = 4", 'basis = "办法"',
              "[[adjustment]]", 'code = "veto"', 'name = "造假"', 'kind = "VETO"', 'basis = "办法"']
    rule = chance.choice(['rule = "LINE"', 'rule = "LINE_AND_QUOTA"\nquota = "0.30"'])
    lines += ["[grades]", rule, "excellent = 60", "good = 45", "fair = 30"]
    with_fund = chance.random() < 0.85
    if with_fund:
        split = fund(chance, counties)
    needs_task = with_fund and 'mode = "FIXED"' not in split
    for county in counties:
        for code, chances in (("praise", 0.4), ("praise", 0.2), ("blame", 0.25), ("blame", 0.1), ("veto", 0.08)):
            if chance.random() < chances:
                points = "" if code == "veto" or chance.random() < 0.3 else two(chance, 0, 3)
                rows.append([county, code, points, "", "", "", chance.choice("甲乙丙"), "文件"])
        rows.append([county, "红色督办单", str(chance.randint(0, 2)), *[""] * 5])
        if with_fund:
            if needs_task:
                rows.append([county, "task", str(chance.randint(0, 200)), *[""] * 5])
            rows.append([county, "difficulty", two(chance, 0.5, 1.5), *[""] * 5])
            rows.append([county, "debt", chance.choice("绿黄橙红"), *[""] * 5])
            if chance.random() < 0.5:
                rows.append([county, "申请额", str(chance.randint(0, 900) * 10_000), *[""] * 5])
            if chance.random() < 0.1:
                rows.append([county, "reports_met", "否", *[""] * 5])
    if with_fund:
        lines += split
    chance.shuffle(rows)
    scheme_path.write_text("\n".join(lines) + "\n", "utf-8")
    with open(data_path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["county", "item", "value", "baseline", "target", "quantity", "matter", "basis"])
        writer.writerows(rows)
