//! What the program tells of itself: figures for a monitor, and a log that names nobody.

use std::io::Write;
use std::path::Path;

use serde_json::{Value, json};

use super::running::{Served, answer, head};

fn get(address: &str, path: &str) -> String {
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").unwrap();
    answer(stream)
}

fn post(served: &Served, body: &Value, more: &str) -> (String, Value) {
    let body = body.to_string();
    let mut stream = served.connect();
    head(&mut stream, body.len(), more);
    stream.write_all(body.as_bytes()).unwrap();
    let answered = answer(stream);
    let (head, body) = answered.split_once("\r\n\r\n").unwrap();
    (head.to_owned(), serde_json::from_str(body).unwrap())
}

fn figure(text: &str, series: &str) -> f64 {
    let line = text.lines().find_map(|line| line.strip_prefix(series));
    line.unwrap_or_else(|| panic!("no {series} in {text}")).trim().parse().unwrap()
}

fn sign_in(served: &Served, password: &str) -> (String, Value) {
    let query = "mutation Enter($input: SignInInput!) { \
                 signIn(input: $input) { accessToken errors { message } } }";
    let input = json!({ "username": "zhangwei-admin", "password": password });
    post(served, &json!({ "query": query, "variables": { "input": input } }), "")
}

#[test]
fn a_monitor_reads_what_was_asked_and_how_it_ended() {
    let folder = tempfile::tempdir().unwrap();
    let mut served = Served::start(folder.path(), &[("DUBAN__METRICS__LISTEN", "127.0.0.1:0")]);
    let line = served.until("figures are at http://");
    let monitor = line.trim_start_matches("figures are at http://").replace("/metrics", "");
    for path in ["/health", "/health", "/nowhere/13812345678", "/evidence/x"] {
        get(&served.address, path);
    }
    // Clients do not find it where they are.
    assert!(get(&served.address, "/metrics").starts_with("HTTP/1.1 404"));
    post(&served, &json!({ "query": "{ __typename }" }), "");
    let text = get(&monitor, "/metrics");
    let labels = |method, route, status| {
        format!(
            "duban_http_requests_total{{method=\"{method}\",route=\"{route}\",status=\"{status}\"}}"
        )
    };
    assert_eq!(figure(&text, &labels("GET", "/health", 200)) as u32, 2);
    assert_eq!(figure(&text, &labels("GET", "none", 404)) as u32, 2);
    assert_eq!(figure(&text, &labels("GET", "/evidence/{id}", 401)) as u32, 1);
    assert_eq!(figure(&text, &labels("POST", "/graphql", 200)) as u32, 1);
    assert_eq!(figure(&text, "duban_http_seconds_count") as u32, 6);
    assert!(figure(&text, "duban_commands_total{outcome=\"done\"}") > 0.0, "the seeds");
    assert_eq!(figure(&text, "duban_commands_total{outcome=\"conflict\"}") as u32, 0);
    assert_eq!(figure(&text, "duban_conflicts_total") as u32, 0);
    assert!(figure(&text, "duban_sweep_lag_seconds") >= 0.0);
    assert!(figure(&text, "duban_events_unsealed") >= 0.0);
    let pool = figure(&text, "duban_pool_connections{pool=\"writers\",state=\"idle\"}")
        + figure(&text, "duban_pool_connections{pool=\"writers\",state=\"used\"}");
    assert!(pool >= 1.0, "{text}");
    assert_eq!(figure(&text, "duban_database_readable") as u32, 1);
    assert!(!text.contains("13812345678"));
    served.end();
}

/// Every line that was logged, as JSON.
fn log(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}")))
        .collect()
}

fn request_id(head: &str) -> &str {
    head.lines().find_map(|line| line.strip_prefix("x-request-id: ")).unwrap()
}

/// An administrator who signs in for the first time, names a liaison and brings a file.
fn work(served: &Served) -> [String; 4] {
    let account = served.printed.lines().find_map(|line| line.trim().strip_prefix("sysadmin "));
    let first = account.unwrap().split_whitespace().next().unwrap();
    let sign_in = |password: &str| {
        let query = "mutation Enter($input: SignInInput!) { \
                     signIn(input: $input) { accessToken refreshToken errors { message } } }";
        let input = json!({ "username": "sysadmin", "password": password });
        let body = json!({ "query": query, "variables": { "input": input } });
        post(served, &body, "").1["data"]["signIn"].clone()
    };
    let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("{value}")).to_owned();
    let bearer = |token: &str| format!("authorization: Bearer {token}\r\n");
    let old = text(&sign_in(first)["accessToken"]);
    let query = "mutation Renew($input: ChangePasswordInput!) { \
                 changePassword(input: $input) { errors { message } } }";
    let input = json!({ "currentPassword": first, "newPassword": NEW_PASSWORD });
    let body = json!({ "query": query, "variables": { "input": input } });
    let (_, renewed) = post(served, &body, &bearer(&old));
    assert_eq!(renewed["data"]["changePassword"]["errors"], json!([]), "{renewed}");
    let entered = sign_in(NEW_PASSWORD);
    let (token, refresh) = (text(&entered["accessToken"]), text(&entered["refreshToken"]));
    let query = "query Mine { viewer { person { id } actingPost { unit { id } } } }";
    let (_, mine) = post(served, &json!({ "query": query }), &bearer(&token));
    let viewer = &mine["data"]["viewer"];
    let query = "mutation Call($input: NameLiaisonInput!) { \
                 nameLiaison(input: $input) { errors { message } } }";
    let input = json!({ "organisationId": viewer["actingPost"]["unit"]["id"],
        "personId": viewer["person"]["id"], "phone": PHONE });
    let body = json!({ "query": query, "variables": { "input": input } });
    let (_, named) = post(served, &body, &bearer(&token));
    assert_eq!(named["data"]["nameLiaison"]["errors"], json!([]), "{named}");
    bring(served, &bearer(&token));
    [first.to_owned(), old, token, refresh]
}

/// A plan as a file.
fn bring(served: &Served, bearer: &str) {
    let query = "mutation Bring($input: ImportPlanInput!) { \
                 importPlan(input: $input) { errors { message } } }";
    let operations = json!({ "query": query, "variables": { "input": { "file": null } } });
    let part = |name: &str, text: &str| {
        format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
    };
    let body = part("operations", &operations.to_string())
        + &part("map", "{\"0\":[\"variables.input.file\"]}")
        + &part(&format!("0\"; filename=\"{FILE_NAME}"), PERSON)
        + "--b--\r\n";
    let mut stream = served.connect();
    write!(
        stream,
        "POST /graphql HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
         graphql-require-preflight: 1\r\ncontent-type: multipart/form-data; boundary=b\r\n\
         content-length: {}\r\n{bearer}\r\n{body}",
        body.len()
    )
    .unwrap();
    let answered = answer(stream);
    assert!(answered.contains("importPlan"), "{answered}");
}

const NEW_PASSWORD: &str = "Xin-2026-mima-jiu";
const PHONE: &str = "13812345678";
const PERSON: &str = "张三丰";
const FILE_NAME: &str = "zhangsan.pdf";

#[test]
fn the_log_is_json_that_knows_requests_and_names_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.jsonl");
    // Everything of this program; the libraries below it are told to say less.
    let filter =
        "info,duban=debug,duban_api=trace,duban_engine=trace,duban_store=trace,hyper=debug";
    let json = [("DUBAN__LOG__FORMAT", "json"), ("DUBAN__LOG__FILTER", filter)];
    let served = Served::start_after(folder.path(), &json, |command| {
        command.stderr(std::fs::File::create(&path).unwrap());
    });
    let (head, refused) = sign_in(&served, "Wrong-Password-9");
    assert!(refused["data"]["signIn"]["accessToken"].is_null(), "{refused}");
    let secrets = work(&served);
    // What is put into every place where a client may put something.
    let nonsense = "authorization: Bearer Bearer-Nonsense-7\r\nx-request-id: 13812345678\r\n";
    post(&served, &json!({ "query": "{ __typename }" }), nonsense);
    let literal = format!("query Find {{ node(id: \"{PHONE}\") {{ id }} }}");
    post(&served, &json!({ "query": literal }), "");
    post(&served, &json!({ "query": format!("{{ {PERSON} {PHONE}") }), "");
    for path in [
        "/evidence/13812345678?name=zhangsan.pdf",
        "/zhangsan.pdf",
        "/graphql?query=%7B13812345678",
    ] {
        get(&served.address, path);
    }
    served.end();
    let lines = log(&path);
    let answered: Vec<&Value> = lines.iter().filter(|line| line["message"] == "answered").collect();
    assert_eq!(answered.len(), 13, "{answered:#?}");
    for line in &answered {
        assert_eq!(line["span"]["request.id"].as_str().unwrap().len(), 16, "{line}");
        for name in ["method", "path", "status", "duration_ms"] {
            assert!(!line[name].is_null(), "{name} in {line}");
        }
    }
    assert_eq!(answered[0]["span"]["request.id"], request_id(&head));
    assert_eq!(answered[0]["span"]["operation"], "Enter");
    assert_eq!(answered[0]["path"], "/graphql");
    assert_eq!(answered[10]["path"], "/evidence/{id}");
    assert_eq!(answered[11]["path"], "none");
    let text = std::fs::read_to_string(&path).unwrap();
    let fixed = ["zhangwei-admin", "sysadmin", "Wrong-Password-9", "Bearer-Nonsense-7"];
    let fixed = fixed.into_iter().chain([NEW_PASSWORD, PHONE, PERSON, FILE_NAME]);
    for secret in fixed.chain(secrets.iter().map(String::as_str)) {
        assert!(!text.contains(secret), "{secret} in the log");
    }
}
