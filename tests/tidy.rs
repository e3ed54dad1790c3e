//! The shape of the tree: what can be checked of the house rules by looking at it.
//!
//! A failure names every place at once and says what to do. There are no lists of exemptions:
//! where a rule has an exception, the rule says so.

use std::{collections::BTreeMap, fs, path::PathBuf, process::Command};

use serde_json::Value;

/// The crates, what each may use of this workspace, which outside libraries it must not name (each
/// stands for its relatives too: `sqlx`, `sqlx-core`), and the sentence that says why.
const LAYERS: &str = "
domain     |                            | async axum rand rust_decimal sea-orm sqlx tokio tracing
           | must never know async, I/O, clock, randomness, floats, database, GraphQL, logging
migrations |                            | async-graphql axum
           | must never know store, domain, shared names, seed data
store      | domain migrations          | async-graphql axum jsonwebtoken tower
           | must never know business rules, authorization decisions, GraphQL types
intake     | domain                     | hyper reqwest sea-orm sqlx tokio
           | must never know database, clock, network: bytes in, draft plan out, pure
papers     | domain                     | hyper reqwest sea-orm sqlx tokio
           | must never know database, clock: the instant is an argument
engine     | domain intake papers store | async-graphql axum hyper sea-orm sqlx tower
           | must never know sea-orm, axum, async-graphql, HTTP words
api        | domain engine              | sea-orm sqlx
           | must never know store, SQL, rules, transactions: rows reach it through engine::view
console    | domain engine              | sea-orm sqlx
           | must never know store, SQL, rules: what a page may show or do is asked of the engine
server     | *                          |
           | must never know logic: it wires, and exits with an error and a hint
tests      | *                          |
           | must never know what is private: it speaks GraphQL like a client
";

/// The one file that may write what the rules forbid, for it names it.
const THIS: &str = "tests/tidy.rs";

#[test]
fn crates_use_only_what_their_layer_may() {
    let mut findings = Vec::new();
    for package in packages() {
        let name = package.name;
        let Some(layer) = layers().remove(&name) else {
            findings.push(format!("`{name}` has no layer in {THIS}"));
            continue;
        };
        let refused = |used: &&String| match used.strip_prefix("duban-") {
            Some(inside) => layer.may != ["*"] && !layer.may.contains(&inside),
            None => layer.not.iter().any(|not| is_related(used, not)),
        };
        let refused = package.uses.iter().filter(refused);
        findings.extend(refused.map(|used| format!("`{name}` uses `{used}`, but {}", layer.why)));
    }
    none(findings, "move the code to the crate whose layer it is");
}

#[test]
fn unsafe_code_is_forbidden_in_every_crate() {
    let manifest = |file: &str| toml::from_str::<toml::Table>(&read(file)).unwrap();
    assert_eq!(
        manifest("Cargo.toml")["workspace"]["lints"]["rust"]["unsafe_code"].as_str(),
        Some("forbid"),
        "Cargo.toml keeps `unsafe_code = \"forbid\"` among the lints of the workspace"
    );
    let manifests = packages().map(|package| package.manifest);
    let findings = manifests.filter(|file| {
        let lints = manifest(file).remove("lints");
        lints.and_then(|lints| lints.get("workspace")?.as_bool()) != Some(true)
    });
    none(findings, "write `[lints]` with `workspace = true`");
}

#[test]
fn rust_files_end_before_line_600() {
    let mut findings = sources();
    findings.retain(|_, text| text.lines().count() > 600);
    none(findings.into_keys(), "split it by what it speaks of");
}

#[test]
fn folders_hold_at_most_twenty_modules() {
    let mut modules = BTreeMap::<String, usize>::new();
    for file in sources().keys() {
        *modules.entry(folder(file).to_owned()).or_default() += 1;
    }
    // One file per table or step of the schema, however many there are.
    let many = |folder: &str| folder.ends_with("/entity") || folder == "migrations/src";
    modules.retain(|folder, count| *count > 20 && !many(folder));
    none(modules.into_keys(), "find the missing noun, give it a folder");
}

#[test]
fn modules_are_named_after_things() {
    let nothings = ["mod", "common", "helpers", "manager", "service", "utils"];
    let findings = sources().into_keys().filter(|file| {
        let mut names = file.trim_end_matches(".rs").split('/');
        names.any(|name| nothings.contains(&name))
    });
    none(findings, "name it after the thing it holds");
}

#[test]
fn git_holds_nothing_empty() {
    let findings = files().into_iter().filter(|file| {
        let bytes = fs::read(path(file)).unwrap();
        bytes.trim_ascii().is_empty()
    });
    none(findings, "delete it until it has content");
}

#[test]
fn every_rust_file_is_part_of_a_build() {
    let sources = sources();
    let roots: Vec<_> = packages().flat_map(|package| package.roots).collect();
    let findings = sources.keys().filter(|file| {
        let stem = file.trim_end_matches(".rs").rsplit('/').next().unwrap();
        let declaration = format!("mod {stem};");
        // A module is declared by the file its folder is named after, or by a root beside it.
        let above = format!("{}.rs", folder(file));
        let declares = |(parent, text): (&String, &String)| {
            let beside = roots.contains(parent) && folder(parent) == folder(file);
            let mut lines = code(text).map(|(_, line)| line);
            (beside || *parent == above) && lines.any(|line| line.ends_with(&declaration))
        };
        // A fuzz target belongs to a workspace of its own.
        let apart = file.contains("/fuzz/");
        !apart && !roots.contains(file) && !sources.iter().any(declares)
    });
    none(findings.cloned(), "declare it above, or delete it");
}

#[test]
fn only_view_passes_on_another_crate() {
    let mut findings = places(&["pub use duban_"]);
    // One list in one file is the exception, so that the API sees rows and never the database.
    if findings.len() == 1 {
        findings.retain(|place| !place.starts_with("crates/engine/src/view.rs:"));
    }
    none(findings, "name the type where it lives");
}

#[test]
fn only_the_clock_reads_the_clock() {
    let mut findings = places(&["Utc::now", "SystemTime::now", "now_v7", "Uuid::new_v4"]);
    findings.retain(|place| !place.starts_with("crates/engine/src/clock.rs:"));
    none(findings, "take it as an argument: the engine gives it");
}

#[test]
fn no_test_is_switched_off() {
    let findings = places(&["#[ignore", "#[should_panic", "todo!(", "unimplemented!("]);
    none(findings, "mend it or delete it; compare errors, not panics");
}

#[test]
fn the_domain_counts_in_integers() {
    let mut findings = places(&["f32", "f64"]);
    findings.retain(|place| place.starts_with("crates/domain/src/"));
    none(findings, "use fen, millionths or an exact fraction");
}

#[test]
fn two_shell_scripts_are_enough() {
    let findings = files().into_iter().filter(|file| {
        let bytes = fs::read(path(file)).unwrap();
        let first = bytes.split(|byte| *byte == b'\n').next().unwrap();
        let shell = file.ends_with(".sh") || first.starts_with(b"#!") && first.ends_with(b"sh");
        shell && file != ".ci/run" && file != "tests/run"
    });
    none(findings, "write it in Rust, or in tests/run");
}

/// Fails with all findings at once, and with what to do about them.
#[track_caller]
fn none(findings: impl IntoIterator<Item = String>, remedy: &str) {
    let findings = findings.into_iter().collect::<Vec<_>>().join("\n");
    assert!(findings.is_empty(), "{findings}\nhint: {remedy}");
}

/// Whether a library is the named one or a part of it: `sqlx-core` is of `sqlx`.
fn is_related(library: &str, name: &str) -> bool {
    let rest = library.strip_prefix(name);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

struct Layer {
    may: Vec<&'static str>,
    not: Vec<&'static str>,
    why: &'static str,
}

fn layers() -> BTreeMap<String, Layer> {
    let cells = LAYERS.trim().split(['|', '\n']).map(str::trim);
    let layer = |row: &[&'static str]| Layer {
        may: row[1].split_whitespace().collect(),
        not: row[2].split_whitespace().collect(),
        why: row[4],
    };
    let rows = cells.collect::<Vec<_>>();
    let rows = rows.chunks_exact(5);
    rows.map(|row| (row[0].to_owned(), layer(row))).collect()
}

struct Package {
    /// Without `duban-`.
    name: String,
    manifest: String,
    /// The file each target begins with.
    roots: Vec<String>,
    /// What it depends on to build, to run or to be tested.
    uses: Vec<String>,
}

fn packages() -> impl Iterator<Item = Package> {
    let arguments = ["metadata", "--no-deps", "--offline", "--format-version=1"];
    let metadata = serde_json::from_slice::<Value>(&run(env!("CARGO"), &arguments)).unwrap();
    let list = |value: &Value| value.as_array().unwrap().clone();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let root = text(&metadata["workspace_root"]) + "/";
    let inside = move |value: &Value| text(value).trim_start_matches(&root).to_owned();
    let package = move |package: Value| {
        let (targets, dependencies) = (list(&package["targets"]), list(&package["dependencies"]));
        Package {
            name: text(&package["name"]).replace("duban-", ""),
            manifest: inside(&package["manifest_path"]),
            roots: targets.iter().map(|it| inside(&it["src_path"])).collect(),
            uses: dependencies.iter().map(|it| text(&it["name"])).collect(),
        }
    };
    list(&metadata["packages"]).into_iter().map(package)
}

/// The files that git knows and that are there.
fn files() -> Vec<String> {
    let listed = String::from_utf8(run("git", &["ls-files", "-z"])).unwrap();
    let files = listed.split_terminator('\0').map(str::to_owned);
    files.filter(|file| path(file).is_file()).collect()
}

/// The Rust files and what is in them.
fn sources() -> BTreeMap<String, String> {
    let rust = files().into_iter().filter(|file| file.ends_with(".rs"));
    rust.map(|file| (file.clone(), read(&file))).collect()
}

/// The numbered lines that are not comments.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = (1..).zip(text.lines().map(str::trim));
    lines.filter(|(_, line)| !line.starts_with("//"))
}

/// Every line of code that holds one of the words.
fn places(words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for (file, text) in sources().iter().filter(|(file, _)| *file != THIS) {
        let lines = code(text).filter(|(_, line)| words.iter().any(|word| line.contains(word)));
        found.extend(lines.map(|(number, line)| format!("{file}:{number}: {line}")));
    }
    found
}

fn run(program: &str, arguments: &[&str]) -> Vec<u8> {
    let mut command = Command::new(program);
    let output = command.args(arguments).current_dir(path("")).output().unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "`{program}` failed: {complaint}");
    output.stdout
}

fn folder(file: &str) -> &str {
    file.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn read(file: &str) -> String {
    fs::read_to_string(path(file)).unwrap()
}

fn path(file: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "..", file].iter().collect()
}
