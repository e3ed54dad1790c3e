//! Which known organisation a unit is.
//!
//! First its name, then its aliases, then its name shortened, at last likeness. Anything below
//! [`LEAST`] is left unknown: a new organisation is proposed, never guessed.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    draft::{Resolution, ResolvedBy},
    glyph,
    hints::{Hints, Organisation, OrganisationKind},
};

/// Least certainty that is shown.
const LEAST: u32 = 60;

/// Longest name of a place at the start of that of a unit, its level included.
const LONGEST_PLACE: usize = 5;

/// The known organisations, ready to be asked.
#[derive(Debug)]
pub(crate) struct Register<'h> {
    organisations: &'h [Organisation],
    names: BTreeMap<String, (usize, ResolvedBy)>,
}

impl<'h> Register<'h> {
    pub(crate) fn new(hints: &'h Hints) -> Self {
        let mut names = BTreeMap::new();
        let organisations = hints.organisations.as_slice();
        for (index, organisation) in organisations.iter().enumerate() {
            for alias in &organisation.aliases {
                names.entry(fold(alias)).or_insert((index, ResolvedBy::Alias));
            }
        }
        for (index, organisation) in organisations.iter().enumerate() {
            names.insert(fold(&organisation.name), (index, ResolvedBy::Name));
        }
        Self { organisations, names }
    }

    /// The organisation a unit is, if one is near enough.
    pub(crate) fn resolve(&self, unit: &str) -> Option<Resolution> {
        let unit = fold(unit);
        if let Some(&(index, by)) = self.names.get(&unit) {
            let certainty = if by == ResolvedBy::Name { 100 } else { 98 };
            return self.answer(index, by, certainty);
        }
        self.by_abbreviation(&unit).or_else(|| self.by_similarity(&unit))
    }

    fn answer(&self, index: usize, by: ResolvedBy, certainty: u8) -> Option<Resolution> {
        let name = self.organisations.get(index)?.name.clone();
        Some(Resolution { name, by, certainty })
    }

    /// 市发改委 is 市发展和改革委员会 when it is no other name shortened.
    fn by_abbreviation(&self, unit: &str) -> Option<Resolution> {
        let short: Vec<char> = unit.chars().collect();
        let fits = |name: &String| {
            // 市生态环境局临江分局 is a body of its own, not its parent written at length.
            let below = unit.starts_with(name.as_str());
            shortens(&short, name) || !below && shortens(&name.chars().collect::<Vec<_>>(), unit)
        };
        let found: BTreeSet<usize> = self
            .names
            .iter()
            .filter(|(name, _)| fits(name))
            .map(|(_, (index, _))| *index)
            .collect();
        match (found.len(), found.first()) {
            (1, Some(&index)) => self.answer(index, ResolvedBy::Abbreviation, 90),
            _ => None,
        }
    }

    /// A place is known by its name or not at all: 平定县 is never 沁县.
    fn is_place(&self, index: usize) -> bool {
        let known = self.organisations.get(index);
        known.is_some_and(|known| known.kind == OrganisationKind::Locality)
    }

    fn by_similarity(&self, unit: &str) -> Option<Resolution> {
        let (score, index) = self
            .names
            .iter()
            .filter(|(name, (index, _))| same_level(unit, name) && !self.is_place(*index))
            .map(|(name, (index, _))| (crate::lint::likeness(unit, name), *index))
            .max_by_key(|(score, index)| (*score, std::cmp::Reverse(*index)))?;
        let certainty = u8::try_from(score.min(85)).ok()?;
        (score >= LEAST).then(|| self.answer(index, ResolvedBy::Similarity, certainty)).flatten()
    }
}

/// Whether two names are not of different levels: neither 县财政局 nor 平定县财政局 is 市财政局.
fn same_level(one: &str, other: &str) -> bool {
    let level =
        |name: &str| name.chars().take(LONGEST_PLACE).find(|c| "省市县区州旗镇乡".contains(*c));
    level(one).is_none() || level(other).is_none() || level(one) == level(other)
}

/// The name without blanks and brackets' contents left as they are, in plain form.
fn fold(name: &str) -> String {
    name.chars()
        .map(|c| glyph::simplified(glyph::plain(c)))
        .filter(|c| !c.is_whitespace())
        .collect()
}

/// Whether the short form keeps the order of the long one, its first and its last character, and
/// enough of it not to be an accident.
fn shortens(short: &[char], long: &str) -> bool {
    let long: Vec<char> = long.chars().collect();
    if short.len() < 3 || short.len() >= long.len() {
        return false;
    }
    let mut rest = long.iter();
    let in_order = short.iter().all(|c| rest.any(|l| l == c));
    let same_start = short.first() == long.first() || long.get(2..) == Some(short);
    let ends: String = long.iter().rev().take(3).collect();
    let same_end = short.last().is_some_and(|last| ends.contains(*last));
    in_order && same_start && same_end
}
