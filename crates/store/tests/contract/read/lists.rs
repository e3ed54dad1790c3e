//! Filters, orders and pages; what is asked of many rows at once.

use duban_domain::people::actor::Grade;
use duban_domain::value::id::{AssignmentId, TaskId, UnitId};
use duban_store::page::{Direction, Key, Page, Slice};
use duban_store::read::assignment::{AssignmentFilter, AssignmentOrder, AssignmentSort};
use duban_store::read::organisation::UnitFilter;
use duban_store::read::plan::Counted;
use duban_store::read::state::{AssignmentState, RowStage, TaskState};
use duban_store::read::task::{TaskFilter, TaskOrder, TaskSort};
use duban_store::read::{
    AsOf, Visibility, assignment, evidence, organisation, person, plan, sheet, task,
};
use duban_store::statement::counted;

use super::world::{self, A, B, CITY, OPEN_BY_A, OPEN_BY_X, PLAN, X, Y, day, id, ids, read, unit};
use crate::contract::database::TestDatabase;

on_both_databases!(
    tasks_are_filtered,
    assignments_are_filtered,
    pages_walk_every_order_both_ways,
    units_are_found_by_any_name,
    classes_are_those_of_the_day,
    the_signer_answers_else_the_handler,
    rows_wait_for_lead_and_office,
    much_at_once_is_one_statement,
);

const ALL: Visibility = Visibility::System;

async fn tasks_are_filtered(database: TestDatabase) {
    world::build(&database).await;
    let plan = Some(id(PLAN).into());
    let base = TaskFilter { plan, ..TaskFilter::default() };
    let text = |text: &str| TaskFilter { text: Some(text.to_owned()), ..base.clone() };
    let section = |path: &str| TaskFilter { section: Some(path.to_owned()), ..base.clone() };
    let lead: UnitId = id(A).into();
    let cases: [(TaskFilter, &[u128]); 16] = [
        (base.clone(), &[21, 22, 23]),
        (text("停车"), &[21]),
        (text("PARKING_LOT"), &[22]),
        (text("parkingxlot"), &[]),
        (text("100% 短板"), &[21, 22, 23]),
        (text("1%短板"), &[]),
        (section("四/(一)/1"), &[21]),
        (section("四/(一)"), &[21, 22]),
        (TaskFilter { lead: Some(lead), ..base.clone() }, &[21, 23]),
        (TaskFilter { support: Some(id(B).into()), ..base.clone() }, &[21]),
        (TaskFilter { states: vec![TaskState::Draft], ..base.clone() }, &[23]),
        (
            TaskFilter { lead_confirmed: Some(false), due_confirmed: Some(false), ..base.clone() },
            &[23],
        ),
        (TaskFilter { due_before: Some(day("2026-12-31")), ..base.clone() }, &[]),
        (TaskFilter { county: Some(id(Y).into()), ..base.clone() }, &[21]),
        (TaskFilter { overdue_on: Some(day("2026-06-21")), ..base.clone() }, &[21]),
        (TaskFilter { overdue_on: Some(day("2026-06-20")), ..base.clone() }, &[]),
    ];
    for (filter, expected) in &cases {
        let order = TaskOrder { by: TaskSort::No, direction: Direction::Ascending };
        let page = &Page::first(10);
        let found = read!(database, |tx| task::list(&tx, ALL, filter, order, page)).unwrap();
        let found: Vec<TaskId> = found.rows.iter().map(|row| row.id).collect();
        assert_eq!(found, ids(expected), "{filter:?}");
    }
    let behind = &TaskFilter { overdue_on: Some(day("2026-06-21")), ..TaskFilter::default() };
    let seen = read!(database, |tx| task::count(&tx, unit(Y), behind)).unwrap();
    assert_eq!(seen, 0, "what another county is late with is not told");
    let led = &TaskFilter { lead_states: vec![AssignmentState::InProgress], ..base };
    assert_eq!(read!(database, |tx| task::count(&tx, ALL, led)).unwrap(), 2);
    let wanted = &ids(&[21]);
    let row = read!(database, |tx| task::by_ids(&tx, ALL, wanted)).unwrap().remove(0);
    assert_eq!(row.lead_assignment, Some(id(OPEN_BY_A).into()));
    assert_eq!(row.span.map(|span| (span.start, span.end)), Some((5, 9)));
}

async fn assignments_are_filtered(database: TestDatabase) {
    world::build(&database).await;
    let base = AssignmentFilter::default();
    let overdue = |on: &str| AssignmentFilter { overdue_on: Some(day(on)), ..base.clone() };
    let cases: [(AssignmentFilter, &[u128]); 10] = [
        (AssignmentFilter { unit: Some(id(X).into()), ..base.clone() }, &[36, 33]),
        (AssignmentFilter { lead: Some(id(B).into()), ..base.clone() }, &[36, 35]),
        (
            AssignmentFilter { task: Some(id(21).into()), open_only: true, ..base.clone() },
            &[33, 31, 32],
        ),
        (AssignmentFilter { due_before: Some(day("2026-07-01")), ..base.clone() }, &[36, 33]),
        (
            AssignmentFilter {
                due_after: Some(day("2026-06-30")),
                unit: Some(id(X).into()),
                ..base.clone()
            },
            &[],
        ),
        (AssignmentFilter { section: Some("四/(一)/12".to_owned()), ..base.clone() }, &[36, 35]),
        (AssignmentFilter { text: Some("PARKING_LOT".to_owned()), ..base.clone() }, &[36, 35]),
        (AssignmentFilter { unsigned_only: true, ..base.clone() }, &[]),
        (overdue("2026-06-21"), &[33]),
        (overdue("2026-06-20"), &[]),
    ];
    for (filter, expected) in &cases {
        let page = &Page::first(10);
        let found = read!(database, |tx| {
            assignment::list(&tx, ALL, filter, AssignmentOrder::NEXT, page)
        });
        let found: Vec<AssignmentId> = found.unwrap().rows.iter().map(|row| row.id).collect();
        assert_eq!(found, ids(expected), "{filter:?}");
    }
    let page = &Page::first(1);
    let work = read!(database, |tx| assignment::open_work(&tx, unit(X), id(X).into(), page));
    let work = work.unwrap();
    assert_eq!((work.rows[0].id, work.has_next), (id(36).into(), true));
}

/// Walks a list in pages of two and checks that it is the whole, both ways.
async fn walk<R: Clone + PartialEq + std::fmt::Debug>(
    whole: Vec<R>,
    key: impl Fn(&R) -> Key,
    read: impl AsyncFn(Page) -> Slice<R>,
) {
    let (mut forth, mut back): (Vec<R>, Vec<R>) = (Vec::new(), Vec::new());
    loop {
        let page = forth.last().map_or(Page::first(2), |last| Page::first(2).after(key(last)));
        let slice = read(page).await;
        forth.extend(slice.rows);
        if !slice.has_next {
            break;
        }
    }
    loop {
        let page = back.first().map_or(Page::last(2), |first| Page::last(2).before(key(first)));
        let slice = read(page).await;
        back.splice(0..0, slice.rows);
        if !slice.has_previous {
            break;
        }
    }
    assert!(whole.len() > 2);
    assert_eq!((&forth, &back), (&whole, &whole));
}

async fn pages_walk_every_order_both_ways(database: TestDatabase) {
    world::build(&database).await;
    let database = &database;
    for direction in [Direction::Ascending, Direction::Descending] {
        for by in [TaskSort::No, TaskSort::DueOn, TaskSort::Title] {
            let order = TaskOrder { by, direction };
            let filter = &TaskFilter::default();
            let page_of = async |page: Page| {
                let page = &page;
                read!(database, |tx| task::list(&tx, ALL, filter, order, page)).unwrap()
            };
            walk(page_of(Page::first(100)).await.rows, |row| order.key(row), page_of).await;
        }
        for by in [AssignmentSort::DueOn, AssignmentSort::TaskNo, AssignmentSort::Unit] {
            let order = AssignmentOrder { by, direction };
            let filter = &AssignmentFilter::default();
            let page_of = async |page: Page| {
                let page = &page;
                read!(database, |tx| assignment::list(&tx, ALL, filter, order, page)).unwrap()
            };
            walk(page_of(Page::first(100)).await.rows, |row| order.key(row), page_of).await;
        }
    }
    let sheets = async |page: Page| {
        let page = &page;
        read!(database, |tx| sheet::list(&tx, ALL, Default::default(), page)).unwrap()
    };
    walk(sheets(Page::first(100)).await.rows, |row| row.place(), sheets).await;
    let filter = &UnitFilter::default();
    let units = async |page: Page| {
        let page = &page;
        read!(database, |tx| organisation::list(&tx, ALL, filter, page)).unwrap()
    };
    walk(units(Page::first(100)).await.rows, |row| row.key(), units).await;
    let filter = &Default::default();
    let pieces = async |page: Page| {
        let page = &page;
        read!(database, |tx| evidence::list(&tx, ALL, filter, page)).unwrap()
    };
    walk(pieces(Page::first(100)).await.rows, |row| row.key(), pieces).await;
    let posts = async |page: Page| {
        let page = &page;
        let filter = &Default::default();
        read!(database, |tx| person::posts(&tx, ALL, filter, page)).unwrap()
    };
    walk(posts(Page::first(100)).await.rows, |row| row.key(), posts).await;
}

async fn units_are_found_by_any_name(database: TestDatabase) {
    world::build(&database).await;
    let text = |text: &str| UnitFilter { text: Some(text.to_owned()), ..UnitFilter::default() };
    let cases: [(UnitFilter, &[u128]); 5] = [
        (text("市住"), &[A]),
        (text("pingSHUN"), &[X]),
        (text("住建局 100%"), &[A]),
        (text("%"), &[]),
        (UnitFilter { county: Some(true), ..UnitFilter::default() }, &[X, Y]),
    ];
    for (filter, expected) in &cases {
        let page = &Page::first(10);
        let mut found = read!(database, |tx| organisation::list(&tx, ALL, filter, page)).unwrap();
        found.rows.sort_by_key(|row| row.id);
        let found: Vec<UnitId> = found.rows.iter().map(|row| row.id).collect();
        assert_eq!(found, ids(expected), "{filter:?}");
        let count = read!(database, |tx| organisation::count(&tx, ALL, filter)).unwrap();
        assert_eq!(count, expected.len() as u64);
    }
    let found = read!(database, |tx| organisation::by_name(&tx, ALL, "市发改委")).unwrap();
    assert_eq!(found[0].id, id(B).into());
    let counties = read!(database, |tx| organisation::counties(&tx, ALL, id(CITY).into()));
    let counties: Vec<UnitId> = counties.unwrap().iter().map(|row| row.unit).collect();
    assert_eq!(counties, ids(&[X, Y]));
    assert_eq!(read!(database, |tx| organisation::all_names(&tx, ALL)).unwrap().len(), 4);
}

async fn classes_are_those_of_the_day(database: TestDatabase) {
    world::build(&database).await;
    for (on, expected) in [("2026-04-30", "III"), ("2026-05-01", "IV")] {
        let (units, as_of) = (&ids(&[X, Y]), AsOf::day(day(on)));
        let found = read!(database, |tx| organisation::classes(&tx, ALL, units, as_of)).unwrap();
        let found: Vec<&str> = found.iter().map(|row| row.class.as_str()).collect();
        assert_eq!(found, [expected]);
    }
}

async fn the_signer_answers_else_the_handler(database: TestDatabase) {
    world::build(&database).await;
    let units = &ids(&[A, X, Y, B]);
    let on = async |on: &str| -> Vec<(UnitId, String, Grade)> {
        let as_of = AsOf::day(day(on));
        let found = read!(database, |tx| person::responsible(&tx, ALL, units, as_of)).unwrap();
        found.into_iter().map(|row| (row.unit, row.person_name, row.grade)).collect()
    };
    let expected = [(A, "甲", Grade::Handler), (X, "戊", Grade::Signer), (Y, "丁", Grade::Signer)];
    let expected = expected.map(|(unit, name, grade)| (id(unit).into(), name.to_owned(), grade));
    assert_eq!(on("2026-06-01").await, expected);
    assert_eq!(on("2024-10-03").await, [], "nobody held a post yet");
}

async fn rows_wait_for_lead_and_office(database: TestDatabase) {
    world::build(&database).await;
    let page = &Page::first(10);
    let eyes = unit(A);
    let check = read!(database, |tx| sheet::waiting_for_check(&tx, eyes, id(A).into(), page));
    let found: Vec<AssignmentId> = check.unwrap().rows.iter().map(|row| row.assignment).collect();
    assert_eq!(found, ids(&[33]));
    let eyes = Visibility::Plan(id(PLAN).into());
    let plan = id(PLAN).into();
    let accept = read!(database, |tx| sheet::waiting_for_acceptance(&tx, eyes, plan, page));
    let found: Vec<AssignmentId> = accept.unwrap().rows.iter().map(|row| row.assignment).collect();
    assert_eq!(found, ids(&[31, 34]));
    let wanted = &ids(&[33]);
    let latest = read!(database, |tx| sheet::latest_rows(&tx, eyes, wanted)).unwrap();
    assert_eq!((latest.len(), latest[0].stage), (1, RowStage::Submitted));
    let first = &Page::first(1);
    let of =
        read!(database, |tx| { sheet::rows_of_assignment(&tx, eyes, id(OPEN_BY_X).into(), first) });
    let of = of.unwrap();
    assert_eq!((of.rows[0].sheet.period.to_string().as_str(), of.has_next), ("2026-06", true));
}

async fn much_at_once_is_one_statement(database: TestDatabase) {
    world::build(&database).await;
    let held: &Vec<AssignmentId> = &ids(&[31, 32, 33, 34, 35, 36, 37]);
    let tasks: &Vec<TaskId> = &ids(&[21, 22, 23, 24]);
    let plans = &ids(&[PLAN]);
    let (read, statements) = counted(database.store.read(move |tx| async move {
        let rows = assignment::rows(&tx, ALL, held, 1).await?;
        assert_eq!(rows.len(), 4);
        assert_eq!(assignment::latest_rows(&tx, ALL, held).await?.len(), 4);
        assert_eq!(assignment::targets(&tx, ALL, held).await?.len(), 1);
        let of_tasks = assignment::of_tasks(&tx, ALL, tasks, 2).await?;
        let found: Vec<u128> = of_tasks.iter().map(|row| row.id.0.as_u128()).collect();
        assert_eq!(found, [31, 33, 35, 36, 37]);
        let counts = plan::counts(&tx, ALL, plans).await?;
        let tasks = |state| {
            let of = counts.iter().find(|row| row.counted == Counted::Tasks(state));
            of.map_or(0, |row| row.count)
        };
        assert_eq!((tasks(TaskState::Draft), tasks(TaskState::Dispatched)), (1, 2));
        let file = 141_u128;
        let shown = evidence::by_attachment(&tx, unit(A), id(file).into()).await?;
        assert_eq!(shown.map(|row| row.id), Some(id(41).into()));
        let hidden = evidence::by_attachment(&tx, unit(Y), id(file).into()).await?;
        assert_eq!(hidden, None);
        Ok::<(), duban_store::StoreError>(())
    }))
    .await;
    read.unwrap();
    assert_eq!(statements, 7);
}
