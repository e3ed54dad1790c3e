//! `duban verify`, run as people run it: on a journal as it was left, and on one that was touched.

#[cfg(test)]
mod verify {
    use std::path::Path;
    use std::process::{Command, Output};

    use duban_store::{Location, Settings, Sql, Store, StoreError};

    const PLAN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data/plan.txt");

    fn duban(data: &Path, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_duban"));
        command.arg("--data").arg(data).args(arguments).output().unwrap()
    }

    fn said(output: &Output) -> String {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        text(&output.stdout) + &text(&output.stderr)
    }

    async fn touch(data: &Path) {
        let location = Location::Sqlite(data.join("duban.sqlite"));
        let store = Store::connect(&Settings::new(location)).await.unwrap();
        let touched: Result<u64, StoreError> = store
            .write(|tx| async move {
                tx.execute(&Sql::new("DROP TRIGGER journal_update")).await?;
                let edit = "UPDATE journal SET actor = 'system' WHERE kind = 'plan_issued'";
                tx.execute(&Sql::new(edit)).await
            })
            .await;
        assert_eq!(touched.unwrap(), 1);
        store.close().await.unwrap();
    }

    #[tokio::test]
    async fn a_journal_proves_itself_until_somebody_touches_it() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path();
        let import = ["import", PLAN, "--register-unknown-units", "--issue"];
        assert!(duban(data, &import).status.success());
        let sound = duban(data, &["verify"]);
        assert!(sound.status.success(), "{}", said(&sound));
        assert!(said(&sound).contains("0 checkpoints"), "{}", said(&sound));
        let anchor = format!("7-700-{}", "ab".repeat(32));
        let cut = duban(data, &["verify", "--anchor", &anchor]);
        assert_eq!(cut.status.code(), Some(1));
        assert!(said(&cut).contains("an older copy was put back"), "{}", said(&cut));
        touch(data).await;
        let touched = duban(data, &["verify"]);
        assert_eq!(touched.status.code(), Some(1));
        let text = said(&touched);
        assert!(text.contains("its content does not have its hash"), "{text}");
        assert!(text.contains("found: plan:") && text.contains("\nhint: "), "{text}");
    }
}
