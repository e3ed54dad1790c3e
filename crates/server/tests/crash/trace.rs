//! What a program asked of the system, in order: written down by `strace`, read back here.
//!
//! A program that is watched runs as a child of the test, its watcher beside it, so that it can be
//! told to end like any other. Needs Linux and permission to trace.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread::{self, JoinHandle};

/// What matters to the disk, and what is sent to clients. The last line stands for ways of writing
/// that the program does not use: one that is met is not passed over in silence.
const CALLS: &str = "trace=openat,mkdir,mkdirat,write,writev,pwrite64,lseek,ftruncate,fsync,fdatasync,\
    unlink,unlinkat,rename,renameat,renameat2,sendto,sendmsg,\
    pwritev,pwritev2,fallocate,copy_file_range,sendfile,link,linkat,symlink,symlinkat,rmdir";

/// Something that was asked for, at the place of its beginning or of its end.
#[derive(Debug, PartialEq, Eq)]
pub enum Event {
    /// A file was opened so that it is made or emptied.
    Opened { path: PathBuf, emptied: bool },
    /// A folder was made.
    Folder(PathBuf),
    /// Bytes have reached the file, not the disk.
    Wrote { path: PathBuf, at: u64, bytes: Vec<u8> },
    /// A file got another length.
    Resized { path: PathBuf, length: u64 },
    /// A name was taken away.
    Removed(PathBuf),
    /// A name was given in the place of another.
    Renamed { from: PathBuf, to: PathBuf },
    /// A file or folder is on its way to the disk.
    SyncBegun { thread: u32, path: PathBuf },
    /// What was there at the beginning is on the disk.
    SyncEnded { thread: u32 },
    /// A client may have been answered.
    Sent(Vec<u8>),
}

/// Watches programs one after the other.
pub struct Recorder {
    folder: PathBuf,
    readers: Mutex<Vec<JoinHandle<Vec<Event>>>>,
}

impl Recorder {
    /// None where nothing can be traced.
    pub fn new(folder: &Path) -> Option<Self> {
        let mut probe = Command::new("strace");
        probe.args(["-f", "-D", "-o", "/dev/null", "true"]).stderr(Stdio::null());
        let works = probe.status().is_ok_and(|status| status.success());
        works.then(|| Self { folder: folder.to_owned(), readers: Mutex::default() })
    }

    /// A command that runs the program and writes down what it does below the folder.
    pub fn watch(&self, program: &str) -> Command {
        let mut readers = self.readers.lock().unwrap();
        let pipe = self.folder.join(format!("trace-{}", readers.len()));
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let mut command = Command::new("strace");
        command.args(["-f", "-D", "-y", "-xx", "-s", "16777216", "-e", CALLS, "-o"]);
        command.arg(&pipe).arg(program);
        let folder = self.folder.clone();
        readers.push(thread::spawn(move || read(&pipe, &folder)));
        command
    }

    /// Everything that was done, after all of the programs have ended.
    pub fn events(self) -> Vec<Event> {
        let readers = self.readers.into_inner().unwrap();
        readers.into_iter().flat_map(|reader| reader.join().unwrap()).collect()
    }
}

fn read(pipe: &Path, folder: &Path) -> Vec<Event> {
    let mut reader = Reader { folder, begun: HashMap::new(), cursors: HashMap::new() };
    let lines = BufReader::new(File::open(pipe).unwrap()).lines();
    lines.flat_map(|line| reader.line(&line.unwrap())).collect()
}

struct Reader<'a> {
    folder: &'a Path,
    /// Calls that have not returned yet, by thread.
    begun: HashMap<u32, String>,
    /// Where the next plain write to a descriptor goes.
    cursors: HashMap<u32, u64>,
}

impl Reader<'_> {
    fn line(&mut self, line: &str) -> Vec<Event> {
        let (thread, rest) = line.split_once(' ').unwrap();
        let (thread, rest) = (thread.parse().unwrap(), rest.trim_start());
        if rest.starts_with("+++") || rest.starts_with("---") {
            return Vec::new();
        }
        if let Some(begun) = rest.strip_suffix(" <unfinished ...>") {
            let events = self.beginning(thread, begun);
            self.begun.insert(thread, begun.to_owned());
            return events.into_iter().collect();
        }
        let whole = match rest.strip_prefix("<... ") {
            None => rest.to_owned(),
            Some(resumed) => {
                let end = resumed.split_once(" resumed>").unwrap().1;
                self.begun.remove(&thread).unwrap() + end
            }
        };
        // Of a call that nobody interrupted, both ends are in this line.
        let begun = if rest.starts_with("<... ") { None } else { self.beginning(thread, &whole) };
        begun.into_iter().chain(self.end(thread, &whole)).collect()
    }

    /// What is known already when a call begins.
    fn beginning(&self, thread: u32, call: &str) -> Option<Event> {
        let (name, arguments) = call.split_once('(').unwrap();
        match name {
            "fsync" | "fdatasync" => {
                self.ours(named(arguments)?).map(|path| Event::SyncBegun { thread, path })
            }
            "write" | "writev" | "sendto" | "sendmsg" => {
                let socket = named(arguments)?.starts_with("socket:");
                let bytes = || arguments.split('"').skip(1).step_by(2).flat_map(plain).collect();
                socket.then(|| Event::Sent(bytes()))
            }
            _ => None,
        }
    }

    /// What has happened when a call has ended well.
    fn end(&mut self, thread: u32, call: &str) -> Option<Event> {
        let (asked, returned) = call.rsplit_once(" = ").unwrap();
        let (name, arguments) = asked.split_once('(').unwrap();
        let returned = returned.trim();
        let descriptor = || number(arguments);
        let path = || self.ours(named(arguments)?);
        match (name, number(returned)?) {
            ("openat", opened) => {
                let path = self.ours(named(returned)?)?;
                assert!(!asked.contains("O_APPEND"), "{}", path.display());
                self.cursors.insert(u32::try_from(opened).unwrap(), 0);
                let emptied = asked.contains("O_TRUNC");
                asked.contains("O_CREAT").then_some(Event::Opened { path, emptied })
            }
            ("mkdir" | "mkdirat", _) => self.ours(quoted(arguments, 0)).map(Event::Folder),
            ("lseek", at) => {
                path()?;
                self.cursors.insert(u32::try_from(descriptor()?).unwrap(), at);
                None
            }
            ("pwrite64", count) => {
                let at = number(arguments.trim_end().trim_end_matches(')').rsplit(", ").next()?)?;
                Some(Event::Wrote { path: path()?, at, bytes: bytes(arguments, count) })
            }
            ("write", count) => {
                let path = path()?;
                let cursor = self.cursors.get_mut(&u32::try_from(descriptor()?).unwrap()).unwrap();
                let at = *cursor;
                *cursor += count;
                Some(Event::Wrote { path, at, bytes: bytes(arguments, count) })
            }
            ("ftruncate", _) => {
                let length = number(arguments.split(", ").nth(1)?)?;
                Some(Event::Resized { path: path()?, length })
            }
            ("fsync" | "fdatasync", _) => path().map(|_| Event::SyncEnded { thread }),
            ("unlink" | "unlinkat", _) => self.ours(quoted(arguments, 0)).map(Event::Removed),
            ("rename" | "renameat" | "renameat2", _) => {
                let from = self.ours(quoted(arguments, 0))?;
                Some(Event::Renamed { from, to: self.ours(quoted(arguments, 1)).unwrap() })
            }
            ("sendto" | "sendmsg", _) => None,
            // Not used upon files; the rest not at all.
            (_, _) => {
                let used = path().or_else(|| self.ours(quoted(arguments, 0)));
                assert_eq!(used, None, "`{name}` is not understood");
                None
            }
        }
    }

    /// The path within the folder, if it lies there.
    fn ours(&self, path: String) -> Option<PathBuf> {
        Path::new(&path).strip_prefix(self.folder).ok().map(Path::to_owned)
    }
}

/// The path that stands behind a descriptor; none where the file has no name any more.
fn named(text: &str) -> Option<String> {
    let (_, rest) = text.split_once('<')?;
    let (path, rest) = rest.split_once('>')?;
    let path = String::from_utf8(plain(path).collect()).unwrap();
    (!rest.starts_with("(deleted)")).then_some(path)
}

fn quoted(arguments: &str, place: usize) -> String {
    let path = arguments.split('"').nth(2 * place + 1).unwrap_or_default();
    String::from_utf8(plain(path).collect()).unwrap()
}

/// What was written, as far as it was.
fn bytes(arguments: &str, count: u64) -> Vec<u8> {
    let mut parts = arguments.split('"');
    let bytes: Vec<u8> = plain(parts.nth(1).unwrap()).take(count as usize).collect();
    assert_eq!(bytes.len() as u64, count, "the trace is cut off");
    bytes
}

/// The bytes of `\x41\x42`.
fn plain(text: &str) -> impl Iterator<Item = u8> {
    text.as_bytes().chunks_exact(4).map(|byte| {
        let digit = |place: usize| char::from(byte[place]).to_digit(16).unwrap() as u8;
        digit(2) << 4 | digit(3)
    })
}

/// The number that a text begins with; none of a failure, whose number is below zero.
fn number(text: &str) -> Option<u64> {
    let end = text.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(text.len());
    text[..end].parse().ok()
}
