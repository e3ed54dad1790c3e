//! A node that is started anew is ready soon, whatever waits to be sealed or opened. How soon with a
//! hundred thousand assignments is a figure, for whoever asks for it:
//!
//! ```text
//! DUBAN_RESTART=full cargo test --release -p duban-server --test crash -- --nocapture restart
//! ```

use std::env;
use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::client::{Addresses, Client, PASSWORD};
use super::kills::in_schemas;
use super::node::{Node, Place};

/// How much is carried out: each task by all fourteen.
#[derive(Clone, Copy)]
struct Size {
    plans: usize,
    tasks: usize,
    /// For how long a start is watched at least.
    watched: Duration,
}

impl Size {
    fn asked() -> Self {
        match env::var("DUBAN_RESTART").as_deref() {
            Ok("full") => Self { plans: 21, tasks: 330, watched: Duration::from_secs(60) },
            _ => Self { plans: 2, tasks: 5, watched: Duration::from_secs(1) },
        }
    }
}

const COUNTIES: [&str; 14] = [
    "140403", "140404", "140405", "140406", "140423", "140425", "140426", "140427", "140428",
    "140429", "140430", "140431", "CZ-GXQ", "CZ-JKQ",
];

/// How many assignments are signed for at once.
const AT_ONCE: usize = 500;

/// For how long it is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn restart_on_sqlite() {
    measure(Place::new(None), "SQLite");
}

#[test]
fn restart_on_postgres() {
    in_schemas("restart", 1, |urls| measure(Place::new(urls.pop()), "PostgreSQL"));
}

fn measure(place: Place, database: &str) {
    let size = Size::asked();
    prepare(&place, size);
    let tell = |what: &str, node: Node, begun: Instant| {
        let (first, slowest) = watch(&node, begun, size.watched);
        println!("{database}, {what}: ready after {first:.2?}, then at worst in {slowest:.2?}");
        node
    };
    let start = || (Instant::now(), place.serve());
    let (begun, node) = start();
    let node = tell("everything unsealed", node, begun);
    let (rows, begun) = (sign(&node), Instant::now());
    assert_eq!(rows, size.plans * size.tasks * COUNTIES.len());
    println!("{database}: {rows} assignments signed for");
    node.stop();
    println!("{database}: stopped in {:.2?}", begun.elapsed());
    let (begun, node) = start();
    tell("everything sealed", node, begun).stop();
    // Two months later every sheet of a month waits to be opened.
    let begun = Instant::now();
    let node = place.serve_ahead(62);
    tell("the sheets of two months due", node, begun).kill();
}

fn prepare(place: &Place, Size { plans, tasks, .. }: Size) {
    let mut people = String::new();
    for code in COUNTIES {
        write!(
            people,
            "[[person]]\nusername = \"{code}\"\nname = \"{code}\"\npassword = \"{PASSWORD}\"\n\
             posts = [{{ unit = \"{code}\", role = \"COUNTY\", grade = \"SIGNER\" }}]\n"
        )
        .unwrap();
    }
    let people = place.write("people.toml", &people);
    place.done(&["seed", "--people", people.to_str().unwrap()]);
    for number in 1..=plans {
        let plan = place.write("plan.txt", &plan(number, tasks));
        let said = place.done(&["import", plan.to_str().unwrap(), "--issue"]);
        let counts = format!("{tasks} tasks, {tasks} bureau and {} county assignments", tasks * 14);
        assert_eq!(said.lines().last(), Some(counts.as_str()), "{said}");
    }
}

fn plan(number: usize, tasks: usize) -> String {
    let mut text = format!(
        "某市人民政府办公室关于印发第{number}批行动方案的通知\n某政办发〔2025〕{number}号\n\
         各县、区人民政府,市直有关单位:\n《第{number}批行动方案》已经市政府同意,现印发给你们。\n\
         某市人民政府办公室\n2025年12月20日\n第{number}批行动方案\n一、重点任务\n\
         (以下任务均需各县(区)人民政府落实,不再单独列出)\n(一)补齐短板\n1.提升品质\n"
    );
    for task in 1..=tasks {
        writeln!(
            text,
            "整治第{task}片街巷。分批更新路面和照明。到2099年6月底前,整治街巷{task}条以上。\
             (责任单位:市住房和城乡建设局)"
        )
        .unwrap();
    }
    text
}

/// When it was ready for the first time after its beginning, and how long it took at worst to say so
/// again.
fn watch(node: &Node, begun: Instant, watched: Duration) -> (Duration, Duration) {
    while !is_ready(node) {
        assert!(begun.elapsed() < PATIENCE, "not ready within {PATIENCE:?}");
        std::thread::sleep(Duration::from_millis(5));
    }
    let (first, mut slowest) = (begun.elapsed(), Duration::ZERO);
    while begun.elapsed() < watched {
        let asked = Instant::now();
        while !is_ready(node) {}
        slowest = slowest.max(asked.elapsed());
        std::thread::sleep(Duration::from_millis(50));
    }
    (first, slowest)
}

fn is_ready(node: &Node) -> bool {
    let Ok(mut stream) = TcpStream::connect(&node.address) else { return false };
    let request = "GET /ready HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    let mut answer = String::new();
    stream.write_all(request.as_bytes()).is_ok()
        && stream.read_to_string(&mut answer).is_ok()
        && answer.starts_with("HTTP/1.1 200")
}

/// Every county signs for what it was given; how many that were.
fn sign(node: &Node) -> usize {
    let addresses = Addresses::default();
    addresses.set(0, Some(node.address.clone()));
    let list = "query($after: String) { assignments(first: 100, after: $after) {
        edges { node { id } } pageInfo { hasNextPage endCursor } } }";
    let sign = "mutation($input: SignForAssignmentsInput!) { signForAssignments(input: $input) {
        errors { code message } } }";
    let mut signed = 0;
    for county in COUNTIES {
        let client = Client::sign_in(&addresses, county);
        let (mut ids, mut after) = (Vec::new(), Value::Null);
        loop {
            let (page, _) = client.ask(list, &json!({ "after": after }));
            let page = &page["assignments"];
            let edges = page["edges"].as_array().unwrap();
            ids.extend(edges.iter().map(|edge| edge["node"]["id"].clone()));
            after = page["pageInfo"]["endCursor"].clone();
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
        }
        for ids in ids.chunks(AT_ONCE) {
            let (done, _) = client.ask(sign, &json!({ "input": { "assignmentIds": ids } }));
            assert_eq!(done["signForAssignments"]["errors"], json!([]), "{done}");
        }
        signed += ids.len();
    }
    signed
}
