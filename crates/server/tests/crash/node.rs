//! The built binary as processes that can be killed, over one database.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

use super::trace::Recorder;

const DUBAN: &str = env!("CARGO_BIN_EXE_duban");

/// A data directory and the database that goes with it.
pub struct Place {
    folder: TempDir,
    /// None is SQLite in the folder.
    pub url: Option<String>,
    /// Watches every program that runs here.
    pub recorder: Option<Recorder>,
}

impl Place {
    pub fn new(url: Option<String>) -> Self {
        Self { folder: TempDir::new().unwrap(), url, recorder: None }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().canonicalize().unwrap().join(name)
    }

    /// Writes a file beside the data.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        std::fs::write(self.path(name), text).unwrap();
        self.path(name)
    }

    fn command(&self) -> Command {
        let mut command = match &self.recorder {
            Some(recorder) => recorder.watch(DUBAN),
            None => Command::new(DUBAN),
        };
        command.env("DUBAN__SESSION__SECOND_FACTOR", "off");
        command.arg("--data").arg(self.path("data")).env("DUBAN__LOG__FILTER", "error");
        if let Some(url) = &self.url {
            command.env("DUBAN__DATABASE__URL", url);
        }
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command().args(arguments).output().unwrap()
    }

    /// Runs a command that must succeed; what it says.
    pub fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let said = String::from_utf8(output.stdout).unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "duban {arguments:?}: {said}{error}");
        said
    }

    /// Starts a node; it listens when this returns.
    pub fn serve(&self) -> Node {
        self.serve_ahead(0)
    }

    /// The same with a clock that is so many days ahead.
    pub fn serve_ahead(&self, days: u32) -> Node {
        let process = self
            .command()
            .env("DUBAN__CLOCK__OFFSET_DAYS", days.to_string())
            .args(["serve", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut node = Node { process, address: String::new() };
        let mut lines = BufReader::new(node.process.stdout.take().unwrap());
        while node.address.is_empty() {
            let mut line = String::new();
            assert_ne!(lines.read_line(&mut line).unwrap(), 0, "the node ended before it listened");
            if let Some(address) = line.strip_prefix("duban listens on http://") {
                address.trim_end().trim_end_matches("/graphql").clone_into(&mut node.address);
            }
        }
        // Nobody reads on: what it says later must not fill the pipe.
        std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
        node
    }
}

/// A process that serves.
pub struct Node {
    process: Child,
    pub address: String,
}

impl Node {
    /// Ends it in the middle of whatever it does.
    pub fn kill(self) {}

    /// Ends it in order.
    pub fn stop(mut self) {
        let pid = self.process.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        assert!(self.process.wait().unwrap().success());
    }
}

impl Drop for Node {
    /// Nobody outlives the test.
    fn drop(&mut self) {
        if self.process.try_wait().unwrap().is_none() {
            self.process.kill().unwrap();
            self.process.wait().unwrap();
        }
    }
}

/// Numbers that differ from run to run; the seed is printed, the races are not in our hands.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        let _ = writeln!(std::io::stderr(), "dice {seed}");
        Self(seed | 1)
    }

    pub fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}
