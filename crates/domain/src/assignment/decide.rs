//! Guards and events of an assignment.

use std::collections::BTreeSet;

use chrono::Days;

use super::amendment;
use super::closing;
use super::command::Command;
use super::event::Event;
use super::record::{Balance, Charge, Milestone, Owed, Record};
use super::rejection::Rejection;
use super::row::Stage;
use super::state::Assignment;
use super::table::Action;
use crate::facts::Facts;
use crate::people::duty::Duty;
use crate::time::Period;
use crate::time::deadline::{Term, due_on};
use crate::value::id::{MilestoneId, TaskId, UnitId};

/// The most milestones one assignment holds.
pub const MILESTONES_MAX: usize = 20;

/// Decides a command on an assignment.
///
/// # Errors
/// A [`Rejection`] when the command is not lawful.
pub fn decide(
    assignment: &Assignment,
    command: &Command,
    facts: &Facts,
) -> Result<Vec<Event>, Rejection> {
    let on = facts.today();
    let by = facts.actor.person();
    guard(assignment, command.action(), facts)?;
    let Some(record) = assignment.record() else {
        return Ok(open(command, facts));
    };
    let event = match command {
        // `guard` refuses to open what exists.
        Command::Open { .. } => return Ok(Vec::new()),
        Command::SignFor => Event::AssignmentSignedFor { by, on },
        Command::PlanMilestones { milestones } => {
            check_milestones(record, milestones)?;
            Event::MilestonesPlanned { milestones: milestones.clone(), on }
        }
        Command::RecordBalance { balance } => {
            check_balance(record, balance)?;
            Event::BalanceRecorded { balance: balance.clone() }
        }
        Command::OpenRow { .. }
        | Command::RecordSubmission { .. }
        | Command::RecordWithdrawal { .. }
        | Command::CheckRow { .. }
        | Command::AcceptRow { .. }
        | Command::ReturnRow { .. } => return decide_row(record, command, facts),
        Command::RequestClosing { outcome, statement, basis } => {
            closing::check_outcome(record, *outcome, basis.as_ref(), facts)?;
            let request = closing::request(*outcome, statement, basis.as_ref(), facts);
            Event::ClosingRequested { request }
        }
        Command::SendBack { reason } => {
            let rules = facts.office.rules_on(on);
            let grace = Term::Workdays(rules.timer.send_back_grace_wd);
            let grace_until = due_on(facts.office.calendar(), on, grace);
            Event::ClosingSentBack { reason: reason.clone(), by, grace_until }
        }
        Command::Close => {
            Event::AssignmentClosed { by, on, ends: closing::supports(record, facts) }
        }
        Command::DeclareNotApplicable { reason } => {
            Event::DeclaredNotApplicable { reason: reason.clone(), by, on }
        }
        Command::AmendFact { fact, reason } => {
            amendment::check(record, fact, facts)?;
            let (fact, meets) = (fact.clone(), amendment::meets(record, fact, facts));
            Event::FactAmended { fact, meets, reason: reason.clone(), by }
        }
        Command::EndWithLead => Event::EndedWithLead { on },
    };
    Ok(vec![event])
}

/// The commands on one row of a monthly sheet.
fn decide_row(record: &Record, command: &Command, facts: &Facts) -> Result<Vec<Event>, Rejection> {
    let on = facts.today();
    let by = facts.actor.person();
    let event = match command {
        Command::OpenRow { period, .. } if record.rows.contains_key(period) => {
            return Ok(Vec::new());
        }
        Command::OpenRow { period, due_on } => {
            // A timer that ran late opens the row from the day on which it should have.
            let since = record.signed.map_or(on, |(signed, _)| signed.max(period.first_day()));
            Event::RowOpened { period: *period, due_on: *due_on, on: since.min(on) }
        }
        Command::RecordSubmission { period, claims, by } => {
            Event::RowSubmitted { period: *period, claims: claims.clone(), by: *by, on }
        }
        Command::RecordWithdrawal { period } => Event::RowWithdrawn { period: *period },
        Command::CheckRow { period } => {
            reviewable(record, *period, Action::CheckRow, facts)?;
            Event::RowChecked { period: *period, by }
        }
        Command::AcceptRow { period } => {
            reviewable(record, *period, Action::AcceptRow, facts)?;
            let targets_met = closing::targets_met(record, *period, facts);
            Event::RowAccepted { period: *period, targets_met, by }
        }
        Command::ReturnRow { period, reason } => {
            reviewable(record, *period, Action::ReturnRow, facts)?;
            Event::RowReturned { period: *period, reason: reason.clone(), by }
        }
        Command::Open { .. }
        | Command::SignFor
        | Command::PlanMilestones { .. }
        | Command::RecordBalance { .. }
        | Command::RequestClosing { .. }
        | Command::SendBack { .. }
        | Command::Close
        | Command::DeclareNotApplicable { .. }
        | Command::AmendFact { .. }
        | Command::EndWithLead => return Ok(Vec::new()),
    };
    Ok(vec![event])
}

impl Command {
    /// The row of the table that the command belongs to.
    pub fn action(&self) -> Action {
        match self {
            Self::Open { .. } => Action::Open,
            Self::SignFor => Action::SignFor,
            Self::PlanMilestones { .. } => Action::PlanMilestones,
            Self::RecordBalance { .. } => Action::RecordBalance,
            Self::OpenRow { .. } => Action::OpenRow,
            Self::RecordSubmission { .. } => Action::RecordSubmission,
            Self::RecordWithdrawal { .. } => Action::RecordWithdrawal,
            Self::CheckRow { .. } => Action::CheckRow,
            Self::AcceptRow { .. } => Action::AcceptRow,
            Self::ReturnRow { .. } => Action::ReturnRow,
            Self::RequestClosing { .. } => Action::RequestClosing,
            Self::SendBack { .. } => Action::SendBack,
            Self::Close => Action::Close,
            Self::DeclareNotApplicable { .. } => Action::DeclareNotApplicable,
            Self::AmendFact { .. } => Action::AmendFact,
            Self::EndWithLead => Action::EndWithLead,
        }
    }
}

/// What stands against an action whatever is typed: the part that `availableActions` shows.
///
/// # Errors
/// The [`Rejection`] that the action would meet.
pub fn guard(assignment: &Assignment, action: Action, facts: &Facts) -> Result<(), Rejection> {
    let state = assignment.name();
    let duty = assignment.record().map(|record| record.charge.duty);
    if !action.starts_from(state, duty) {
        let duty = duty.map_or("-", Duty::as_str);
        return Err(Rejection::WrongState { action: action.as_str(), state, duty });
    }
    let Some(record) = assignment.record() else {
        return Ok(());
    };
    match action {
        Action::Open
        | Action::SignFor
        | Action::PlanMilestones
        | Action::RecordBalance
        | Action::OpenRow
        | Action::RecordSubmission
        | Action::RecordWithdrawal
        | Action::DeclareNotApplicable
        | Action::EndWithLead => Ok(()),
        Action::AmendFact => amendment::some(record),
        Action::CheckRow | Action::AcceptRow | Action::ReturnRow => {
            some_row_reviewable(record, action, facts)
        }
        Action::RequestClosing => closing::may_request(record, facts),
        Action::SendBack => closing::may_judge(assignment, facts),
        Action::Close => {
            closing::may_judge(assignment, facts)?;
            closing::evidence_verified(assignment, facts)
        }
    }
}

fn open(command: &Command, facts: &Facts) -> Vec<Event> {
    let Command::Open { task, unit, duty } = command else {
        return Vec::new();
    };
    let charge = charge(*task, *unit, *duty, facts);
    charge
        .map(|charge| Event::AssignmentOpened { charge: Box::new(charge), on: facts.today() })
        .into_iter()
        .collect()
}

fn charge(task: TaskId, unit: UnitId, duty: Duty, facts: &Facts) -> Option<Charge> {
    let content = facts.task.as_deref()?.content()?;
    let plan = facts.plan.as_deref()?;
    let due = content.clause.due_on;
    let owed = content.targets.iter().filter(|target| target.bearer.binds(unit, duty));
    let today = facts.today();
    let limit = Term::Workdays(facts.office.rules_on(today).timer.sign_for_wd);
    Some(Charge {
        plan: content.clause.plan,
        jurisdiction: plan.jurisdiction()?,
        task,
        section: content.clause.section.clone(),
        lead: content.duties.lead?,
        unit,
        duty,
        sign_due_on: due_on(facts.office.calendar(), today, limit),
        due_on: due,
        in_force_from: plan.force()?.from,
        targets: owed
            .map(|target| Owed { target: target.id, due_on: target.due_on.unwrap_or(due) })
            .collect(),
    })
}

fn check_milestones(record: &Record, milestones: &[Milestone]) -> Result<(), Rejection> {
    let count = milestones.len();
    if !(1..=MILESTONES_MAX).contains(&count) {
        return Err(Rejection::MilestoneCount { count, limit: MILESTONES_MAX });
    }
    let sum: u64 = milestones.iter().map(|milestone| u64::from(milestone.weight)).sum();
    if sum != 100 || milestones.iter().any(|milestone| milestone.weight == 0) {
        return Err(Rejection::MilestoneWeights { sum });
    }
    let mut seen = BTreeSet::new();
    let latest = latest_due(record);
    for milestone in milestones {
        if !seen.insert(milestone.id) {
            return Err(Rejection::MilestoneTwice { milestone: milestone.id });
        }
        if milestone.due_on > latest {
            return Err(Rejection::MilestoneAfterDue { due_on: milestone.due_on, latest });
        }
    }
    let open: BTreeSet<MilestoneId> = record.open_milestones().map(|known| known.id).collect();
    let changed = record
        .milestones
        .iter()
        .filter(|known| !open.contains(&known.id))
        .find(|known| !milestones.contains(known));
    match changed {
        Some(milestone) => Err(Rejection::MilestoneDone { milestone: milestone.id }),
        None => Ok(()),
    }
}

/// A duty that was due before the plan came into force is re-planned from that day on.
fn latest_due(record: &Record) -> chrono::NaiveDate {
    let charge = &record.charge;
    if charge.due_on >= charge.in_force_from {
        return charge.due_on;
    }
    charge.in_force_from.checked_add_days(Days::new(366)).unwrap_or(charge.due_on)
}

fn check_balance(record: &Record, balance: &Balance) -> Result<(), Rejection> {
    if let Some(target) = balance.target
        && record.charge.targets.iter().all(|owed| owed.target != target)
    {
        return Err(Rejection::BalanceTargetUnknown { target });
    }
    let in_force_from = record.charge.in_force_from;
    if balance.on >= in_force_from {
        return Err(Rejection::BalanceAfterStart { on: balance.on, in_force_from });
    }
    Ok(())
}

/// Whether the row of `period` can be reviewed so by this actor.
fn reviewable(
    record: &Record,
    period: Period,
    action: Action,
    facts: &Facts,
) -> Result<(), Rejection> {
    let row = record.rows.get(&period).ok_or(Rejection::RowUnknown { period })?;
    let stage = row.stage.as_str();
    let Some((_, signer)) = row.stage.waiting() else {
        return Err(Rejection::RowNotWaiting { period, stage });
    };
    if signer.is_some() && signer == facts.actor.person() {
        return Err(Rejection::ReviewerIsSubmitter { period });
    }
    let checked = matches!(row.stage, Stage::Checked { .. });
    match action {
        Action::CheckRow if checked => Err(Rejection::RowNotWaiting { period, stage }),
        Action::AcceptRow if record.charge.duty == Duty::Implement && !checked => {
            Err(Rejection::LeadCheckMissing { period })
        }
        Action::AcceptRow | Action::CheckRow | Action::ReturnRow => Ok(()),
        // No other action reviews a row.
        Action::Open
        | Action::SignFor
        | Action::PlanMilestones
        | Action::RecordBalance
        | Action::OpenRow
        | Action::RecordSubmission
        | Action::RecordWithdrawal
        | Action::RequestClosing
        | Action::SendBack
        | Action::Close
        | Action::DeclareNotApplicable
        | Action::AmendFact
        | Action::EndWithLead => Ok(()),
    }
}

fn some_row_reviewable(record: &Record, action: Action, facts: &Facts) -> Result<(), Rejection> {
    let mut refused = None;
    for (period, row) in record.rows.iter().rev() {
        if row.stage.waiting().is_none() {
            continue;
        }
        match reviewable(record, *period, action, facts) {
            Ok(()) => return Ok(()),
            Err(rejection) => refused = refused.or(Some(rejection)),
        }
    }
    Err(refused.unwrap_or(Rejection::NoRowWaiting))
}
