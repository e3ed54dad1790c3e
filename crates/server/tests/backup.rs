//! `duban backup` and `duban restore`, run as people run them.

#[cfg(test)]
mod backup {
    use std::env;
    use std::fs::{self, File};
    use std::io::{Cursor, Read, Write};
    use std::path::{Path, PathBuf};
    use std::process::{Command, Output};

    use duban_domain::value::hex;
    use duban_store::{Location, Settings, Sql, Store};
    use serde_json::Value;
    use sha2::{Digest, Sha256};
    use tempfile::TempDir;
    use zip::write::SimpleFileOptions;
    use zip::{ZipArchive, ZipWriter};

    const PLAN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data/plan.txt");

    fn duban(data: &Path, url: Option<&str>, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_duban"));
        command.arg("--data").arg(data).args(arguments);
        command.env("DUBAN__LOG__FILTER", "error").env("DUBAN__DATABASE__URL", url.unwrap_or(""));
        command.output().unwrap()
    }

    fn said(output: &Output) -> String {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        text(&output.stdout) + &text(&output.stderr)
    }

    fn done(data: &Path, url: Option<&str>, arguments: &[&str]) -> String {
        let output = duban(data, url, arguments);
        assert!(output.status.success(), "{arguments:?}: {}", said(&output));
        said(&output)
    }

    fn refused(data: &Path, url: Option<&str>, arguments: &[&str]) -> String {
        let output = duban(data, url, arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {}", said(&output));
        let said = said(&output);
        assert!(said.contains("error: ") && said.contains("\nhint: "), "{said}");
        said
    }

    /// Where a system is lived in, and where it is put back.
    struct Places {
        folder: TempDir,
        archive: PathBuf,
    }

    impl Places {
        fn path(&self, name: &str) -> PathBuf {
            self.folder.path().join(name)
        }

        /// A system with a plan, whose source is kept as a file, and its archive.
        fn lived(url: Option<&str>) -> Self {
            let folder = TempDir::new().unwrap();
            let places = Self { archive: folder.path().join("all.zip"), folder };
            let data = places.path("data");
            done(&data, url, &["import", PLAN, "--register-unknown-units", "--issue"]);
            let made = done(&data, url, &["backup", places.archive.to_str().unwrap()]);
            for key in ["checkpoint-key.pem", "signing-key.pem", "phone-key"] {
                assert!(made.contains(key), "{made}");
            }
            places
        }

        /// The archive with a part changed and every digest made to fit.
        fn forge(&self, name: &str, part: &str, change: impl Fn(&str) -> String) -> PathBuf {
            let mut from = ZipArchive::new(File::open(&self.archive).unwrap()).unwrap();
            let read = |from: &mut ZipArchive<File>, name: &str| {
                let mut bytes = Vec::new();
                from.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
                bytes
            };
            let changed = |bytes: Vec<u8>| change(&String::from_utf8(bytes).unwrap()).into_bytes();
            let names: Vec<String> =
                from.file_names().map(|name| name.unwrap().into_owned()).collect();
            let mut forged = ZipWriter::new(Cursor::new(Vec::new()));
            for name in names.iter().filter(|name| *name != "manifest.json") {
                let bytes = read(&mut from, name);
                let bytes = if name == part { changed(bytes) } else { bytes };
                forged.start_file(name, SimpleFileOptions::default()).unwrap();
                forged.write_all(&bytes).unwrap();
            }
            let mut manifest = String::from_utf8(read(&mut from, "manifest.json")).unwrap();
            if part == "manifest.json" {
                manifest = change(&manifest);
            } else {
                let before = read(&mut from, part);
                let digests = (digest(&before), digest(&changed(before)));
                manifest = manifest.replacen(&digests.0, &digests.1, 1);
            }
            forged.start_file("manifest.json", SimpleFileOptions::default()).unwrap();
            forged.write_all(manifest.as_bytes()).unwrap();
            forged.set_raw_comment([b'0'; 64].into()).unwrap();
            let mut bytes = forged.finish().unwrap().into_inner();
            bytes.truncate(bytes.len() - 64);
            let seal = digest(&bytes);
            bytes.extend(seal.as_bytes());
            fs::write(self.path(name), bytes).unwrap();
            self.path(name)
        }

        fn restore(&self, into: &str, url: Option<&str>) {
            let into = self.path(into);
            let data = self.path("data");
            let restored = done(&into, url, &["restore", self.archive.to_str().unwrap()]);
            assert!(restored.contains("prove themselves"), "{restored}");
            for key in ["checkpoint-key.pem", "signing-key.pem", "phone-key"] {
                // Keys are kept elsewhere and put back by hand.
                let _ = fs::copy(data.join(key), into.join(key));
            }
            let verified = done(&into, url, &["verify"]);
            assert!(verified.contains("everything that was sealed is as it was"), "{verified}");
            let rebuilt = done(&into, url, &["rebuild"]);
            assert!(rebuilt.contains(" 0 differed"), "{rebuilt}");
            assert_eq!(kept(&into), kept(&data));
            // What is there is not overwritten.
            let again = refused(&into, url, &["restore", self.archive.to_str().unwrap()]);
            assert!(again.contains("already") || again.contains("newer schema"), "{again}");
        }
    }

    fn digest(bytes: &[u8]) -> String {
        hex::encode(&Sha256::digest(bytes))
    }

    /// The files, by name, with their bytes.
    fn kept(data: &Path) -> Vec<(PathBuf, Vec<u8>)> {
        let root = data.join("files");
        let mut kept = Vec::new();
        for folder in fs::read_dir(&root).unwrap().flatten() {
            for file in fs::read_dir(folder.path()).unwrap().flatten() {
                let name = file.path().strip_prefix(&root).unwrap().to_path_buf();
                kept.push((name, fs::read(file.path()).unwrap()));
            }
        }
        assert!(!kept.is_empty(), "the plan's source is a file");
        kept.sort();
        kept
    }

    #[test]
    fn a_system_on_sqlite_is_put_back_whole() {
        Places::lived(None).restore("again", None);
    }

    #[test]
    fn a_damaged_archive_or_a_wrong_anchor_leaves_nothing() {
        let places = Places::lived(None);
        let into = places.path("into");
        let anchor = format!("7-700-{}", "ab".repeat(32));
        let archive = places.archive.to_str().unwrap();
        let cut = refused(&into, None, &["restore", archive, "--anchor", &anchor]);
        assert!(cut.contains("an older copy was put back"), "{cut}");
        let whole = fs::read(&places.archive).unwrap();
        let damaged = places.path("damaged.zip");
        let last = whole.len() - 1;
        // Also where ZIP files say what nobody looks at: times, the list of parts, the very end.
        let list = whole.windows(4).rposition(|bytes| bytes == b"PK\x01\x02").unwrap();
        for place in [10, last / 4, last / 3, last / 2, list + 12, last - 70, last - 63, last] {
            let mut bytes = whole.clone();
            bytes[place] ^= 1;
            fs::write(&damaged, bytes).unwrap();
            refused(&into, None, &["restore", damaged.to_str().unwrap()]);
        }
        fs::write(&damaged, &whole[..whole.len() - 100]).unwrap();
        refused(&into, None, &["restore", damaged.to_str().unwrap()]);
        assert!(!into.join("files").exists());
        places.restore("into", None);
    }

    #[test]
    fn an_archive_of_a_newer_program_is_refused() {
        let places = Places::lived(None);
        let forged = places.forge("newer.zip", "manifest.json", |text| {
            let mut manifest: Value = serde_json::from_str(text).unwrap();
            manifest["schema"].as_array_mut().unwrap().push("m9999_later".into());
            manifest.to_string()
        });
        let into = places.path("into");
        let newer = refused(&into, None, &["restore", forged.to_str().unwrap()]);
        assert!(newer.contains("m9999_later") && newer.contains("or a newer one"), "{newer}");
        let forged = places.forge("form.zip", "manifest.json", |text| {
            text.replacen("\"format\": 2", "\"format\": 3", 1)
        });
        let newer = refused(&into, None, &["restore", forged.to_str().unwrap()]);
        assert!(newer.contains("its form 3 is unknown"), "{newer}");
        places.restore("into", None);
    }

    #[test]
    fn an_archive_whose_journal_was_edited_is_refused() {
        let places = Places::lived(None);
        let edit = |text: &str| {
            assert!(text.contains("person:"), "{text}");
            text.replacen("person:", "person;", 1)
        };
        let forged = places.forge("edited.zip", "tables/journal.jsonl", edit);
        let into = places.path("into");
        let edited = refused(&into, None, &["restore", forged.to_str().unwrap()]);
        assert!(edited.contains("the journal does not prove itself: "), "{edited}");
        assert!(edited.contains("@1"), "{edited}");
    }

    #[test]
    fn a_system_moves_to_postgres_and_is_put_back_there() {
        let Ok(url) = env::var("TEST_DATABASE_URL") else {
            let required = env::var("REQUIRE_POSTGRES").is_ok_and(|value| value == "1");
            assert!(!required, "REQUIRE_POSTGRES=1, but TEST_DATABASE_URL is not set");
            eprintln!("skipped: TEST_DATABASE_URL is not set");
            return;
        };
        let schemas: Vec<String> =
            (0..3).map(|place| format!("backup_{}_{place}", std::process::id())).collect();
        for schema in &schemas {
            admin(&url, &format!("CREATE SCHEMA {schema}"));
        }
        let at = |place: usize| format!("{url}?options[search_path]={}", schemas[place]);
        Places::lived(None).restore("moved", Some(&at(0)));
        let places = Places::lived(Some(&at(1)));
        places.restore("again", Some(&at(2)));
        let back =
            refused(&places.path("back"), None, &["restore", places.archive.to_str().unwrap()]);
        assert!(back.contains("cannot be restored into SQLite"), "{back}");
        for schema in &schemas {
            admin(&url, &format!("DROP SCHEMA {schema} CASCADE"));
        }
    }

    fn admin(url: &str, sql: &str) {
        let work = async {
            let location = Location::parse(url).unwrap();
            let store = Store::connect(&Settings::new(location)).await.unwrap();
            let sql = &Sql::new(sql);
            store.write(|tx| async move { tx.execute(sql).await }).await.unwrap();
            store.close().await.unwrap();
        };
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work);
    }
}
