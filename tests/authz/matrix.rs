//! The authorization matrix: what comes of every root field, and of what is more sensitive than
//! its root, for every kind of post, asked about the own, another's and no thing.
//!
//! Requests go through the router into a copy of one world, and their inputs are valid: `ALLOWED`
//! means seen or done. What is refused must leave no trace in the journal.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::{env, fs};

use serde_json::{Value, json};

use crate::harness::TestApp;
use crate::harness::case::{
    ACTORS, About, Actor, Case, MUTATIONS, Place, QUERIES, SECRETS, STRANGER, SUBSCRIPTIONS,
    outcome,
};
use crate::harness::world::World;

const HEAD: &str = "\
# Who sees and does what. Written by tests/authz/matrix.rs, read by people: a change of this file
# is a change of who may do what.
#
# own, other, none: asked about the own thing, another's (another county, bureau or city), and one
# that does not exist; self: about oneself, or nobody's thing.
# ALLOWED: seen or done. EMPTY, NULL: nothing is shown. WITHHELD: the thing is shown, this part of
# it is not. Everything else is the code of the answer.
# OFFICE: clerk director. ABOVE: supervisor leader mayor finance assessor. EAST, WEST: counties,
# handler and signer. BUREAUS: housing housing.signer (lead the tasks of the counties asked about)
# planning.signer. FAR: far.director far.county.signer, of another city. ADMINS: sysadmin secadmin
# auditor. plan.clerk: the office of another plan. postless: signed in, without a post.
";

/// Set to anything, rewrites the table.
const UPDATE: &str = "DUBAN_UPDATE_MATRIX";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_may_do_what_the_table_says_and_nothing_else() {
    let world = Arc::new(World::settle().await);
    let mut running = Vec::new();
    for (title, cases) in [
        ("query", QUERIES),
        ("mutation", MUTATIONS),
        ("subscription", SUBSCRIPTIONS),
        ("secret", SECRETS),
    ] {
        for case in cases {
            let world = Arc::clone(&world);
            let rows = tokio::spawn(async move { rows(&world, case).await });
            running.push((format!("{title} {}", case.name), rows));
        }
    }
    let mut table = HEAD.to_owned();
    for (title, rows) in running {
        write!(table, "\n{title}\n{}", rows.await.unwrap()).unwrap();
    }
    compare(&table);
}

fn compare(table: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("authz/matrix.txt");
    if env::var_os(UPDATE).is_some() {
        return fs::write(path, table).unwrap();
    }
    let kept = fs::read_to_string(path).unwrap_or_default();
    let (kept, found) = (lines(&kept), lines(table));
    let gone = kept.iter().filter(|line| !found.contains(line)).map(|line| format!("- {line}"));
    let come = found.iter().filter(|line| !kept.contains(line)).map(|line| format!("+ {line}"));
    let differences: Vec<String> = gone.chain(come).collect();
    assert!(
        differences.is_empty(),
        "tests/authz/matrix.txt says (-) and the server does (+):\n{}\nhint: if the change is \
         meant, run `{UPDATE}=1 cargo nextest run -p duban-tests matrix` and read the diff",
        differences.join("\n")
    );
}

/// Every line with the title it stands under.
fn lines(table: &str) -> Vec<String> {
    let mut title = "";
    let mut lines = Vec::new();
    for line in table.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        match line.strip_prefix("  ") {
            Some(row) => lines.push(format!("{title}: {}", row.trim())),
            None => title = line,
        }
    }
    lines
}

/// Who meets which outcome, relation by relation.
async fn rows(world: &World, case: &Case) -> String {
    let mut rows = String::new();
    let relations: &[&str] = match case.about {
        About::Thing => &["own", "other", "none"],
        About::Oneself => &["self"],
    };
    let mut bench = Bench::new(world).await;
    for relation in relations {
        let mut met: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for actor in &ACTORS {
            let outcome = bench.attempt(case, actor, relation).await;
            met.entry(outcome).or_default().push(actor.who);
        }
        for (outcome, who) in met {
            writeln!(rows, "  {relation:<5} {outcome:<18} {}", briefly(&who)).unwrap();
        }
    }
    bench.app.end().await;
    rows
}

/// Posts that mostly meet the same, by the name they then have in the table.
const GROUPS: [(&str, &[&str]); 7] = [
    ("OFFICE", &["clerk", "director"]),
    ("ABOVE", &["supervisor", "leader", "mayor", "finance", "assessor", "assessor.director"]),
    ("BUREAUS", &["housing", "housing.signer", "planning.signer"]),
    ("EAST", &["east", "east.signer"]),
    ("WEST", &["west", "west.signer"]),
    ("FAR", &["far.director", "far.county.signer"]),
    ("ADMINS", &["sysadmin", "secadmin", "auditor"]),
];

/// The names, with those of a whole group in one.
fn briefly(who: &[&str]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for name in who {
        let whole = GROUPS.iter().find(|(_, members)| {
            members.contains(name) && members.iter().all(|member| who.contains(member))
        });
        let shown = whole.map_or(*name, |(group, _)| group);
        if names.last() != Some(&shown) {
            names.push(shown);
        }
    }
    names.join(" ")
}

/// A copy of the world, used until somebody changes it.
struct Bench<'a> {
    world: &'a World,
    app: TestApp,
    tokens: BTreeMap<&'static str, String>,
    events: i64,
}

impl<'a> Bench<'a> {
    async fn new(world: &'a World) -> Self {
        let app = world.open().await;
        let events = events(&app).await;
        Self { world, app, tokens: BTreeMap::new(), events }
    }

    async fn attempt(&mut self, case: &Case, actor: &Actor, relation: &str) -> String {
        let place = match relation {
            "own" | "self" => actor.own,
            "other" => actor.other,
            _ => Place::Nowhere,
        };
        let (document, variables) = case.request(self.world, place);
        let token = self.token(actor.who).await;
        let answer = match document.starts_with("subscription") {
            true => self.first_heard(token.as_deref(), &document).await,
            false => self.app.answer_to(token.as_deref(), &document, variables).await,
        };
        let outcome = outcome(&answer, case);
        if document.starts_with("mutation") && outcome == "ALLOWED" {
            let spent = std::mem::replace(self, Self::new(self.world).await);
            spent.app.end().await;
        } else if document.starts_with("mutation") {
            let after = events(&self.app).await;
            assert_eq!(after, self.events, "{} as {}: {answer:#}", case.name, actor.who);
        }
        outcome
    }

    /// The first that comes over a socket, in the shape of an answer.
    async fn first_heard(&self, token: Option<&str>, document: &str) -> Value {
        let mut socket = match token {
            Some(token) => self.app.socket(token).await,
            None => self.app.socket_with(json!({})).await,
        };
        let heard = socket.all(document).await.swap_remove(0);
        if heard.is_array() { json!({ "errors": heard }) } else { heard }
    }

    async fn token(&mut self, who: &'static str) -> Option<String> {
        if who == STRANGER {
            return None;
        }
        if !self.tokens.contains_key(who) {
            let token = self.app.token(who).await;
            self.tokens.insert(who, token);
        }
        self.tokens.get(who).cloned()
    }
}

/// The place of the last event that was placed.
async fn events(app: &TestApp) -> i64 {
    let newest = "{ journal(last: 1) { edges { node { position } } } }";
    let found = app.ask("auditor", newest, json!({})).await;
    found["journal"]["edges"][0]["node"]["position"].as_i64().unwrap()
}
