//! The scheme file: classes, dimensions, indicators, adjustments, grades.

use std::collections::BTreeMap;

use duban_domain::measure::allot::candidate::CandidateKind;
use duban_domain::measure::allot::fund::Fund;
use duban_domain::measure::score::fault::{Fault, GradingFault};
use duban_domain::measure::score::scheme::{
    AdjustmentCaps, AdjustmentRule, Class, ClassTerms, Effect, Grading, Indicator, Ranking, Scheme,
};
use duban_domain::value::code::Code;
use duban_domain::value::decimal::{Figure, Points};
use duban_domain::value::exact::Exact;
use toml::de::DeTable;

use super::complaint::{Complaint, Complaints};
use super::place::Places;
use super::territory::{County, Territory};
use super::tree::{Node, Page, Table};
use super::{fund, method};

/// A scheme as its file draws it.
pub(super) struct Drawn {
    pub title: String,
    pub year: i32,
    pub scheme: Scheme,
    pub fund: Option<Fund>,
    /// The counties that are assessed, and their classes.
    pub members: Vec<(County, Code)>,
    pub names: BTreeMap<Code, String>,
    pub places: Places,
}

const KEYS: &[&str] = &[
    "title",
    "year",
    "preset",
    "county",
    "class",
    "dimension",
    "indicator",
    "adjustment",
    "caps",
    "grades",
    "fund",
];

/// Reads a scheme; `None` where it is no TOML at all.
pub(super) fn read(
    file: &str,
    text: &str,
    known: &Territory,
    complaints: &mut Complaints,
) -> Option<Drawn> {
    let (parsed, errors) = DeTable::parse_recoverable(text);
    let page = Page { file, text };
    for error in &errors {
        complaints.add(Complaint {
            file: file.to_owned(),
            line: error.span().map_or(1, |span| page.line(span.start)),
            key: String::new(),
            value: String::new(),
            problem: error.message().to_owned(),
            remedy: "write it as TOML has it".to_owned(),
        });
    }
    if !errors.is_empty() {
        return None;
    }
    let top = Table::top(page, parsed.get_ref());
    top.only(KEYS, complaints);
    let reader = Reader {
        known: known.clone(),
        members: Vec::new(),
        names: BTreeMap::new(),
        places: Places::new(file),
        whole: true,
        complaints,
    };
    reader.scheme(&top)
}

struct Reader<'a> {
    known: Territory,
    members: Vec<(County, Code)>,
    names: BTreeMap<Code, String>,
    places: Places,
    /// Whether classes, dimensions and indicators were all read, so that sums mean something.
    whole: bool,
    complaints: &'a mut Complaints,
}

/// What a dimension is said to weigh in each class.
type Weighed<'a> = (Code, Vec<(Code, Points, Node<'a>)>);

impl Reader<'_> {
    fn scheme(mut self, top: &Table<'_>) -> Option<Drawn> {
        let title = top.text("title", self.complaints).unwrap_or_default().to_owned();
        let year = top.number("year", self.complaints).unwrap_or_default();
        self.counties(top);
        let classes = self.classes(top);
        let weighed = self.dimensions(top);
        self.whole = self.complaints.is_empty();
        let indicators = self.indicators(top, &classes);
        if self.whole {
            self.compare(&weighed, &indicators);
        }
        let adjustments = self.adjustments(top);
        let (caps, grading) = self.grades(top);
        let scheme = Scheme {
            classes,
            dimensions: weighed.into_iter().map(|(code, _)| code).collect(),
            indicators,
            adjustments,
            caps,
            grading,
        };
        for fault in &scheme.faults() {
            if !self.follows(fault) {
                self.complaints.add(self.places.of_fault(fault));
            }
        }
        let fund = top.get("fund").and_then(|node| {
            self.places.fund = node.line;
            fund::read(&node, &self.known, &mut self.names, self.complaints)
        });
        Some(Drawn {
            title,
            year,
            scheme,
            fund,
            members: self.members,
            names: self.names,
            places: self.places,
        })
    }

    /// Whether a fault only follows from something that could not be read and is named already.
    fn follows(&self, fault: &Fault) -> bool {
        match fault {
            Fault::WeightsNotHundred { .. } => !self.whole,
            Fault::UnknownDimension { .. } | Fault::UnknownClass { .. } => !self.whole,
            Fault::Grading(GradingFault::Lines) => !self.complaints.is_empty(),
            _ => false,
        }
    }

    /// Counties that the reference data do not have.
    fn counties(&mut self, top: &Table<'_>) {
        for node in top.list("county", self.complaints) {
            let Some(table) = node.table(&["code", "name", "zone"], self.complaints) else {
                continue;
            };
            let Some(code) = self.code(&table) else {
                continue;
            };
            let zone = table.get("zone").and_then(|zone| zone.yes(self.complaints));
            self.known.counties.push(County {
                name: self.names.get(&code).cloned().unwrap_or_default(),
                code,
                aliases: Vec::new(),
                kind: match zone {
                    Some(true) => CandidateKind::Zone,
                    Some(false) | None => CandidateKind::County,
                },
                classes: BTreeMap::new(),
            });
        }
    }

    fn classes(&mut self, top: &Table<'_>) -> Vec<Class> {
        match (top.get("preset"), top.get("class")) {
            (Some(preset), None) => self.preset(&preset),
            (None, Some(classes)) => {
                let nodes = classes.list(self.complaints);
                nodes.iter().filter_map(|node| self.class(node)).collect()
            }
            (Some(_), Some(classes)) => {
                let remedy = "keep either `preset` or `[[class]]`";
                classes.complain("the preset has its own classes", remedy, self.complaints);
                Vec::new()
            }
            (None, None) => {
                let remedy = "add `preset = \"DUBAN_4\"`, or a `[[class]]` for each";
                top.complain("there are no classes", remedy, self.complaints);
                Vec::new()
            }
        }
    }

    fn preset(&mut self, node: &Node<'_>) -> Vec<Class> {
        let words: Vec<(&str, usize)> =
            self.known.presets.iter().map(|one| one.code.as_str()).zip(0..).collect();
        let found = node.choice(&words, self.complaints);
        let Some(preset) = found.and_then(|at| self.known.presets.get(at)).cloned() else {
            return Vec::new();
        };
        for county in &self.known.counties {
            if let Some(class) = county.classes.get(&preset.code) {
                self.names.insert(county.code.clone(), county.name.clone());
                self.members.push((county.clone(), class.clone()));
            }
        }
        let class = |(code, name, ranking): (Code, String, Ranking)| {
            self.places.classes.insert(code.clone(), node.line);
            self.names.insert(code.clone(), name);
            Class { code, ranking }
        };
        preset.classes.into_iter().map(class).collect()
    }

    fn class(&mut self, node: &Node<'_>) -> Option<Class> {
        let table = node.table(&["code", "name", "ranked", "members"], self.complaints)?;
        let code = self.code(&table)?;
        self.places.classes.insert(code.clone(), node.line);
        let ranked = table.get("ranked").and_then(|node| node.yes(self.complaints));
        let members = table.need("members", self.complaints);
        for member in members.map(|node| node.list(self.complaints)).unwrap_or_default() {
            let Some(text) = member.text(self.complaints) else {
                continue;
            };
            let Some(county) = self.known.county(text).cloned() else {
                let remedy = "use a code or name of the seeds, or add a `[[county]]`";
                member.complain("no county has this code or name", remedy, self.complaints);
                continue;
            };
            if self.members.iter().any(|(other, _)| other.code == county.code) {
                let remedy = "leave it in one class";
                member.complain("the county is in a class already", remedy, self.complaints);
                continue;
            }
            self.names.insert(county.code.clone(), county.name.clone());
            self.members.push((county, code.clone()));
        }
        let ranking = match ranked {
            Some(false) => Ranking::LineOnly,
            Some(true) | None => Ranking::Ranked,
        };
        Some(Class { code, ranking })
    }

    fn dimensions<'t>(&mut self, top: &Table<'t>) -> Vec<Weighed<'t>> {
        let mut dimensions = Vec::new();
        let nodes = top.need("dimension", self.complaints);
        for node in nodes.map(|node| node.list(self.complaints)).unwrap_or_default() {
            let Some(table) = node.table(&["code", "name", "weights"], self.complaints) else {
                continue;
            };
            let Some(code) = self.code(&table) else {
                continue;
            };
            let weights = table.get("weights").and_then(|node| node.open_table(self.complaints));
            let mut weighed = Vec::new();
            for (class, weight) in weights.iter().flat_map(Table::nodes) {
                if let Some(points) = weight.number(self.complaints) {
                    weighed.push((Code::from(class), points, weight));
                }
            }
            dimensions.push((code, weighed));
        }
        dimensions
    }

    /// Compares what dimensions are said to weigh with what their indicators add up to.
    fn compare(&mut self, dimensions: &[Weighed<'_>], indicators: &[Indicator]) {
        for (dimension, weighed) in dimensions {
            for (class, said, node) in weighed {
                let inside = indicators.iter().filter(|one| one.dimension == *dimension);
                let weights = inside.filter_map(|one| one.classes.get(class));
                let sum = Points(weights.map(|terms| terms.weight.0).sum());
                if sum != *said {
                    let problem = format!(
                        "the indicators of dimension `{dimension}` add up to {sum} in class `{class}`"
                    );
                    let remedy = "change the weights of the indicators or of the dimension";
                    node.complain(problem, remedy, self.complaints);
                }
            }
        }
    }

    fn indicators(&mut self, top: &Table<'_>, classes: &[Class]) -> Vec<Indicator> {
        let nodes = top.need("indicator", self.complaints);
        let nodes = nodes.map(|node| node.list(self.complaints)).unwrap_or_default();
        let read: Vec<Indicator> =
            nodes.iter().filter_map(|node| self.indicator(node, classes)).collect();
        self.whole &= read.len() == nodes.len();
        read
    }

    fn indicator(&mut self, node: &Node<'_>, classes: &[Class]) -> Option<Indicator> {
        const KEYS: &[&str] = &[
            "code",
            "name",
            "dimension",
            "unit",
            "source",
            "checker",
            "weight",
            "weights",
            "target",
            "targets",
            "method",
        ];
        let table = node.table(KEYS, self.complaints)?;
        let code = self.code(&table)?;
        self.places.indicators.insert(code.clone(), node.line);
        let dimension = table.text("dimension", self.complaints);
        let source = table.text("source", self.complaints);
        let checker = table.text("checker", self.complaints);
        let target = table.get("target").and_then(|node| node.number(self.complaints));
        let terms = self.terms(&table, classes);
        let method = table.need("method", self.complaints);
        let method = method.and_then(|node| method::read(&node, self.complaints))?;
        Some(Indicator {
            code,
            dimension: dimension?.into(),
            source: source?.into(),
            checker: checker?.into(),
            method,
            target,
            classes: terms,
        })
    }

    fn terms(&mut self, table: &Table<'_>, classes: &[Class]) -> BTreeMap<Code, ClassTerms> {
        let mut terms = BTreeMap::new();
        match (table.get("weight"), table.get("weights")) {
            (Some(weight), None) => {
                let weight = weight.number(self.complaints).unwrap_or(Points::ZERO);
                let everywhere = ClassTerms { weight, target: None };
                terms.extend(classes.iter().map(|class| (class.code.clone(), everywhere)));
            }
            (None, Some(weights)) => {
                let weights = weights.open_table(self.complaints);
                for (class, weight) in weights.iter().flat_map(Table::nodes) {
                    if let Some(weight) = weight.number(self.complaints) {
                        terms.insert(class.into(), ClassTerms { weight, target: None });
                    }
                }
            }
            (_, _) => {
                let remedy =
                    "add `weight = \"…\"` for all classes, or `weights = { CLASS = \"…\" }`";
                table.complain("it needs either `weight` or `weights`", remedy, self.complaints);
            }
        }
        let targets = table.get("targets").and_then(|node| node.open_table(self.complaints));
        for (class, target) in targets.iter().flat_map(Table::nodes) {
            let figure: Option<Figure> = target.number(self.complaints);
            match terms.get_mut(&Code::from(class)) {
                Some(terms) => terms.target = figure,
                None => target.complain(
                    "the indicator has no weight in this class",
                    "add the weight, or take the target out",
                    self.complaints,
                ),
            }
        }
        terms
    }

    fn adjustments(&mut self, top: &Table<'_>) -> Vec<AdjustmentRule> {
        let mut rules = Vec::new();
        for node in top.list("adjustment", self.complaints) {
            const KEYS: &[&str] = &["code", "name", "kind", "points", "basis"];
            let Some(table) = node.table(KEYS, self.complaints) else {
                continue;
            };
            let Some(code) = self.code(&table) else {
                continue;
            };
            self.places.rules.insert(code.clone(), node.line);
            let basis = table.text("basis", self.complaints);
            let words = [("BONUS", 0), ("DEDUCTION", 1), ("VETO", 2)];
            let kind = table.need("kind", self.complaints);
            let effect = match kind.and_then(|node| node.choice(&words, self.complaints)) {
                Some(0) => table.number("points", self.complaints).map(Effect::Bonus),
                Some(1) => table.number("points", self.complaints).map(Effect::Deduction),
                Some(_) => Some(Effect::Veto),
                None => None,
            };
            if let (Some(effect), Some(basis)) = (effect, basis) {
                rules.push(AdjustmentRule { code, effect, basis: basis.to_owned() });
            }
        }
        rules
    }

    fn grades(&mut self, top: &Table<'_>) -> (AdjustmentCaps, Grading) {
        let caps =
            top.get("caps").and_then(|node| node.table(&["bonus", "deduction"], self.complaints));
        let cap = |key: &str, default: i32, complaints: &mut Complaints| {
            let default = Points::whole(default);
            caps.as_ref().map_or(default, |table| table.number_or(key, default, complaints))
        };
        // Five points and ten.
        let caps = AdjustmentCaps {
            bonus: cap("bonus", 5, self.complaints),
            deduction: cap("deduction", 10, self.complaints),
        };
        let table = top.need("grades", self.complaints).and_then(|node| {
            self.places.grades = node.line;
            node.table(&["rule", "excellent", "good", "fair", "quota"], self.complaints)
        });
        let mut line = |key: &str| {
            let table = table.as_ref()?;
            table.number(key, self.complaints)
        };
        let lines = [line("excellent"), line("good"), line("fair")];
        let [excellent, good, fair] = lines.map(|line| line.unwrap_or(Points::ZERO));
        let quota = table.as_ref().and_then(|table| self.quota(table));
        (caps, Grading { excellent, good, fair, quota })
    }

    fn quota(&mut self, table: &Table<'_>) -> Option<Exact> {
        let words = [("LINE", false), ("LINE_AND_QUOTA", true)];
        let rule = table.need("rule", self.complaints)?;
        match (rule.choice(&words, self.complaints)?, table.get("quota")) {
            (true, _) => table.number("quota", self.complaints),
            (false, None) => None,
            (false, Some(quota)) => {
                let remedy = "take the quota out, or write `rule = \"LINE_AND_QUOTA\"`";
                quota.complain("lines alone decide under the rule LINE", remedy, self.complaints);
                None
            }
        }
    }

    /// Reads the code and name that every thing of the scheme has.
    fn code(&mut self, table: &Table<'_>) -> Option<Code> {
        let code = Code::from(table.text("code", self.complaints)?);
        if let Some(name) = table.text("name", self.complaints) {
            self.names.insert(code.clone(), name.to_owned());
        }
        Some(code)
    }
}
