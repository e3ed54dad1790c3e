//! `duban import`, run as people run it, on an empty directory and on an empty PostgreSQL schema.

#[cfg(test)]
mod import {
    use std::env;
    use std::path::{Path, PathBuf};
    use std::process::{Command, Output};

    use duban_store::{Durability, Location, Settings, Sql, Store, StoreError};

    const OWN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data/plan.txt");

    /// The plan of Changzhi; none, with a word about it, where the real plans are not at hand.
    fn real() -> Option<PathBuf> {
        let shared = env::var_os("DUBAN_SHARED").map(PathBuf::from);
        if shared.is_none() {
            eprintln!("skipped: the plan of Changzhi (DUBAN_SHARED is not set)");
        }
        shared.map(|folder| folder.join("plans/changzhi-2024-17.txt"))
    }

    /// An empty schema as a URL; none, with a word about it, where no server is given.
    async fn schema(name: &str) -> Option<String> {
        let Ok(url) = env::var("TEST_DATABASE_URL") else {
            let required = env::var("REQUIRE_POSTGRES").is_ok_and(|value| value == "1");
            assert!(!required, "REQUIRE_POSTGRES=1, but TEST_DATABASE_URL is not set");
            eprintln!("skipped: TEST_DATABASE_URL is not set");
            return None;
        };
        let mut settings = Settings::new(Location::parse(&url).unwrap());
        settings.durability = Durability::Unchecked;
        let store = Store::connect(&settings).await.unwrap();
        let made: Result<u64, StoreError> = store
            .write(|tx| async move {
                tx.execute(&Sql::new(format!("DROP SCHEMA IF EXISTS {name} CASCADE"))).await?;
                tx.execute(&Sql::new(format!("CREATE SCHEMA {name}"))).await
            })
            .await;
        made.unwrap();
        store.close().await.unwrap();
        Some(format!("{url}?options=-csearch_path%3D{name}"))
    }

    fn issue(plan: &Path, url: &str) -> Output {
        let folder = tempfile::tempdir().unwrap();
        let mut duban = Command::new(env!("CARGO_BIN_EXE_duban"));
        duban.arg("--data").arg(folder.path()).arg("import").arg(plan).arg("--issue");
        duban.env("DUBAN__DATABASE__URL", url).output().unwrap()
    }

    /// Issues a plan in the database behind a URL (in the empty directory where it is empty), and
    /// compares the last line.
    fn ends_with(plan: &Path, url: &str, counts: &str) {
        let output = issue(plan, url);
        let said = String::from_utf8(output.stdout).unwrap();
        let refused = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{said}{refused}");
        assert_eq!(said.lines().last(), Some(counts), "{said}");
    }

    /// Two tasks with two bureaus each, for fourteen counties.
    const OF_OWN: &str = "2 tasks, 4 bureau and 28 county assignments";
    const OF_REAL: &str = "52 tasks, 138 bureau and 728 county assignments";

    #[test]
    fn a_plan_is_issued_in_an_empty_directory() {
        ends_with(Path::new(OWN), "", OF_OWN);
        if let Some(plan) = real() {
            ends_with(&plan, "", OF_REAL);
        }
    }

    #[tokio::test]
    async fn a_plan_is_issued_on_an_empty_postgres() {
        if let Some(url) = schema("server_import_own").await {
            ends_with(Path::new(OWN), &url, OF_OWN);
        }
        if let (Some(plan), Some(url)) = (real(), schema("server_import_real").await) {
            ends_with(&plan, &url, OF_REAL);
        }
    }
}
