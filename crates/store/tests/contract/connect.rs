//! Opening a database, and refusing one that is not fit.

use duban_store::{Durability, Location, Settings, Sql, Store, StoreError};

use super::database::TestDatabase;

on_both_databases!(
    migrating_twice_changes_nothing,
    nodes_that_start_together_migrate_once,
    a_newer_database_is_refused,
    the_url_is_not_shown,
    a_forgetful_server_is_refused,
    lost_connections_are_replaced,
    it_is_there_while_somebody_writes,
);

async fn migrating_twice_changes_nothing(database: TestDatabase) {
    database.append(&["task:1"]).await.unwrap();
    database.store.migrate().await.unwrap();
    assert_eq!(database.append(&["task:1"]).await.unwrap()[0].version, 2);
}

async fn nodes_that_start_together_migrate_once(database: TestDatabase) {
    let folder = tempfile::TempDir::new().unwrap();
    let mut settings = database.settings.clone();
    if database.is_postgres() {
        let schema =
            "DO $$ BEGIN EXECUTE format('DROP SCHEMA %I CASCADE', current_schema()); END $$";
        let Location::Postgres { schema: Some(name), .. } = &settings.location else { panic!() };
        let again = format!("CREATE SCHEMA {name}");
        database.execute(schema).await.unwrap();
        database.execute(&again).await.unwrap();
    } else {
        settings.location = Location::Sqlite(folder.path().join("deep/er/duban.db"));
    }
    let first = Store::connect(&settings).await.unwrap();
    let second = Store::connect(&settings).await.unwrap();
    let (one, other) = tokio::join!(first.migrate(), second.migrate());
    one.unwrap();
    other.unwrap();
}

async fn a_newer_database_is_refused(database: TestDatabase) {
    let newer = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_later', 0)";
    database.execute(newer).await.unwrap();
    let refused = database.store.migrate().await;
    assert!(matches!(refused, Err(StoreError::Unfit { .. })), "{refused:?}");
}

async fn the_url_is_not_shown(database: TestDatabase) {
    let shown = format!("{:?}", database.settings);
    assert!(!shown.contains("postgres://"), "{shown}");
}

#[tokio::test]
async fn a_database_in_memory_is_refused() {
    assert!(Location::parse("sqlite::memory:").is_err());
    let settings = Settings::new(Location::Sqlite(":memory:".into()));
    let refused = Store::connect(&settings).await;
    let Err(StoreError::Unfit { because, .. }) = refused else { panic!("{refused:?}") };
    assert!(because.contains("journal_mode memory"), "{because}");
}

#[test]
fn a_location_is_read_from_its_url() {
    let sqlite = Location::Sqlite("/data/duban.db".into());
    assert_eq!(Location::parse("sqlite:/data/duban.db").unwrap(), sqlite);
    assert_eq!(Location::parse("sqlite:///data/duban.db").unwrap(), sqlite);
    assert!(Location::parse("mysql://host/duban").is_err());
    assert!(Location::parse("sqlite:").is_err());
}

#[tokio::test]
async fn a_schema_name_that_is_not_plain_is_refused() {
    let schema = Some("a\"; DROP TABLE journal; --".to_owned());
    let url = "postgres://localhost/none".to_owned();
    let refused = Store::connect(&Settings::new(Location::Postgres { url, schema })).await;
    assert!(matches!(refused, Err(StoreError::Unfit { .. })), "{refused:?}");
}

async fn a_forgetful_server_is_refused(database: TestDatabase) {
    let Location::Postgres { url, schema } = database.settings.location.clone() else {
        return;
    };
    let mark = if url.contains('?') { '&' } else { '?' };
    let url = format!("{url}{mark}options[synchronous_commit]=off");
    let mut settings = Settings::new(Location::Postgres { url, schema });
    let refused = Store::connect(&settings).await;
    let Err(StoreError::Unfit { because, .. }) = refused else { panic!("{refused:?}") };
    assert!(because.contains("is off"), "{because}");

    settings.durability = Durability::Unchecked;
    let store = Store::connect(&settings).await.unwrap();
    let one: Result<Option<i32>, StoreError> =
        store.read(|tx| async move { tx.query_value(&Sql::new("SELECT 1")).await }).await;
    assert_eq!(one.unwrap(), Some(1));
}

async fn it_is_there_while_somebody_writes(database: TestDatabase) {
    let store = &database.store;
    let asked = store.write(|_| async move { store.ping().await }).await;
    assert!(asked.is_ok(), "{asked:?}");
}

async fn lost_connections_are_replaced(database: TestDatabase) {
    let Location::Postgres { url, schema } = database.settings.location.clone() else {
        return;
    };
    let mark = if url.contains('?') { '&' } else { '?' };
    let url = format!("{url}{mark}application_name=duban_lost");
    let mut settings = Settings::new(Location::Postgres { url, schema });
    settings.durability = Durability::Unchecked;
    let store = Store::connect(&settings).await.unwrap();
    let ask = || {
        let one = Sql::new("SELECT 1");
        store.write(move |tx| {
            let one = one.clone();
            async move { tx.query_value::<i32>(&one).await }
        })
    };
    let (a, b, c) = tokio::join!(ask(), ask(), ask());
    assert!([a, b, c].into_iter().all(|asked| asked.is_ok()));
    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = 'duban_lost'";
    database.execute(end).await.unwrap();
    assert_eq!(ask().await.unwrap(), Some(1));
    assert!(store.counters().retries() > 0);
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("duban.db");
    std::fs::write(&path, "not a database, but long enough to be taken for one".repeat(40))
        .unwrap();
    assert!(Store::connect(&Settings::new(Location::Sqlite(path))).await.is_err());
}
