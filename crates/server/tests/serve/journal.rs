//! `duban verify`: on a journal as it was left, on one that was touched, cut off or put back.

use std::fs;
use std::path::Path;

use duban_store::journal::receipt::{self, Disclosure};
use duban_store::{Location, Settings, Sql, Store, StoreError};

use super::running::{PLAN, Served, duban, duban_with, said};

/// Changes the database as its owner can.
pub async fn change(data: &Path, changes: &[&str]) {
    let location = Location::Sqlite(data.join("duban.sqlite"));
    let store = Store::connect(&Settings::new(location)).await.unwrap();
    let done: Result<(), StoreError> = store
        .write(move |tx| async move {
            for text in changes {
                tx.execute(&Sql::new(*text)).await?;
            }
            Ok(())
        })
        .await;
    done.unwrap();
    store.close().await.unwrap();
}

fn import(data: &Path) {
    let imported = duban(data, &["import", PLAN, "--register-unknown-units", "--issue"]);
    assert!(imported.status.success(), "{}", said(&imported));
}

fn kept_head(data: &Path) -> String {
    fs::read_to_string(data.join("checkpoint-head")).unwrap()
}

fn copy(from: &Path, to: &Path) {
    for name in ["duban.sqlite", "duban.sqlite-wal"] {
        let _ = fs::remove_file(to.join(name));
        if from.join(name).exists() {
            fs::copy(from.join(name), to.join(name)).unwrap();
        }
    }
}

/// That verifying refuses, and what it says.
fn refused(data: &Path, arguments: &[&str]) -> String {
    let output = duban(data, arguments);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let text = said(&output);
    assert!(text.contains("\nhint: ") || text.starts_with("hint: "), "{text}");
    text
}

#[tokio::test]
async fn a_served_journal_is_sealed_and_proves_itself_until_a_byte_is_flipped() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    Served::start(data, &[]).end();
    let sound = duban(data, &["verify"]);
    assert!(sound.status.success(), "{}", said(&sound));
    assert!(said(&sound).contains(", 1 checkpoints, 0 events newer"), "{}", said(&sound));
    let flip = "UPDATE journal SET payload = substr(payload, 1, 1) || '~' || substr(payload, 3)
        WHERE seq = 5";
    change(data, &["DROP TRIGGER journal_update", flip]).await;
    let text = refused(data, &["verify"]);
    assert!(text.contains("(position 5): "), "{text}");
}

#[test]
fn an_old_copy_is_named_and_the_head_kept_outside_stays() {
    let [folder, saved] = [(), ()].map(|()| tempfile::tempdir().unwrap());
    let data = folder.path();
    Served::start(data, &[]).end();
    copy(data, saved.path());
    import(data);
    Served::start(data, &[]).end();
    let head = kept_head(data);
    assert!(head.starts_with("2-"), "{head}");
    copy(saved.path(), data);
    let found = "checkpoint 2: the anchor saw it seal up to position";
    for arguments in [&["verify"][..], &["verify", "--anchor", head.trim()]] {
        let text = refused(data, arguments);
        assert!(text.contains(found), "{text}");
    }
    // The old copy lives on, and seals another second span: the head tells on it for ever.
    import(data);
    Served::start(data, &[]).end();
    assert_eq!(kept_head(data), head);
    let text = refused(data, &["verify"]);
    assert!(text.contains("checkpoint 2: it is not the one that the anchor saw"), "{text}");
}

#[test]
fn seals_of_a_former_key_are_believed_where_the_settings_name_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    Served::start(data, &[]).end();
    let sound = said(&duban(data, &["verify"]));
    let former = sound.lines().find_map(|line| line.strip_prefix("public key ")).unwrap();
    fs::rename(data.join("checkpoint-key.pem"), data.join("former.pem")).unwrap();
    import(data);
    Served::start(data, &[]).end();
    let text = refused(data, &["verify"]);
    assert!(text.contains("which is not known"), "{text}");
    let named = [("DUBAN__JOURNAL__PAST_KEYS", former)];
    let sound = duban_with(data, &["verify"], &named);
    assert!(sound.status.success(), "{}", said(&sound));
    let misspelt = duban_with(data, &["verify"], &[("DUBAN__JOURNAL__PAST_KEYS", "abc")]);
    assert!(said(&misspelt).contains("journal.past_keys"), "{}", said(&misspelt));
}

#[test]
fn verifying_makes_neither_a_key_nor_a_database() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("nothing");
    let text = refused(&data, &["verify"]);
    assert!(text.contains("journal.key_file"), "{text}");
    assert!(!data.exists());
}

/// The receipt of the event in a position, as the database gives it.
async fn receipt(data: &Path, position: i64) -> String {
    let location = Location::Sqlite(data.join("duban.sqlite"));
    let store = Store::connect(&Settings::new(location)).await.unwrap();
    let read: Result<_, StoreError> = store
        .read(move |tx| async move { receipt::receipt(&tx, position, Disclosure::Content).await })
        .await;
    store.close().await.unwrap();
    read.unwrap().unwrap().to_text().unwrap()
}

#[tokio::test]
async fn a_receipt_is_checked_with_a_public_key_and_nothing_else() {
    let [folder, elsewhere] = [(), ()].map(|()| tempfile::tempdir().unwrap());
    let data = folder.path();
    Served::start(data, &[]).end();
    let text = receipt(data, 5).await;
    let said_of = said(&duban(data, &["verify"]));
    let key = said_of.lines().find_map(|line| line.strip_prefix("public key ")).unwrap();
    let path = elsewhere.path().join("receipt.json");
    let name = path.to_str().unwrap();
    fs::write(&path, &text).unwrap();
    let nothing = elsewhere.path().join("nothing");
    let with_key = ["verify", "--receipt", name, "--public-key", key];
    let proven = duban(&nothing, &with_key);
    assert!(proven.status.success(), "{}", said(&proven));
    assert!(said(&proven).contains("in position 5: the event and its content are under the seal"));
    assert!(refused(&nothing, &["verify", "--receipt", name]).contains("no key"));
    fs::write(&path, text.replacen("\"position\": 5", "\"position\": 6", 1)).unwrap();
    assert!(refused(&nothing, &with_key).contains("not what was sealed in this position"));
    fs::write(&path, "{}").unwrap();
    assert!(refused(&nothing, &with_key).contains("it is no receipt"));
    assert!(!nothing.exists());
}
