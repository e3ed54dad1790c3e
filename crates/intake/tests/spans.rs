//! Every span is the text it came from, for our own plan and for the real ones where they are found.

#![expect(clippy::expect_used, reason = "a test that cannot find its plan has failed")]

use std::{env, fs, path::PathBuf};

use duban_intake::{Draft, Hints, Span, read};

const PLAN: &str = include_str!("plans/town.txt");

/// Our own plan, and the real ones under `DUBAN_SHARED`.
fn plans() -> Vec<(String, Vec<u8>)> {
    let mut plans = vec![("town.txt".to_owned(), PLAN.as_bytes().to_vec())];
    let Some(shared) = env::var_os("DUBAN_SHARED") else {
        println!("skipped: the real plans (DUBAN_SHARED is not set)");
        return plans;
    };
    let folder = PathBuf::from(shared).join("plans");
    let mut names: Vec<PathBuf> = fs::read_dir(folder)
        .expect("a folder of plans")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    names.sort();
    for path in names.into_iter().filter(|path| path.extension().is_some_and(|kind| kind == "txt"))
    {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        plans.push((name, fs::read(&path).expect("a plan")));
    }
    plans
}

fn drafts() -> Vec<(String, Draft)> {
    plans()
        .into_iter()
        .map(|(name, bytes)| (name, read(&bytes, &Hints::default()).expect("a plan")))
        .collect()
}

/// Without blanks, for runs over several lines are given without their line ends.
fn packed(words: &str) -> String {
    words.chars().filter(|c| !c.is_whitespace()).collect()
}

fn assert_holds(name: &str, draft: &Draft, span: Span, words: &str) {
    let found = draft.repaired(span);
    assert!(
        packed(&found).contains(&packed(words)),
        "{name}: {span:?} is {found:?}, not {words:?}"
    );
    assert!(span.len() <= words.chars().count() + 40, "{name}: {span:?} is wider than {words:?}");
}

#[test]
fn spans_of_targets_and_units_are_their_words() {
    for (name, draft) in drafts() {
        for (_, target) in draft.targets() {
            assert_holds(&name, &draft, target.span, &target.text);
        }
        for duty in draft.tasks.iter().flat_map(|task| &task.duties) {
            assert_holds(&name, &draft, duty.span, &duty.unit);
        }
        for distractor in draft.tasks.iter().flat_map(|task| &task.distractors) {
            assert_holds(&name, &draft, distractor.span, &distractor.text);
        }
    }
}

#[test]
fn spans_of_tasks_begin_and_end_with_their_words() {
    for (name, draft) in drafts() {
        for task in &draft.tasks {
            let run = packed(&draft.repaired(task.span));
            assert!(run.starts_with(&packed(&task.starts_with)), "{name} {}: {run}", task.id);
            assert!(run.ends_with(&packed(&task.ends_with)), "{name} {}: {run}", task.id);
            assert_holds(&name, &draft, task.units_span, &task.units_text);
            assert!(task.line >= 1 && task.line == draft.line(task.span), "{name} {}", task.id);
        }
        for section in &draft.sections {
            assert_holds(&name, &draft, section.span, &section.title);
        }
    }
}

#[test]
fn reading_is_deterministic() {
    for (name, bytes) in plans() {
        let once = read(&bytes, &Hints::default()).expect("a plan");
        let twice = read(&bytes, &Hints::default()).expect("a plan");
        assert_eq!(once, twice, "{name}");
    }
}

#[test]
fn a_draft_survives_json() {
    for (name, draft) in drafts() {
        let json = serde_json::to_string(&draft).expect("JSON");
        let back: Draft = serde_json::from_str(&json).expect("a draft");
        assert_eq!(back.tasks.len(), draft.tasks.len(), "{name}");
        assert_eq!(serde_json::to_string(&back).expect("JSON"), json, "{name}");
    }
}
