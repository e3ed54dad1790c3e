//! From the draft of a plan to the closing of a county's assignment.

use chrono::NaiveDate;
use duban_domain::assignment::command::Command as AssignmentCommand;
use duban_domain::assignment::record::{Milestone, Outcome};
use duban_domain::assignment::row::{Claims, FigureReported, MilestoneDone};
use duban_domain::command::{Command, StreamId};
use duban_domain::evidence::command::Command as EvidenceCommand;
use duban_domain::evidence::state::{Exhibit, Purpose};
use duban_domain::people::actor::{Actor, Grade, Role};
use duban_domain::plan::command::Command as PlanCommand;
use duban_domain::sheet::SheetKey;
use duban_domain::sheet::command::Command as SheetCommand;
use duban_domain::sheet::state::{Entry, Report};
use duban_domain::task::command::{Command as TaskCommand, Confirmed};
use duban_domain::time::Period;
use duban_domain::value::decimal::Figure;
use duban_domain::value::id::{AssignmentId, EvidenceId, MilestoneId, PlanId, TargetId, UnitId};
use duban_domain::value::text::{Name, Paragraph, Reason};
use duban_engine::error::EngineError;
use duban_store::Sql;
use duban_store::statement::counted;

use super::town::{Town, day, noon};

pub(super) struct People {
    pub(super) clerk: Actor,
    director: Actor,
    lead_handler: Actor,
    pub(super) handler: Actor,
    signer: Actor,
}

pub(super) async fn issued(town: &Town) -> (People, PlanId) {
    let (housing, finance) = (town.bureaus[0], town.bureaus[2]);
    let people = People {
        clerk: town.person(finance, Role::Office, Grade::Handler).await,
        director: town.person(finance, Role::Office, Grade::Director).await,
        lead_handler: town.person(housing, Role::Bureau, Grade::Handler).await,
        handler: town.person(town.counties[0], Role::County, Grade::Handler).await,
        signer: town.person(town.counties[0], Role::County, Grade::Signer).await,
    };
    let (plan, tasks) = town.draft(people.clerk).await;
    let issue = Command::Plan(plan, PlanCommand::Issue { in_force_from: day("2026-01-01") });
    let refused = town.run(people.director, vec![issue.clone()]).await;
    assert!(matches!(refused, Err(EngineError::Rejected { .. })), "leads are not confirmed");
    let confirmed = Confirmed::LeadAndDue;
    let confirm = |id| Command::Task(id, TaskCommand::Confirm { confirmed });
    town.run(people.director, tasks.iter().map(|id| confirm(*id)).collect()).await.unwrap();
    town.run(people.director, vec![issue]).await.unwrap();
    let dispatch = tasks.iter().map(|id| Command::Task(*id, TaskCommand::Dispatch)).collect();
    let (outcome, statements) = counted(town.run(people.clerk, dispatch)).await;
    assert_eq!(Town::assignments(&outcome.unwrap()).len(), 8, "2 tasks x (1 + 1 + 2)");
    assert!(statements < 200, "{statements} statements");
    (people, plan)
}

/// The first value of a query.
macro_rules! scalar {
    ($town:expr, $value:ty, $text:expr) => {
        $town
            .engine
            .store()
            .read(|tx| async move { tx.query_value::<$value>(&Sql::new($text)).await })
            .await
            .unwrap()
            .unwrap()
    };
}

pub(super) async fn county_assignments(town: &Town, unit: UnitId) -> Vec<AssignmentId> {
    let sql = Sql::with(
        "SELECT a.assignment_id FROM assignment a JOIN task t ON t.task_id = a.task_id
         WHERE a.unit_id = ? ORDER BY t.no",
        [unit.0.into()],
    );
    let rows = town
        .engine
        .store()
        .read(|tx| {
            let sql = sql.clone();
            async move { tx.query_rows(&sql).await }
        })
        .await
        .unwrap();
    rows.iter().map(|row| AssignmentId(row.try_get_by_index(0).unwrap())).collect()
}

fn report(claims: Claims) -> Entry {
    Entry::Report(Box::new(Report {
        progress: Paragraph::parse("已开工。").unwrap(),
        problems: None,
        next_steps: None,
        coordination: None,
        claims,
    }))
}

fn assignment(id: AssignmentId, command: AssignmentCommand) -> Vec<Command> {
    vec![Command::Assignment(id, command)]
}

#[tokio::test]
async fn an_assignment_lives_from_dispatch_to_closing() {
    let town = Town::build().await;
    let (people, plan) = issued(&town).await;
    let own = county_assignments(&town, town.counties[0]).await;
    let (first, second) = (own[0], own[1]);
    let sign = own.iter().map(|id| Command::Assignment(*id, AssignmentCommand::SignFor)).collect();
    town.run(people.handler, sign).await.unwrap();

    let milestone = MilestoneId(town.engine.ids().fresh());
    let milestones = vec![Milestone {
        id: milestone,
        name: Name::parse("开工").unwrap(),
        due_on: day("2026-01-20"),
        weight: 100,
    }];
    let planned = AssignmentCommand::PlanMilestones { milestones };
    town.run(people.signer, assignment(first, planned)).await.unwrap();

    let key = SheetKey { plan, unit: town.counties[0], period: Period::new(2026, 1).unwrap() };
    town.clock.set(noon("2026-01-22"));
    let submit = |ids: Vec<AssignmentId>| {
        vec![Command::Sheet(key, SheetCommand::Submit { assignments: ids })]
    };
    let refused = town.run(people.signer, submit(Vec::new())).await;
    assert!(matches!(refused, Err(EngineError::Rejected { .. })), "a milestone is due");
    let target = target_of(&town, first).await;
    let claims = Claims {
        milestones: vec![MilestoneDone { milestone, on: day("2026-01-18") }],
        figures: vec![FigureReported {
            target,
            value: Some(Figure(13_500_000)),
            on: day("2026-01-21"),
        }],
    };
    let draft = SheetCommand::Draft { rows: vec![(first, report(claims))] };
    town.run(people.handler, vec![Command::Sheet(key, draft)]).await.unwrap();
    town.run(people.signer, submit(Vec::new())).await.unwrap();
    review(&town, &people, key, first).await;

    let closing = AssignmentCommand::RequestClosing {
        outcome: Outcome::Met,
        statement: Paragraph::parse("已建成。").unwrap(),
        basis: None,
    };
    let refused = town.run(people.signer, assignment(first, closing.clone())).await;
    assert!(matches!(refused, Err(EngineError::Rejected { .. })), "no evidence yet");
    show(&town, &people, first).await;
    town.run(people.signer, assignment(first, closing)).await.unwrap();
    town.run(people.director, assignment(first, AssignmentCommand::Close)).await.unwrap();
    check_rows(&town, first, second).await;

    // The next month opens a sheet for what is still at work.
    town.clock.set(noon("2026-02-02"));
    assert!(town.engine.sweep().await.unwrap() >= 1);
    let rows =
        scalar!(town, i64, "SELECT COUNT(*) FROM assignment_row WHERE period_on = '2026-02-01'");
    assert_eq!(rows, 1);
    town.end();
}

async fn target_of(town: &Town, id: AssignmentId) -> TargetId {
    let sql =
        Sql::with("SELECT target_id FROM assignment_target WHERE assignment_id = ?", [id.0.into()]);
    let found: Option<uuid::Uuid> = town
        .engine
        .store()
        .read(|tx| {
            let sql = sql.clone();
            async move { tx.query_value(&sql).await }
        })
        .await
        .unwrap();
    TargetId(found.unwrap())
}

async fn review(town: &Town, people: &People, key: SheetKey, id: AssignmentId) {
    let period = key.period;
    let accept = || assignment(id, AssignmentCommand::AcceptRow { period });
    let refused = town.run(people.clerk, accept()).await;
    assert!(matches!(refused, Err(EngineError::Rejected { .. })), "the lead has not checked");
    let refused = town.run(people.handler, accept()).await;
    assert!(matches!(refused, Err(EngineError::Denied { .. })), "no one judges his own unit");
    let check = AssignmentCommand::CheckRow { period };
    town.run(people.lead_handler, assignment(id, check)).await.unwrap();
    town.run(people.clerk, accept()).await.unwrap();
    let again = AssignmentCommand::ReturnRow { period, reason: Reason::parse("晚了").unwrap() };
    let refused = town.run(people.clerk, assignment(id, again)).await;
    assert!(matches!(refused, Err(EngineError::Rejected { .. })), "it is accepted");
}

async fn show(town: &Town, people: &People, id: AssignmentId) {
    let evidence = EvidenceId(town.engine.ids().fresh());
    let submit = EvidenceCommand::Submit {
        assignment: id,
        purpose: Purpose::Closing,
        title: Name::parse("竣工照片").unwrap(),
        exhibit: Exhibit::Link { url: "https://example.cn/1".into() },
    };
    town.run(people.handler, vec![Command::Evidence(evidence, submit)]).await.unwrap();
    let verify = || vec![Command::Evidence(evidence, EvidenceCommand::Verify)];
    let refused = town.run(people.signer, verify()).await;
    assert!(matches!(refused, Err(EngineError::Denied { .. })), "another unit verifies");
    town.run(people.lead_handler, verify()).await.unwrap();
    let offered =
        town.engine.available(&people.clerk, &[StreamId::Evidence(evidence)]).await.unwrap();
    assert!(offered.iter().all(|(_, actions)| actions.iter().all(|a| a.because.is_some())));
}

async fn check_rows(town: &Town, first: AssignmentId, second: AssignmentId) {
    let state = |id: AssignmentId| async move {
        let sql = Sql::with("SELECT state FROM assignment WHERE assignment_id = ?", [id.0.into()]);
        let found: Option<String> = town
            .engine
            .store()
            .read(|tx| {
                let sql = sql.clone();
                async move { tx.query_value(&sql).await }
            })
            .await
            .unwrap();
        found.unwrap()
    };
    assert_eq!(state(first).await, "COMPLETED");
    assert_eq!(state(second).await, "SIGNED");
    let met = scalar!(
        town,
        NaiveDate,
        "SELECT ended_on FROM obligation WHERE kind = 'MILESTONE' AND ended = 'MET'"
    );
    assert_eq!(met, day("2026-01-18"), "the day it was really done");
    let sum = scalar!(
        town,
        i64,
        "SELECT CAST(SUM(amount) AS INTEGER) FROM obligation_delta
         WHERE axis = 'UNIT' AND kind = 'SIGN_FOR' AND bucket = 'TOTAL'"
    );
    assert_eq!(sum, 8);
}
