//! The data file: one row for each county and item.

use std::collections::BTreeMap;

use duban_domain::measure::allot::candidate::Candidate;
use duban_domain::measure::allot::fund::{DebtLevel, FactorSource, Mode};
use duban_domain::measure::score::data::{
    Bonus, CountyData, DataSet, Datum, Deduction, Item, Veto,
};
use duban_domain::measure::score::grade::Grade;
use duban_domain::measure::score::scheme::{AdjustmentRule, Effect, Indicator};
use duban_domain::value::code::Code;
use duban_domain::value::decimal::{Figure, Points};

use super::Year;
use super::complaint::{Complaint, Complaints};
use super::datum::{self, Wrong};
use super::scheme::Drawn;
use super::sheet::{Row, rows};
use super::tree::fen;

/// The columns, in English and as an office writes them.
const COLUMNS: [(&str, &str); 8] = [
    ("county", "县区"),
    ("item", "项目"),
    ("value", "数值"),
    ("baseline", "基期"),
    ("target", "目标"),
    ("quantity", "任务量"),
    ("matter", "事项"),
    ("basis", "依据"),
];

/// Items that every data file may have, whatever the scheme.
const RESERVED: [(&str, &str); 6] = [
    ("red_orders", "红色督办单"),
    ("applied", "申请额"),
    ("debt", "债务风险等级"),
    ("difficulty", "困难系数"),
    ("plan_adopted", "方案已印发"),
    ("reports_met", "报送义务已履行"),
];

/// Reads the data of a scheme.
pub(super) fn read(file: &str, text: &str, drawn: Drawn, complaints: &mut Complaints) -> Year {
    let mut rows = rows(file, text, complaints).into_iter();
    let header = rows.next().unwrap_or(Row { line: 1, fields: Vec::new() });
    let mut reader = Reader::new(file, drawn, complaints);
    if let Some(columns) = reader.columns(&header) {
        for row in rows {
            reader.row(&columns, &row);
        }
        reader.missing(header.line);
    }
    reader.year()
}

/// Complains of codes of a scheme that would mean two things in a row of its data.
pub(super) fn clashes(drawn: &Drawn, complaints: &mut Complaints) {
    let places = &drawn.places;
    let mut lines: BTreeMap<Code, usize> = places.indicators.clone();
    let rules = places.rules.iter().map(|(code, line)| (code.clone(), *line));
    let factors = factors(drawn).into_iter().map(|code| (code, places.fund));
    let mut found: Vec<(Code, usize)> = Vec::new();
    for (code, line) in rules.chain(factors) {
        if lines.insert(code.clone(), line).is_some() {
            found.push((code, line));
        }
    }
    let reserved = RESERVED.iter().flat_map(|(word, chinese)| [*word, *chinese]);
    for code in reserved.map(Code::from) {
        if let Some(line) = lines.get(&code) {
            found.push((code.clone(), *line));
        }
    }
    for (code, line) in found {
        complaints.add(Complaint {
            file: places.scheme.clone(),
            line,
            key: code.to_string(),
            value: String::new(),
            problem: "the code stands for something else in the data file".to_owned(),
            remedy: "give it a code of its own".to_owned(),
        });
    }
}

/// The factors whose values the data give.
fn factors(drawn: &Drawn) -> Vec<Code> {
    match drawn.fund.as_ref().map(|fund| &fund.mode) {
        None | Some(Mode::Fixed { .. }) => Vec::new(),
        Some(Mode::BasePerformance { quantity, .. }) => vec![quantity.clone()],
        Some(Mode::Factors(factors)) => {
            let given = factors.iter().filter(|one| one.source == FactorSource::Given);
            given.map(|factor| factor.code.clone()).collect()
        }
    }
}

struct Reader<'a> {
    file: &'a str,
    drawn: Drawn,
    counties: BTreeMap<Code, CountyData>,
    candidates: BTreeMap<Code, Candidate>,
    not_applicable: BTreeMap<(Code, Code), String>,
    complaints: &'a mut Complaints,
}

/// A row with its fields by column.
struct Entry<'a> {
    line: usize,
    fields: BTreeMap<&'static str, &'a str>,
}

impl Entry<'_> {
    fn get(&self, column: &str) -> &str {
        self.fields.get(column).copied().unwrap_or_default()
    }
}

impl<'a> Reader<'a> {
    fn new(file: &'a str, mut drawn: Drawn, complaints: &'a mut Complaints) -> Self {
        drawn.places.data = file.to_owned();
        let mut counties = BTreeMap::new();
        let mut candidates = BTreeMap::new();
        for (county, class) in &drawn.members {
            let code = county.code.clone();
            counties.insert(code.clone(), CountyData::new(code.clone(), class.clone()));
            let candidate = Candidate {
                kind: county.kind,
                ..Candidate::new(code.clone(), Points::ZERO, Grade::Poor)
            };
            candidates.insert(code, candidate);
        }
        Self { file, drawn, counties, candidates, not_applicable: BTreeMap::new(), complaints }
    }

    fn complain(
        &mut self,
        line: usize,
        (key, value): (&str, &str),
        (problem, remedy): (String, &str),
    ) {
        self.complaints.add(Complaint {
            file: self.file.to_owned(),
            line,
            key: key.to_owned(),
            value: value.chars().take(60).collect(),
            problem,
            remedy: remedy.to_owned(),
        });
    }

    fn factors(&self) -> Vec<Code> {
        factors(&self.drawn)
    }

    fn columns(&mut self, header: &Row) -> Option<Vec<Option<&'static str>>> {
        let mut columns: Vec<Option<&'static str>> = Vec::new();
        for name in &header.fields {
            let known =
                COLUMNS.iter().find(|(english, chinese)| name == english || name == chinese);
            let column = known.map(|(english, _)| *english);
            if column.is_none() && !name.is_empty() {
                let remedy = "the columns are county, item, value, baseline, target, quantity, \
                              matter, basis";
                let problem = "there is no such column".to_owned();
                self.complain(header.line, (name, ""), (problem, remedy));
            }
            if column.is_some() && columns.contains(&column) {
                let problem = "the column stands there twice".to_owned();
                self.complain(header.line, (name, ""), (problem, "take one out"));
            }
            columns.push(column);
        }
        let needed = ["county", "item", "value"];
        let missing: Vec<&str> =
            needed.into_iter().filter(|column| !columns.contains(&Some(*column))).collect();
        if missing.is_empty() {
            return Some(columns);
        }
        let problem = format!("the first line lacks {}", missing.join(", "));
        self.complain(header.line, ("", ""), (problem, "begin with county,item,value"));
        None
    }

    fn row(&mut self, columns: &[Option<&'static str>], row: &Row) {
        if row.fields.len() > columns.len() {
            let problem = format!("{} fields, and {} columns", row.fields.len(), columns.len());
            let remedy = "put a field that holds a comma in quotation marks";
            self.complain(row.line, ("", ""), (problem, remedy));
            return;
        }
        let pairs = columns.iter().zip(&row.fields);
        let fields = pairs.filter_map(|(column, field)| Some(((*column)?, field.as_str())));
        let entry = Entry { line: row.line, fields: fields.collect() };
        let named = entry.get("county");
        let mut members = self.drawn.members.iter();
        let found = members.find(|(county, _)| {
            county.code.as_str() == named
                || county.name == named
                || county.aliases.iter().any(|alias| alias == named)
        });
        let Some(county) = found.map(|(county, _)| county.code.clone()) else {
            let problem = "no class of the scheme has this county".to_owned();
            let remedy = "write its code or name, or add it to a class";
            self.complain(row.line, ("county", named), (problem, remedy));
            return;
        };
        self.drawn.places.counties.entry(county.clone()).or_insert(row.line);
        self.entry(&county, &entry);
    }

    fn entry(&mut self, county: &Code, entry: &Entry<'_>) {
        let named = entry.get("item");
        let reserved =
            RESERVED.iter().find(|(english, chinese)| named == *english || named == *chinese);
        let item = Code::from(reserved.map_or(named, |(english, _)| english));
        let indicator = self.drawn.scheme.indicator(&item).cloned();
        let rule = self.drawn.scheme.adjustment(&item).cloned();
        let place = (county.clone(), item.clone());
        let earlier = self.drawn.places.items.get(&place).copied();
        if let (Some(line), None) = (earlier, &rule) {
            let problem = format!("line {line} says it already");
            self.complain(entry.line, ("item", named), (problem, "keep one of the two"));
            return;
        }
        self.drawn.places.items.insert(place, entry.line);
        let written = match (indicator, rule) {
            (Some(indicator), _) => {
                self.unused(entry, &["matter"]);
                self.indicator(county, &indicator, entry)
            }
            (None, Some(rule)) => {
                self.unused(entry, &["baseline", "target", "quantity"]);
                self.adjustment(county, &rule, entry)
            }
            (None, None) => {
                self.unused(entry, &["baseline", "target", "quantity", "matter"]);
                self.other(county, &item, entry)
            }
        };
        if let Err((column, wrong)) = written {
            let value = entry.get(column).to_owned();
            self.complain(entry.line, (column, &value), wrong);
        }
    }

    /// Complains of fields that nobody would read.
    fn unused(&mut self, entry: &Entry<'_>, columns: &[&str]) {
        for column in columns {
            let value = entry.get(column).to_owned();
            if !value.is_empty() {
                let problem = format!("an item `{}` has none", entry.get("item"));
                self.complain(entry.line, (column, &value), (problem, "leave it blank"));
            }
        }
    }

    fn indicator(&mut self, county: &Code, indicator: &Indicator, entry: &Entry<'_>) -> Written {
        let Some(data) = self.counties.get_mut(county) else {
            return Ok(());
        };
        if !indicator.classes.contains_key(&data.class) {
            let problem = format!("the indicator does not count in class `{}`", data.class);
            return Err(("item", (problem, "take the row out, or give it a weight there")));
        }
        let datum =
            datum::read(&indicator.method, entry.get("value")).map_err(in_column("value"))?;
        let optional = |column: &'static str| match entry.get(column) {
            "" => Ok(None),
            text => datum::figure(text).map(Some).map_err(in_column(column)),
        };
        let (baseline, target) = (optional("baseline")?, optional("target")?);
        let quantity = optional("quantity")?;
        if datum == Datum::NotApplicable {
            let reason = entry.get("basis");
            if reason.is_empty() {
                let problem = "what does not apply needs a reason and who approved it".to_owned();
                return Err(("basis", (problem, "write both")));
            }
            self.not_applicable.insert((county.clone(), indicator.code.clone()), reason.to_owned());
        }
        data.items.insert(indicator.code.clone(), Item { datum, baseline, target, quantity });
        Ok(())
    }

    fn adjustment(&mut self, county: &Code, rule: &AdjustmentRule, entry: &Entry<'_>) -> Written {
        let matter = needed(entry, "matter", "say what for")?;
        let basis = needed(entry, "basis", "cite the document")?;
        let points = |most: Points| match entry.get("value") {
            "" => Ok(most),
            text => text.parse().map_err(|error: <Points as std::str::FromStr>::Err| {
                ("value", (error.to_string(), "write points such as 0.5, or leave it blank"))
            }),
        };
        let Some(data) = self.counties.get_mut(county) else {
            return Ok(());
        };
        let code = rule.code.clone();
        match rule.effect {
            Effect::Bonus(most) => {
                data.bonuses.push(Bonus { rule: code, matter, points: points(most)?, basis });
            }
            Effect::Deduction(most) => {
                data.deductions.push(Deduction {
                    rule: code,
                    matter,
                    points: points(most)?,
                    basis,
                });
            }
            Effect::Veto if entry.get("value").is_empty() => {
                data.vetoes.push(Veto { rule: code, matter, basis });
            }
            Effect::Veto => {
                let problem = "a veto counts no points".to_owned();
                return Err(("value", (problem, "leave it blank")));
            }
        }
        Ok(())
    }

    fn other(&mut self, county: &Code, item: &Code, entry: &Entry<'_>) -> Written {
        let value = entry.get("value");
        if item.as_str() == "red_orders" {
            let orders = value.parse().map_err(|_| {
                ("value", ("it is not a number of orders".to_owned(), "write a whole number"))
            })?;
            if let Some(data) = self.counties.get_mut(county) {
                data.red_orders = orders;
            }
            return Ok(());
        }
        let is_factor = self.factors().contains(item);
        let is_reserved = RESERVED.iter().any(|(word, _)| *word == item.as_str());
        if !is_factor && !is_reserved {
            let problem = "the scheme has no such item".to_owned();
            let remedy = "write the code of an indicator, an adjustment or a factor, or red_orders, \
                          applied, debt, difficulty, plan_adopted, reports_met";
            return Err(("item", (problem, remedy)));
        }
        if self.drawn.fund.is_none() {
            let problem = "it counts for a fund, and the scheme has none".to_owned();
            return Err(("item", (problem, "add [fund] to the scheme, or take the row out")));
        }
        let Some(candidate) = self.candidates.get_mut(county) else {
            return Ok(());
        };
        let figure = || datum::figure(value).map_err(in_column("value"));
        match item.as_str() {
            "applied" => {
                let wrong = || ("it is not an amount".to_owned(), "write yuan with two decimals");
                candidate.applied = Some(fen(figure()?).ok_or_else(|| ("value", wrong()))?);
            }
            "debt" => candidate.debt = Some(debt_level(value)?),
            "difficulty" => candidate.difficulty = figure()?,
            "plan_adopted" => candidate.standing.plan_adopted = yes(value)?,
            "reports_met" => candidate.standing.reports_met = yes(value)?,
            _ => {
                let figure: Figure = figure()?;
                candidate.factors.insert(item.clone(), figure);
            }
        }
        Ok(())
    }

    /// Names every county and item without a row.
    fn missing(&mut self, header: usize) {
        let mut found = Vec::new();
        for (county, class) in &self.drawn.members {
            let Some(line) = self.drawn.places.counties.get(&county.code) else {
                let problem = format!("there is no row of {}", county.name);
                found.push((header, "county".to_owned(), problem));
                continue;
            };
            for indicator in &self.drawn.scheme.indicators {
                let place = (county.code.clone(), indicator.code.clone());
                let counts = indicator.classes.contains_key(class);
                if counts && !self.drawn.places.items.contains_key(&place) {
                    let problem = format!("there is no row of it for {}", county.name);
                    found.push((*line, indicator.code.to_string(), problem));
                }
            }
        }
        for (line, key, problem) in found {
            let remedy = "add a row; leave the value blank if it was not reported";
            self.complain(line, (&key, ""), (problem, remedy));
        }
    }

    fn year(self) -> Year {
        Year {
            title: self.drawn.title,
            year: self.drawn.year,
            scheme: self.drawn.scheme,
            data: DataSet { counties: self.counties.into_values().collect() },
            fund: self.drawn.fund,
            candidates: self.candidates.into_values().collect(),
            not_applicable: self.not_applicable,
            names: self.drawn.names,
            places: self.drawn.places,
        }
    }
}

/// Whether a row was taken in; if not, the column at fault.
type Written = Result<(), (&'static str, Wrong)>;

fn in_column(column: &'static str) -> impl Fn(Wrong) -> (&'static str, Wrong) {
    move |wrong| (column, wrong)
}

fn needed(
    entry: &Entry<'_>,
    column: &'static str,
    remedy: &'static str,
) -> Result<String, (&'static str, Wrong)> {
    match entry.get(column) {
        "" => Err((column, ("it is missing".to_owned(), remedy))),
        text => Ok(text.to_owned()),
    }
}

fn debt_level(text: &str) -> Result<DebtLevel, (&'static str, Wrong)> {
    match text {
        "GREEN" | "绿" => Ok(DebtLevel::Green),
        "YELLOW" | "黄" => Ok(DebtLevel::Yellow),
        "ORANGE" | "橙" => Ok(DebtLevel::Orange),
        "RED" | "红" => Ok(DebtLevel::Red),
        _ => {
            let problem = "it is no level of debt risk".to_owned();
            Err(("value", (problem, "write GREEN, YELLOW, ORANGE or RED (绿, 黄, 橙, 红)")))
        }
    }
}

fn yes(text: &str) -> Result<bool, (&'static str, Wrong)> {
    match text {
        "yes" | "是" => Ok(true),
        "no" | "否" => Ok(false),
        _ => {
            let problem = "it is neither yes nor no".to_owned();
            Err(("value", (problem, "write yes or no (是, 否)")))
        }
    }
}
