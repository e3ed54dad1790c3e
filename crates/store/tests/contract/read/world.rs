//! A small city: two bureaus, two counties, a neighbour with a plan of its own.

use chrono::{DateTime, NaiveDate, Utc};
use duban_store::read::Visibility;
use duban_store::{Sql, StoreError};
use sea_orm::Value;
use uuid::Uuid;

use crate::contract::database::{TestDatabase, at};

/// Makes a row of values.
macro_rules! row {
    ($($value:expr),+ $(,)?) => { vec![$(sea_orm::Value::from($value)),+] };
}

pub const CITY: u128 = 1;
pub const A: u128 = 2;
pub const B: u128 = 3;
pub const X: u128 = 4;
pub const Y: u128 = 5;
pub const OTHER_CITY: u128 = 6;
pub const Z: u128 = 7;
pub const PLAN: u128 = 10;
pub const OTHER_PLAN: u128 = 11;
pub const OPEN_BY_A: u128 = 31;
pub const OPEN_BY_X: u128 = 33;

pub fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

pub fn ids<T: From<Uuid>>(numbers: &[u128]) -> Vec<T> {
    numbers.iter().map(|number| id(*number).into()).collect()
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn unit(number: u128) -> Visibility {
    Visibility::Unit(id(number).into())
}

pub fn none<T>() -> Option<T>
where
    Option<T>: Into<Value>,
{
    None
}

/// Inserts rows as they are.
pub async fn insert(database: &TestDatabase, table: &str, columns: &str, rows: Vec<Vec<Value>>) {
    let mut sql = Sql::new(format!("INSERT INTO {table} ({columns}) VALUES "));
    for (place, row) in rows.into_iter().enumerate() {
        let places = vec!["?"; row.len()].join(", ");
        sql.push(if place == 0 { "" } else { ", " }).push_with(&format!("({places})"), row);
    }
    let sql = &sql;
    let written: Result<u64, StoreError> =
        database.store.write(move |tx| async move { tx.execute(sql).await }).await;
    written.unwrap();
}

/// Reads in a transaction of its own: `read!(database, |tx| plan::by_ids(&tx, …))`.
macro_rules! read {
    ($database:expr, |$tx:ident| $read:expr) => {
        $database.store.read(move |$tx| async move { $read.await }).await
    };
}
pub(super) use read;

pub async fn build(database: &TestDatabase) {
    units(database).await;
    people(database).await;
    plans(database).await;
    tasks(database).await;
    assignments(database).await;
    parts(database).await;
    sheets(database).await;
    evidence(database).await;
}

pub async fn units(database: &TestDatabase) {
    let unit = |number: u128, name: &str, kind: &str, parent: Option<u128>| {
        let parent = parent.map(id);
        row![
            id(number),
            format!("长治市{name}"),
            name,
            none::<String>(),
            kind,
            "DIRECT",
            parent,
            none::<String>(),
            1_i64
        ]
    };
    let rows = vec![
        unit(CITY, "市政府", "GOVERNMENT", None),
        unit(A, "住建局", "GOV_DEPT", Some(CITY)),
        unit(B, "发改委", "GOV_DEPT", Some(CITY)),
        unit(X, "平顺县", "COUNTY", Some(CITY)),
        unit(Y, "潞州区", "DISTRICT", Some(CITY)),
        unit(OTHER_CITY, "邻市", "GOVERNMENT", None),
        unit(Z, "邻局", "GOV_DEPT", Some(OTHER_CITY)),
    ];
    let columns = "unit_id, name, short_name, code, kind, supervision, parent_id, note, version";
    insert(database, "organisation", columns, rows).await;
    let names = [(A, "市住建局"), (A, "住建局 100%"), (B, "市发改委"), (X, "Pingshun")];
    let rows = names.iter().map(|(number, name)| row![id(*number), *name]).collect();
    insert(database, "organisation_name", "unit_id, name", rows).await;
    let (dawn, cut, dusk) = (day("0001-01-01"), day("2026-05-01"), day("9999-12-31"));
    let rows =
        vec![row![id(X), "DUBAN_4", "III", dawn, cut], row![id(X), "DUBAN_4", "IV", cut, dusk]];
    let columns = "unit_id, scheme, class, valid_from, valid_to";
    insert(database, "organisation_class", columns, rows).await;
}

async fn people(database: &TestDatabase) {
    let people = [(51, "甲", A), (52, "乙", A), (53, "丙", X), (54, "丁", Y), (55, "戊", X)];
    let rows = people.iter().map(|(number, name, _)| row![id(*number), *name, 1_i64]).collect();
    insert(database, "person", "person_id, name, version", rows).await;
    let post = |number: u128, unit: u128, role: &str, grade: &str, to: Option<DateTime<Utc>>| {
        row![
            id(number + 10),
            id(number),
            id(unit),
            role,
            grade,
            none::<Uuid>(),
            none::<Uuid>(),
            at(0),
            to
        ]
    };
    let rows = vec![
        post(51, A, "BUREAU", "HANDLER", None),
        post(52, A, "BUREAU", "SIGNER", Some(at(60))),
        post(53, X, "COUNTY", "HANDLER", None),
        post(54, Y, "COUNTY", "SIGNER", None),
        post(55, X, "COUNTY", "SIGNER", None),
    ];
    let columns = "post_id, person_id, unit_id, role, grade, scope_plan_id, scope_jurisdiction_id, \
            held_from, held_to";
    insert(database, "post", columns, rows).await;
}

pub async fn plans(database: &TestDatabase) {
    let plan = |number: u128, jurisdiction: u128| {
        row![
            id(number),
            "行动方案",
            none::<String>(),
            none::<String>(),
            none::<String>(),
            none::<NaiveDate>(),
            none::<NaiveDate>(),
            day("2027-12-31"),
            id(jurisdiction),
            true,
            "EFFECTIVE",
            day("2026-01-01"),
            id(90),
            "plan.txt",
            "00".repeat(32),
            3_i64
        ]
    };
    let columns = "plan_id, title, doc_no, index_no, issuer, issued_on, published_on, horizon_end, \
            jurisdiction_id, blanket, state, in_force_from, attachment_id, file_name, digest, \
            version";
    insert(database, "plan", columns, vec![plan(PLAN, CITY), plan(OTHER_PLAN, OTHER_CITY)]).await;
    let rows = vec![row![id(PLAN), 1, "二", "实施", 1], row![id(PLAN), 0, "一", "总则", 1]];
    let columns = "plan_id, ordinal, number, title, level";
    insert(database, "plan_section", columns, rows).await;
}

pub async fn tasks(database: &TestDatabase) {
    let task = |number: u128, (plan, no): (u128, i32), section: &str, title: &str, lead: u128| {
        let draft = number == 23;
        let state = if draft { "DRAFT" } else { "DISPATCHED" };
        row![
            id(number),
            id(plan),
            no,
            section,
            title,
            "补齐 100% 短板",
            5,
            9,
            none::<String>(),
            false,
            true,
            day("2026-12-31"),
            false,
            !draft,
            id(lead),
            draft,
            !draft,
            state,
            2_i64
        ]
    };
    let rows = vec![
        task(21, (PLAN, 1), "四/(一)/1", "停车设施", A),
        task(22, (PLAN, 2), "四/(一)/12", "Parking_lot", B),
        task(23, (PLAN, 3), "四/(二)", "绿色空间", A),
        task(24, (OTHER_PLAN, 1), "一", "邻市任务", Z),
    ];
    let columns = "task_id, plan_id, no, section, title, body, span_start, span_end, raw_units, \
            open_ended, every_county, due_on, due_inferred, due_confirmed, lead_id, lead_inferred, \
            lead_confirmed, state, version";
    insert(database, "task", columns, rows).await;
    let rows = vec![row![id(21), id(B), 0]];
    insert(database, "task_support", "task_id, unit_id, ordinal", rows).await;
    let target = |number: u128, task: u128, comparator: &str, value: Option<i64>| {
        row![
            id(number),
            id(task),
            0,
            "车位比",
            comparator,
            value,
            none::<i64>(),
            "辆",
            none::<NaiveDate>(),
            none::<String>(),
            "COUNTIES",
            none::<String>(),
            none::<i32>(),
            none::<i32>()
        ]
    };
    let rows =
        vec![target(71, 21, "AT_LEAST", Some(1_300_000)), target(72, 24, "QUALITATIVE", None)];
    let columns = "target_id, task_id, ordinal, indicator, comparator, value_millionths, \
            value_max_millionths, unit, due_on, scope, bearer, words, span_start, span_end";
    insert(database, "target", columns, rows).await;
}

async fn assignments(database: &TestDatabase) {
    let assignment = |number: u128, task: u128, (unit, duty): (u128, &str), next: &str| {
        let (plan, lead, city) = match task {
            21 => (PLAN, A, CITY),
            22 => (PLAN, B, CITY),
            _ => (OTHER_PLAN, Z, OTHER_CITY),
        };
        let over = number == 34;
        let state = if over { "COMPLETED" } else { "IN_PROGRESS" };
        row![
            id(number),
            id(plan),
            id(task),
            id(unit),
            duty,
            id(lead),
            id(city),
            state,
            day("2026-01-05"),
            day("2026-01-12"),
            day("2026-01-06"),
            id(53),
            day("2026-12-31"),
            (!over).then(|| day(next)),
            false,
            40,
            0,
            over.then_some("MET"),
            none::<String>(),
            none::<NaiveDate>(),
            none::<Uuid>(),
            over.then(|| day("2026-06-01")),
            none::<Uuid>(),
            none::<String>(),
            4_i64
        ]
    };
    let rows = vec![
        assignment(31, 21, (A, "LEAD"), "2026-07-01"),
        assignment(32, 21, (B, "SUPPORT"), "2026-12-31"),
        assignment(33, 21, (X, "IMPLEMENT"), "2026-06-20"),
        assignment(34, 21, (Y, "IMPLEMENT"), "2026-06-20"),
        assignment(35, 22, (B, "LEAD"), "2026-07-01"),
        assignment(36, 22, (X, "IMPLEMENT"), "2026-06-10"),
        assignment(37, 24, (Z, "LEAD"), "2026-07-01"),
    ];
    let columns = "assignment_id, plan_id, task_id, unit_id, duty, lead_id, jurisdiction_id, state, \
            opened_on, sign_due_on, signed_on, signed_by, due_on, next_due_on, carried_over, \
            progress, send_backs, outcome, statement, requested_on, requested_by, closed_on, \
            closed_by, reason, version";
    insert(database, "assignment", columns, rows).await;
}

async fn parts(database: &TestDatabase) {
    let rows = vec![
        row![id(81), id(33), 0, "完成设计", day("2026-06-20"), 60, none::<NaiveDate>()],
        row![id(82), id(33), 1, "竣工", day("2026-12-31"), 40, none::<NaiveDate>()],
        row![id(83), id(34), 0, "完成设计", day("2026-06-20"), 100, day("2026-05-30")],
    ];
    let columns = "milestone_id, assignment_id, ordinal, name, due_on, weight, done_on";
    insert(database, "milestone", columns, rows).await;
    let rows = vec![row![
        id(33),
        id(71),
        day("2026-12-31"),
        false,
        none::<NaiveDate>(),
        1_100_000_i64,
        day("2026-05-31")
    ]];
    let columns =
        "assignment_id, target_id, due_on, carried_over, met_on, value_millionths, value_on";
    insert(database, "assignment_target", columns, rows).await;
    let period = |number: u128, month: &str, stage: &str| {
        let reason = (stage == "RETURNED").then_some("数据不一致");
        row![id(number), day(month), day("2026-07-05"), stage, i32::from(reason.is_some()), reason]
    };
    let rows = vec![
        period(33, "2026-05-01", "ACCEPTED"),
        period(33, "2026-06-01", "SUBMITTED"),
        period(36, "2026-06-01", "RETURNED"),
        period(34, "2026-06-01", "LEAD_CHECKED"),
        period(31, "2026-06-01", "SUBMITTED"),
    ];
    let columns = "assignment_id, period_on, due_on, stage, returns, reason";
    insert(database, "assignment_row", columns, rows).await;
    let rows = vec![row![
        id(33),
        0,
        none::<Uuid>(),
        "RUNNING",
        none::<i64>(),
        day("2025-12-31"),
        "长政〔2025〕1号"
    ]];
    let columns =
        "assignment_id, ordinal, target_id, standing, value_millionths, stood_on, document";
    insert(database, "balance", columns, rows).await;
    let obligation = |number: u128, unit: u128, due: &str, carried_over: bool| {
        row![
            id(number),
            "MILESTONE",
            id(81).to_string(),
            id(PLAN),
            id(21),
            "四/(一)/1",
            id(unit),
            id(A),
            "IMPLEMENT",
            day("2026-01-05"),
            day(due),
            carried_over,
            none::<String>(),
            none::<NaiveDate>(),
            at(0)
        ]
    };
    let rows = vec![obligation(33, X, "2026-06-20", false), obligation(36, X, "2025-06-20", true)];
    insert(database, "obligation", OBLIGATION, rows).await;
}

const OBLIGATION: &str = "assignment_id, kind, subject, plan_id, task_id, section, unit_id, lead_id, duty, \
            opened_on, due_on, carried_over, ended, ended_on, known_from";

async fn sheets(database: &TestDatabase) {
    let months = [(X, "2026-06-01"), (Y, "2026-06-01"), (A, "2026-06-01"), (X, "2026-05-01")];
    let rows = months
        .iter()
        .map(|(unit, month)| row![id(PLAN), id(*unit), day(month), day("2026-07-05"), 2_i64])
        .collect();
    let columns = "plan_id, unit_id, period_on, due_on, version";
    insert(database, "sheet", columns, rows).await;
    let line = |unit: u128, month: &str, assignment: u128| {
        row![
            id(PLAN),
            id(unit),
            day(month),
            id(assignment),
            r#"{"kind":"no_change"}"#,
            id(53),
            id(55),
            day("2026-07-01"),
            "ab".repeat(32)
        ]
    };
    let rows = vec![
        line(X, "2026-05-01", 33),
        line(X, "2026-06-01", 33),
        line(X, "2026-06-01", 36),
        line(Y, "2026-06-01", 34),
        line(A, "2026-06-01", 31),
    ];
    let columns = "plan_id, unit_id, period_on, assignment_id, entry, drafted_by, signed_by, signed_on, \
            digest";
    insert(database, "sheet_row", columns, rows).await;
}

async fn evidence(database: &TestDatabase) {
    let evidence = |number: u128, assignment: u128, unit: u128, (task, lead): (u128, u128)| {
        row![
            id(number),
            id(PLAN),
            id(task),
            id(assignment),
            id(unit),
            id(lead),
            "ROW",
            "2026-06",
            "照片",
            id(number + 100),
            "照片.jpg",
            "cd".repeat(32),
            none::<String>(),
            id(53),
            day("2026-06-30"),
            "PENDING",
            none::<Uuid>(),
            none::<Uuid>(),
            none::<NaiveDate>(),
            none::<String>(),
            1_i64
        ]
    };
    let rows = vec![
        evidence(41, 33, X, (21, A)),
        evidence(42, 34, Y, (21, A)),
        evidence(43, 36, X, (22, B)),
        evidence(44, 33, X, (21, A)),
    ];
    let columns = "evidence_id, plan_id, task_id, assignment_id, unit_id, lead_id, purpose, purpose_of, \
            title, attachment_id, file_name, digest, url, submitted_by, submitted_on, state, \
            judged_by, judged_unit_id, judged_on, reason, version";
    insert(database, "evidence", columns, rows).await;
}
