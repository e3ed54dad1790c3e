//! `SECURITY.md` names files and tests that are there.

use std::collections::BTreeSet;
use std::path::Path;

const LIST: &str = include_str!("../../SECURITY.md");

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// Every test in the Rust files of a folder.
fn tests(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("node_modules") {
            tests(&path, found);
        } else if path.extension().is_some_and(|it| it == "rs") {
            let text = std::fs::read_to_string(path).unwrap();
            let mut is_test = false;
            for line in text.lines().map(str::trim) {
                let name = line.trim_start_matches("async ").strip_prefix("fn ");
                match name.and_then(|rest| rest.split_once('(')) {
                    Some((name, _)) if is_test => {
                        found.insert(name.to_owned());
                        is_test = false;
                    }
                    Some(_) => is_test = false,
                    None => is_test |= line.starts_with("#[test") || line.contains("::test"),
                }
            }
        }
    }
}

fn quoted(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

#[test]
fn every_threat_has_a_defence_and_a_test_that_are_there() {
    let mut known = BTreeSet::new();
    for folder in ["crates", "tests"] {
        tests(&Path::new(ROOT).join(folder), &mut known);
    }
    let mut threats = 0;
    for row in LIST.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| threat")) {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").collect();
        let [_, defence, proof] = cells[..] else { panic!("three columns: {row}") };
        let (files, names) = (quoted(defence), quoted(proof));
        assert!(!files.is_empty() && !names.is_empty(), "{row}");
        for file in files {
            assert!(Path::new(ROOT).join(file).is_file(), "{file} is not there: {row}");
        }
        for name in names {
            assert!(known.contains(name), "no test is called {name}: {row}");
        }
        threats += 1;
    }
    assert!(threats > 20, "{threats}");
}
