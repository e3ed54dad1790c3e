//! 月报行. One row of a monthly sheet, as its assignment knows it: claims and review.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::record::{Record, Reported};
use crate::obligation::{End, Kind};
use crate::time::Period;
use crate::value::decimal::Figure;
use crate::value::id::{MilestoneId, PersonId, TargetId};
use crate::value::text::Reason;

/// 申报. What a row claims beside its words.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Claims {
    /// Milestones said to be done.
    pub milestones: Vec<MilestoneDone>,
    /// Figures reported.
    pub figures: Vec<FigureReported>,
}

/// 节点完成.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MilestoneDone {
    /// Which.
    pub milestone: MilestoneId,
    /// 实际完成日. The day it was really done, which may lie before the report.
    pub on: NaiveDate,
}

/// 指标数据. A value of an indicator at a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureReported {
    /// The target it answers.
    pub target: TargetId,
    /// The value; none where a qualitative target is said to be met.
    pub value: Option<Figure>,
    /// The date it speaks of.
    pub on: NaiveDate,
}

/// The row of one period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Until when it is due.
    pub due_on: NaiveDate,
    /// How far it is.
    pub stage: Stage,
    /// How often it was returned.
    pub returns: u32,
    /// 最近一次退回. Why and by whom it was returned last.
    pub returned: Option<(Reason, Option<PersonId>)>,
    /// Who of the lead agreed with what stands now.
    pub checked_by: Option<PersonId>,
    /// Who accepted it.
    pub accepted_by: Option<PersonId>,
}

/// 环节. How far a row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// 待报.
    Due,
    /// 已报. Signed and submitted.
    Submitted {
        /// Who signed it.
        by: Option<PersonId>,
        /// What it claims.
        claims: Claims,
    },
    /// 牵头已核. The lead agrees.
    Checked {
        /// Who signed the row.
        by: Option<PersonId>,
        /// What it claims.
        claims: Claims,
    },
    /// 已审.
    Accepted,
    /// 退回.
    Returned,
}

impl Stage {
    /// The stage as clients see it.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Due => "DUE",
            Self::Submitted { .. } => "SUBMITTED",
            Self::Checked { .. } => "LEAD_CHECKED",
            Self::Accepted => "ACCEPTED",
            Self::Returned => "RETURNED",
        }
    }

    /// Whether the holder may (again) write and submit.
    pub fn is_open(&self) -> bool {
        matches!(self, Self::Due | Self::Returned)
    }

    /// Who signed, while the row waits for review.
    pub fn waiting(&self) -> Option<(&Claims, Option<PersonId>)> {
        match self {
            Self::Submitted { by, claims } | Self::Checked { by, claims } => Some((claims, *by)),
            Self::Due | Self::Accepted | Self::Returned => None,
        }
    }
}

/// What happens to the rows of an assignment.
impl Record {
    pub(super) fn open_row(&mut self, period: Period, due_on: NaiveDate, on: NaiveDate) {
        self.owe_since(Kind::Row, period.to_string(), due_on, on);
        let row = Row {
            due_on,
            stage: Stage::Due,
            returns: 0,
            returned: None,
            checked_by: None,
            accepted_by: None,
        };
        self.rows.insert(period, row);
    }

    pub(super) fn submit_row(&mut self, period: Period, stage: Stage, on: NaiveDate) {
        let Some(row) = self.rows.get_mut(&period) else { return };
        row.stage = stage;
        row.checked_by = None;
        let subject = period.to_string();
        // The first submission counts, unless the row was opened again by a second return.
        if self.open_of(Kind::Row).any(|known| known.subject == subject) {
            self.end(Kind::Row, &subject, Some(End::Met(on)));
        }
    }

    pub(super) fn withdraw_row(&mut self, period: Period) {
        let Some(row) = self.rows.get_mut(&period) else { return };
        row.stage = Stage::Due;
        if row.returns == 0 {
            self.end(Kind::Row, &period.to_string(), None);
        }
    }

    pub(super) fn check_row(&mut self, period: Period, checker: Option<PersonId>) {
        let Some(row) = self.rows.get_mut(&period) else { return };
        if let Stage::Submitted { by, claims } = &row.stage {
            row.stage = Stage::Checked { by: *by, claims: claims.clone() };
            row.checked_by = checker;
        }
    }

    /// What the row claims now counts: milestones are done, figures are known, targets are met.
    pub(super) fn accept_row(
        &mut self,
        period: Period,
        targets_met: &[TargetId],
        by: Option<PersonId>,
    ) {
        let Some(row) = self.rows.get_mut(&period) else { return };
        let waiting = row.stage.waiting().map(|(claims, _)| claims.clone());
        row.stage = Stage::Accepted;
        row.accepted_by = by;
        let claims = waiting.unwrap_or_default();
        for done in &claims.milestones {
            self.end(Kind::Milestone, &done.milestone.to_string(), Some(End::Met(done.on)));
        }
        for figure in &claims.figures {
            self.figures.insert(figure.target, Reported { value: figure.value, on: figure.on });
            if targets_met.contains(&figure.target) {
                self.end(Kind::Target, &figure.target.to_string(), Some(End::Met(figure.on)));
            }
        }
    }

    pub(super) fn return_row(&mut self, period: Period, reason: &Reason, by: Option<PersonId>) {
        let Some(row) = self.rows.get_mut(&period) else { return };
        row.stage = Stage::Returned;
        row.returned = Some((reason.clone(), by));
        row.returns += 1;
        // On time is what came in time and was not returned twice.
        if row.returns == 2 {
            self.end(Kind::Row, &period.to_string(), None);
        }
    }
}
