//! `seeds/demo/story.toml`: what a quarter was like, as people write it down. [`super::acts`] tells it
//! day by day.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use chrono::{DateTime, FixedOffset, NaiveDate};
use duban_domain::time::Period;
use serde::Deserialize;

const TEXT: &str = include_str!("../../../../seeds/demo/story.toml");

/// A quarter.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Story {
    /// The day on which the plan is taken in, issued and dispatched.
    pub begins_on: NaiveDate,
    /// From when duties count.
    pub in_force_from: NaiveDate,
    /// The instant that is "now" when everything has been told.
    pub ends_at: DateTime<FixedOffset>,
    /// How units work, by name.
    pub temperament: BTreeMap<String, Temperament>,
    /// The leaders in charge of the tasks.
    pub leader: Vec<Leader>,
    /// The temperament of each unit, by code.
    pub unit: BTreeMap<String, String>,
    /// The months.
    pub month: Vec<Month>,
    /// What is said again and again.
    pub words: Words,
    /// The tasks that are worked on.
    pub work: Vec<Work>,
    /// The rows that were returned.
    pub returned: Vec<Returned>,
    /// The assignments that closing was asked for.
    pub closing: Vec<Closing>,
    /// The assignments that do not apply.
    pub not_applicable: Vec<NotApplicable>,
    /// The opening balances.
    pub balance: Vec<Balance>,
}

/// 分管市领导. Who is in charge of which part of the plan.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leader {
    /// The name.
    pub name: String,
    /// The heading of that part.
    pub section: String,
}

/// 脾性. How a unit works.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Temperament {
    /// How many days after the dispatch it signs.
    pub signs_after_days: i64,
    /// How many days after the due day it reports, for each month.
    pub reports_after_days: Vec<i64>,
    /// The months in which it does not report at all.
    #[serde(default)]
    pub missed: Vec<Period>,
    /// How many days after its date a milestone is done.
    pub slips_days: i64,
    /// Every how many milestones one is never done.
    pub drops_every: Option<usize>,
    /// How many months its figures are behind.
    pub figures_lag_months: usize,
    /// What its evidence is worth.
    pub evidence: Worth,
}

/// What evidence is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Worth {
    /// It is verified.
    Sound,
    /// It is refused.
    Thin,
    /// There is none.
    None,
}

/// A month.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Month {
    /// Which.
    pub period: Period,
    /// When its sheet is due.
    pub due_on: NaiveDate,
    /// When what came in is looked at.
    pub rounds: Vec<Round>,
}

/// A round of checking and accepting.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Round {
    /// When lead bureaus check.
    pub checked_on: NaiveDate,
    /// When the office accepts.
    pub accepted_on: NaiveDate,
}

/// What is said again and again.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// What is wrong where milestones are late; `{milestones}` names them.
    pub behind: String,
    /// What is done about it.
    pub next_steps: String,
    /// What a lead bureau says of its own rows, for each month.
    pub lead: Vec<String>,
    /// Why thin evidence is refused.
    pub thin: String,
    /// A note that is handed in; names of county, task, milestone and day are put in.
    pub note: String,
}

/// A task that is worked on in all counties.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Work {
    /// Its number.
    pub task: u32,
    /// The milestones each county plans.
    pub milestones: Vec<Step>,
    /// What is reported, for each month.
    pub progress: Vec<String>,
    /// The figure that is reported.
    pub figure: Option<Figures>,
    /// What is handed in as evidence.
    pub evidence: Shown,
}

/// A milestone.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// What is done by then.
    pub name: String,
    /// By when.
    pub due_on: NaiveDate,
    /// Its share.
    pub weight: u32,
}

/// The figures of an indicator.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figures {
    /// Which.
    pub indicator: String,
    /// Where it stood before.
    pub before: String,
    /// Where it stands, for each month.
    pub values: Vec<String>,
}

/// What is handed in as evidence.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    /// For which milestone, from 1.
    pub milestone: usize,
    /// Its title.
    pub title: String,
    /// What it is.
    pub kind: Kind,
}

/// What a piece of evidence is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Kind {
    /// A text that is uploaded.
    Note,
    /// A picture that is uploaded.
    Photo,
    /// A page elsewhere.
    Link,
}

/// A row that was returned.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Returned {
    /// Whose.
    pub unit: String,
    /// Of which task.
    pub task: u32,
    /// Of which month.
    pub period: Period,
    /// Why.
    pub reason: String,
    /// When it was reported again.
    pub again_on: NaiveDate,
    /// What it said then.
    pub progress: String,
}

/// A request for closing and what became of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closing {
    /// Whose.
    pub unit: String,
    /// Of which task.
    pub task: u32,
    /// `MET`, `PARTLY_MET`...
    pub outcome: String,
    /// When it was asked for.
    pub asked_on: NaiveDate,
    /// What was said.
    pub statement: String,
    /// The title of what was shown.
    pub evidence: String,
    /// How it was sent back.
    pub sent_back: Option<SentBack>,
    /// When it was closed; it still waits where there is no day.
    pub closed_on: Option<NaiveDate>,
}

/// A request that was sent back and made again.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SentBack {
    /// When.
    pub on: NaiveDate,
    /// Why.
    pub reason: String,
    /// When it was made again.
    pub again_on: NaiveDate,
    /// What was said then.
    pub statement: String,
    /// What was shown then.
    pub evidence: String,
}

/// An assignment that does not apply.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotApplicable {
    /// Whose.
    pub unit: String,
    /// Of which task.
    pub task: u32,
    /// Since when.
    pub on: NaiveDate,
    /// Why.
    pub reason: String,
}

/// The opening balances of a target.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Balance {
    /// Of which task.
    pub task: u32,
    /// Which.
    pub indicator: String,
    /// The figure where it is done.
    pub value: Option<String>,
    /// The counties where it is done.
    pub done_in: Vec<String>,
}

impl Story {
    /// Reads the embedded file.
    ///
    /// # Errors
    /// When it is malformed.
    pub fn read() -> Result<Self> {
        toml::from_str(TEXT).context("reading seeds/demo/story.toml")
    }

    /// How a unit works.
    ///
    /// # Errors
    /// When the story has no such temperament.
    pub fn temperament(&self, unit: &str) -> Result<&Temperament> {
        let name = self.unit.get(unit).map_or(STEADY, String::as_str);
        self.temperament.get(name).with_context(|| format!("there is no temperament `{name}`"))
    }
}

/// How units work of which the story says nothing.
const STEADY: &str = "steady";
