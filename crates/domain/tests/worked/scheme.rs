//! Small schemes and data sets for the examples.

use std::collections::BTreeMap;

use duban_domain::measure::score::data::{CountyData, DataSet, Datum, Item};
use duban_domain::measure::score::method::{Comparator, Completion, Method};
use duban_domain::measure::score::scheme::{
    AdjustmentCaps, AdjustmentRule, Class, ClassTerms, Effect, Grading, Indicator, Ranking, Scheme,
};
use duban_domain::value::code::Code;
use duban_domain::value::decimal::{Figure, Points};
use duban_domain::value::exact::Exact;

/// The class of the examples.
pub const CLASS: &str = "II";

/// Reads a figure.
pub fn figure(text: &str) -> Figure {
    text.parse().unwrap()
}

/// Reads a fraction.
pub fn exact(text: &str) -> Exact {
    text.parse().unwrap()
}

/// W·min(x/T, 1).
pub fn rise() -> Method {
    Method::Completion(Completion::Rise { cap: Exact::ONE })
}

/// A plain value.
pub fn value(text: &str) -> Item {
    Item::of(Datum::Value(figure(text)))
}

/// An indicator of one class.
pub fn indicator(code: &str, dimension: &str, weight: i32, method: Method) -> Indicator {
    let terms = ClassTerms { weight: Points::whole(weight), target: None };
    Indicator {
        code: code.into(),
        dimension: dimension.into(),
        source: "住建局".into(),
        checker: "统计局".into(),
        method,
        target: None,
        classes: BTreeMap::from([(Code::from(CLASS), terms)]),
    }
}

/// The same with a target.
pub fn with_target(indicator: Indicator, target: &str) -> Indicator {
    Indicator { target: Some(figure(target)), ..indicator }
}

/// What may add, take or bar in the examples.
fn adjustments() -> Vec<AdjustmentRule> {
    let rule = |code: &str, effect| AdjustmentRule {
        code: code.into(),
        effect,
        basis: "考核办法第十条".to_owned(),
    };
    vec![
        rule("commended", Effect::Bonus(Points::whole(2))),
        rule("criticised", Effect::Deduction(Points::whole(12))),
        rule("falsified", Effect::Veto),
    ]
}

/// A scheme of one class with the default lines, quota and caps.
pub fn scheme(dimensions: &[&str], indicators: Vec<Indicator>) -> Scheme {
    Scheme {
        classes: vec![Class { code: CLASS.into(), ranking: Ranking::Ranked }],
        dimensions: dimensions.iter().map(|code| Code::from(*code)).collect(),
        indicators,
        adjustments: adjustments(),
        caps: AdjustmentCaps { bonus: Points::whole(5), deduction: Points::whole(10) },
        grading: Grading {
            excellent: Points::whole(90),
            good: Points::whole(80),
            fair: Points::whole(60),
            quota: Some(exact("0.30")),
        },
    }
}

/// A scheme in which one indicator is looked at and `rest` fills the weights up to 100.
pub fn scheme_of_one(weight: i32, method: Method, target: Option<&str>) -> Scheme {
    let looked_at =
        Indicator { target: target.map(figure), ..indicator("looked-at", "A", weight, method) };
    let rest = indicator("rest", "B", 100 - weight, Method::Threshold(Comparator::AtLeast));
    scheme(&["A", "B"], vec![looked_at, with_target(rest, "1")])
}

/// A county with its items.
pub fn county(code: &str, items: Vec<(&str, Item)>) -> CountyData {
    let items = items.into_iter().map(|(code, item)| (Code::from(code), item)).collect();
    CountyData { items, ..CountyData::new(code.into(), CLASS.into()) }
}

/// Data of the scheme of one indicator.
pub fn data_of_one(items: Vec<(&str, Item)>) -> DataSet {
    let counties = items
        .into_iter()
        .map(|(code, item)| county(code, vec![("looked-at", item), ("rest", value("1"))]));
    DataSet { counties: counties.collect() }
}
