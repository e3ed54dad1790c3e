//! What was learnt about a unit: it was otherwise from a day that was over.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use duban_domain::people::organisation::{Organisation, Profile};

use super::Learnt;

/// What is on file, field by field: what kind of fact it is, which one, and what it says.
type Told = BTreeMap<(&'static str, String), String>;

/// The fields that say something else of a day before today, each with the first such day and what
/// was known of that day before.
pub(super) fn learnt(before: &Organisation, after: &Organisation, today: NaiveDate) -> Vec<Learnt> {
    if before.profile.is_none() {
        return Vec::new();
    }
    let days = before.timeline.keys().chain(after.timeline.keys()).copied();
    let days: BTreeSet<NaiveDate> = days.filter(|day| *day < today).collect();
    let mut found: BTreeMap<(&'static str, String), Learnt> = BTreeMap::new();
    for day in days {
        let (was, is) = (told(profile_on(before, day)), told(profile_on(after, day)));
        let fields: BTreeSet<_> = was.keys().chain(is.keys()).cloned().collect();
        for field in fields {
            let (old, new) = (was.get(&field), is.get(&field));
            if old == new || found.contains_key(&field) {
                continue;
            }
            let (what, subject) = field.clone();
            let (was, became) = (old.cloned(), new.cloned());
            found.insert(field, Learnt { what, subject, was, became, fact_on: day });
        }
    }
    found.into_values().collect()
}

fn profile_on(unit: &Organisation, day: NaiveDate) -> Option<&Profile> {
    unit.timeline.range(..=day).next_back().map(|(_, profile)| &**profile)
}

/// Fields are named as clients know them; what is empty is not there.
fn told(profile: Option<&Profile>) -> Told {
    let Some(profile) = profile else { return Told::new() };
    let mut told = Told::new();
    let mut say = |field: &str, text: String| {
        if !text.is_empty() {
            told.insert(("PROFILE", field.to_owned()), text);
        }
    };
    let aliases: Vec<&str> = profile.aliases.iter().map(|alias| alias.as_str()).collect();
    say("name", profile.name.to_string());
    say("shortName", profile.short_name.to_string());
    say("code", profile.code.clone().unwrap_or_default());
    say("kind", profile.kind.as_str().to_owned());
    say("supervision", profile.supervision.as_str().to_owned());
    say("parent", profile.parent.map(|parent| parent.to_string()).unwrap_or_default());
    say("aliases", aliases.join("、"));
    say("note", profile.note.clone().unwrap_or_default());
    for tag in &profile.classes {
        let classes = told.entry(("CLASS", tag.scheme.clone())).or_default();
        if !classes.is_empty() {
            classes.push('、');
        }
        classes.push_str(&tag.class);
    }
    told
}
