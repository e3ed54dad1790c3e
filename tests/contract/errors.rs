//! The list of codes: `crates/api/ERRORS.md` has every code that an answer can carry, each with
//! its meaning and its remedy, and no other.

use std::collections::{BTreeMap, BTreeSet};

use duban_api::error::Code;
use duban_domain::people::account;
use duban_domain::people::{organisation, person};
use duban_domain::{assessment, assignment, evidence, plan, rules, sheet, task};

const LIST: &str = include_str!("../../crates/api/ERRORS.md");

type Codes = BTreeMap<String, BTreeSet<String>>;

#[test]
fn the_list_of_codes_is_complete_and_says_nothing_else() {
    let (served, listed) = (served(), listed());
    for (plane, codes) in &served {
        let known = listed.get(plane).unwrap_or_else(|| {
            panic!("`{plane}` has no section: add `## {plane}` with a row for each of {codes:?}")
        });
        let missing: Vec<&String> = codes.difference(known).collect();
        let stale: Vec<&String> = known.difference(codes).collect();
        assert!(
            missing.is_empty() && stale.is_empty(),
            "section `{plane}` of crates/api/ERRORS.md lacks {missing:?} and has stale {stale:?}"
        );
    }
    let stale: Vec<&String> = listed.keys().filter(|plane| !served.contains_key(*plane)).collect();
    assert!(stale.is_empty(), "sections of crates/api/ERRORS.md without codes: {stale:?}");
}

/// A field that is named as being at fault is one that clients can put right.
#[test]
fn every_field_at_fault_is_a_field_of_an_input() {
    let sdl = duban_api::schema::sdl();
    let inputs = sdl.split("\ninput ").skip(1);
    let lines = inputs.flat_map(|part| part.split("\n}").next().unwrap().lines());
    let named = lines.filter_map(|line| line.strip_prefix('\t')?.split_once(':'));
    let fields: BTreeSet<&str> = named.map(|(name, _)| name).collect();
    macro_rules! at_fault {
        ($($of:path),*) => {
            [$({ use $of as of; of::Code::ALL.iter().map(|code| (code.as_str(), code.field())).collect::<Vec<_>>() }),*].concat()
        };
    }
    let at_fault = at_fault!(
        account::rejection,
        assessment::rejection,
        assignment::rejection,
        evidence::rejection,
        organisation::rejection,
        person::rejection,
        plan::rejection,
        rules::rejection,
        sheet::rejection,
        task::rejection
    );
    let named: Vec<_> = at_fault.into_iter().filter_map(|(code, it)| Some((code, it?))).collect();
    assert!(named.len() > 20, "{named:?}");
    let unknown: Vec<_> = named.iter().filter(|(_, field)| !fields.contains(field)).collect();
    assert!(unknown.is_empty(), "no input has these fields: {unknown:?}");
}

/// The top level, and every enum of the schema whose name ends in `ErrorCode`.
fn served() -> Codes {
    let top = Code::ALL.iter().map(|code| code.as_str().to_owned()).collect();
    let mut served = Codes::from([("Top level".to_owned(), top)]);
    let sdl = duban_api::schema::sdl();
    for part in sdl.split("\nenum ").skip(1) {
        let (name, rest) = part.split_once(" {").unwrap();
        let Some(plane) = name.strip_suffix("ErrorCode") else { continue };
        let (values, _) = rest.split_once("\n}").unwrap();
        let is_code = |word: &&str| word.chars().all(|it| it.is_ascii_uppercase() || it == '_');
        let values = values.lines().map(str::trim).filter(|line| !line.is_empty());
        served.insert(plane.to_owned(), values.filter(is_code).map(str::to_owned).collect());
    }
    assert!(served.len() >= 8, "{:?}", served.keys());
    served
}

/// The sections and the codes of their tables.
fn listed() -> Codes {
    let mut listed = Codes::new();
    for section in LIST.split("\n## ").skip(1) {
        let (plane, rest) = section.split_once('\n').unwrap();
        let rows = rest.lines().filter(|line| line.starts_with("| `"));
        for row in rows {
            let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
            let [code, meaning, remedy] = cells[..] else { panic!("not three cells: {row}") };
            assert!(meaning.len() > 10 && remedy.len() > 5, "says too little: {row}");
            let new = listed.entry(plane.trim().to_owned()).or_default();
            assert!(new.insert(code.trim_matches('`').to_owned()), "twice in {plane}: {row}");
        }
    }
    listed
}
