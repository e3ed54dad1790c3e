//! `seeds/reference`: units, rules, calendar.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use chrono::NaiveDate;
use duban_domain::command::{Command, StreamId};
use duban_domain::people::organisation::{self, Profile};
use duban_domain::people::unit::{ClassTag, Supervision, UnitKind};
use duban_domain::rules::Rules;
use duban_domain::rules::command::Command as RulesCommand;
use duban_domain::rules::state::{ReportRules, TimerRules};
use duban_domain::time::calendar::{CalendarDay, DayKind, Paper};
use duban_domain::time::deadline::Roll;
use duban_domain::value::id::UnitId;
use duban_domain::value::text::Name;
use duban_store::read::organisation::NameRow;
use duban_store::{journal, lookup};
use serde::Deserialize;

use super::{give, id_of};
use crate::house::House;

const UNITS: &str = include_str!("../../../../seeds/reference/units.toml");
const JURISDICTIONS: &str = include_str!("../../../../seeds/reference/jurisdictions.toml");
const RULES: &str = include_str!("../../../../seeds/reference/rules.toml");

macro_rules! calendars {
    ($($year:literal)*) => {
        &[$((
            concat!($year, ".toml"),
            include_str!(concat!("../../../../seeds/reference/calendar/", $year, ".toml")),
        )),*]
    };
}

/// One file per yearly notice.
const CALENDARS: &[(&str, &str)] = calendars!(2007 2008 2009 2010 2011 2012 2013 2014 2015 2016
    2017 2018 2019 2020 2021 2022 2023 2024 2025 2026 2027);

#[derive(Deserialize)]
struct UnitsFile {
    root: UnitEntry,
    unit: Vec<UnitEntry>,
}

#[derive(Deserialize)]
struct JurisdictionsFile {
    jurisdiction: Vec<UnitEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UnitEntry {
    code: String,
    name: String,
    full_name: String,
    aliases: Vec<String>,
    kind: String,
    supervision: String,
    #[serde(default)]
    classes: BTreeMap<String, String>,
    plan_class: Option<String>,
    #[serde(default)]
    designations: Vec<String>,
    // Read by the rewards, which are not loaded from here yet.
    #[serde(default, rename = "reward_eligible")]
    _reward_eligible: Option<bool>,
    #[serde(default, rename = "needs_confirmation")]
    _needs_confirmation: bool,
    note: Option<String>,
}

#[derive(Deserialize)]
struct RulesFile {
    effective_from: NaiveDate,
    report: ReportEntry,
    timer: TimerEntry,
}

#[derive(Deserialize)]
struct ReportEntry {
    due_day: u32,
    roll: String,
    check_workdays: u32,
}

#[derive(Deserialize)]
struct TimerEntry {
    sign_for_workdays: u32,
    close_review_workdays: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CalendarFile {
    year: i32,
    basis: String,
    #[serde(default, rename = "papers")]
    _papers: Vec<String>,
    #[serde(default)]
    holiday: Vec<Holiday>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Holiday {
    name: String,
    days_off: Vec<NaiveDate>,
    #[serde(default)]
    workdays: Vec<NaiveDate>,
}

/// The unit that a code of the reference data names.
pub fn unit_of(code: &str) -> UnitId {
    UnitId(id_of("unit", code))
}

/// The city at the root of the reference data.
///
/// # Errors
/// When the embedded file is malformed.
pub fn root() -> Result<UnitId> {
    Ok(unit_of(&units()?.root.code))
}

/// Every name of every unit of the reference data, for reading documents without a database.
///
/// # Errors
/// When an embedded file is malformed.
pub fn names() -> Result<Vec<NameRow>> {
    let file = units()?;
    let counties: JurisdictionsFile =
        toml::from_str(JURISDICTIONS).context("reading jurisdictions.toml")?;
    let mut names = Vec::new();
    for entry in [&file.root].into_iter().chain(&file.unit).chain(&counties.jurisdiction) {
        let kind = kind(&entry.kind).with_context(|| format!("unknown kind `{}`", entry.kind))?;
        let all = [&entry.full_name, &entry.name].into_iter().chain(&entry.aliases);
        let unit = unit_of(&entry.code);
        names.extend(all.map(|name| NameRow { unit, name: name.clone(), kind }));
    }
    Ok(names)
}

/// Loads all of it, and tells how many commands that took.
///
/// # Errors
/// When a file is malformed or a command refused.
pub async fn load(house: &House) -> Result<usize> {
    let rules = rules_commands(house).await?;
    let (root, below) = unit_commands(house).await?;
    let count = rules.len() + root.len() + below.len();
    give(house, rules).await.context("loading the rules and the calendar")?;
    // A unit hangs below one that is on file.
    give(house, root).await.context("loading the city")?;
    give(house, below).await.context("loading the units")?;
    Ok(count)
}

async fn rules_commands(house: &House) -> Result<Vec<Command>> {
    let stream = StreamId::Rules.to_string();
    let streams = std::slice::from_ref(&stream);
    let known = house
        .engine
        .store()
        .read(|tx| async move { journal::load_streams(&tx, streams).await })
        .await?;
    let published = known.values().flatten().any(|event| event.kind == "rules_published");
    let mut commands = Vec::new();
    if !published {
        commands.push(Command::Rules(first_rules().context("reading rules.toml")?));
    }
    for (name, text) in CALENDARS {
        let year = calendar(text).with_context(|| format!("reading calendar/{name}"))?;
        commands.push(Command::Rules(year));
    }
    Ok(commands)
}

fn first_rules() -> Result<RulesCommand> {
    let file: RulesFile = toml::from_str(RULES)?;
    let defaults = Rules::default();
    let roll = match file.report.roll.as_str() {
        "BACK" => Roll::Back,
        _ => Roll::Forward,
    };
    let rules = Rules {
        report: ReportRules {
            due_day: file.report.due_day,
            roll,
            check_wd: file.report.check_workdays,
        },
        timer: TimerRules {
            sign_for_wd: file.timer.sign_for_workdays,
            close_review_wd: file.timer.close_review_workdays,
            ..defaults.timer
        },
    };
    Ok(RulesCommand::Publish { effective_from: file.effective_from, rules })
}

fn calendar(text: &str) -> Result<RulesCommand> {
    let file: CalendarFile = toml::from_str(text)?;
    let paper = match file.basis.as_str() {
        "STATUTORY" => Paper::Statutory,
        _ => Paper::Notice { paper_year: file.year },
    };
    let day = |date: &NaiveDate, kind: DayKind, name: &str| CalendarDay {
        date: *date,
        kind,
        name: name.to_owned(),
        paper: paper.clone(),
    };
    let mut days = Vec::new();
    for holiday in &file.holiday {
        days.extend(holiday.days_off.iter().map(|date| day(date, DayKind::Off, &holiday.name)));
        days.extend(holiday.workdays.iter().map(|date| day(date, DayKind::Workday, &holiday.name)));
    }
    Ok(RulesCommand::LoadYear { year: file.year, days })
}

fn units() -> Result<UnitsFile> {
    toml::from_str(UNITS).context("reading units.toml")
}

/// The commands for the root, and those for what hangs below it.
async fn unit_commands(house: &House) -> Result<(Vec<Command>, Vec<Command>)> {
    let file = units()?;
    let counties: JurisdictionsFile =
        toml::from_str(JURISDICTIONS).context("reading jurisdictions.toml")?;
    let root = unit_of(&file.root.code);
    let below: Vec<&UnitEntry> = file.unit.iter().chain(&counties.jurisdiction).collect();
    let wanted: BTreeSet<UnitId> =
        below.iter().map(|entry| unit_of(&entry.code)).chain([root]).collect();
    let (wanted, none) = (&wanted, &BTreeSet::new());
    let known = house
        .engine
        .store()
        .read(|tx| async move { lookup::units(&tx, wanted, none).await })
        .await?;
    let command = |entry: &UnitEntry, parent: Option<UnitId>| {
        let id = unit_of(&entry.code);
        let profile =
            profile(entry, parent).with_context(|| format!("reading the unit `{}`", entry.code))?;
        let profile = Box::new(profile);
        Ok::<_, anyhow::Error>(Command::Unit(
            id,
            if known.contains_key(&id) {
                organisation::Command::Amend { profile, dated: None }
            } else {
                organisation::Command::Register { profile }
            },
        ))
    };
    let first = command(&file.root, None)?;
    let below = below.into_iter().map(|entry| command(entry, Some(root)));
    Ok((vec![first], below.collect::<Result<_>>()?))
}

fn profile(entry: &UnitEntry, parent: Option<UnitId>) -> Result<Profile> {
    let tag = |scheme: &str, class: &str| ClassTag { scheme: scheme.into(), class: class.into() };
    let mut classes: Vec<ClassTag> =
        entry.classes.iter().map(|(scheme, class)| tag(scheme, class)).collect();
    classes.extend(entry.plan_class.iter().map(|class| tag("PLAN_TYPE", class)));
    classes.extend(entry.designations.iter().map(|class| tag("DESIGNATION", class)));
    let supervision = Supervision::parse(&entry.supervision)
        .with_context(|| format!("unknown supervision `{}`", entry.supervision))?;
    Ok(Profile {
        name: Name::parse(&entry.full_name)?,
        short_name: Name::parse(&entry.name)?,
        code: Some(entry.code.clone()),
        kind: kind(&entry.kind).with_context(|| format!("unknown kind `{}`", entry.kind))?,
        supervision,
        parent,
        aliases: entry.aliases.iter().map(|alias| Name::parse(alias)).collect::<Result<_, _>>()?,
        classes,
        note: entry.note.clone(),
    })
}

fn kind(word: &str) -> Option<UnitKind> {
    Some(match word {
        "CITY" => UnitKind::Government,
        "GOVERNMENT_DEPARTMENT" => UnitKind::GovDept,
        "PROVINCIAL_AGENCY" => UnitKind::VerticalProv,
        "CENTRAL_AGENCY" => UnitKind::VerticalCentral,
        "MASS_ORGANISATION" => UnitKind::MassOrg,
        "STATE_ENTERPRISE" => UnitKind::Soe,
        other => return UnitKind::parse(other),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_files_can_be_read() {
        let file = units().unwrap();
        assert_eq!(file.unit.len(), 34);
        let counties: JurisdictionsFile = toml::from_str(JURISDICTIONS).unwrap();
        assert_eq!(counties.jurisdiction.len(), 14);
        for entry in file.unit.iter().chain(&counties.jurisdiction) {
            profile(entry, None).unwrap();
        }
        first_rules().unwrap();
        for (name, text) in CALENDARS {
            assert!(calendar(text).is_ok(), "{name}");
        }
    }
}
