//! What is known of uploaded files.

use duban_store::StoreError;
use duban_store::attachment::{self, Attachment};
use uuid::Uuid;

use super::database::{TestDatabase, at};

on_both_databases!(a_file_keeps_its_first_stream, orphans_are_found_and_forgotten);

fn file(number: u128) -> Attachment {
    Attachment {
        attachment_id: Uuid::from_u128(number),
        file_name: "现场照片 1.jpg".to_owned(),
        media_type: "image/jpeg".to_owned(),
        size_bytes: 20 << 20,
        digest: vec![7; 32],
        storage_key: format!("k{number}"),
        owner_id: Uuid::from_u128(1),
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

async fn link(database: &TestDatabase, number: u128, stream: &'static str) -> u64 {
    let link = database.store.write(move |tx| async move {
        attachment::link(&tx, &[Uuid::from_u128(number)], stream).await
    });
    link.await.unwrap()
}

async fn a_file_keeps_its_first_stream(database: TestDatabase) {
    keep(&database, 2).await;
    assert_eq!(link(&database, 1, "assignment:1").await, 1);
    assert_eq!(link(&database, 1, "assignment:2").await, 0);
    let ids = &[Uuid::from_u128(1), Uuid::from_u128(9)];
    let found =
        database.store.read(move |tx| async move { attachment::by_ids(&tx, ids).await }).await;
    let linked = Attachment { linked_to: Some("assignment:1".to_owned()), ..file(1) };
    assert_eq!(found.unwrap(), [linked]);
}

async fn orphans_are_found_and_forgotten(database: TestDatabase) {
    keep(&database, 4).await;
    link(&database, 2, "assignment:1").await;
    let orphans = async |limit| {
        let found = database
            .store
            .read(move |tx| async move { attachment::orphans(&tx, at(4), limit).await });
        found.await.unwrap()
    };
    assert_eq!(orphans(1).await, [file(1)]);
    assert_eq!(orphans(9).await, [file(1), file(3)]);
    let ids = &[1, 2].map(Uuid::from_u128);
    let forget = database.store.write(move |tx| async move { attachment::forget(&tx, ids).await });
    assert_eq!(forget.await.unwrap(), 1, "a linked file stays");
    assert_eq!(orphans(9).await, [file(3)]);
}
