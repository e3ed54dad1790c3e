//! A server that runs, and the program at other work.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, ExitStatus, Output, Stdio};

pub const DUBAN: &str = env!("CARGO_BIN_EXE_duban");

pub const PLAN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data/plan.txt");

/// A server on a data directory.
pub struct Served {
    process: Child,
    lines: BufReader<ChildStdout>,
    pub address: String,
    /// What it printed besides the lines that were waited for.
    pub printed: String,
}

impl Served {
    pub fn start(data: &Path, environment: &[(&str, &str)]) -> Self {
        Self::start_after(data, environment, |_| {})
    }

    /// The same after a last word with the command.
    pub fn start_after(
        data: &Path,
        environment: &[(&str, &str)],
        prepare: impl FnOnce(&mut Command),
    ) -> Self {
        let mut command = Command::new(DUBAN);
        command
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .env("DUBAN__SESSION__SECOND_FACTOR", "off")
            .envs(environment.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        prepare(&mut command);
        let mut process = command.spawn().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap());
        let mut served = Self { process, lines, address: String::new(), printed: String::new() };
        let line = served.until("duban listens on http://");
        served.address =
            line.trim_start_matches("duban listens on http://").replace("/graphql", "");
        served
    }

    /// Reads what it prints, up to a line that holds this.
    pub fn until(&mut self, part: &str) -> String {
        loop {
            let mut line = String::new();
            let count = self.lines.read_line(&mut line).unwrap();
            assert_ne!(count, 0, "ended after {}", self.printed);
            if line.contains(part) {
                return line.trim_end().to_owned();
            }
            self.printed += &line;
        }
    }

    pub fn id(&self) -> u32 {
        self.process.id()
    }

    pub fn connect(&self) -> TcpStream {
        TcpStream::connect(&self.address).unwrap()
    }

    pub fn tell(&self, signal: &str) {
        let pid = self.process.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
    }

    pub fn wait(mut self) -> ExitStatus {
        // Whoever writes into a full pipe never ends.
        let mut rest = String::new();
        self.lines.read_to_string(&mut rest).unwrap();
        self.process.wait().unwrap()
    }

    pub fn end(self) {
        self.tell("-TERM");
        assert!(self.wait().success());
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
    }
}

/// The head of a request that carries so much.
pub fn head(stream: &mut TcpStream, length: usize, more: &str) {
    write!(
        stream,
        "POST /graphql HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {length}\r\n{more}\r\n"
    )
    .unwrap();
}

/// What is answered, to the end.
pub fn answer(mut stream: TcpStream) -> String {
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

pub fn duban(data: &Path, arguments: &[&str]) -> Output {
    duban_with(data, arguments, &[])
}

pub fn duban_with(data: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let mut command = Command::new(DUBAN);
    command.arg("--data").arg(data).args(arguments).envs(environment.iter().copied());
    command.output().unwrap()
}

/// Everything the program said.
pub fn said(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    text(&output.stdout) + &text(&output.stderr)
}
