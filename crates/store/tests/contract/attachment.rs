//! What is known of uploaded files.

use std::collections::HashSet;

use duban_domain::command::StreamId;
use duban_domain::value::digest::Digest;
use duban_domain::value::id::{AttachmentId, EvidenceId};
use duban_store::StoreError;
use duban_store::attachment::{self, Attachment};
use uuid::Uuid;

use super::database::{TestDatabase, at};

on_both_databases!(
    a_file_keeps_its_first_stream,
    orphans_are_taken_oldest_first,
    storage_keys_are_known_or_not,
);

fn id(number: u128) -> AttachmentId {
    Uuid::from_u128(number).into()
}

fn evidence(number: u128) -> StreamId {
    StreamId::Evidence(EvidenceId(Uuid::from_u128(number)))
}

fn file(number: u128) -> Attachment {
    Attachment {
        id: id(number),
        file_name: "现场照片 1.jpg".to_owned(),
        media_type: "image/jpeg".to_owned(),
        size_bytes: 20 << 20,
        digest: Digest([7; 32]),
        storage_key: format!("k{number}"),
        owner: Uuid::from_u128(1).into(),
        created_at: at(i64::try_from(number).unwrap()),
        linked_to: None,
    }
}

async fn keep(database: &TestDatabase, count: u128) {
    let kept: Result<(), StoreError> = database
        .store
        .write(move |tx| async move {
            for number in 1..=count {
                attachment::insert(&tx, file(number)).await?;
            }
            Ok(())
        })
        .await;
    kept.unwrap();
}

async fn link(
    database: &TestDatabase,
    files: &[(AttachmentId, StreamId)],
) -> Result<(), StoreError> {
    database.store.write(move |tx| async move { attachment::link(&tx, files).await }).await
}

async fn a_file_keeps_its_first_stream(database: TestDatabase) {
    keep(&database, 3).await;
    link(&database, &[(id(1), evidence(1)), (id(2), evidence(2))]).await.unwrap();
    for files in
        [[(id(3), evidence(3)), (id(1), evidence(4))], [(id(3), evidence(3)), (id(9), evidence(4))]]
    {
        let refused = link(&database, &files).await;
        assert!(matches!(refused, Err(StoreError::VersionConflict { .. })), "{refused:?}");
    }
    let ids = &[id(1), id(3), id(9)];
    let found =
        database.store.read(move |tx| async move { attachment::by_ids(&tx, ids).await }).await;
    let mut found = found.unwrap();
    found.sort_by_key(|file| file.id);
    let linked = Attachment { linked_to: Some(evidence(1).to_string()), ..file(1) };
    assert_eq!(found, [linked, file(3)], "a link that fails leaves nothing behind");
}

async fn orphans_are_taken_oldest_first(database: TestDatabase) {
    keep(&database, 4).await;
    link(&database, &[(id(2), evidence(1))]).await.unwrap();
    let take = async |limit| {
        let taken = database
            .store
            .write(move |tx| async move { attachment::take_orphans(&tx, at(4), limit).await });
        taken.await.unwrap()
    };
    assert_eq!(take(1).await, [file(1)]);
    assert_eq!(take(9).await, [file(3)], "neither the linked one nor the young one");
    assert_eq!(take(9).await, []);
    let refused = link(&database, &[(id(3), evidence(1))]).await;
    assert!(refused.is_err(), "what was swept cannot be referred to");
}

async fn storage_keys_are_known_or_not(database: TestDatabase) {
    keep(&database, 2).await;
    let keys = &["k1", "k2", "k9"].map(str::to_owned);
    let known =
        database.store.read(move |tx| async move { attachment::known_keys(&tx, keys).await }).await;
    assert_eq!(known.unwrap(), HashSet::from(["k1", "k2"].map(str::to_owned)));
}
