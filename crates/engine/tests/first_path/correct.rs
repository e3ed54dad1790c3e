//! What the office corrects on a draft decides who owes what after dispatch.

use duban_domain::command::Command;
use duban_domain::people::actor::{Actor, Grade, Role};
use duban_domain::people::duty::Duty;
use duban_domain::plan::command::Command as PlanCommand;
use duban_domain::task::command::{Command as TaskCommand, Confirmed};
use duban_domain::task::state::Implementers;
use duban_domain::task::target::{Baseline, Bearer, BearerLevel};
use duban_domain::task::target::{Comparator, Frequency, Target, TargetKind};
use duban_domain::value::decimal::Figure;
use duban_domain::value::id::{PlanId, TargetId, TaskId, UnitId};
use duban_domain::value::text::{Body, Title};
use duban_engine::error::EngineError;
use duban_engine::request::Request;
use duban_engine::usecase::Seen;
use duban_engine::usecase::tasks::{Correction, Leads, NewTask, TargetDraft};
use duban_store::read::{Visibility, task};
use duban_store::{Sql, StoreError};

use super::town::{Town, day};

/// Below 5 %, held, every year, borne by some counties alone.
fn strict(counties: &[UnitId]) -> Target {
    Target {
        id: TargetId(uuid::Uuid::nil()),
        indicator: Body::parse("未整治排污口占比").unwrap(),
        comparator: Comparator::LessThan,
        value: Some(Figure(5_000_000)),
        value_max: None,
        unit: Some("%".into()),
        due_on: None,
        scope: None,
        bearer: Bearer::Units { units: counties.to_vec() },
        kind: Some(TargetKind::Keep),
        frequency: Some(Frequency::Yearly),
        baseline: Some(Baseline { value: Figure(9_000_000), on: Some(day("2025-12-31")) }),
        due_carried: false,
        text: None,
        span: None,
    }
}

/// Two cells of every row: a unit and a word.
async fn pairs(town: &Town, sql: Sql) -> Vec<(UnitId, String)> {
    let rows = town
        .engine
        .store()
        .read(|tx| {
            let sql = sql.clone();
            async move { tx.query_rows(&sql).await }
        })
        .await
        .unwrap();
    rows.iter()
        .map(|row| {
            let unit = UnitId(row.try_get_by_index(0).unwrap());
            (unit, row.try_get_by_index(1).unwrap())
        })
        .collect()
}

async fn correct(town: &Town, clerk: Actor, task: TaskId) {
    let (city, counties) = (&town.bureaus, &town.counties);
    let (request, seen) = (Request::of(clerk), Seen { id: task, version: None });
    let leads = |co_leads: &[UnitId], supports: &[UnitId]| Correction {
        duties: Some(Leads {
            lead: city[0],
            co_leads: co_leads.to_vec(),
            supports: supports.to_vec(),
        }),
        ..Correction::default()
    };
    let twice = town.engine.correct_task(&request, seen, leads(&city[1..2], &city[1..2])).await;
    assert!(matches!(twice, Err(EngineError::Rejected { .. })), "a unit has one duty");
    let right = Correction {
        implementers: Some(Implementers::Units { units: counties.clone() }),
        ..leads(&city[1..2], &city[2..3])
    };
    town.engine.correct_task(&request, seen, right).await.unwrap();
    let draft = |units: &[UnitId]| TargetDraft { replaces: None, target: strict(units) };
    let bureau = town.engine.set_target(&request, seen, draft(&city[..1])).await;
    assert!(matches!(bureau, Err(EngineError::Rejected { .. })), "only counties are named");
    town.engine.set_target(&request, seen, draft(&counties[1..])).await.unwrap();
}

async fn dispatch(town: &Town, clerk: Actor, director: Actor, (plan, tasks): (PlanId, &[TaskId])) {
    let confirmed = Confirmed::LeadAndDue;
    let confirm = tasks.iter().map(|id| Command::Task(*id, TaskCommand::Confirm { confirmed }));
    town.run(director, confirm.collect()).await.unwrap();
    let issue = Command::Plan(plan, PlanCommand::Issue { in_force_from: day("2026-01-01") });
    town.run(director, vec![issue]).await.unwrap();
    let dispatch = tasks.iter().map(|id| Command::Task(*id, TaskCommand::Dispatch)).collect();
    town.run(clerk, dispatch).await.unwrap();
}

#[tokio::test]
async fn a_correction_before_issue_says_who_owes_what_after_dispatch() {
    let town = Town::build().await;
    let clerk = town.person(town.bureaus[2], Role::Office, Grade::Handler).await;
    let director = town.person(town.bureaus[2], Role::Office, Grade::Director).await;
    let (plan, tasks) = town.draft(clerk).await;
    let task = tasks[1];
    correct(&town, clerk, task).await;
    dispatch(&town, clerk, director, (plan, &tasks)).await;

    let holders = "SELECT unit_id, duty FROM assignment WHERE task_id = ?";
    let mut found = pairs(&town, Sql::with(holders, [task.0.into()])).await;
    found.sort();
    let (city, counties) = (&town.bureaus, &town.counties);
    let held = |unit: UnitId, duty: Duty| (unit, duty.as_str().to_owned());
    let mut wanted = vec![
        held(city[0], Duty::Lead),
        held(city[1], Duty::CoLead),
        held(city[2], Duty::Support),
        held(counties[0], Duty::Implement),
        held(counties[1], Duty::Implement),
    ];
    wanted.sort();
    assert_eq!(found, wanted);

    let owing = "SELECT a.unit_id, a.duty FROM assignment_target o
         JOIN assignment a ON a.assignment_id = o.assignment_id WHERE a.task_id = ?";
    let owing = pairs(&town, Sql::with(owing, [task.0.into()])).await;
    assert_eq!(owing, [held(counties[1], Duty::Implement)], "only the county that is named");
    kept(&town, task).await;
    town.end();
}

/// What is read back is what was set, to the last term.
async fn kept(town: &Town, id: TaskId) {
    let (targets, bearers) = town
        .engine
        .store()
        .read(|tx| async move {
            let targets = task::targets(&tx, Visibility::System, &[id]).await?;
            let ids: Vec<TargetId> = targets.iter().map(|target| target.id).collect();
            Ok::<_, StoreError>((targets, task::bearers(&tx, Visibility::System, &ids).await?))
        })
        .await
        .unwrap();
    let [target] = targets.as_slice() else { panic!("{targets:?}") };
    let wanted = strict(&town.counties[1..]);
    assert_eq!((target.comparator, target.value), (wanted.comparator, wanted.value));
    assert_eq!((target.kind, target.frequency), (wanted.kind, wanted.frequency));
    let baseline = target.baseline.map(|value| Baseline { value, on: target.baseline_on });
    assert_eq!((baseline, target.bearer), (wanted.baseline, BearerLevel::Units));
    let named: Vec<UnitId> = bearers.iter().map(|row| row.unit).collect();
    assert_eq!(named, wanted.bearer.units());
}

#[tokio::test]
async fn tasks_that_are_added_at_once_take_one_number_each() {
    let town = Town::build().await;
    let clerk = town.person(town.bureaus[2], Role::Office, Grade::Handler).await;
    let (plan, _) = town.draft(clerk).await;
    let request = &Request::of(clerk);
    let duties = Leads { lead: town.bureaus[0], co_leads: Vec::new(), supports: Vec::new() };
    let new = || NewTask {
        plan,
        section: "一".to_owned(),
        title: Title::parse("新增任务").unwrap(),
        body: Body::parse("内容").unwrap(),
        duties: duties.clone(),
        implementers: Implementers::None,
        due_on: day("2026-06-30"),
    };
    let three = async || {
        let add = || town.engine.add_task(request, new());
        tokio::try_join!(add(), add(), add()).unwrap()
    };
    tokio::join!(three(), three());
    let numbers = "SELECT count(*) FROM task WHERE plan_id = ? AND title = '新增任务'";
    let numbers = &Sql::with(numbers, [plan.0.into()]);
    let read = town.engine.store().read(|tx| async move { tx.query_value::<i64>(numbers).await });
    assert_eq!(read.await.unwrap(), Some(6));
    town.end();
}
