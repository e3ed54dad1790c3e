//! The states of a sheet.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::event::{Drafted, Event};
use crate::assignment::row::Claims;
use crate::time::Period;
use crate::value::digest::Digest;
use crate::value::id::{AssignmentId, PersonId, PlanId, UnitId};
use crate::value::text::Paragraph;

/// 表号. Which sheet: unit x plan x period, so no id has to be made for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SheetKey {
    /// The plan reported on.
    pub plan: PlanId,
    /// Who reports.
    pub unit: UnitId,
    /// For which month.
    pub period: Period,
}

impl fmt::Display for SheetKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.plan, self.unit, self.period)
    }
}

impl FromStr for SheetKey {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refuse = || "a sheet is named PLAN.UNIT.YYYY-MM".to_owned();
        let mut parts = text.split('.');
        let mut id = || parts.next().and_then(|part| part.parse::<Uuid>().ok()).ok_or_else(refuse);
        let (plan, unit) = (PlanId(id()?), UnitId(id()?));
        let period = parts.next().and_then(|part| part.parse().ok()).ok_or_else(refuse)?;
        match parts.next() {
            None => Ok(Self { plan, unit, period }),
            Some(_) => Err(refuse()),
        }
    }
}

/// 行内容. What a row says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Entry {
    /// 无变化. The default; not enough where something is due.
    NoChange,
    /// 进展. Words and claims.
    Report(Box<Report>),
}

/// 进展情况. The words and claims of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// 进展情况.
    pub progress: Paragraph,
    /// 存在问题.
    pub problems: Option<Paragraph>,
    /// 下步措施.
    pub next_steps: Option<Paragraph>,
    /// 需协调事项.
    pub coordination: Option<Paragraph>,
    /// Milestones and figures.
    pub claims: Claims,
}

impl Entry {
    /// What the row claims.
    pub fn claims(&self) -> Claims {
        match self {
            Self::NoChange => Claims::default(),
            Self::Report(report) => report.claims.clone(),
        }
    }
}

/// 一行. What is written in a row and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it says; nothing written yet where there is none.
    pub entry: Option<Entry>,
    /// Who wrote it.
    pub drafted_by: Option<PersonId>,
    /// When and by whom it was last signed, and over which digest.
    pub signed: Option<Signature>,
}

/// 审签. A signature over the rows of one submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signature {
    /// Who signed.
    pub by: Option<PersonId>,
    /// When.
    pub on: NaiveDate,
    /// Over what.
    pub digest: Option<Digest>,
}

/// A sheet in its states.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Sheet {
    /// Nothing has happened yet.
    #[default]
    Absent,
    /// It has rows.
    Open {
        /// Until when it is due.
        due_on: NaiveDate,
        /// The rows, by assignment.
        lines: BTreeMap<AssignmentId, Line>,
    },
}

impl Sheet {
    /// The state as clients see it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Absent => "ABSENT",
            Self::Open { .. } => "OPEN",
        }
    }

    /// The row of an assignment.
    pub fn line(&self, assignment: AssignmentId) -> Option<&Line> {
        match self {
            Self::Absent => None,
            Self::Open { lines, .. } => lines.get(&assignment),
        }
    }

    /// The assignments that have a row, in order.
    pub fn assignments(&self) -> Vec<AssignmentId> {
        match self {
            Self::Absent => Vec::new(),
            Self::Open { lines, .. } => lines.keys().copied().collect(),
        }
    }

    /// Until when it is due.
    pub fn due_on(&self) -> Option<NaiveDate> {
        match self {
            Self::Absent => None,
            Self::Open { due_on, .. } => Some(*due_on),
        }
    }

    fn change(mut self, rows: &[Drafted], change: impl Fn(&mut Line, &Entry)) -> Self {
        if let Self::Open { lines, .. } = &mut self {
            for row in rows {
                if let Some(line) = lines.get_mut(&row.assignment) {
                    change(line, &row.entry);
                }
            }
        }
        self
    }
}

/// Applies one event.
pub fn evolve(sheet: Sheet, event: &Event) -> Sheet {
    match event {
        Event::RowsOpened { assignments, due_on } => {
            let mut lines = match sheet {
                Sheet::Absent => BTreeMap::new(),
                Sheet::Open { lines, .. } => lines,
            };
            for assignment in assignments {
                let empty = Line { entry: None, drafted_by: None, signed: None };
                lines.entry(*assignment).or_insert(empty);
            }
            Sheet::Open { due_on: *due_on, lines }
        }
        Event::RowsDrafted { rows, by } => sheet.change(rows, |line, entry| {
            line.entry = Some(entry.clone());
            line.drafted_by = *by;
        }),
        Event::RowsSubmitted { rows, digest, by, on } => sheet.change(rows, |line, entry| {
            line.entry = Some(entry.clone());
            line.signed = Some(Signature { by: *by, on: *on, digest: *digest });
        }),
        Event::RowsWithdrawn { assignments, .. } => {
            let Sheet::Open { due_on, mut lines } = sheet else {
                return sheet;
            };
            for assignment in assignments {
                if let Some(line) = lines.get_mut(assignment) {
                    line.signed = None;
                }
            }
            Sheet::Open { due_on, lines }
        }
    }
}
