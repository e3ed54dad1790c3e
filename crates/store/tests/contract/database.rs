//! A database of its own for each test: a temporary file, or a schema on the given server.

use std::env;

use chrono::{DateTime, TimeDelta, Utc};
use duban_domain::people::actor::Actor;
use duban_domain::policy::{self, Permit, Standing, Who};
use duban_store::journal::algorithm::Algorithm;
use duban_store::journal::{self, NewEvent, RecordedEvent};
use duban_store::{Durability, Location, Settings, Store, StoreError};
use sea_orm::{ConnectionTrait, Database};
use tempfile::TempDir;

/// An empty, migrated database.
pub struct TestDatabase {
    pub store: Store,
    pub settings: Settings,
    _folder: Option<TempDir>,
}

impl TestDatabase {
    pub async fn sqlite() -> Self {
        let folder = TempDir::new().unwrap();
        let location = Location::Sqlite(folder.path().join("督办 100%.db"));
        Self::open(Settings::new(location), Some(folder)).await
    }

    /// `None`, with a word about it, where no server is given and none is required.
    pub async fn postgres(test: &str) -> Option<Self> {
        let Ok(url) = env::var("TEST_DATABASE_URL") else {
            let required = env::var("REQUIRE_POSTGRES").is_ok_and(|value| value == "1");
            assert!(!required, "REQUIRE_POSTGRES=1, but TEST_DATABASE_URL is not set");
            eprintln!("skipped: TEST_DATABASE_URL is not set");
            return None;
        };
        let schema = test.replace("contract::", "").replace("::", "_");
        assert!(schema.len() <= 63, "PostgreSQL cuts the name `{schema}`");
        let admin = Database::connect(&url).await.unwrap();
        let fresh = format!("DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}");
        admin.execute_unprepared(&fresh).await.unwrap();
        admin.close().await.unwrap();
        let location = Location::Postgres { url, schema: Some(schema) };
        let mut settings = Settings::new(location);
        settings.durability = Durability::Unchecked;
        Some(Self::open(settings, None).await)
    }

    async fn open(settings: Settings, folder: Option<TempDir>) -> Self {
        let store = Store::connect(&settings).await.unwrap();
        store.migrate().await.unwrap();
        Self { store, settings, _folder: folder }
    }

    /// An empty database in the place of this one, whose journal is hashed so.
    pub async fn again(self, algorithm: Option<Algorithm>) -> Self {
        let mut settings = self.settings.clone();
        settings.algorithm = algorithm;
        if self.is_postgres() {
            let drop = "DO $$ DECLARE name text := current_schema(); BEGIN
                EXECUTE format('DROP SCHEMA %I CASCADE', name);
                EXECUTE format('CREATE SCHEMA %I', name); END $$";
            self.execute(drop).await.unwrap();
        } else if let Location::Sqlite(path) = &mut settings.location {
            path.set_extension("again.db");
        }
        self.store.close().await.unwrap();
        Self::open(settings, self._folder).await
    }

    /// Takes the triggers away, as the owner of the database can.
    pub async fn without_triggers(&self) {
        let drop = if self.is_postgres() {
            "DROP TRIGGER journal_change ON journal;
             DROP TRIGGER journal_position_change ON journal_position;
             DROP TRIGGER installation_change ON installation;
             DROP TRIGGER checkpoint_change ON checkpoint;
             DROP TRIGGER audit_entry_update ON audit_entry;
             DROP TRIGGER audit_entry_delete ON audit_entry;
             DROP TRIGGER audit_stream_update ON audit_stream;
             DROP TRIGGER audit_stream_delete ON audit_stream"
        } else {
            "DROP TRIGGER journal_update; DROP TRIGGER journal_delete;
             DROP TRIGGER installation_update; DROP TRIGGER installation_delete;
             DROP TRIGGER checkpoint_update; DROP TRIGGER checkpoint_delete;
             DROP TRIGGER audit_entry_update; DROP TRIGGER audit_entry_delete;
             DROP TRIGGER audit_stream_update; DROP TRIGGER audit_stream_delete"
        };
        self.execute(drop).await.unwrap();
    }

    pub fn is_postgres(&self) -> bool {
        matches!(self.settings.location, Location::Postgres { .. })
    }

    /// Appends one event to each of the streams, in one transaction.
    pub async fn append(&self, streams: &[&str]) -> Result<Vec<RecordedEvent>, StoreError> {
        let names: Vec<String> = streams.iter().map(|name| (*name).to_owned()).collect();
        let names = &names;
        self.store
            .write(move |tx| async move {
                let mut heads = journal::lock_heads(&tx, names, &[]).await?;
                let events = names.iter().map(|stream| event(stream)).collect();
                journal::append(&tx, &mut heads, events).await
            })
            .await
    }

    /// Runs bare SQL in a transaction.
    pub async fn execute(&self, sql: &str) -> Result<(), StoreError> {
        self.store
            .write(move |tx| async move {
                tx.execute_unprepared(sql).await?;
                Ok(())
            })
            .await
    }
}

/// So many seconds into the tests' day.
pub fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::seconds(seconds)
}

/// What the system may write, it is permitted.
pub fn permit() -> Permit {
    let nothing = Standing::default();
    policy::permit(&Actor::System, "WRITE", &[Who::System], &nothing).unwrap()
}

/// An event with nothing special about it.
pub fn event(stream: &str) -> NewEvent {
    NewEvent {
        permit: permit(),
        stream: stream.to_owned(),
        kind: "TaskDispatched".into(),
        schema: 1,
        payload: r#"{"to":"市发改委"}"#.to_owned(),
        actor: "person:1".to_owned(),
        post: None,
        caused_by: None,
        request_id: None,
        recorded_at: at(0),
        effective_at: None,
    }
}
