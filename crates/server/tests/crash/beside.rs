//! A backup that is made while writers write is one instant of all they did: what was acknowledged
//! before it began is in it, nothing is in it by half, and it proves itself where it is restored.

use std::fs;
use std::path::PathBuf;

use super::client::Addresses;
use super::kills::{desks, in_schemas, prepare, proven};
use super::node::Place;
use super::writer::{Ledger, meanwhile};

/// How many backups are made beside the writers.
const BACKUPS: usize = 3;

#[test]
fn a_backup_beside_writers_is_whole_over_sqlite() {
    back_up(Place::new(None), &mut || Place::new(None));
}

#[test]
fn a_backup_beside_writers_is_whole_over_postgres() {
    in_schemas("beside", BACKUPS + 3, |urls| {
        back_up(Place::new(urls.pop()), &mut || Place::new(Some(urls.pop().unwrap())));
    });
}

fn back_up(place: Place, another: &mut dyn FnMut() -> Place) {
    prepare(&place);
    let addresses = Addresses::default();
    let node = place.serve();
    addresses.set(0, Some(node.address.clone()));
    let desks = desks(&addresses);
    let archives: Vec<_> = (0..BACKUPS).map(|it| place.path(&format!("{it}.zip"))).collect();
    let back_up = |ledger: &Ledger, archive: &PathBuf| {
        ledger.wait_for(15);
        let before = ledger.words();
        place.done(&["backup", archive.to_str().unwrap()]);
        before
    };
    let (known, _) = meanwhile(&desks, &addresses, |ledger| {
        let known: Vec<Vec<String>> = archives.iter().map(|it| back_up(ledger, it)).collect();
        ledger.wait_for(5);
        known
    });
    node.stop();
    for (archive, before) in archives.iter().zip(known) {
        let restored = another();
        restored.done(&["restore", archive.to_str().unwrap()]);
        take_keys(&place, &restored);
        let written = proven(&restored);
        for word in before {
            assert_eq!(written.get(&word), Some(&1), "{word} was acknowledged before the backup");
        }
        assert!(written.values().all(|times| *times == 1), "{written:?}");
    }
    held_to_an_anchor(&place, (&archives[0], &another(), &another()));
}

/// The head that the end has sealed fits what was kept after it, and finds what was kept before.
fn held_to_an_anchor(place: &Place, (old, into, other): (&std::path::Path, &Place, &Place)) {
    let whole = place.path("whole.zip");
    let said = place.done(&["backup", whole.to_str().unwrap()]);
    let head = said.lines().find_map(|line| line.strip_prefix("head ")).unwrap();
    let refused = into.run(&["restore", old.to_str().unwrap(), "--anchor", head]);
    let because = String::from_utf8(refused.stderr).unwrap();
    assert!(
        !refused.status.success() && because.contains("an older copy was put back"),
        "{because}"
    );
    other.done(&["restore", whole.to_str().unwrap(), "--anchor", head]);
    take_keys(place, other);
    let said = other.done(&["verify", "--anchor", head]);
    assert!(said.contains("everything that was sealed is as it was"), "{said}");
}

/// Keys are in no archive.
fn take_keys(from: &Place, to: &Place) {
    for key in ["checkpoint-key.pem", "signing-key.pem"] {
        fs::copy(from.path("data").join(key), to.path("data").join(key)).unwrap();
    }
}
