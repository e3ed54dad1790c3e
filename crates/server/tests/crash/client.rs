//! A client that goes on asking until it is answered, at whichever node listens.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::{Condvar, Mutex};

use serde_json::{Value, json};

/// Where the nodes listen; none while one is down.
#[derive(Default)]
pub struct Addresses {
    known: Mutex<Vec<Option<String>>>,
    changed: Condvar,
}

impl Addresses {
    pub fn set(&self, node: usize, address: Option<String>) {
        let mut known = self.known.lock().unwrap();
        if known.len() <= node {
            known.resize(node + 1, None);
        }
        known[node] = address;
        self.changed.notify_all();
    }

    /// One of those that listen; waits until one does.
    fn any(&self, turn: usize) -> String {
        let mut known = self.known.lock().unwrap();
        loop {
            let up: Vec<&String> = known.iter().flatten().collect();
            if !up.is_empty() {
                return up[turn % up.len()].clone();
            }
            known = self.changed.wait(known).unwrap();
        }
    }
}

/// Somebody who is signed in.
pub struct Client<'a> {
    addresses: &'a Addresses,
    token: Mutex<String>,
    username: String,
    turn: Mutex<usize>,
}

pub const PASSWORD: &str = "Tongji-2026-zhuanban";

const JSON: &str = "application/json";

/// What stands between the parts of a form.
const LIMIT: &str = "zwischen";

/// The answer that leaves open whether anything was done. A fault of the program is none, whatever
/// ends under it.
const OPEN: &str = "UNAVAILABLE";

impl<'a> Client<'a> {
    pub fn sign_in(addresses: &'a Addresses, username: &str) -> Self {
        let client = Self {
            addresses,
            token: Mutex::default(),
            username: username.to_owned(),
            turn: Mutex::default(),
        };
        client.renew();
        client
    }

    fn renew(&self) {
        let query = "mutation($input: SignInInput!) { signIn(input: $input) { accessToken errors { message } } }";
        let input = json!({ "username": self.username, "password": PASSWORD });
        let body = json!({ "query": query, "variables": { "input": input } });
        let token = loop {
            let Some(answer) = self.send("", (JSON, body.to_string().as_bytes())) else { continue };
            if let Some(token) = answer["data"]["signIn"]["accessToken"].as_str() {
                break token.to_owned();
            }
            assert!(is_open(&answer), "{answer}");
        };
        *self.token.lock().unwrap() = token;
    }

    /// Asks until there is an answer, always with the same words; tells how often that took.
    pub fn ask(&self, query: &str, variables: &Value) -> (Value, usize) {
        let body = json!({ "query": query, "variables": variables }).to_string();
        self.insist((JSON, body.as_bytes()))
    }

    /// Hands a file in as the `file` of the input, and asks until there is an answer.
    pub fn hand_in(&self, query: &str, variables: &Value, file: &[u8]) -> Value {
        let operations = json!({ "query": query, "variables": variables });
        let map = json!({ "0": ["variables.input.file"] });
        let part = |head: &str| format!("--{LIMIT}\r\ncontent-disposition: form-data; {head}");
        let mut body = part(&format!("name=\"operations\"\r\n\r\n{operations}\r\n"));
        body += &part(&format!("name=\"map\"\r\n\r\n{map}\r\n"));
        body += &part("name=\"0\"; filename=\"a.txt\"\r\n\r\n");
        let end = format!("\r\n--{LIMIT}--\r\n");
        let body = [body.as_bytes(), file, end.as_bytes()].concat();
        self.insist((&format!("multipart/form-data; boundary={LIMIT}"), &body)).0
    }

    fn insist(&self, (kind, body): (&str, &[u8])) -> (Value, usize) {
        let mut tries = 0;
        loop {
            tries += 1;
            let token = self.token.lock().unwrap().clone();
            let Some(answer) = self.send(&token, (kind, body)) else { continue };
            if answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED" {
                self.renew();
            } else if !is_open(&answer) {
                let asked = String::from_utf8_lossy(body);
                assert!(answer.get("errors").is_none(), "{answer} to {asked}");
                return (answer["data"].clone(), tries);
            }
        }
    }

    /// The answer; none where the connection broke before it was whole.
    fn send(&self, token: &str, (kind, body): (&str, &[u8])) -> Option<Value> {
        let turn = {
            let mut turn = self.turn.lock().unwrap();
            *turn += 1;
            *turn
        };
        let mut stream = TcpStream::connect(self.addresses.any(turn)).ok()?;
        let bearer = if token.is_empty() {
            String::new()
        } else {
            format!("authorization: Bearer {token}\r\n")
        };
        let head = format!(
            "POST /graphql HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\naccept-language: en\r\n\
             content-type: {kind}\r\ngraphql-require-preflight: 1\r\n{bearer}\
             content-length: {}\r\n\r\n",
            body.len()
        );
        let mut answer = Vec::new();
        // Who is answered before all is said cannot say the rest, but hears the answer; what is
        // missing at the end of one is told by its length.
        let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
        let _ = stream.read_to_end(&mut answer);
        heard(&answer).unwrap_or_else(|fault| panic!("{fault}"))
    }
}

/// The answer in what came over the wire; none where it broke off. A fault of the program is
/// neither: nobody who met one may ask again as if nothing were.
fn heard(bytes: &[u8]) -> Result<Option<Value>, String> {
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
        return Ok(None);
    };
    let (head, body) = (String::from_utf8_lossy(&bytes[..end]), &bytes[end + 4..]);
    let fault = |what| format!("{what}: {head}\n\n{}", String::from_utf8_lossy(body));
    let status = head.split(' ').nth(1).and_then(|status| status.parse::<u16>().ok());
    let status = status.ok_or_else(|| fault("an answer without a status"))?;
    if status >= 500 && status != 503 {
        return Err(fault("a fault of the program"));
    }
    let named = |line: &str| {
        let (name, value) = line.split_once(':')?;
        let is_length = name.eq_ignore_ascii_case("content-length");
        is_length.then(|| value.trim().parse::<usize>().ok()).flatten()
    };
    let length = head.lines().find_map(named).ok_or_else(|| fault("an answer without a length"))?;
    if body.len() < length {
        return Ok(None);
    }
    let answer: Value = serde_json::from_slice(body).map_err(|_| fault("no answer of ours"))?;
    let is_fault = codes(&answer).any(|code| code == Some("INTERNAL"));
    if is_fault || (status == 503 && !is_open(&answer)) {
        return Err(fault("a fault of the program"));
    }
    Ok(Some(answer))
}

/// The codes of all that an answer complains of.
fn codes(answer: &Value) -> impl Iterator<Item = Option<&str>> {
    let errors = answer["errors"].as_array().into_iter().flatten();
    errors.map(|error| error["extensions"]["code"].as_str())
}

/// Whether an answer complains of nothing but that there is none now.
fn is_open(answer: &Value) -> bool {
    let mut codes = codes(answer).peekable();
    codes.peek().is_some() && codes.all(|code| code == Some(OPEN))
}

#[test]
fn a_fault_of_the_program_is_never_asked_again() {
    let answer = |status: &str, body: &str| {
        let length = body.len();
        heard(format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\n\r\n{body}").as_bytes())
    };
    let coded = |codes: &[&str]| {
        let error = |code: &&str| json!({ "extensions": { "code": code } });
        json!({ "errors": codes.iter().map(error).collect::<Vec<_>>() }).to_string()
    };
    for (status, body) in [
        ("500 Internal Server Error", String::new()),
        ("502 Bad Gateway", coded(&["UNAVAILABLE"])),
        ("503 Service Unavailable", String::new()),
        ("503 Service Unavailable", coded(&[])),
        ("200 OK", coded(&["INTERNAL"])),
        ("200 OK", coded(&["UNAVAILABLE", "INTERNAL"])),
        ("200 OK", "<html>".to_owned()),
    ] {
        let heard = answer(status, &body);
        assert!(heard.is_err(), "{status} {body}: {heard:?}");
    }
    let open = answer("503 Service Unavailable", &coded(&["UNAVAILABLE"])).unwrap().unwrap();
    assert!(is_open(&open));
    assert!(!is_open(&answer("200 OK", r#"{"data":{}}"#).unwrap().unwrap()));
    for cut in ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"da"] {
        assert_eq!(heard(cut.as_bytes()), Ok(None), "{cut}");
    }
}
