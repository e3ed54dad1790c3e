//! What a served program audits: written when it ends, gone on with when it starts again, proved by
//! `duban verify`, carried by a backup.

use std::io::Write;
use std::path::Path;

use duban_store::journal::audit::Entry;
use duban_store::page::Page;
use duban_store::read::audit::{AuditFilter, Oversight, list};
use duban_store::{Location, Settings, Store};

use super::journal::change;
use super::running::{Served, answer, duban, head, said};

/// A password that landed in the field of the name, and one that is wrong.
const TYPED: [&str; 2] = ["Quiet-River-27", "Wrong-River-28"];

fn fail_to_sign_in(served: &Served) {
    let [name, password] = TYPED;
    let body = format!(
        "{{\"query\":\"mutation {{ signIn(input: {{ username: \\\"{name}\\\", password: \
         \\\"{password}\\\" }}) {{ errors {{ code }} }} }}\"}}"
    );
    let mut stream = served.connect();
    head(&mut stream, body.len(), "");
    stream.write_all(body.as_bytes()).unwrap();
    let answered = answer(stream);
    assert!(answered.contains("SIGN_IN_FAILED"), "{answered}");
}

async fn entries(data: &Path) -> Vec<Entry> {
    let location = Location::Sqlite(data.join("duban.sqlite"));
    let store = Store::connect(&Settings::new(location)).await.unwrap();
    let (all, filter, page) = (Oversight::Everyone, &AuditFilter::default(), &Page::first(99));
    let found = store.read(|tx| async move { list(&tx, all, filter, page).await }).await.unwrap();
    store.close().await.unwrap();
    found.rows
}

#[tokio::test]
async fn what_is_audited_outlives_the_program_until_somebody_touches_it() {
    let [folder, other] = [(), ()].map(|()| tempfile::tempdir().unwrap());
    let data = folder.path();
    let node = [("DUBAN__AUDIT__NODE", "duban-1")];
    for times in [1, 3] {
        let served = Served::start(data, &node);
        for _ in 0..times {
            fail_to_sign_in(&served);
        }
        served.end();
    }
    let kept = entries(data).await;
    let total: i64 = kept.iter().map(|entry| entry.what.occurrences).sum();
    assert_eq!(total, 4, "{kept:#?}");
    for (no, entry) in (1..).zip(&kept) {
        assert_eq!((entry.node.as_str(), entry.no), ("duban-1", no), "one stream a day");
        assert_eq!(entry.what.code.as_deref(), Some("NAME_UNKNOWN"));
        assert_eq!(entry.what.address.as_deref(), Some("127.0.0.1"));
    }
    let text = format!("{kept:?}");
    assert!(TYPED.iter().all(|typed| !text.contains(typed)), "{text}");
    let sound = duban(data, &["verify"]);
    let count = format!("{} audit entries", kept.len());
    assert!(sound.status.success() && said(&sound).contains(&count), "{}", said(&sound));
    let archive = other.path().join("all.zip");
    let made = duban(data, &["backup", archive.to_str().unwrap()]);
    assert!(made.status.success(), "{}", said(&made));
    let put_back = other.path().join("data");
    let restored = duban(&put_back, &["restore", archive.to_str().unwrap()]);
    assert!(restored.status.success(), "{}", said(&restored));
    assert_eq!(entries(&put_back).await, kept, "what was there when the backup began");
    let last = entries(data).await.pop().unwrap();
    assert_eq!(last.what.subject.as_deref(), Some("BACKUP"), "and that it was made");
    let fewer = "UPDATE audit_entry SET occurrences = occurrences + 1 WHERE no = 1";
    change(data, &["DROP TRIGGER audit_entry_update", fewer]).await;
    let found = duban(data, &["verify"]);
    assert_eq!(found.status.code(), Some(1), "{}", said(&found));
    let named = "entry 1 of the audit stream of duban-1 on ";
    assert!(said(&found).contains(named), "{}", said(&found));
}

#[tokio::test]
async fn what_was_written_before_a_crash_is_gone_on_with() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let node = [("DUBAN__AUDIT__NODE", "duban-1")];
    let served = Served::start(data, &node);
    let mut tried = 0;
    // Within a second or two, and without an end that could write it.
    while entries(data).await.is_empty() {
        fail_to_sign_in(&served);
        tried += 1;
    }
    served.tell("-KILL");
    assert!(!served.wait().success());
    let served = Served::start(data, &node);
    fail_to_sign_in(&served);
    served.end();
    let kept = entries(data).await;
    let numbers: Vec<i64> = kept.iter().map(|entry| entry.no).collect();
    assert!(numbers.len() >= 2 && numbers.iter().copied().eq(1..=kept.len() as i64), "{kept:#?}");
    let total: i64 = kept.iter().map(|entry| entry.what.occurrences).sum();
    assert!((2..=tried + 1).contains(&total), "{total} of {tried} and one more");
    let sound = duban(data, &["verify"]);
    assert!(sound.status.success(), "{}", said(&sound));
}
