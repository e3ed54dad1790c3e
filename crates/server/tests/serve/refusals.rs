//! What the program refuses to start on, each time with a hint.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::cluster::Cluster;
use super::journal::change;
use super::running::{duban, duban_with, said};

/// The key that RFC 8410 prints in section 10.3.
const PUBLISHED: &str = "-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
-----END PRIVATE KEY-----
";

/// Asserts that serving is refused in these words, and that something would help.
fn refused(data: &Path, environment: &[(&str, &str)], because: &str, hint: &str) {
    let listen = ["serve", "--listen", "127.0.0.1:0"];
    let output = duban_with(data, &listen, environment);
    let text = said(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    let line = |start| text.lines().find(|line: &&str| line.starts_with(start)).unwrap_or_default();
    assert!(line("error: ").contains(because), "{text}");
    assert!(line("hint: ").contains(hint), "{text}");
}

#[test]
fn keys_that_are_published_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let key = [("DUBAN__TOKEN__KEY", PUBLISHED)];
    refused(folder.path(), &key, "the signing key can be guessed", "openssl genpkey");
    let path = folder.path().join("published.pem");
    fs::write(&path, PUBLISHED).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    for name in ["DUBAN__TOKEN__KEY_FILE", "DUBAN__JOURNAL__KEY_FILE"] {
        let file = [(name, path.to_str().unwrap())];
        refused(folder.path(), &file, "key can be guessed", "openssl genpkey");
    }
    fs::write(&path, "-----BEGIN PRIVATE KEY-----\nchangeme\n-----END PRIVATE KEY-----\n").unwrap();
    for name in ["DUBAN__TOKEN__KEY_FILE", "DUBAN__JOURNAL__KEY_FILE"] {
        let file = [(name, path.to_str().unwrap())];
        refused(folder.path(), &file, "is not an Ed25519 key", "openssl genpkey");
    }
}

#[test]
fn a_phone_key_that_is_none_or_can_be_guessed_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("phone-key");
    for (text, because) in [("secret", "64 hexadecimal digits"), (&*"00".repeat(32), "guessed")] {
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        refused(folder.path(), &[], because, "openssl rand -hex 32");
    }
}

#[test]
fn key_files_that_others_can_read_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["signing-key.pem", "checkpoint-key.pem", "phone-key"] {
        let path = folder.path().join(name);
        fs::write(&path, PUBLISHED).unwrap();
        for mode in [0o604, 0o640, 0o620] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let hint = format!("chmod 600 {}", path.display());
            refused(folder.path(), &[], "can be read by others", &hint);
        }
        fs::remove_file(path).unwrap();
    }
}

#[test]
fn one_key_for_tokens_and_seals_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let token = folder.path().join("signing-key.pem");
    let same = [("DUBAN__JOURNAL__KEY_FILE", token.to_str().unwrap())];
    refused(folder.path(), &same, "signs tokens and seals", "journal.key_file");
}

#[test]
fn settings_that_would_spoil_the_audit_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let short = [("DUBAN__AUDIT__RETENTION_DAYS", "183")];
    refused(folder.path(), &short, "at least six months", "RETENTION_DAYS to 184 or more");
    let unfit = [("DUBAN__AUDIT__NODE", "node/1")];
    refused(folder.path(), &unfit, "no name of a node", "letters, digits");
    let unfit = [("DUBAN__SERVER__PROXIES", "10.0.0.7 balancer")];
    refused(folder.path(), &unfit, "names `balancer`", "10.0.0.0/8");
}

#[tokio::test]
async fn a_database_that_a_newer_program_made_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    assert!(duban(folder.path(), &["migrate"]).status.success());
    let newer = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_later', 0)";
    change(folder.path(), &[newer]).await;
    refused(folder.path(), &[], "m9999_later", "newer than this program");
}

#[test]
fn a_sqlite_database_without_a_log_on_disk_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let memory = [("DUBAN__DATABASE__URL", "sqlite::memory:")];
    refused(folder.path(), &memory, "names no plain file", "sqlite:PATH");
}

#[test]
fn a_postgresql_server_that_forgets_is_refused() {
    let Ok(url) = std::env::var("TEST_DATABASE_URL") else {
        eprintln!("skipped: TEST_DATABASE_URL is not set");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let mark = if url.contains('?') { '&' } else { '?' };
    let url = format!("{url}{mark}options[synchronous_commit]=off");
    let forgetful = [("DUBAN__DATABASE__URL", url.as_str())];
    refused(folder.path(), &forgetful, "` is off", "switch it on");
}

#[test]
fn a_postgresql_server_that_does_not_write_to_the_disk_is_refused() {
    let Some(cluster) = Cluster::new() else {
        eprintln!("skipped: there is no PostgreSQL that this test may set up for itself");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let url = cluster.url();
    let forgetful = [("DUBAN__DATABASE__URL", url.as_str())];
    for name in ["fsync", "full_page_writes", "synchronous_commit"] {
        cluster.start(&format!("{name}=off"));
        let because = format!("the PostgreSQL setting `{name}` is off");
        refused(folder.path(), &forgetful, &because, "switch it on");
    }
    cluster.start("fsync=on");
    let output = duban_with(folder.path(), &["migrate"], &forgetful);
    assert!(output.status.success(), "{}", said(&output));
}
