//! Appending to streams and reading them.

use duban_store::StoreError;
use duban_store::journal::{self, NewEvent, RecordedEvent, chain, read};
use duban_store::page::Page;
use duban_store::statement::counted;
use duban_store::transaction::ATTEMPTS;

use super::database::{TestDatabase, at, event};

on_both_databases!(
    events_come_back_as_they_were_appended,
    a_stale_head_is_refused,
    a_stream_must_be_locked_for_writing,
    the_version_a_writer_has_seen_can_be_asked_for,
    the_journal_cannot_be_changed,
    writers_of_one_stream_wait_for_each_other,
    of_two_that_begin_a_stream_both_succeed,
    many_events_take_few_statements,
    a_stream_is_read_in_pages,
    newest_instant_and_requests_are_told,
);

async fn load(database: &TestDatabase, stream: &str) -> Vec<RecordedEvent> {
    let names = &[stream.to_owned()];
    let loaded =
        database.store.read(move |tx| async move { journal::load_streams(&tx, names).await }).await;
    loaded.unwrap().remove(stream).unwrap_or_default()
}

async fn events_come_back_as_they_were_appended(database: TestDatabase) {
    let full = &NewEvent {
        payload: "{\"b\":1.0,\"a\":\"退回 ' ? $1\"}".to_owned(),
        post: Some("post:1".to_owned()),
        caused_by: Some("task:1@1".to_owned()),
        request_id: Some("r-1".to_owned()),
        recorded_at: at(7) + chrono::TimeDelta::nanoseconds(1_234_567),
        effective_at: Some(at(-86_400)),
        ..event("task:1")
    };
    let appended: Result<Vec<RecordedEvent>, StoreError> = database
        .store
        .write(move |tx| async move {
            let streams = ["task:1".to_owned(), "task:2".to_owned()];
            let mut heads = journal::lock_heads(&tx, &streams, &[]).await?;
            let events = vec![event("task:1"), event("task:2"), full.clone()];
            let recorded = journal::append(&tx, &mut heads, events).await?;
            assert_eq!((heads.version("task:1"), heads.version("task:2")), (2, 1));
            Ok(recorded)
        })
        .await;
    let appended = appended.unwrap();
    let stream = load(&database, "task:1").await;
    assert_eq!(stream, [appended[0].clone(), appended[2].clone()]);
    assert_eq!(stream[1].payload, full.payload);
    assert_eq!(stream[1].recorded_at, at(7) + chrono::TimeDelta::milliseconds(1));
    assert_eq!(stream[1].effective_at, full.effective_at);
    assert_eq!(chain::check(&stream), Ok(()));
    assert!(appended.windows(2).all(|pair| pair[0].seq < pair[1].seq));
}

async fn a_stale_head_is_refused(database: TestDatabase) {
    let names = &["task:1".to_owned()];
    let stale: Result<_, StoreError> = database
        .store
        .write(move |tx| async move { journal::lock_heads(&tx, names, &[]).await })
        .await;
    let stale = &stale.unwrap();
    database.append(&["task:1"]).await.unwrap();
    let refused = database
        .store
        .write(move |tx| async move {
            journal::append(&tx, &mut stale.clone(), vec![event("task:1")]).await
        })
        .await;
    assert!(
        matches!(&refused, Err(StoreError::VersionConflict { stream, expected: 0 }) if stream == "task:1"),
        "{refused:?}"
    );
    assert_eq!(database.store.counters().retries(), u64::from(ATTEMPTS) - 1);
    assert_eq!(load(&database, "task:1").await.len(), 1);
}

async fn a_stream_must_be_locked_for_writing(database: TestDatabase) {
    let names = &["task:1".to_owned()];
    let refused = database
        .store
        .write(move |tx| async move {
            let mut heads = journal::lock_heads(&tx, &[], names).await?;
            assert!(!heads.may_write("task:1"));
            journal::append(&tx, &mut heads, vec![event("task:1")]).await
        })
        .await;
    assert!(matches!(refused, Err(StoreError::Misuse { .. })), "{refused:?}");
}

async fn the_version_a_writer_has_seen_can_be_asked_for(database: TestDatabase) {
    database.append(&["task:1"]).await.unwrap();
    let names = &["task:1".to_owned()];
    let refused = database
        .store
        .write(move |tx| async move {
            let heads = journal::lock_heads(&tx, names, &[]).await?;
            heads.expect("task:1", 1)?;
            heads.expect("task:1", 2)
        })
        .await;
    assert!(matches!(refused, Err(StoreError::VersionConflict { expected: 2, .. })));
    assert_eq!(database.store.counters().retries(), 0, "that is for the client to solve");
}

async fn the_journal_cannot_be_changed(database: TestDatabase) {
    let before = database.append(&["task:1"]).await.unwrap();
    let mut changes = vec![
        "UPDATE journal SET payload = '{}'",
        "UPDATE journal SET seq = seq",
        "DELETE FROM journal",
    ];
    if database.is_postgres() {
        journal::order::place(&database.store, at(0)).await.unwrap();
        changes.extend([
            "TRUNCATE journal",
            "UPDATE journal_position SET position = 2",
            "DELETE FROM journal_position",
            "TRUNCATE journal_position",
        ]);
    } else {
        changes.push("REPLACE INTO journal SELECT * FROM journal");
    }
    for change in changes {
        let refused = database.execute(change).await;
        assert!(matches!(refused, Err(StoreError::Failed { .. })), "{change}: {refused:?}");
    }
    assert_eq!(load(&database, "task:1").await, before);
}

async fn writers_of_one_stream_wait_for_each_other(database: TestDatabase) {
    database.append(&["task:1"]).await.unwrap();
    let writer = async || {
        for _ in 0..10 {
            database.append(&["task:1"]).await.unwrap();
        }
    };
    tokio::join!(writer(), writer(), writer(), writer());
    let stream = load(&database, "task:1").await;
    assert_eq!(stream.len(), 41);
    assert_eq!(chain::check(&stream), Ok(()));
    assert_eq!(database.store.counters().retries(), 0, "the lock alone was enough");
}

async fn of_two_that_begin_a_stream_both_succeed(database: TestDatabase) {
    for number in 0..10 {
        let stream = format!("task:{number}");
        let names = [stream.as_str()];
        let (one, other) = tokio::join!(database.append(&names), database.append(&names));
        one.unwrap();
        other.unwrap();
        assert_eq!(load(&database, &stream).await.len(), 2);
    }
}

async fn many_events_take_few_statements(database: TestDatabase) {
    let names: Vec<String> = (0..2_500).map(|number| format!("assignment:{number:04}")).collect();
    let names = &names;
    let append = database.store.write(move |tx| async move {
        let mut heads = journal::lock_heads(&tx, names, &["plan:1".to_owned()]).await?;
        let loaded = journal::load_streams(&tx, names).await?;
        let events = names.iter().chain(names).map(|stream| event(stream)).collect();
        journal::append(&tx, &mut heads, events).await.map(|recorded| (loaded.len(), recorded))
    });
    let (appended, statements): (Result<_, StoreError>, u64) = counted(append).await;
    let (loaded, recorded) = appended.unwrap();
    assert_eq!((loaded, recorded.len()), (0, 5_000));
    // Two runs of heads, one load; events in 2,000 + 2,000 + 512 + … rows, heads likewise.
    assert!(statements <= 3 + 7 + 6, "{statements}");
    assert_eq!(chain::check(&load(&database, "assignment:2499").await), Ok(()));
}

async fn a_stream_is_read_in_pages(database: TestDatabase) {
    for _ in 0..5 {
        database.append(&["task:1", "task:2"]).await.unwrap();
    }
    let whole = load(&database, "task:1").await;
    let page_of = async |page: Page| {
        let page = &page;
        let read = database
            .store
            .read(move |tx| async move { read::stream_page(&tx, "task:1", page).await });
        read.await.unwrap()
    };
    let first = page_of(Page::first(2)).await;
    assert_eq!((first.rows.as_slice(), first.has_next), (&whole[..2], true));
    let rest = page_of(Page::first(9).after(read::stream_key(&first.rows[1]))).await;
    assert_eq!((rest.rows.as_slice(), rest.has_next), (&whole[2..], false));
    let last = page_of(Page::last(2)).await;
    assert_eq!((last.rows.as_slice(), last.has_previous), (&whole[3..], true));
}

async fn newest_instant_and_requests_are_told(database: TestDatabase) {
    let look = async |database: &TestDatabase| {
        let read = database.store.read(|tx| async move {
            let newest = read::newest(&tx).await?;
            Ok::<_, StoreError>((newest, read::requests(&tx, "story:").await?))
        });
        read.await.unwrap()
    };
    assert_eq!(look(&database).await, (None, [].into()));
    let named = |stream: &str, request: &str, second: i64| NewEvent {
        request_id: Some(request.to_owned()),
        recorded_at: at(second),
        ..event(stream)
    };
    let events = &vec![
        named("task:1", "story:1", 1),
        named("task:1", "story:1", 1),
        named("task:1", "r-7", 2),
        named("task:1", "story:2", 9),
    ];
    let written: Result<_, StoreError> = database
        .store
        .write(move |tx| async move {
            let mut heads = journal::lock_heads(&tx, &["task:1".to_owned()], &[]).await?;
            journal::append(&tx, &mut heads, events.clone()).await
        })
        .await;
    written.unwrap();
    let held = ["story:1".to_owned(), "story:2".to_owned()].into();
    assert_eq!(look(&database).await, (Some(at(9)), held));
}
