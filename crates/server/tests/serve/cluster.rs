//! A small PostgreSQL of a test's own, whose settings it may change.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A cluster in a folder, reached by a socket in it; stopped when it is dropped.
pub struct Cluster {
    folder: TempDir,
    programs: PathBuf,
}

impl Cluster {
    /// None where no server is installed, or this user may not run one.
    pub fn new() -> Option<Self> {
        let cluster = Self { folder: TempDir::new().unwrap(), programs: programs()? };
        if is_root() {
            let user = user();
            let owned = Command::new("chown").arg(&user).arg(cluster.folder.path()).status();
            owned.ok().filter(std::process::ExitStatus::success)?;
        }
        let data = cluster.folder.path().join("data");
        let mut make = cluster.program("initdb");
        make.arg("-D").arg(data).args(["-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8"]);
        make.output().ok()?.status.success().then_some(cluster)
    }

    /// Starts it with a setting, anew if it runs.
    pub fn start(&self, setting: &str) {
        let folder = self.folder.path();
        let options = format!("-c listen_addresses='' -k {} -c {setting}", folder.display());
        let mut start = self.program("pg_ctl");
        start.arg("-D").arg(folder.join("data")).arg("-l").arg(folder.join("log"));
        start.args(["-w", "-s", "-m", "immediate", "-o", &options, "restart"]);
        let started = start.output().unwrap();
        let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
        assert!(started.status.success(), "{started:?} {log}");
    }

    pub fn url(&self) -> String {
        format!("postgres://postgres@localhost/postgres?host={}", self.folder.path().display())
    }

    /// A program of the server, as a user that PostgreSQL runs for.
    fn program(&self, name: &str) -> Command {
        let program = self.programs.join(name);
        let mut command = if is_root() {
            let mut command = Command::new("setpriv");
            let (user, group) = (user(), said("id", &["-g", &user()]));
            command.args(["--reuid", &user, "--regid", &group, "--clear-groups"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir("/");
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let mut stop = self.program("pg_ctl");
        stop.arg("-D").arg(self.folder.path().join("data")).args(["-s", "-m", "immediate", "stop"]);
        let _ = stop.output();
    }
}

/// The folder of the newest installed server.
fn programs() -> Option<PathBuf> {
    let installed = |root: &str| fs::read_dir(root).into_iter().flatten().flatten();
    let debian = installed("/usr/lib/postgresql").map(|entry| entry.path().join("bin"));
    let others = installed("/usr").map(|entry| entry.path().join("bin"));
    let others = others.filter(|path| path.to_string_lossy().starts_with("/usr/pgsql-"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let named: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let fit = |folder: &PathBuf| folder.join("initdb").is_file();
    let newest = |folder: &PathBuf| number(folder);
    debian.chain(others).filter(fit).max_by_key(newest).or_else(|| named.into_iter().find(fit))
}

/// The first number in a path: the version of a server.
fn number(folder: &Path) -> u32 {
    let text = folder.to_string_lossy();
    let digits = text.chars().skip_while(|it| !it.is_ascii_digit());
    let digits: String = digits.take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(0)
}

/// PostgreSQL refuses to run as root.
fn is_root() -> bool {
    said("id", &["-u"]) == "0"
}

fn user() -> String {
    let postgres = said("id", &["-un", "postgres"]);
    if postgres.is_empty() { "nobody".to_owned() } else { postgres }
}

fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}
