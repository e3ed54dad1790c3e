//! `duban demo` as a person meets it: killed in the middle of its story, it goes on where it was,
//! and its reports tell what the story promises.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};

use serde_json::{Value, json};

const DUBAN: &str = env!("CARGO_BIN_EXE_duban");

/// A demo that runs.
struct Demo {
    process: Child,
    lines: BufReader<ChildStdout>,
    address: String,
    /// The first lines, up to the first query.
    sign_ins: Vec<String>,
}

impl Demo {
    fn start(data: &Path) -> Self {
        let mut process = Command::new(DUBAN)
            .args(["demo", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap());
        let mut demo = Self { process, lines, address: String::new(), sign_ins: Vec::new() };
        let first = demo.until("duban listens on http://").pop().unwrap();
        demo.address = first.trim_start_matches("duban listens on http://").replace("/graphql", "");
        demo.sign_ins = demo.until("all 106 sign-ins");
        demo
    }

    /// Reads what it prints, up to a line that begins so.
    fn until(&mut self, start: &str) -> Vec<String> {
        let mut read = Vec::new();
        loop {
            let mut line = String::new();
            assert_ne!(self.lines.read_line(&mut line).unwrap(), 0, "ended after {read:#?}");
            read.push(line.trim_end().to_owned());
            if line.starts_with(start) {
                return read;
            }
        }
    }

    /// The body that an HTTP request is answered with.
    fn http(&self, head: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let length = body.len();
        write!(
            stream,
            "{head}\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/json\r\n\
             content-length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        answer.split_once("\r\n\r\n").unwrap().1.to_owned()
    }

    /// What a query is answered, asked with the sign-in that lies in the data directory.
    fn ask(&self, token: &str, query: &str) -> Value {
        let head = format!("POST /graphql HTTP/1.1\r\nauthorization: Bearer {token}");
        let answer = self.http(&head, &json!({ "query": query }).to_string());
        serde_json::from_str(&answer).unwrap()
    }

    fn sign_in(&self, data: &Path) -> String {
        let body = std::fs::read_to_string(data.join("demo/sign-in.json")).unwrap();
        let answer: Value =
            serde_json::from_str(&self.http("POST /graphql HTTP/1.1", &body)).unwrap();
        answer["data"]["signIn"]["accessToken"].as_str().unwrap().to_owned()
    }

    fn end(mut self, signal: &str) -> ExitStatus {
        let pid = self.process.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
        self.process.wait().unwrap()
    }
}

#[test]
fn a_demo_that_was_killed_goes_on_and_its_report_tells_the_story() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();

    let demo = Demo::start(data);
    assert!(demo.http("GET /ready HTTP/1.1", "").contains("ok"));
    let token = demo.sign_in(data);
    let sign_ins = demo.sign_ins.clone();
    // In the middle: sheets are written, the last act lies far ahead.
    let sheets = "{ sheets(first: 1) { edges { node { id } } } }";
    let written = |demo: &Demo| demo.ask(&token, sheets)["data"]["sheets"]["edges"][0].is_object();
    while !written(&demo) {}
    assert_eq!(demo.end("-KILL").signal(), Some(9));

    let mut demo = Demo::start(data);
    assert_eq!(demo.sign_ins, sign_ins, "the sign-ins stay");
    let told = demo.until("the quarter is told").pop().unwrap();
    assert!(told.ends_with(" before") && !told.ends_with(" 0 before"), "{told}");
    let token = demo.sign_in(data);
    let plans = demo.ask(&token, "{ plans(first: 1) { edges { node { id state } } } }");
    let plan = &plans["data"]["plans"]["edges"][0]["node"];
    assert_eq!(plan["state"], "EFFECTIVE", "{plans}");
    assert!(demo.end("-TERM").success());
    report(data, plan["id"].as_str().unwrap().trim_start_matches("plan:"));

    let mut demo = Demo::start(data);
    demo.until("the quarter was told before");
    assert!(demo.end("-TERM").success());
}

/// What the counties of each temperament look like at the end of the quarter.
fn report(data: &Path, plan: &str) {
    let printed = Command::new(DUBAN)
        .args(["report", "accountability", "--by", "county", "--format", "json"])
        .args(["--as-of", "2026-03-31", "--plan", plan, "--data"])
        .arg(data)
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&printed.stdout).unwrap();
    let rows = report["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 14);
    let figures = |county: &str| {
        let row = rows.iter().find(|row| row["label"] == county).unwrap();
        ["signedLate", "rowsLate", "rowsMissed", "milestonesMet"].map(|key| row[key].clone())
    };
    assert_eq!(figures("潞州区"), [0, 0, 0, 20], "prompt");
    assert_eq!(figures("黎城县")[..3], [52, 156, 0], "slow");
    assert_eq!(figures("壶关县")[..3], [0, 0, 52], "patchy");
    assert_eq!(figures("平顺县")[..3], [52, 52, 0], "catching up");
    let sum = |key: &str| rows.iter().map(|row| row[key].as_i64().unwrap()).sum::<i64>();
    assert_eq!(sum("duties"), 728);
    let refused = sum("evidence") - sum("verified");
    assert!(sum("verified") > 60 && refused >= 10, "{refused} refused or waiting");
    let closed = rows.iter().filter(|row| row["completionBasisPoints"] != 0).count();
    assert_eq!(closed, 2);
}
