//! The fund of a scheme file.

use std::collections::BTreeMap;

use duban_domain::measure::allot::fund::{
    DebtMode, DebtRule, DifficultyUse, Eligibility, Factor, FactorSource, Fund, FundKind, Mode,
    Shortfall, SliceSize, TopSlice, Zones,
};
use duban_domain::measure::score::grade::Grade;
use duban_domain::value::code::Code;
use duban_domain::value::decimal::Figure;
use duban_domain::value::money::MoneyUnit;

use super::complaint::Complaints;
use super::territory::Territory;
use super::tree::{Node, Table};

const GRADES: &[(&str, Grade)] = &[
    ("EXCELLENT", Grade::Excellent),
    ("GOOD", Grade::Good),
    ("FAIR", Grade::Fair),
    ("POOR", Grade::Poor),
];

const KEYS: &[&str] = &[
    "pool",
    "unit",
    "kind",
    "mode",
    "factors",
    "amounts",
    "shortfall",
    "base",
    "quantity",
    "min_grade",
    "zones",
    "debt",
    "max_share",
    "top_slice",
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum ModeKind {
    Fixed,
    Factors,
    BasePerformance,
}

/// Reads the fund; the names of its factors join those of the scheme.
pub(super) fn read(
    node: &Node<'_>,
    known: &Territory,
    names: &mut BTreeMap<Code, String>,
    complaints: &mut Complaints,
) -> Option<Fund> {
    let table = node.table(KEYS, complaints)?;
    let pool = table.need("pool", complaints).and_then(|node| node.yuan(complaints));
    let units = [("FEN", MoneyUnit::Fen), ("YUAN", MoneyUnit::Yuan), ("WAN", MoneyUnit::Wan)];
    let unit = table.choice_or("unit", (&units, MoneyUnit::Wan), complaints);
    let kinds = [("REWARD", FundKind::Reward), ("SUBSIDY", FundKind::Subsidy)];
    let kind = table.need("kind", complaints).and_then(|node| node.choice(&kinds, complaints));
    let mode = mode(&table, names, complaints);
    let zones = table.get("zones").and_then(|node| node.yes(complaints));
    let eligibility = Eligibility {
        // Good or better, counties and districts.
        min_grade: table.choice_or("min_grade", (GRADES, Grade::Good), complaints),
        zones: match zones {
            Some(true) => Zones::Included,
            Some(false) | None => Zones::Excluded,
        },
    };
    let debt = table.get("debt").and_then(|node| debt(&node, complaints));
    let max_share = table.get("max_share").and_then(|node| node.number(complaints));
    let top_slice = table.get("top_slice").and_then(|node| top_slice(&node, known, complaints));
    Some(Fund {
        pool: pool?,
        unit,
        kind: kind?,
        mode: mode?,
        eligibility,
        debt,
        max_share,
        top_slice,
    })
}

fn mode(
    table: &Table<'_>,
    names: &mut BTreeMap<Code, String>,
    complaints: &mut Complaints,
) -> Option<Mode> {
    let words = [
        ("FIXED", ModeKind::Fixed),
        ("FACTORS", ModeKind::Factors),
        ("BASE_AND_PERFORMANCE", ModeKind::BasePerformance),
    ];
    let kind = table.need("mode", complaints)?.choice(&words, complaints)?;
    let keys: [(&str, ModeKind); 5] = [
        ("amounts", ModeKind::Fixed),
        ("shortfall", ModeKind::Fixed),
        ("factors", ModeKind::Factors),
        ("base", ModeKind::BasePerformance),
        ("quantity", ModeKind::BasePerformance),
    ];
    for (key, of) in keys {
        if let Some(node) = table.get(key).filter(|_| of != kind) {
            node.complain("it does not count under this mode", "take it out", complaints);
        }
    }
    match kind {
        ModeKind::Fixed => fixed(table, complaints),
        ModeKind::Factors => {
            let nodes = table.need("factors", complaints)?.list(complaints);
            let factors = nodes.iter().map(|node| factor(node, names, complaints));
            factors.collect::<Vec<_>>().into_iter().collect::<Option<_>>().map(Mode::Factors)
        }
        ModeKind::BasePerformance => {
            let base = table.number("base", complaints);
            let quantity = Code::from(table.text("quantity", complaints)?);
            names.entry(quantity.clone()).or_insert_with(|| quantity.to_string());
            Some(Mode::BasePerformance { base: base?, quantity })
        }
    }
}

fn fixed(table: &Table<'_>, complaints: &mut Complaints) -> Option<Mode> {
    let words = [("PRO_RATA", Shortfall::ProRata), ("REFUSE", Shortfall::Refuse)];
    let shortfall = table.need("shortfall", complaints)?.choice(&words, complaints);
    let given = table.need("amounts", complaints)?;
    let given = given.table(&["EXCELLENT", "GOOD", "FAIR", "POOR"], complaints)?;
    let mut amounts = BTreeMap::new();
    for (word, grade) in GRADES {
        if let Some(amount) = given.get(word).map(|node| node.yuan(complaints)) {
            amounts.insert(*grade, amount?);
        }
    }
    Some(Mode::Fixed { amounts, shortfall: shortfall? })
}

fn factor(
    node: &Node<'_>,
    names: &mut BTreeMap<Code, String>,
    complaints: &mut Complaints,
) -> Option<Factor> {
    let table = node.table(&["code", "name", "weight", "source", "difficulty"], complaints)?;
    let code = Code::from(table.text("code", complaints)?);
    if let Some(name) = table.text("name", complaints) {
        names.insert(code.clone(), name.to_owned());
    }
    let weight = table.number("weight", complaints);
    let sources = [("SCORE", FactorSource::Score), ("GIVEN", FactorSource::Given)];
    let source = table.need("source", complaints)?.choice(&sources, complaints);
    let difficulty = table.get("difficulty").and_then(|node| node.yes(complaints));
    Some(Factor {
        code,
        weight: weight?,
        source: source?,
        difficulty: match difficulty {
            Some(true) => DifficultyUse::Applied,
            Some(false) | None => DifficultyUse::NotApplied,
        },
    })
}

fn debt(node: &Node<'_>, complaints: &mut Complaints) -> Option<DebtRule> {
    let keys = ["green", "yellow", "orange", "red", "mode", "basis"];
    let table = node.table(&keys, complaints)?;
    let modes = [("RENORMALISE", DebtMode::Renormalise), ("KEEP_BACK", DebtMode::KeepBack)];
    let basis = table.get("basis").and_then(|node| node.text(complaints));
    // What a level leaves of a share: all, 0.95, 0.80, nothing.
    Some(DebtRule {
        green: table.number_or("green", Figure(Figure::ONE), complaints),
        yellow: table.number_or("yellow", Figure(950_000), complaints),
        orange: table.number_or("orange", Figure(800_000), complaints),
        red: table.number_or("red", Figure(0), complaints),
        mode: table.choice_or("mode", (&modes, DebtMode::Renormalise), complaints),
        basis: basis.map(str::to_owned),
    })
}

fn top_slice(node: &Node<'_>, known: &Territory, complaints: &mut Complaints) -> Option<TopSlice> {
    let table = node.table(&["share", "sum", "pilots"], complaints)?;
    let size = match (table.get("share"), table.get("sum")) {
        (Some(share), None) => share.number(complaints).map(SliceSize::Share),
        (None, Some(sum)) => sum.yuan(complaints).map(SliceSize::Sum),
        (_, _) => {
            let remedy = "add one of them";
            table.complain("it needs either `share` or `sum`", remedy, complaints);
            None
        }
    };
    let mut pilots = Vec::new();
    for pilot in table.need("pilots", complaints)?.list(complaints) {
        match known.county(pilot.text(complaints)?) {
            Some(county) => pilots.push(county.code.clone()),
            None => {
                let remedy = "use a code or name of the seeds, or add a `[[county]]`";
                pilot.complain("no county has this code or name", remedy, complaints);
            }
        }
    }
    Some(TopSlice { size: size?, pilots })
}
