//! What is chosen when a database is made.

use duban_store::journal::algorithm::Algorithm;
use duban_store::journal::{self, chain};
use duban_store::{Settings, Store, StoreError};

use super::database::TestDatabase;

on_both_databases!(
    the_algorithm_is_chosen_at_the_beginning_and_kept,
    a_journal_without_a_choice_is_of_sha256,
);

async fn open(settings: &Settings, algorithm: Option<Algorithm>) -> Result<Store, StoreError> {
    let store = Store::connect(&Settings { algorithm, ..settings.clone() }).await?;
    store.migrate().await.map(|()| store)
}

async fn the_algorithm_is_chosen_at_the_beginning_and_kept(database: TestDatabase) {
    let database = database.again(Some(Algorithm::Sm3)).await;
    let appended = database.append(&["task:1"]).await.unwrap();
    assert_eq!(appended[0].algorithm, "sm3");
    let settings = &database.settings;
    let refused = open(settings, Some(Algorithm::Sha256)).await;
    let Err(StoreError::Unfit { because, .. }) = refused else { panic!("{refused:?}") };
    assert!(because.contains("hashed with sm3, the settings ask for sha256"), "{because}");
    open(settings, Some(Algorithm::Sm3)).await.unwrap();
    open(settings, None).await.unwrap();
    database.append(&["task:1"]).await.unwrap();
    let read = database
        .store
        .read(|tx| async move { journal::load_streams(&tx, &["task:1".to_owned()]).await });
    let events = &read.await.unwrap()["task:1"];
    assert_eq!((events.len(), chain::check(events)), (2, Ok(())));
}

async fn a_journal_without_a_choice_is_of_sha256(database: TestDatabase) {
    assert_eq!(database.append(&["task:1"]).await.unwrap()[0].algorithm, "sha256");
    database.without_triggers().await;
    database.execute("DELETE FROM installation").await.unwrap();
    assert!(open(&database.settings, Some(Algorithm::Sm3)).await.is_err());
    open(&database.settings, None).await.unwrap();
}
