//! A database of its own for each test: a temporary file, or a schema on the given server.

use std::path::Path;
use std::{env, fs};

use duban_store::{Durability, Location, Settings, Store};
use sea_orm::ConnectionTrait;
use tempfile::TempDir;

/// The name of the file of an embedded database.
const FILE: &str = "duban.sqlite";

/// An empty, migrated database and a folder for files.
pub struct Database {
    pub store: Store,
    pub folder: TempDir,
    settings: Settings,
}

impl Database {
    pub async fn sqlite() -> Self {
        let folder = TempDir::new().unwrap();
        let location = Location::Sqlite(folder.path().join(FILE));
        Self::open(Settings::new(location), folder).await
    }

    /// A copy of the SQLite database that lies in a folder and that nobody has open.
    pub async fn copy_of(settled: &Path) -> Self {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join(FILE);
        fs::copy(settled.join(FILE), &file).unwrap();
        Self::open(Settings::new(Location::Sqlite(file)), folder).await
    }

    /// `None`, with a word about it, where no server is given and none is required.
    pub async fn postgres(test: &str) -> Option<Self> {
        let Ok(url) = env::var("TEST_DATABASE_URL") else {
            let required = env::var("REQUIRE_POSTGRES").is_ok_and(|value| value == "1");
            assert!(!required, "REQUIRE_POSTGRES=1, but TEST_DATABASE_URL is not set");
            eprintln!("skipped: TEST_DATABASE_URL is not set");
            return None;
        };
        let schema = format!("duban_{test}_{}", std::process::id());
        let admin = sea_orm::Database::connect(&url).await.unwrap();
        let fresh = format!("DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}");
        admin.execute_unprepared(&fresh).await.unwrap();
        admin.close().await.unwrap();
        let location = Location::Postgres { url, schema: Some(schema) };
        let mut settings = Settings::new(location);
        settings.durability = Durability::Unchecked;
        Some(Self::open(settings, TempDir::new().unwrap()).await)
    }

    async fn open(settings: Settings, folder: TempDir) -> Self {
        let store = Store::connect(&settings).await.unwrap();
        store.migrate().await.unwrap();
        Self { store, folder, settings }
    }

    /// The same database once more, through the same connections, with a folder of its own.
    pub fn shared(store: Store) -> Self {
        let settings = Settings::new(Location::Sqlite(FILE.into()));
        Self { store, folder: TempDir::new().unwrap(), settings }
    }

    /// The same database as another node opens it, with a folder of its own.
    pub async fn beside(&self) -> Self {
        Self::open(self.settings.clone(), TempDir::new().unwrap()).await
    }

    pub async fn end(self) {
        self.leave().await;
    }

    /// Closes the database and leaves its folder.
    pub async fn leave(self) -> TempDir {
        self.store.close().await.unwrap();
        self.folder
    }
}
