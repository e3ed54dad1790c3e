//! A year that was assessed here, in the two forms that [`read`](super::read) reads: the same
//! scheme and data come back, so that anybody can compute the scores anew.

use std::fmt::Write as _;

use duban_domain::assessment::state::{Adjustment, Cycle, Place, Plan, Provenance};
use duban_domain::measure::score::data::{Datum, Item};
use duban_domain::measure::score::method::{
    Bands, Comparator, Completion, Curve, Direction, Method, Part, Steps,
};
use duban_domain::measure::score::record::{Record, RecordFormula};
use duban_domain::measure::score::scheme::{
    AdjustmentRule, Class, Effect, Grading, Indicator, Ranking,
};
use duban_domain::value::code::Code;
use duban_domain::value::decimal::Figure;
use toml::Value;

/// 方案. The scheme of a year as TOML.
pub fn scheme(plan: &Plan) -> String {
    let mut out = format!("title = {}\nyear = {}\n", text(plan.title.as_str()), plan.year);
    for county in plan.counties.keys() {
        put(&mut out, "county", &[("code", text(county.as_str())), ("name", name(plan, county))]);
    }
    for class in &plan.scheme.classes {
        self::class(&mut out, plan, class);
    }
    for dimension in &plan.scheme.dimensions {
        let named = ("name", name(plan, dimension));
        put(&mut out, "dimension", &[("code", text(dimension.as_str())), named]);
    }
    for indicator in &plan.scheme.indicators {
        self::indicator(&mut out, plan, indicator);
    }
    for rule in &plan.scheme.adjustments {
        adjustment(&mut out, plan, rule);
    }
    let caps = &plan.scheme.caps;
    let lines = [("bonus", text(caps.bonus)), ("deduction", text(caps.deduction))];
    section(&mut out, "[caps]", &lines);
    grades(&mut out, &plan.scheme.grading);
    out
}

/// 数据. The data that the scores rest on, as CSV.
pub fn data(cycle: &Cycle) -> String {
    let mut out = String::from("county,item,value,baseline,target,quantity,matter,basis\n");
    for county in cycle.data().counties {
        for (indicator, item) in &county.items {
            self::item(&mut out, cycle, (&county.county, indicator), item);
        }
        for adjustment in cycle.adjustments.get(&county.county).into_iter().flatten() {
            let county = county.county.as_str();
            let (rule, points, matter, basis) = match adjustment {
                Adjustment::Bonus(it) => (&it.rule, it.points.to_string(), &it.matter, &it.basis),
                Adjustment::Deduction(it) => {
                    (&it.rule, it.points.to_string(), &it.matter, &it.basis)
                }
                Adjustment::Veto(it) => (&it.rule, String::new(), &it.matter, &it.basis),
                Adjustment::RedOrders(_) => continue,
            };
            row(&mut out, [county, rule.as_str(), &points, "", "", "", matter, basis]);
        }
        if county.red_orders > 0 {
            let orders = county.red_orders.to_string();
            row(&mut out, [county.county.as_str(), "red_orders", &orders, "", "", "", "", ""]);
        }
    }
    out
}

fn class(out: &mut String, plan: &Plan, class: &Class) {
    let members = plan.counties.iter().filter(|(_, of)| **of == class.code);
    let members: Vec<String> = members.map(|(county, _)| text(county.as_str())).collect();
    put(
        out,
        "class",
        &[
            ("code", text(class.code.as_str())),
            ("name", name(plan, &class.code)),
            ("ranked", (class.ranking == Ranking::Ranked).to_string()),
            ("members", format!("[{}]", members.join(", "))),
        ],
    );
}

fn indicator(out: &mut String, plan: &Plan, one: &Indicator) {
    let mut lines = vec![
        ("code", text(one.code.as_str())),
        ("name", name(plan, &one.code)),
        ("dimension", text(one.dimension.as_str())),
        ("source", text(one.source.as_str())),
        ("checker", text(one.checker.as_str())),
    ];
    let by_class = |of: Vec<(&Code, String)>| {
        let pairs = of.into_iter().map(|(class, value)| format!("{} = {value}", text(class)));
        format!("{{ {} }}", pairs.collect::<Vec<_>>().join(", "))
    };
    let weights = one.classes.iter().map(|(class, terms)| (class, text(terms.weight)));
    lines.push(("weights", by_class(weights.collect())));
    if let Some(target) = one.target {
        lines.push(("target", text(target)));
    }
    let targets = one.classes.iter().filter_map(|(class, it)| Some((class, text(it.target?))));
    let targets: Vec<_> = targets.collect();
    if !targets.is_empty() {
        lines.push(("targets", by_class(targets)));
    }
    lines.push(("method", method(&one.method)));
    put(out, "indicator", &lines);
}

fn adjustment(out: &mut String, plan: &Plan, rule: &AdjustmentRule) {
    let (kind, points) = match rule.effect {
        Effect::Bonus(most) => ("BONUS", Some(most)),
        Effect::Deduction(most) => ("DEDUCTION", Some(most)),
        Effect::Veto => ("VETO", None),
    };
    let mut lines = vec![
        ("code", text(rule.code.as_str())),
        ("name", name(plan, &rule.code)),
        ("kind", text(kind)),
        ("basis", text(&rule.basis)),
    ];
    lines.extend(points.map(|most| ("points", text(most))));
    put(out, "adjustment", &lines);
}

fn grades(out: &mut String, grading: &Grading) {
    let rule = if grading.quota.is_some() { "LINE_AND_QUOTA" } else { "LINE" };
    let mut lines = vec![
        ("rule", text(rule)),
        ("excellent", text(grading.excellent)),
        ("good", text(grading.good)),
        ("fair", text(grading.fair)),
    ];
    lines.extend(grading.quota.map(|quota| ("quota", text(quota))));
    section(out, "[grades]", &lines);
}

fn method(method: &Method) -> String {
    let (kind, parameters) = match method {
        Method::Completion(shape) => ("COMPLETION", completion(shape)),
        Method::Threshold(comparator) => {
            let word = match comparator {
                Comparator::AtLeast => "AT_LEAST",
                Comparator::Above => "ABOVE",
                Comparator::AtMost => "AT_MOST",
                Comparator::Below => "BELOW",
            };
            ("THRESHOLD", vec![("comparator", text(word))])
        }
        Method::Steps(it) => ("STEPS", steps(it)),
        Method::Bands(it) => ("BANDS", bands(it)),
        Method::BestFull(direction) => ("BEST_FULL", vec![self::direction(*direction)]),
        Method::Efficacy { direction, curve } => {
            let curve = match curve {
                Curve::Linear => "LINEAR",
                Curve::Exponential => "EXPONENTIAL",
            };
            ("EFFICACY", vec![self::direction(*direction), ("curve", text(curve))])
        }
        Method::LevelAndIncrease { level_share, level, increase } => (
            "LEVEL_AND_INCREASE",
            vec![
                ("level_share", text(level_share)),
                ("level", part(level)),
                ("increase", part(increase)),
            ],
        ),
        Method::Votes { full } => ("VOTES", vec![("full", text(full))]),
        Method::Range { low, high, tolerance } => {
            let ends = [("low", text(low)), ("high", text(high)), ("tolerance", text(tolerance))];
            ("RANGE", ends.to_vec())
        }
        Method::Record(formula) => ("RECORD", record_formula(formula)),
    };
    table([("kind", text(kind))].into_iter().chain(parameters))
}

fn completion(shape: &Completion) -> Vec<(&'static str, String)> {
    match shape {
        Completion::Rise { cap } => vec![direction(Direction::Up), ("cap", text(cap))],
        Completion::FromBaseline { direction, cap } => vec![
            self::direction(*direction),
            ("from_baseline", true.to_string()),
            ("cap", text(cap)),
        ],
        Completion::Fall => vec![direction(Direction::Down)],
        Completion::FallWithin { zero_at } => {
            vec![direction(Direction::Down), ("zero_at", text(zero_at))]
        }
    }
}

fn steps(it: &Steps) -> Vec<(&'static str, String)> {
    vec![
        direction(it.direction),
        ("step", text(it.step)),
        ("deduct", text(it.deduct)),
        ("bonus", text(it.bonus)),
        ("bonus_limit", text(it.bonus_limit)),
    ]
}

fn bands(it: &Bands) -> Vec<(&'static str, String)> {
    let each = it
        .bands
        .iter()
        .map(|band| table([("from", text(band.from)), ("points", text(band.points))]));
    let list = format!("[{}]", each.collect::<Vec<_>>().join(", "));
    vec![("below", text(it.below)), ("bands", list)]
}

fn part(part: &Part) -> String {
    let target = part.target.map(|target| ("target", text(target)));
    table([("method", method(&part.method))].into_iter().chain(target))
}

fn record_formula(formula: &RecordFormula) -> Vec<(&'static str, String)> {
    let index = &formula.index;
    let colours = [
        ("green", text(index.green)),
        ("blue", text(index.blue)),
        ("yellow", text(index.yellow)),
        ("red", text(index.red)),
    ];
    vec![
        ("on_time", text(formula.on_time)),
        ("light_index", text(formula.light_index)),
        ("closure", text(formula.closure)),
        ("index", table(colours)),
    ]
}

fn direction(direction: Direction) -> (&'static str, String) {
    let word = match direction {
        Direction::Up => "UP",
        Direction::Down => "DOWN",
    };
    ("direction", text(word))
}

fn item(out: &mut String, cycle: &Cycle, (county, indicator): (&Code, &Code), item: &Item) {
    let value = match &item.datum {
        Datum::Value(value) => value.to_string(),
        Datum::LevelAndIncrease { level, increase } => format!("{level};{increase}"),
        Datum::Votes(votes) => votes.iter().map(ToString::to_string).collect::<Vec<_>>().join(";"),
        Datum::Record(record) => of_record(record),
        Datum::NotApplicable => "NA".to_owned(),
        Datum::NotReported => String::new(),
    };
    let optional = |figure: Option<Figure>| figure.map(|it| it.to_string()).unwrap_or_default();
    let (baseline, target) = (optional(item.baseline), optional(item.target));
    let quantity = optional(item.quantity);
    let place = Place { county: county.clone(), indicator: indicator.clone() };
    let note = cycle.items.get(&place).and_then(|entry| match &entry.provenance {
        Provenance::HandedIn { note, .. } => note.as_ref().map(ToString::to_string),
        Provenance::Verified { .. } => None,
    });
    let basis = match item.datum {
        Datum::NotApplicable => note.unwrap_or_else(|| "核定不适用".to_owned()),
        Datum::Value(_)
        | Datum::LevelAndIncrease { .. }
        | Datum::Votes(_)
        | Datum::Record(_)
        | Datum::NotReported => String::new(),
    };
    let (county, indicator) = (county.as_str(), indicator.as_str());
    row(out, [county, indicator, &value, &baseline, &target, &quantity, "", &basis]);
}

fn of_record(record: &Record) -> String {
    let Record { reports_due, reports_on_time, lights, closures_due, closed } = record;
    let (green, blue, yellow, red) = (lights.green, lights.blue, lights.yellow, lights.red);
    format!("{reports_on_time}/{reports_due};{green}/{blue}/{yellow}/{red};{closed}/{closures_due}")
}

fn name(plan: &Plan, code: &Code) -> String {
    text(plan.name(code))
}

/// A value in quotes: whatever stands in it, it is read as it was.
fn text(value: impl ToString) -> String {
    Value::String(value.to_string()).to_string()
}

fn table(pairs: impl IntoIterator<Item = (&'static str, String)>) -> String {
    let pairs = pairs.into_iter().map(|(key, value)| format!("{key} = {value}"));
    format!("{{ {} }}", pairs.collect::<Vec<_>>().join(", "))
}

fn put(out: &mut String, kind: &str, lines: &[(&str, String)]) {
    section(out, &format!("[[{kind}]]"), lines);
}

fn section(out: &mut String, head: &str, lines: &[(&str, String)]) {
    // Writing to a text cannot fail.
    let _ = writeln!(out, "\n{head}");
    for (key, value) in lines {
        let _ = writeln!(out, "{key} = {value}");
    }
}

fn row(out: &mut String, fields: [&str; 8]) {
    let quoted = fields.map(|field| match field.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", field.replace('"', "\"\"")),
        false => field.to_owned(),
    });
    let _ = writeln!(out, "{}", quoted.join(","));
}

#[cfg(test)]
mod tests;
