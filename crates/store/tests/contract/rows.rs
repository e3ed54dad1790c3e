//! Many rows in few statements, tried on the table of timers.

use chrono::{DateTime, Utc};
use duban_store::rows::{Target, instant};
use duban_store::statement::counted;
use duban_store::{Sql, StoreError, Tx};
use sea_orm::{FromQueryResult, Value};

use super::database::{TestDatabase, at};

on_both_databases!(
    rows_are_inserted_and_overwritten,
    rows_are_updated_each_to_its_own_values,
    rows_are_deleted_by_key,
    a_key_that_exists_is_not_inserted_again,
    nothing_takes_no_statement,
);

const TIMER: Target = Target {
    table: "timer",
    columns: &["timer_id", "due_at", "kind", "payload"],
    key: &["timer_id"],
};

#[derive(Debug, FromQueryResult, PartialEq)]
struct Row {
    timer_id: String,
    due_at: DateTime<Utc>,
    kind: String,
    payload: String,
}

fn rows(count: i64, kind: &str) -> Vec<Vec<Value>> {
    let row = |number: i64| {
        vec![format!("t{number:05}").into(), instant(at(number)), kind.into(), "{}".into()]
    };
    (0..count).map(row).collect()
}

async fn stored(tx: &Tx) -> Result<Vec<Row>, StoreError> {
    tx.query_as(&Sql::new("SELECT * FROM timer ORDER BY timer_id")).await
}

async fn rows_are_inserted_and_overwritten(database: TestDatabase) {
    let write = database.store.write(|tx| async move {
        tx.insert_many(&TIMER, rows(2_500, "first")).await?;
        let mut again = rows(2_501, "second");
        again.push(vec!["t00000".into(), instant(at(0)), "third".into(), "{}".into()]);
        tx.upsert_many(&TIMER, again).await
    });
    let (written, statements): (Result<_, StoreError>, u64) = counted(write).await;
    assert_eq!((written.unwrap(), statements), (2_501, 10));
    let stored = database.store.read(|tx| async move { stored(&tx).await }).await.unwrap();
    assert_eq!(stored.len(), 2_501);
    assert_eq!(stored[0].kind, "third");
    assert!(stored[1..].iter().all(|row| row.kind == "second"));
}

async fn rows_are_updated_each_to_its_own_values(database: TestDatabase) {
    const DUE: Target =
        Target { table: "timer", columns: &["due_at", "timer_id", "payload"], key: &["timer_id"] };
    let stored: Result<Vec<Row>, StoreError> = database
        .store
        .write(|tx| async move {
            tx.insert_many(&TIMER, rows(2_500, "kind")).await?;
            let row = |number: i64| {
                vec![
                    instant(at(-number)),
                    format!("t{number:05}").into(),
                    number.to_string().into(),
                ]
            };
            assert_eq!(tx.update_many(&DUE, (1..2_600).map(row).collect()).await?, 2_499);
            stored(&tx).await
        })
        .await;
    for (number, row) in (0_i64..).zip(stored.unwrap()) {
        let payload = if number == 0 { "{}".to_owned() } else { number.to_string() };
        let timer_id = format!("t{number:05}");
        let kind = "kind".to_owned();
        assert_eq!(row, Row { timer_id, due_at: at(-number), kind, payload });
    }
}

async fn rows_are_deleted_by_key(database: TestDatabase) {
    const PAIR: Target = Target { table: "timer", columns: &[], key: &["timer_id", "kind"] };
    let left: Result<Vec<Row>, StoreError> = database
        .store
        .write(|tx| async move {
            tx.insert_many(&TIMER, rows(2_500, "kind")).await?;
            let key = |number: i64| vec![format!("t{number:05}").into(), "kind".into()];
            assert_eq!(tx.delete_many(&PAIR, (0..2_499).map(key).collect()).await?, 2_499);
            let other = vec![vec!["t02499".into(), "other".into()]];
            assert_eq!(tx.delete_many(&PAIR, other).await?, 0);
            stored(&tx).await
        })
        .await;
    assert_eq!(left.unwrap().len(), 1);
}

async fn a_key_that_exists_is_not_inserted_again(database: TestDatabase) {
    let refused = database
        .store
        .write(|tx| async move {
            tx.insert_many(&TIMER, rows(2, "kind")).await?;
            tx.insert_many(&TIMER, rows(1, "kind")).await
        })
        .await;
    assert!(matches!(refused, Err(StoreError::Duplicate { .. })), "{refused:?}");
}

async fn nothing_takes_no_statement(database: TestDatabase) {
    let write = database.store.write(|tx| async move {
        Ok(tx.insert_many(&TIMER, vec![]).await?
            + tx.upsert_many(&TIMER, vec![]).await?
            + tx.update_many(&TIMER, vec![]).await?
            + tx.delete_many(&TIMER, vec![]).await?)
    });
    let (changed, statements): (Result<_, StoreError>, u64) = counted(write).await;
    assert_eq!((changed.unwrap(), statements), (0, 0));
}
