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

/// Answers that leave open whether anything was done.
const OPEN: [&str; 2] = ["UNAVAILABLE", "INTERNAL"];

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
            let Some(answer) = self.send("", &body) else { continue };
            if let Some(token) = answer["data"]["signIn"]["accessToken"].as_str() {
                break token.to_owned();
            }
            assert!(is_open(&answer), "{answer}");
        };
        *self.token.lock().unwrap() = token;
    }

    /// Asks until there is an answer, always with the same words; tells how often that took.
    pub fn ask(&self, query: &str, variables: &Value) -> (Value, usize) {
        let body = json!({ "query": query, "variables": variables });
        let mut tries = 0;
        loop {
            tries += 1;
            let token = self.token.lock().unwrap().clone();
            let Some(answer) = self.send(&token, &body) else { continue };
            if answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED" {
                self.renew();
            } else if !is_open(&answer) {
                assert!(answer.get("errors").is_none(), "{answer} to {body}");
                return (answer["data"].clone(), tries);
            }
        }
    }

    /// The answer; none where the connection broke before it was whole.
    fn send(&self, token: &str, body: &Value) -> Option<Value> {
        let turn = {
            let mut turn = self.turn.lock().unwrap();
            *turn += 1;
            *turn
        };
        let body = body.to_string();
        let mut stream = TcpStream::connect(self.addresses.any(turn)).ok()?;
        let bearer = if token.is_empty() {
            String::new()
        } else {
            format!("authorization: Bearer {token}\r\n")
        };
        write!(
            stream,
            "POST /graphql HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\naccept-language: en\r\n\
             content-type: application/json\r\n{bearer}content-length: {}\r\n\r\n{body}",
            body.len()
        )
        .ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        let (_, body) = answer.split_once("\r\n\r\n")?;
        serde_json::from_str(body).ok()
    }
}

fn is_open(answer: &Value) -> bool {
    let code = answer["errors"][0]["extensions"]["code"].as_str();
    code.is_some_and(|code| OPEN.contains(&code))
}
