//! Keyset pages, compared with a list sorted by hand.

use chrono::{DateTime, Utc};
use duban_store::page::{Key, KeyValue, Page, Slice, SortColumn};
use duban_store::timer::{self, Timer};
use duban_store::{Sql, StoreError};
use sea_orm::FromQueryResult;

use super::database::{TestDatabase, at};

on_both_databases!(
    pages_of_one_direction_join_to_the_list,
    pages_of_mixed_directions_join_to_the_list,
    a_page_between_two_rows_has_only_what_lies_between,
    a_cursor_of_the_wrong_length_is_refused,
    text_is_sorted_by_bytes,
);

#[derive(Clone, Debug, FromQueryResult, PartialEq, Eq)]
struct Row {
    kind: String,
    due_at: DateTime<Utc>,
    timer_id: String,
}

impl Row {
    fn key(&self) -> Key {
        vec![
            KeyValue::Text(self.kind.clone()),
            KeyValue::Instant(self.due_at),
            KeyValue::Text(self.timer_id.clone()),
        ]
    }
}

const RISING: [SortColumn; 3] = [
    SortColumn::ascending("kind"),
    SortColumn::ascending("due_at"),
    SortColumn::ascending("timer_id"),
];

const MIXED: [SortColumn; 3] = [
    SortColumn::descending("kind"),
    SortColumn::ascending("due_at"),
    SortColumn::descending("timer_id"),
];

async fn fill(database: &TestDatabase) -> Vec<Row> {
    let row = |number: i64| Row {
        kind: ["a", "Z", "督", "b"][usize::try_from(number % 4).unwrap()].to_owned(),
        due_at: at(number % 3) + chrono::TimeDelta::milliseconds((number % 2) * 500),
        timer_id: format!("t{:02}", (number * 7) % 23),
    };
    let rows: Vec<Row> = (0..23).map(row).collect();
    let timer = |row: &Row| Timer {
        timer_id: row.timer_id.clone(),
        due_at: row.due_at,
        kind: row.kind.clone(),
        payload: String::new(),
    };
    let timers: &Vec<Timer> = &rows.iter().map(timer).collect();
    let armed =
        database.store.write(move |tx| async move { timer::arm(&tx, timers.clone()).await });
    armed.await.unwrap();
    rows
}

async fn page(
    database: &TestDatabase,
    page: Page,
    sort: &[SortColumn],
) -> Result<Slice<Row>, StoreError> {
    let page = &page;
    let read = database.store.read(move |tx| async move {
        let select = Sql::with("SELECT * FROM timer WHERE kind <> ?", ["none".into()]);
        Ok(page.slice(tx.query_as(&page.complete(select, sort)?).await?))
    });
    read.await
}

async fn walk(database: &TestDatabase, sort: &[SortColumn], sorted: &[Row]) {
    for size in [1, 4, 23, 100] {
        let mut forwards: Vec<Row> = Vec::new();
        let mut wanted = Page::first(size);
        loop {
            let slice = page(database, wanted, sort).await.unwrap();
            assert_eq!(slice.has_previous, !forwards.is_empty());
            forwards.extend(slice.rows);
            if !slice.has_next {
                break;
            }
            wanted = Page::first(size).after(forwards.last().unwrap().key());
        }
        assert_eq!(forwards, sorted, "first {size}");

        let mut backwards: Vec<Row> = Vec::new();
        let mut wanted = Page::last(size);
        loop {
            let slice = page(database, wanted, sort).await.unwrap();
            assert_eq!(slice.has_next, !backwards.is_empty());
            backwards.splice(0..0, slice.rows);
            if !slice.has_previous {
                break;
            }
            wanted = Page::last(size).before(backwards.first().unwrap().key());
        }
        assert_eq!(backwards, sorted, "last {size}");
    }
}

async fn pages_of_one_direction_join_to_the_list(database: TestDatabase) {
    let mut rows = fill(&database).await;
    let key = |row: &Row| (row.kind.clone(), row.due_at, row.timer_id.clone());
    rows.sort_by_key(key);
    walk(&database, &RISING, &rows).await;
}

async fn pages_of_mixed_directions_join_to_the_list(database: TestDatabase) {
    let mut rows = fill(&database).await;
    rows.sort_by(|a, b| (&b.kind, a.due_at, &b.timer_id).cmp(&(&a.kind, b.due_at, &a.timer_id)));
    walk(&database, &MIXED, &rows).await;
}

async fn a_page_between_two_rows_has_only_what_lies_between(database: TestDatabase) {
    let mut rows = fill(&database).await;
    let key = |row: &Row| (row.kind.clone(), row.due_at, row.timer_id.clone());
    rows.sort_by_key(key);
    for wanted in [Page::first(50), Page::last(50)] {
        let wanted = wanted.after(rows[4].key()).before(rows[9].key());
        let slice = page(&database, wanted, &RISING).await.unwrap();
        assert_eq!(slice.rows, rows[5..9]);
    }
    let wanted = Page::last(2).after(rows[4].key()).before(rows[9].key());
    assert_eq!(page(&database, wanted, &RISING).await.unwrap().rows, rows[7..9]);
}

async fn a_cursor_of_the_wrong_length_is_refused(database: TestDatabase) {
    let wanted = Page::first(1).after(vec![KeyValue::Int(1)]);
    let refused = page(&database, wanted, &RISING).await;
    assert!(matches!(refused, Err(StoreError::Misuse { .. })), "{refused:?}");
}

async fn text_is_sorted_by_bytes(database: TestDatabase) {
    fill(&database).await;
    let sort = [SortColumn::ascending("kind"), SortColumn::ascending("timer_id")];
    let rows = page(&database, Page::first(50), &sort).await.unwrap().rows;
    let mut kinds: Vec<&str> = rows.iter().map(|row| row.kind.as_str()).collect();
    kinds.dedup();
    assert_eq!(kinds, ["Z", "a", "b", "督"]);
}
