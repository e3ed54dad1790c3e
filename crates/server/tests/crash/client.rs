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
        body += &part("name=\"0\"; filename=\"a.bin\"\r\n\r\n");
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
        write!(
            stream,
            "POST /graphql HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\naccept-language: en\r\n\
             content-type: {kind}\r\ngraphql-require-preflight: 1\r\n{bearer}\
             content-length: {}\r\n\r\n",
            body.len()
        )
        .ok()?;
        stream.write_all(body).ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        let (_, body) = answer.split_once("\r\n\r\n")?;
        serde_json::from_str(body).ok()
    }
}

fn is_open(answer: &Value) -> bool {
    answer["errors"][0]["extensions"]["code"] == OPEN
}
