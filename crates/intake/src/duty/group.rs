//! The inside of a phrase of responsibility: which units, with which part.

use super::{list, words};
use crate::{
    draft::{LeadBasis, Role},
    piece::Piece,
};
use words::{Label, Verb};

/// What one phrase says, before it is settled who leads.
#[derive(Clone, Debug, Default)]
pub(crate) struct Group<'a> {
    entries: Vec<Entry<'a>>,
    /// Whether the list of units is left open.
    pub(crate) open: bool,
    /// Whether the phrase says that whoever is listed first leads.
    pub(crate) states_rule: bool,
    /// Persons it names.
    pub(crate) persons: Vec<Piece<'a>>,
    /// The date it sets for the task.
    pub(crate) deadline: Option<Piece<'a>>,
    /// From where to where in the text the units are listed, labels between them included.
    pub(crate) listed: Option<(usize, usize)>,
}

/// Units with the word that names their part.
#[derive(Clone, Debug)]
struct Entry<'a> {
    part: Part,
    units: Vec<Piece<'a>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Lead,
    Listed,
    Support,
    Implement,
}

/// A unit and its part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Holder<T> {
    pub(crate) role: Role,
    pub(crate) unit: T,
}

impl From<Label> for Part {
    fn from(label: Label) -> Self {
        match label {
            Label::Lead => Self::Lead,
            Label::Support => Self::Support,
            Label::Implement => Self::Implement,
            Label::Listed | Label::Person | Label::Deadline => Self::Listed,
        }
    }
}

impl From<Verb> for Part {
    fn from(verb: Verb) -> Self {
        match verb {
            Verb::Lead => Self::Lead,
            Verb::Listed => Self::Listed,
            Verb::Support => Self::Support,
            Verb::Implement => Self::Implement,
        }
    }
}

impl<'a> Group<'a> {
    /// Reads what follows labels such as 责任单位: and 配合单位:.
    pub(super) fn labelled(content: Piece<'a>) -> Option<Self> {
        let labels = labels(content);
        let mut group = Self::default();
        for (index, &(at, label, length)) in labels.iter().enumerate() {
            let end = labels.get(index + 1).map_or(content.len(), |next| next.0);
            let label_words = content.cut(at, at + length);
            group.notes_rule(label_words);
            let value =
                group.without_remark(content.cut(at + length, end)).trim_matches(is_separator);
            match label {
                Label::Person => group.persons.push(value),
                Label::Deadline => group.deadline = Some(value),
                _ => {
                    group.add_units(value, Some(label.into()));
                    group.spread_to(value.start(), value.end());
                }
            }
        }
        let said = !group.is_empty() || !group.persons.is_empty() || group.deadline.is_some();
        said.then_some(group)
    }

    /// Reads a sentence such as `A牵头,B、C配合`; every name must look like one.
    pub(super) fn sentence(content: Piece<'a>) -> Option<Self> {
        let mut group = Self::default();
        group.add_units(content, None);
        group.spread_to(content.start(), content.end());
        let names = group.entries.iter().flat_map(|entry| &entry.units);
        // 财政、税务、发改等部门 names its departments by what they do.
        let departments = content.contains_any(&["等部门", "等有关部门", "等相关部门", "等单位"]);
        let all_units = names
            .clone()
            .all(|unit| list::is_unit(*unit) || departments && list::is_department(*unit));
        let any = names.count() > 0;
        (any && all_units).then_some(group)
    }

    /// Reads a bare list in brackets at the end of a sentence: every name must plainly be one.
    pub(super) fn bare_list(content: Piece<'a>) -> Option<Self> {
        let mut group = Self::default();
        group.add_list(content, Part::Listed);
        group.spread_to(content.start(), content.end());
        let mut names = group.entries.iter().flat_map(|entry| &entry.units);
        (!group.is_empty() && names.all(|unit| list::is_plainly_unit(*unit))).then_some(group)
    }

    fn spread_to(&mut self, from: usize, to: usize) {
        let (start, end) = self.listed.unwrap_or((from, to));
        self.listed = Some((start.min(from), end.max(to)));
    }

    /// Adds the units of a table cell.
    pub(crate) fn add_cell(&mut self, cell: Piece<'a>, role: Role) {
        let part = match role {
            Role::Lead | Role::CoLead => Part::Lead,
            Role::Support => Part::Support,
            Role::Implement => Part::Implement,
        };
        self.add_units(cell, Some(part));
    }

    /// Adds units of which nothing but 责任单位 is said.
    pub(crate) fn add_listed(&mut self, cell: Piece<'a>) {
        self.add_units(cell, Some(Part::Listed));
    }

    fn add_units(&mut self, content: Piece<'a>, default: Option<Part>) {
        let mut pending: Option<(usize, usize)> = None;
        for fragment in content.split_outside(is_separator) {
            let fragment = fragment.trim();
            if fragment.is_empty() || self.notes_rule(fragment) || self.notes_date(fragment) {
                continue;
            }
            let from = fragment.start() - content.start();
            match words::verb_at_end(fragment) {
                Some((verb, length)) => {
                    let to = from + fragment.len() - length;
                    let start = pending.take().map_or(from, |(start, _)| start);
                    self.add_entry(content.cut(start, to), verb.into());
                }
                None => {
                    let start = pending.map_or(from, |(start, _)| start);
                    pending = Some((start, from + fragment.len()));
                }
            }
        }
        if let (Some((from, to)), Some(part)) = (pending, default) {
            self.add_entry(content.cut(from, to), part);
        } else if pending.is_some() {
            self.entries.clear();
        }
    }

    /// Takes note of `2024年12月底前完成` between the units.
    fn notes_date(&mut self, fragment: Piece<'a>) -> bool {
        let digits = fragment.chars().iter().any(char::is_ascii_digit);
        let due = fragment.ends_with_any(&["完成", "前", "底", "落实到位"]).is_some()
            || fragment.contains("前完成");
        let dated = digits && due && fragment.contains_any(&["年", "月"]);
        let lasting = ["长期坚持", "持续推进", "长期推进", "持续实施", "常态化推进"];
        if dated {
            self.deadline = Some(fragment);
        }
        dated || lasting.iter().any(|word| fragment.is(word))
    }

    /// The list without a remark in brackets such as (列第一位的为牵头单位,下同).
    fn without_remark(&mut self, value: Piece<'a>) -> Piece<'a> {
        let Some((at, _)) =
            value.rfind_any(&["(列第一", "(排第一", "(除标注", "(下同", "(列首位", "(第一位"])
        else {
            return value;
        };
        self.notes_rule(value.from(at));
        value.to(at)
    }

    /// Takes note of 列第一位者为牵头单位 and 下同.
    fn notes_rule(&mut self, fragment: Piece<'_>) -> bool {
        let first = fragment.contains_any(&[
            "列第一位",
            "排第一位",
            "列首位",
            "排在第一位",
            "排首位",
            "列在首位",
            "第一个单位",
        ]);
        let rule = first && fragment.contains("牵头");
        self.states_rule |= rule;
        rule || fragment.is("下同") || fragment.is("以下同")
    }

    fn add_entry(&mut self, units: Piece<'a>, part: Part) {
        let units = units.trim_matches(is_separator);
        if let Some((at, _)) =
            units.find_any(&["牵头会同", "会同", "商"]).filter(|(_, word)| *word != "商")
        {
            let left = units.to(at);
            let skip = if units.has_at(at, "牵头会同") { 4 } else { 2 };
            // A会同B负责 says who acts and who is drawn in.
            self.add_list(left.strip_suffix("牵头").unwrap_or(left), Part::Lead);
            self.add_list(units.from(at + skip), Part::Support);
        } else {
            self.add_list(units, part);
        }
    }

    fn add_list(&mut self, units: Piece<'a>, part: Part) {
        let list = list::read(units);
        self.open |= list.open;
        for unit in list.units {
            let (unit, remark) = list::without_remark(unit);
            let part = match remark.map(|remark| remark.to_string()).as_deref() {
                Some("牵头" | "牵头单位" | "主责" | "总牵头") => Part::Lead,
                Some("配合" | "协助" | "参与") => Part::Support,
                _ => part,
            };
            match self.entries.last_mut().filter(|entry| entry.part == part) {
                Some(entry) => entry.units.push(unit),
                None => self.entries.push(Entry { part, units: vec![unit] }),
            }
        }
    }

    /// Joins the units of a phrase that goes on in the next bracket or line.
    pub(super) fn join(&mut self, other: Self) {
        self.entries.extend(other.entries);
        self.open |= other.open;
        self.states_rule |= other.states_rule;
        self.persons.extend(other.persons);
        self.deadline = self.deadline.or(other.deadline);
        if let Some((from, to)) = other.listed {
            self.spread_to(from, to);
        }
    }

    /// Whether no part is named twice, so that the two belong together.
    pub(super) fn complements(&self, other: &Self) -> bool {
        other.entries.iter().all(|entry| self.entries.iter().all(|mine| mine.part != entry.part))
    }

    /// Whether it names no unit, only a person or a date.
    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether the text itself says who leads.
    pub(crate) fn states_lead(&self) -> bool {
        self.entries.iter().any(|entry| entry.part == Part::Lead)
    }

    /// Who leads and why, and the part of everyone else.
    pub(crate) fn settle(&self, first_leads_by_rule: bool) -> (Vec<Holder<Piece<'a>>>, LeadBasis) {
        let lead = self.leading_unit();
        let mut holders = Vec::new();
        for (index, entry) in self.entries.iter().enumerate() {
            for (place, &unit) in entry.units.iter().enumerate() {
                let is_locality = list::is_locality(&unit.to_string());
                let role = if lead == Some((index, place)) {
                    Role::Lead
                } else if entry.part == Part::Lead {
                    Role::CoLead
                } else if is_locality || entry.part == Part::Implement {
                    Role::Implement
                } else {
                    Role::Support
                };
                holders.push(Holder { role, unit });
            }
        }
        holders.sort_by_key(|holder| holder.role != Role::Lead);
        let basis = match (self.states_lead(), holders.len(), first_leads_by_rule) {
            (true, _, _) => LeadBasis::Stated,
            (false, 0 | 1, _) => LeadBasis::OnlyUnit,
            (false, _, true) => LeadBasis::FirstListedByRule,
            (false, _, false) => LeadBasis::FirstListed,
        };
        (holders, basis)
    }

    /// Entry and place of the unit that leads.
    fn leading_unit(&self) -> Option<(usize, usize)> {
        let order = [Part::Lead, Part::Listed, Part::Implement, Part::Support];
        let entry = order
            .into_iter()
            .find_map(|part| self.entries.iter().position(|entry| entry.part == part))?;
        Some((entry, 0))
    }
}

/// Marks that part names and clauses inside a phrase.
fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '、' | ',' | ';' | '。' | '.' | ':')
}

/// Places of the labels in a phrase: place, kind, length with the colon.
pub(super) fn labels(content: Piece<'_>) -> Vec<(usize, Label, usize)> {
    let mut found = Vec::new();
    let mut at = if content.position(|c| c == ':').is_some() { 0 } else { content.len() };
    while at < content.len() {
        if let Some((label, length)) = words::labelled_at(content, at) {
            found.push((at, label, length));
            at += length;
        } else {
            at += 1;
        }
    }
    found
}
