//! 更正. What must be true before an accepted fact is amended.
//!
//! Only what was accepted can be amended: a row that waits is returned instead. An opening balance
//! counts since it was registered, and is amended by what another document says. The reason is
//! required and stays on record with what was said before (DOMAIN 8: later corrections never edit).

use super::record::{Balance, Fact, Record};
use super::rejection::Rejection;
use crate::facts::Facts;
use crate::obligation::{End, Kind};

/// Whether there is anything to amend at all.
pub(super) fn some(record: &Record) -> Result<(), Rejection> {
    let done = |kind, end: Option<End>| kind == Kind::Milestone && matches!(end, Some(End::Met(_)));
    let accepted = !record.figures.is_empty()
        || !record.balances.is_empty()
        || record.obligations.iter().any(|known| done(known.kind, known.end));
    if accepted { Ok(()) } else { Err(Rejection::NothingToAmend) }
}

/// Whether this fact was accepted and is amended by one that is not of the future.
pub(super) fn check(record: &Record, fact: &Fact, facts: &Facts) -> Result<(), Rejection> {
    let (on, today) = (fact.on(), facts.today());
    if on > today {
        return Err(Rejection::FactInFuture { on, today });
    }
    let (subject, accepted) = match fact {
        Fact::Balance { balance } => return check_balance(record, balance),
        Fact::Figure { target, .. } => (target.to_string(), record.figures.contains_key(target)),
        Fact::Milestone { milestone, .. } => {
            let subject = milestone.to_string();
            let done = record.obligations.iter().any(|known| {
                known.kind == Kind::Milestone
                    && known.subject == subject
                    && matches!(known.end, Some(End::Met(_)))
            });
            (subject, done)
        }
    };
    if accepted { Ok(()) } else { Err(Rejection::FactNotAccepted { subject }) }
}

/// Whether a balance of the same thing is there, and the right one is of before the start as well.
fn check_balance(record: &Record, balance: &Balance) -> Result<(), Rejection> {
    if record.balances.iter().all(|known| known.target != balance.target) {
        let subject = balance.target.map_or_else(|| "-".to_owned(), |target| target.to_string());
        return Err(Rejection::BalanceUnknown { subject });
    }
    let in_force_from = record.charge.in_force_from;
    if balance.on >= in_force_from {
        return Err(Rejection::BalanceAfterStart { on: balance.on, in_force_from });
    }
    Ok(())
}

/// Whether the right figure meets its target; a milestone that was done stays done. Of a balance:
/// whether the target is met without it, by the last figure that was accepted.
pub(super) fn meets(record: &Record, fact: &Fact, facts: &Facts) -> bool {
    let (target, value) = match fact {
        Fact::Milestone { .. } => return true,
        Fact::Figure { target, value, .. } => (*target, *value),
        Fact::Balance { balance } => {
            let Some(target) = balance.target else { return false };
            let Some(reported) = record.figures.get(&target) else { return false };
            (target, reported.value)
        }
    };
    let content = facts.task.as_deref().and_then(|task| task.content());
    let targets = content.map_or(&[][..], |content| &content.targets);
    targets.iter().any(|known| known.id == target && known.is_met_by(value))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use chrono::NaiveDate;
    use uuid::Uuid;

    use super::*;
    use crate::assignment::command::Command;
    use crate::assignment::decide::decide;
    use crate::assignment::event::Event;
    use crate::assignment::record::{
        BalanceStanding, Charge, ClosingRequest, Milestone, Outcome, Owed,
    };
    use crate::assignment::row::{Claims, FigureReported, MilestoneDone};
    use crate::assignment::state::{Assignment, evolve};
    use crate::people::actor::{Actor, Grade, Post, Role, Scope};
    use crate::people::duty::Duty;
    use crate::policy::{Because, Denied, Sphere, Standing, permit};
    use crate::task::Task;
    use crate::task::state::{Clause, Content, Duties, Implementers};
    use crate::task::target::{Comparator, Target};
    use crate::time::{Period, start_of_day};
    use crate::value::decimal::Figure;
    use crate::value::id::{MilestoneId, PersonId, PlanId, PostId, TargetId, TaskId, UnitId};
    use crate::value::text::{Body, DocNo, Name, Paragraph, Reason, Title};

    const STEP: MilestoneId = MilestoneId(Uuid::from_u128(20));
    const OPEN_STEP: MilestoneId = MilestoneId(Uuid::from_u128(21));
    const AREA: TargetId = TargetId(Uuid::from_u128(30));
    const LENGTH: TargetId = TargetId(Uuid::from_u128(31));
    const CITY: UnitId = UnitId(Uuid::from_u128(2));
    const COUNTY: UnitId = UnitId(Uuid::from_u128(5));
    const TODAY: &str = "2026-03-10";

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn hectares(number: i64) -> Option<Figure> {
        Some(Figure(number * 1_000_000))
    }

    fn target(id: TargetId) -> Target {
        let (comparator, unit) = (Comparator::AtLeast, Some("公顷".into()));
        Target { comparator, value: hectares(10), unit, ..Target::bare(id, "公园面积") }
    }

    fn facts() -> Facts {
        let clause = Clause {
            plan: PlanId(Uuid::from_u128(1)),
            no: 1,
            section: "一".into(),
            title: Title::parse("建公园").unwrap(),
            body: Body::parse("每个县建成公园。").unwrap(),
            span: None,
            spans: Vec::new(),
            raw_units: None,
            open_ended: false,
            due_on: day("2026-12-31"),
            due_inferred: false,
            units: Vec::new(),
        };
        let duties = Duties {
            lead: Some(UnitId(Uuid::from_u128(4))),
            lead_inferred: false,
            co_leads: Vec::new(),
            supports: Vec::new(),
            implementers: Implementers::EveryCounty,
        };
        let content = Content {
            clause,
            duties,
            targets: vec![target(AREA), target(LENGTH)],
            lead_confirmed: true,
            due_confirmed: true,
            leader: None,
        };
        let mut facts = Facts::new(Actor::System, start_of_day(day(TODAY)), Arc::default());
        facts.task = Some(Arc::new(Task::Filed(Box::new(content))));
        facts
    }

    fn opened(duty: Duty) -> Event {
        let owed = |target| Owed { target, due_on: day("2026-12-31") };
        let charge = Charge {
            plan: PlanId(Uuid::from_u128(1)),
            jurisdiction: CITY,
            task: TaskId(Uuid::from_u128(3)),
            section: "一".to_owned(),
            lead: UnitId(Uuid::from_u128(4)),
            unit: COUNTY,
            duty,
            sign_due_on: day("2026-01-06"),
            due_on: day("2026-12-31"),
            in_force_from: day("2026-01-01"),
            targets: vec![owed(AREA), owed(LENGTH)],
        };
        Event::AssignmentOpened { charge: Box::new(charge), on: day("2026-01-05") }
    }

    /// A county that did one of two steps on 20 February and reached 12 hectares by then, as its
    /// accepted sheet says.
    fn accepted() -> Vec<Event> {
        let step = |id, name: &str| Milestone {
            id,
            name: Name::parse(name).unwrap(),
            due_on: day("2026-02-15"),
            weight: 50,
        };
        let (period, on): (Period, _) = ("2026-02".parse().unwrap(), day("2026-02-20"));
        let claims = Claims {
            milestones: vec![MilestoneDone { milestone: STEP, on }],
            figures: vec![FigureReported { target: AREA, value: hectares(12), on }],
        };
        let milestones = vec![step(STEP, "开工"), step(OPEN_STEP, "完工")];
        vec![
            opened(Duty::Implement),
            Event::AssignmentSignedFor { by: None, on: day("2026-01-06") },
            Event::MilestonesPlanned { milestones, on: day("2026-01-07") },
            Event::RowOpened { period, due_on: day("2026-02-28"), on: day("2026-02-01") },
            Event::RowSubmitted { period, claims, by: None, on: day("2026-02-27") },
            Event::RowChecked { period, by: None },
            Event::RowAccepted { period, targets_met: vec![AREA], by: None },
        ]
    }

    fn closed(outcome: Outcome) -> Vec<Event> {
        let request = ClosingRequest {
            outcome,
            statement: Paragraph::parse("到此为止。").unwrap(),
            basis: None,
            by: None,
            on: day("2026-03-01"),
        };
        let on = day("2026-03-02");
        let closing = [
            Event::ClosingRequested { request },
            Event::AssignmentClosed { by: None, on, ends: Vec::new() },
        ];
        accepted().into_iter().chain(closing).collect()
    }

    fn given(events: &[Event]) -> Assignment {
        events.iter().fold(Assignment::Absent, evolve)
    }

    fn milestone(milestone: MilestoneId, on: &str) -> Fact {
        Fact::Milestone { milestone, on: day(on) }
    }

    fn figure(target: TargetId, value: Option<Figure>, on: &str) -> Fact {
        Fact::Figure { target, value, on: day(on) }
    }

    fn amend(assignment: &Assignment, fact: Fact) -> Result<Vec<Event>, Rejection> {
        let reason = Reason::parse("统计口径有误").unwrap();
        decide(assignment, &Command::AmendFact { fact, reason }, &facts())
    }

    /// What is owed of a thing after its fact was amended.
    fn then(events: &[Event], fact: Fact) -> Option<End> {
        let before = given(events);
        let amended = amend(&before, fact.clone()).unwrap();
        let after = amended.iter().fold(before, evolve);
        let (kind, subject) = match fact {
            Fact::Figure { target, .. } => (Kind::Target, target.to_string()),
            Fact::Milestone { milestone, .. } => (Kind::Milestone, milestone.to_string()),
            Fact::Balance { balance } => match balance.target {
                Some(target) => (Kind::Target, target.to_string()),
                None => (Kind::Completion, "1".to_owned()),
            },
        };
        let owed = &after.record().unwrap().obligations;
        owed.iter().find(|it| it.kind == kind && it.subject == subject).unwrap().end
    }

    #[test]
    fn an_amendment_says_what_was_really_so_and_why() {
        let fact = milestone(STEP, "2026-02-14");
        let reason = Reason::parse("统计口径有误").unwrap();
        let event = Event::FactAmended { fact: fact.clone(), meets: true, reason, by: None };
        assert_eq!(amend(&given(&accepted()), fact), Ok(vec![event]));
    }

    #[test]
    fn a_milestone_that_is_done_is_moved_to_the_day_it_was_really_done() {
        let met = |on: &str| Some(End::Met(day(on)));
        assert_eq!(then(&accepted(), milestone(STEP, "2026-02-14")), met("2026-02-14"));
        assert_eq!(then(&accepted(), milestone(STEP, TODAY)), met(TODAY));
    }

    #[test]
    fn nothing_is_done_before_it_was_owed() {
        let first = Some(End::Met(day("2026-01-07")));
        assert_eq!(then(&accepted(), milestone(STEP, "2025-12-01")), first);
    }

    #[test]
    fn a_figure_that_falls_short_opens_its_target_and_a_right_one_meets_it_on_its_day() {
        assert_eq!(then(&accepted(), figure(AREA, hectares(9), "2026-02-20")), None);
        let met = Some(End::Met(day("2026-02-10")));
        assert_eq!(then(&accepted(), figure(AREA, hectares(10), "2026-02-10")), met);
    }

    #[test]
    fn what_was_accepted_is_amended_after_closing_too() {
        let met = Some(End::Met(day("2026-02-14")));
        assert_eq!(then(&closed(Outcome::PartlyMet), milestone(STEP, "2026-02-14")), met);
    }

    #[test]
    fn a_target_that_is_no_longer_owed_stays_so() {
        let mut events = accepted();
        events.pop();
        let period = "2026-02".parse().unwrap();
        events.push(Event::RowAccepted { period, targets_met: Vec::new(), by: None });
        let closing = closed(Outcome::NoLongerRequired);
        events.extend(closing.into_iter().skip(accepted().len()));
        let void = Some(End::Void(day("2026-03-02")));
        assert_eq!(then(&events, figure(AREA, hectares(12), "2026-02-20")), void);
    }

    #[test]
    fn a_fact_of_a_day_to_come_is_refused() {
        let refused = Err(Rejection::FactInFuture { on: day("2026-03-11"), today: day(TODAY) });
        assert_eq!(amend(&given(&accepted()), milestone(STEP, "2026-03-11")), refused);
    }

    #[test]
    fn only_what_was_accepted_is_amended() {
        let assignment = given(&accepted());
        let refused = |subject: String| Err(Rejection::FactNotAccepted { subject });
        let open = milestone(OPEN_STEP, "2026-02-14");
        assert_eq!(amend(&assignment, open), refused(OPEN_STEP.to_string()));
        let silent = figure(LENGTH, hectares(1), "2026-02-14");
        assert_eq!(amend(&assignment, silent), refused(LENGTH.to_string()));
    }

    #[test]
    fn a_row_that_waits_is_returned_and_not_amended() {
        let mut events = accepted();
        events.pop();
        let refused = Err(Rejection::NothingToAmend);
        assert_eq!(amend(&given(&events), milestone(STEP, "2026-02-14")), refused);
    }

    #[test]
    fn what_was_not_signed_for_or_does_not_report_has_no_facts() {
        let fresh = given(&[opened(Duty::Implement)]);
        let signed = Event::AssignmentSignedFor { by: None, on: day("2026-01-06") };
        let support = given(&[opened(Duty::Support), signed]);
        let reason = Reason::parse("没有这类设施").unwrap();
        let dismissed = Event::DeclaredNotApplicable { reason, by: None, on: day("2026-03-01") };
        let aside = given(&[accepted(), vec![dismissed]].concat());
        for (assignment, state, duty) in [
            (fresh, "DISPATCHED", "IMPLEMENT"),
            (support, "SIGNED", "SUPPORT"),
            (aside, "NOT_APPLICABLE", "IMPLEMENT"),
        ] {
            let refused = Err(Rejection::WrongState { action: "AMEND_FACT", state, duty });
            assert_eq!(amend(&assignment, milestone(STEP, "2026-02-14")), refused);
        }
    }

    fn balance(target: Option<TargetId>, standing: BalanceStanding, on: &str) -> Balance {
        let document = DocNo::parse("某函〔2026〕3号").unwrap();
        Balance { target, standing, value: None, on: day(on), document }
    }

    /// The same, with what stood at the end of the year before.
    fn adopted(events: Vec<Event>, balances: &[Balance]) -> Vec<Event> {
        let recorded =
            balances.iter().map(|known| Event::BalanceRecorded { balance: known.clone() });
        let mut all = events;
        all.splice(1..1, recorded);
        all
    }

    #[test]
    fn a_balance_that_is_no_longer_done_opens_what_only_it_had_met() {
        let known = balance(Some(LENGTH), BalanceStanding::Done, "2025-12-30");
        let before = given(&adopted(accepted(), &[known]));
        let right = balance(Some(LENGTH), BalanceStanding::Running, "2025-12-28");
        let amended = amend(&before, Fact::Balance { balance: right.clone() }).unwrap();
        let after = amended.iter().fold(before.clone(), evolve);
        let end = |assignment: &Assignment| {
            let owed = &assignment.record().unwrap().obligations;
            owed.iter().find(|it| it.subject == LENGTH.to_string()).unwrap().end
        };
        assert_eq!(end(&before), Some(End::Met(day("2026-01-05"))));
        assert_eq!(end(&after), None);
        assert_eq!(after.record().unwrap().balances, [right]);
    }

    #[test]
    fn a_figure_that_was_accepted_meets_a_target_without_its_balance() {
        let known = balance(Some(AREA), BalanceStanding::Done, "2025-12-30");
        let right = balance(Some(AREA), BalanceStanding::Running, "2025-12-30");
        let met = Some(End::Met(day("2026-02-20")));
        let events = adopted(accepted(), &[known]);
        assert_eq!(then(&events, Fact::Balance { balance: right }), met);
    }

    #[test]
    fn a_balance_of_another_thing_stays() {
        let whole = balance(None, BalanceStanding::Running, "2025-12-30");
        let one = balance(Some(LENGTH), BalanceStanding::Done, "2025-12-30");
        let before = given(&adopted(accepted(), &[whole, one.clone()]));
        let right = balance(None, BalanceStanding::NotStarted, "2025-12-30");
        let amended = amend(&before, Fact::Balance { balance: right.clone() }).unwrap();
        let after = amended.iter().fold(before, evolve);
        assert_eq!(after.record().unwrap().balances, [right, one]);
    }

    #[test]
    fn a_closing_says_what_the_whole_came_to_whatever_stood_before() {
        let whole = balance(None, BalanceStanding::Done, "2025-12-30");
        let events = adopted(closed(Outcome::PartlyMet), &[whole]);
        let right = balance(None, BalanceStanding::Running, "2025-12-30");
        let met = Some(End::Met(day("2026-03-01")));
        assert_eq!(then(&events, Fact::Balance { balance: right }), met);
    }

    #[test]
    fn a_balance_is_amended_where_there_is_one_and_by_one_of_before_the_start() {
        let known = balance(Some(AREA), BalanceStanding::Running, "2025-12-30");
        let assignment = given(&adopted(accepted(), &[known]));
        let asked = |target, on| {
            let balance = balance(target, BalanceStanding::Done, on);
            amend(&assignment, Fact::Balance { balance })
        };
        let unknown = |subject: String| Err(Rejection::BalanceUnknown { subject });
        assert_eq!(asked(Some(LENGTH), "2025-12-30"), unknown(LENGTH.to_string()));
        assert_eq!(asked(None, "2025-12-30"), unknown("-".to_owned()));
        let (on, in_force_from) = (day("2026-01-01"), day("2026-01-01"));
        let late = Err(Rejection::BalanceAfterStart { on, in_force_from });
        assert_eq!(asked(Some(AREA), "2026-01-01"), late);
    }

    #[test]
    fn the_office_amends_and_nobody_his_own_units_facts() {
        let action = Command::AmendFact {
            fact: milestone(STEP, "2026-02-14"),
            reason: Reason::parse("统计口径有误").unwrap(),
        }
        .action();
        let asked = |unit, role: Role, grade| {
            let scope = if role.is_holder() { Scope::Unit } else { Scope::Jurisdiction(CITY) };
            let post = Post { id: PostId(Uuid::nil()), unit, role, grade, scope };
            let actor = Actor::Person { person: PersonId(Uuid::nil()), post };
            let sphere = Sphere::Plan(PlanId(Uuid::from_u128(1)), CITY);
            let judged = action.judges().then_some(COUNTY);
            let holder = Some(COUNTY);
            let standing = Standing { sphere, holder, judged, ..Standing::default() };
            permit(&actor, action.as_str(), action.who(), &standing).map(|_| ())
        };
        let because = |because| Err(Denied::Forbidden { action: action.as_str(), because });
        assert_eq!(asked(CITY, Role::Office, Grade::Handler), Ok(()));
        assert_eq!(asked(COUNTY, Role::Office, Grade::Handler), because(Because::OwnUnit));
        let holder = asked(COUNTY, Role::County, Grade::Signer);
        assert_eq!(holder, because(Because::WrongPost(action.who())));
    }
}
