//! Reading for one pair of eyes.

mod lists;
mod report;
mod world;

use duban_domain::command::StreamId;
use duban_domain::sheet::SheetKey;
use duban_domain::sheet::state::Entry;
use duban_domain::time::Period;
use duban_domain::value::id::{AssignmentId, EvidenceId, PlanId, TaskId};
use duban_store::StoreError;
use duban_store::page::{Direction, Page};
use duban_store::read::assignment::{AssignmentFilter, AssignmentOrder};
use duban_store::read::evidence::EvidenceFilter;
use duban_store::read::plan::PlanFilter;
use duban_store::read::sheet::{LineRow, SheetFilter};
use duban_store::read::task::{TaskFilter, TaskOrder, TaskSort};
use duban_store::read::{
    Visibility, assignment, evidence, journal, organisation, person, plan, sheet, task,
};

use super::database::TestDatabase;
use world::{A, B, CITY, OTHER_CITY, PLAN, X, Y, Z, id, ids, read, unit};

on_both_databases!(
    what_is_hidden_is_neither_listed_nor_counted_nor_found,
    what_hangs_on_hidden_things_is_hidden,
    a_unit_reads_rows_of_others_once_they_are_handed_in,
    a_county_sees_no_people_of_another,
    a_history_is_as_visible_as_its_thing,
    contents_are_shown_to_those_who_see_all_that_is_named,
    people_are_known_under_their_own_government,
    a_row_that_cannot_be_read_is_named,
);

const BY_NO: TaskOrder = TaskOrder { by: TaskSort::No, direction: Direction::Ascending };

/// Who asks, and the plans, tasks, assignments, sheets (by unit) and evidence to be seen.
type Sight = (Visibility, [&'static [u128]; 5]);

fn sights() -> Vec<Sight> {
    let own: [&[u128]; 5] =
        [&[10], &[21, 22, 23], &[31, 32, 33, 34, 35, 36], &[A, X, X, Y], &[41, 42, 43, 44]];
    let all: [&[u128]; 5] =
        [&[10, 11], &[21, 22, 23, 24], &[31, 32, 33, 34, 35, 36, 37], own[3], own[4]];
    vec![
        (Visibility::System, all),
        (Visibility::Nothing, [&[], &[], &[], &[], &[]]),
        (Visibility::Plan(id(PLAN).into()), own),
        (Visibility::Jurisdiction(id(CITY).into()), own),
        (Visibility::Jurisdiction(id(OTHER_CITY).into()), [&[11], &[24], &[37], &[], &[]]),
        (unit(A), [&[10], &[21], &[31, 32, 33, 34], &[A], &[41, 42, 44]]),
        (unit(B), [&[10], &[21, 22], &[32, 35, 36], &[], &[43]]),
        (unit(X), [&[10], &[21, 22], &[33, 36], &[X, X], &[41, 43, 44]]),
        (unit(Y), [&[10], &[21], &[34], &[Y], &[42]]),
        (unit(Z), [&[11], &[24], &[37], &[], &[]]),
    ]
}

async fn what_is_hidden_is_neither_listed_nor_counted_nor_found(database: TestDatabase) {
    world::build(&database).await;
    for (eyes, [plans, tasks, assignments, sheets, pieces]) in sights() {
        let page = &Page::first(100);
        let found = read!(database, |tx| lists_of(&tx, eyes, page)).unwrap();
        assert_eq!(
            found,
            [plans, tasks, assignments, sheets, pieces].map(ids::<uuid::Uuid>),
            "{eyes:?}"
        );
        let counts = read!(database, |tx| counts_of(&tx, eyes)).unwrap();
        assert_eq!(counts, found.map(|list| list.len() as u64), "{eyes:?}");
        let found = read!(database, |tx| found_of(&tx, eyes)).unwrap();
        assert_eq!(found, [plans, tasks, assignments, pieces].map(ids::<uuid::Uuid>), "{eyes:?}");
    }
}

type Ids = Vec<uuid::Uuid>;

fn sorted(ids: impl Iterator<Item = uuid::Uuid>) -> Ids {
    let mut ids: Ids = ids.collect();
    ids.sort();
    ids
}

async fn lists_of(
    tx: &duban_store::Tx,
    eyes: Visibility,
    page: &Page,
) -> Result<[Ids; 5], StoreError> {
    let filter = AssignmentFilter::default();
    let plans = plan::list(tx, eyes, &PlanFilter::default(), page).await?;
    let tasks = task::list(tx, eyes, &TaskFilter::default(), BY_NO, page).await?;
    let assignments = assignment::list(tx, eyes, &filter, AssignmentOrder::NEXT, page).await?;
    let sheets = sheet::list(tx, eyes, SheetFilter::default(), page).await?;
    let pieces = evidence::list(tx, eyes, &EvidenceFilter::default(), page).await?;
    Ok([
        sorted(plans.rows.iter().map(|row| row.id.0)),
        sorted(tasks.rows.iter().map(|row| row.id.0)),
        sorted(assignments.rows.iter().map(|row| row.id.0)),
        sorted(sheets.rows.iter().map(|row| row.key.unit.0)),
        sorted(pieces.rows.iter().map(|row| row.id.0)),
    ])
}

async fn counts_of(tx: &duban_store::Tx, eyes: Visibility) -> Result<[u64; 5], StoreError> {
    Ok([
        plan::count(tx, eyes, &PlanFilter::default()).await?,
        task::count(tx, eyes, &TaskFilter::default()).await?,
        assignment::count(tx, eyes, &AssignmentFilter::default()).await?,
        sheet::count(tx, eyes, SheetFilter::default()).await?,
        evidence::count(tx, eyes, &EvidenceFilter::default()).await?,
    ])
}

async fn found_of(tx: &duban_store::Tx, eyes: Visibility) -> Result<[Ids; 4], StoreError> {
    let plans = plan::by_ids(tx, eyes, &ids::<PlanId>(&[10, 11, 999])).await?;
    let tasks = task::by_ids(tx, eyes, &ids::<TaskId>(&[21, 22, 23, 24, 999])).await?;
    let numbers = [31, 32, 33, 34, 35, 36, 37, 999];
    let assignments = assignment::by_ids(tx, eyes, &ids::<AssignmentId>(&numbers)).await?;
    let pieces = evidence::by_ids(tx, eyes, &ids::<EvidenceId>(&[41, 42, 43, 44, 999])).await?;
    Ok([
        sorted(plans.iter().map(|row| row.id.0)),
        sorted(tasks.iter().map(|row| row.id.0)),
        sorted(assignments.iter().map(|row| row.id.0)),
        sorted(pieces.iter().map(|row| row.id.0)),
    ])
}

async fn what_hangs_on_hidden_things_is_hidden(database: TestDatabase) {
    world::build(&database).await;
    let tasks: &Vec<TaskId> = &ids(&[21, 22, 24]);
    let held: &Vec<AssignmentId> = &ids(&[31, 32, 33, 34, 36]);
    let plans: &Vec<PlanId> = &ids(&[10, 11]);
    for (eyes, expected) in [
        (Visibility::System, [1, 2, 3, 3, 1, 3, 2]),
        (Visibility::Nothing, [0; 7]),
        (unit(A), [1, 1, 2, 3, 1, 2, 2]),
        (unit(Y), [1, 1, 1, 1, 0, 1, 2]),
        (unit(Z), [0, 1, 0, 0, 0, 0, 0]),
    ] {
        let sizes: Result<[usize; 7], StoreError> = read!(database, |tx| async {
            let tx = &tx;
            Ok([
                task::supports(tx, eyes, tasks).await?.len(),
                task::targets(tx, eyes, tasks).await?.len(),
                task::county_counts(tx, eyes, tasks).await?.len(),
                assignment::milestones(tx, eyes, held).await?.len(),
                assignment::balances(tx, eyes, held).await?.len(),
                evidence::of_assignments(tx, eyes, held, 1).await?.len(),
                plan::sections(tx, eyes, plans).await?.len(),
            ])
        });
        assert_eq!(sizes.unwrap(), expected, "{eyes:?}");
    }
}

async fn lines(database: &TestDatabase, eyes: Visibility) -> Vec<LineRow> {
    let period: Period = "2026-06".parse().unwrap();
    let keys =
        &[A, X, Y].map(|unit| SheetKey { plan: id(PLAN).into(), unit: id(unit).into(), period });
    read!(database, |tx| sheet::rows(&tx, eyes, keys)).unwrap()
}

async fn a_unit_reads_rows_of_others_once_they_are_handed_in(database: TestDatabase) {
    world::build(&database).await;
    let seen = async |eyes| -> Vec<(u128, bool)> {
        let rows = lines(&database, eyes).await;
        rows.iter().map(|row| (row.assignment.0.as_u128(), row.entry.is_some())).collect()
    };
    assert_eq!(seen(unit(A)).await, [(31, true), (33, true), (34, true)]);
    assert_eq!(seen(unit(B)).await, [(36, false)], "it was returned and is being rewritten");
    assert_eq!(seen(unit(X)).await, [(33, true), (36, true)]);
    assert_eq!(seen(Visibility::Plan(id(PLAN).into())).await.len(), 4);
    let rows = lines(&database, unit(X)).await;
    assert_eq!(rows[0].entry, Some(Entry::NoChange));
    assert_eq!((rows[0].task_no, rows[1].reason.as_deref()), (1, Some("数据不一致")));
}

async fn a_county_sees_no_people_of_another(database: TestDatabase) {
    world::build(&database).await;
    let people = &ids(&[51, 53, 54]);
    let names = async |eyes| -> Vec<String> {
        let mut rows = read!(database, |tx| person::by_ids(&tx, eyes, people)).unwrap();
        rows.sort_by_key(|row| row.id);
        rows.into_iter().map(|row| row.name).collect()
    };
    assert_eq!(names(unit(X)).await, ["甲", "丙"]);
    assert_eq!(names(unit(Y)).await, ["甲", "丁"]);
    assert_eq!(names(unit(A)).await, ["甲", "丙", "丁"]);
    assert_eq!(names(Visibility::Nothing).await, Vec::<String>::new());
    let posts = read!(database, |tx| person::posts_of(&tx, unit(X), people)).unwrap();
    assert_eq!(posts.len(), 2);
    let units = &ids(&[A]);
    let known = read!(database, |tx| organisation::by_ids(&tx, Visibility::Nothing, units));
    assert_eq!(known.unwrap().len(), 1, "the register is open");
}

async fn a_history_is_as_visible_as_its_thing(database: TestDatabase) {
    world::build(&database).await;
    let period: Period = "2026-06".parse().unwrap();
    let key = SheetKey { plan: id(PLAN).into(), unit: id(X).into(), period };
    let streams = [
        (StreamId::Rules, [true, true]),
        (StreamId::Unit(id(X).into()), [true, true]),
        (StreamId::Person(id(53).into()), [true, false]),
        (StreamId::Plan(id(PLAN).into()), [true, true]),
        (StreamId::Task(id(22).into()), [true, false]),
        (StreamId::Assignment(id(33).into()), [true, false]),
        (StreamId::Sheet(key), [true, false]),
        (StreamId::Evidence(id(41).into()), [true, false]),
    ];
    for (stream, expected) in streams {
        database.append(&[&stream.to_string()]).await.unwrap();
        for (eyes, visible) in [X, Y].map(unit).into_iter().zip(expected) {
            let page = &Page::first(5);
            let events = read!(database, |tx| journal::history(&tx, eyes, stream, page)).unwrap();
            assert_eq!(events.rows.len(), usize::from(visible), "{stream} {eyes:?}");
            let count = read!(database, |tx| journal::count(&tx, eyes, stream)).unwrap();
            assert_eq!(count, u64::from(visible));
        }
    }
    duban_store::journal::order::place(&database.store, super::database::at(9)).await.unwrap();
    let page = &Page::last(3);
    let log = read!(database, |tx| journal::entries(&tx, Visibility::System, page)).unwrap();
    let positions: Vec<i64> = log.rows.iter().map(|row| row.position).collect();
    assert_eq!((positions, log.has_previous), (vec![6, 7, 8], true));
    let log = read!(database, |tx| journal::entries(&tx, unit(X), page)).unwrap();
    assert!(log.rows.is_empty());
}

async fn contents_are_shown_to_those_who_see_all_that_is_named(database: TestDatabase) {
    world::build(&database).await;
    let city = Visibility::Jurisdiction(id(CITY).into());
    let task = StreamId::Task(id(22).into());
    // Who leads the task sees every assignment it names; a county sees one of them.
    let lead = unit(B);
    let cases = [
        (StreamId::Plan(id(PLAN).into()), [(city, true), (unit(X), false), (unit(A), false)]),
        (task, [(city, true), (unit(X), false), (lead, true)]),
        (StreamId::Person(id(53).into()), [(city, false), (unit(X), false), (unit(A), false)]),
        (StreamId::Assignment(id(33).into()), [(city, true), (unit(X), true), (unit(X), true)]),
    ];
    for (stream, seen) in cases {
        database.append(&[&stream.to_string()]).await.unwrap();
        for (eyes, shown) in seen {
            let page = &Page::first(5);
            let events = read!(database, |tx| journal::history(&tx, eyes, stream, page)).unwrap();
            let one = &[stream];
            let all = read!(database, |tx| journal::histories_of_seen(&tx, eyes, one)).unwrap();
            assert_eq!(events.rows, all[&stream], "{stream} {eyes:?}");
            let told: Vec<bool> = events.rows.iter().map(|row| row.payload.is_some()).collect();
            assert_eq!(told, [shown], "{stream} {eyes:?}");
        }
    }
}

async fn people_are_known_under_their_own_government(database: TestDatabase) {
    world::build(&database).await;
    let everybody = &ids(&[51, 53, 54]);
    let plan = Visibility::Plan(id(PLAN).into());
    for (eyes, known) in [
        (Visibility::Jurisdiction(id(CITY).into()), 3),
        (Visibility::Jurisdiction(id(OTHER_CITY).into()), 0),
        (plan, 3),
        (Visibility::Plan(id(999).into()), 0),
        (unit(A), 3),
        (unit(X), 2),
        (unit(Z), 0),
        (Visibility::Nothing, 0),
    ] {
        let people = read!(database, |tx| person::by_ids(&tx, eyes, everybody)).unwrap();
        assert_eq!(people.len(), known, "{eyes:?}");
        let posts = read!(database, |tx| person::posts_of(&tx, eyes, everybody)).unwrap();
        assert_eq!(posts.len(), known, "{eyes:?}");
    }
}

async fn a_row_that_cannot_be_read_is_named(database: TestDatabase) {
    world::build(&database).await;
    database.execute("UPDATE assignment SET state = 'LOST' WHERE duty = 'SUPPORT'").await.unwrap();
    let wanted = &ids(&[32]);
    let read = read!(database, |tx| assignment::by_ids(&tx, Visibility::System, wanted));
    assert!(
        matches!(&read, Err(StoreError::Corrupt { table: "assignment", row, .. })
            if *row == id(32).to_string()),
        "{read:?}"
    );
}
