//! The hand-labelled plans, where they are found: tasks, leads, units, titles and sections agree.

#![expect(clippy::expect_used, reason = "a test that cannot find its plan has failed")]

use std::{collections::BTreeSet, env, fs, path::PathBuf};

use duban_intake::{Draft, Hints, read};
use serde_json::Value;

fn folder() -> Option<PathBuf> {
    let shared = env::var_os("DUBAN_SHARED");
    if shared.is_none() {
        println!("skipped: the hand-labelled plans (DUBAN_SHARED is not set)");
    }
    Some(PathBuf::from(shared?).join("plans"))
}

/// Each plan found, with its labels.
fn labelled() -> Vec<(String, Draft, Value)> {
    let Some(folder) = folder() else {
        return Vec::new();
    };
    let entries = fs::read_dir(&folder).expect("a folder of plans");
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut names: Vec<String> =
        names.filter_map(|name| Some(name.strip_suffix(".gold.json")?.to_owned())).collect();
    names.sort();
    names
        .into_iter()
        .map(|name| {
            let bytes = fs::read(folder.join(format!("{name}.txt"))).expect("a plan");
            let labels = fs::read(folder.join(format!("{name}.gold.json"))).expect("labels");
            let draft = read(&bytes, &Hints::default()).expect("a draft");
            (name, draft, serde_json::from_slice(&labels).expect("JSON"))
        })
        .collect()
}

/// In plain punctuation and without blanks.
fn plain(words: &str) -> String {
    let one = |c: char| match c {
        '（' => '(',
        '）' => ')',
        '，' => ',',
        c => c,
    };
    words.chars().filter(|c| !c.is_whitespace()).map(one).collect()
}

fn words(value: &Value) -> String {
    plain(value.as_str().unwrap_or_default())
}

#[test]
fn tasks_leads_and_units_agree() {
    for (name, draft, labels) in labelled() {
        let tasks = labels["tasks"].as_array().expect("tasks");
        assert_eq!(draft.tasks.len(), tasks.len(), "{name}");
        for (task, label) in draft.tasks.iter().zip(tasks) {
            assert_eq!(
                plain(task.lead.as_deref().unwrap_or_default()),
                words(&label["lead"]),
                "{name} {}",
                task.id
            );
            let found: BTreeSet<String> = task.supporting.iter().map(|unit| plain(unit)).collect();
            let wanted: BTreeSet<String> =
                label["supporting"].as_array().expect("units").iter().map(words).collect();
            assert_eq!(found, wanted, "{name} {}", task.id);
            assert_eq!(Value::Bool(task.open_ended), label["openEnded"], "{name} {}", task.id);
        }
    }
}

#[test]
fn titles_and_sections_agree() {
    for (name, draft, labels) in labelled() {
        for (task, label) in draft.tasks.iter().zip(labels["tasks"].as_array().expect("tasks")) {
            let mut allowed: Vec<String> =
                label["titleAlternatives"].as_array().into_iter().flatten().map(words).collect();
            allowed.push(words(&label["title"]));
            let title = plain(task.title.as_deref().unwrap_or_default());
            assert!(
                label["title"].is_null() || allowed.contains(&title),
                "{name} {}: {title}",
                task.id
            );
        }
        let sections = labels["sections"].as_array().into_iter().flatten();
        for (found, label) in draft.sections.iter().zip(sections) {
            assert_eq!(
                (plain(&found.number), plain(&found.title)),
                (words(&label["number"]), words(&label["title"])),
                "{name}"
            );
        }
        assert_eq!(
            plain(draft.source.title.as_deref().unwrap_or_default()),
            words(&labels["source"]["title"]),
            "{name}"
        );
    }
}
