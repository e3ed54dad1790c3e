//! Files over a real connection: who breaks off, is refused or drips leaves nothing behind, and
//! nobody takes more than a share.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::running::{PLAN, Served, answer, duban, head, said};

const SOON: Duration = Duration::from_secs(20);
const PASSWORD: &str = "Xin-2026-mima-jiu";
const PREFLIGHT: &str = "graphql-require-preflight: 1\r\n";

/// A server on data in which the units of the plan are on file, and its clerk.
struct Desk {
    _folder: tempfile::TempDir,
    data: PathBuf,
    served: Served,
    bearer: String,
}

fn post(served: &Served, query: &str, input: &Value, bearer: &str) -> Value {
    let body = json!({ "query": query, "variables": { "input": input } }).to_string();
    let mut stream = served.connect();
    head(&mut stream, body.len(), bearer);
    stream.write_all(body.as_bytes()).unwrap();
    let answered = answer(stream);
    serde_json::from_str(answered.split_once("\r\n\r\n").unwrap().1).unwrap()
}

impl Desk {
    fn open(environment: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().to_owned();
        let seeded = said(&duban(&data, &["seed"]));
        let import = ["import", PLAN, "--register-unknown-units"];
        let imported = duban(&data, &import);
        assert!(imported.status.success(), "{}", said(&imported));
        let line = seeded.lines().find_map(|line| line.trim().strip_prefix("office.clerk "));
        let first = line.unwrap().split_whitespace().next().unwrap();
        let served = Served::start(&data, environment);
        let enter = |password: &str| {
            let query = "mutation E($input: SignInInput!) { signIn(input: $input) \
                         { accessToken errors { message } } }";
            let input = json!({ "username": "office.clerk", "password": password });
            let token = post(&served, query, &input, "")["data"]["signIn"]["accessToken"].clone();
            format!("authorization: Bearer {}\r\n", token.as_str().unwrap())
        };
        let query = "mutation R($input: ChangePasswordInput!) { changePassword(input: $input) \
                     { errors { message } } }";
        let input = json!({ "currentPassword": first, "newPassword": PASSWORD });
        let changed = post(&served, query, &input, &enter(first));
        assert_eq!(changed["data"]["changePassword"]["errors"], json!([]), "{changed}");
        let bearer = enter(PASSWORD);
        Self { _folder: folder, data, served, bearer }
    }

    /// A connection on which a request with a file has begun: its head, and some of its body.
    fn begin(&self, body: &[u8], sent: usize) -> TcpStream {
        let mut stream = self.served.connect();
        stream.set_read_timeout(Some(SOON)).unwrap();
        write!(
            stream,
            "POST /graphql HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
             accept-language: en\r\ncontent-type: multipart/form-data; boundary=b\r\n\
             content-length: {}\r\n{PREFLIGHT}{}\r\n",
            body.len(),
            self.bearer
        )
        .unwrap();
        stream.write_all(&body[..sent]).unwrap();
        stream
    }

    fn bring(&self, name: &str, content: &[u8]) -> String {
        let body = body(name, content);
        heard(self.begin(&body, body.len()))
    }

    /// The files that are kept.
    fn kept(&self) -> usize {
        let Ok(folders) = std::fs::read_dir(self.data.join("files")) else { return 0 };
        let count = |folder: &Path| std::fs::read_dir(folder).unwrap().count();
        folders.map(|folder| count(&folder.unwrap().path())).sum()
    }

    /// Handles of files that have no name any more: uploads on their way.
    fn under_way(&self) -> usize {
        let handles = std::fs::read_dir(format!("/proc/{}/fd", self.served.id())).unwrap();
        let target = |handle: std::io::Result<std::fs::DirEntry>| {
            std::fs::read_link(handle.ok()?.path()).ok()
        };
        let files = handles.filter_map(target);
        // SQLite, too, has files without a name; they are not where uploads are.
        let place = std::env::temp_dir();
        files
            .filter(|path| path.starts_with(&place) && !path.starts_with(&self.data))
            .filter(|path| path.to_string_lossy().ends_with(" (deleted)"))
            .count()
    }

    #[track_caller]
    fn comes_to(&self, wanted: usize) {
        let began = Instant::now();
        while self.under_way() != wanted {
            assert!(began.elapsed() < SOON, "{} uploads under way", self.under_way());
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

fn body(name: &str, content: &[u8]) -> Vec<u8> {
    let query = "mutation B($input: ImportPlanInput!) { importPlan(input: $input) \
                 { plan { id } errors { code } } }";
    let operations = json!({ "query": query, "variables": { "input": { "file": null } } });
    let part = |name: &str, text: &str| {
        format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
    };
    let text = part("operations", &operations.to_string())
        + &part("map", "{\"0\":[\"variables.input.file\"]}")
        + &format!(
            "--b\r\nContent-Disposition: form-data; name=\"0\"; filename=\"{name}\"\r\n\r\n"
        );
    [text.as_bytes(), content, b"\r\n--b--\r\n"].concat()
}

/// What was said before the end, also where that was a break.
fn heard(mut stream: TcpStream) -> String {
    let mut said = Vec::new();
    let mut piece = [0; 4096];
    while let Ok(count @ 1..) = stream.read(&mut piece) {
        said.extend_from_slice(&piece[..count]);
    }
    String::from_utf8_lossy(&said).into_owned()
}

fn plan() -> Vec<u8> {
    std::fs::read(PLAN).unwrap()
}

#[test]
fn an_upload_that_is_broken_off_leaves_nothing_and_holds_nothing() {
    let desk = Desk::open(&[("DUBAN__FILES__AT_ONCE", "4")]);
    let before = desk.kept();
    let body = body("plan.txt", &vec![b'a'; 512 << 10]);
    let broken: Vec<_> = (0..4).map(|_| desk.begin(&body, 300 << 10)).collect();
    desk.comes_to(4);
    drop(broken);
    desk.comes_to(0);
    assert_eq!(desk.kept(), before);
    // Each gave its place back.
    let answered = desk.bring("plan.txt", &plan());
    assert!(answered.contains("\"plan\":{\"id\":"), "{answered}");
    assert_eq!(desk.kept(), before + 1);
    desk.served.end();
}

#[test]
fn a_refused_upload_leaves_nothing_and_holds_nothing() {
    let desk = Desk::open(&[("DUBAN__FILES__BYTES", "100000")]);
    let before = desk.kept();
    let page = desk.bring("plan.txt", b"<html><script>x</script></html>");
    assert!(page.contains("BAD_INPUT") && page.contains("its content is HTML"), "{page}");
    let program = desk.bring("plan.docx", b"MZ\x90\0\x03\0\0\0");
    assert!(program.contains("BAD_INPUT") && program.contains("DOCX, XLSX"), "{program}");
    let large = desk.bring("plan.txt", &vec![b'a'; 100_001]);
    assert!(large.starts_with("HTTP/1.1 413"), "{large}");
    desk.comes_to(0);
    assert_eq!(desk.kept(), before);
    desk.served.end();
}

#[test]
fn an_upload_that_drips_is_given_up_and_others_are_served_meanwhile() {
    let desk = Desk::open(&[("DUBAN__FILES__ARRIVAL_MS", "1500")]);
    let before = desk.kept();
    let body = body("plan.txt", &vec![b'a'; 1 << 20]);
    let stream = desk.begin(&body, 200 << 10);
    let mut writer = stream.try_clone().unwrap();
    let drip = std::thread::spawn(move || {
        let began = Instant::now();
        while writer.write_all(b"a").is_ok() && began.elapsed() < SOON {
            std::thread::sleep(Duration::from_millis(100));
        }
    });
    desk.comes_to(1);
    let answered = desk.bring("plan.txt", &plan());
    assert!(answered.contains("\"plan\":{\"id\":"), "{answered}");
    let given_up = heard(stream);
    assert!(given_up.starts_with("HTTP/1.1 408"), "{given_up}");
    drip.join().unwrap();
    desk.comes_to(0);
    assert_eq!(desk.kept(), before + 1);
    desk.served.end();
}

#[test]
fn nobody_hands_in_more_at_once_than_a_share() {
    let desk = Desk::open(&[("DUBAN__FILES__AT_ONCE", "1")]);
    let body = body("plan.txt", &vec![b'a'; 1 << 20]);
    let held = desk.begin(&body, 200 << 10);
    desk.comes_to(1);
    let refused = desk.bring("plan.txt", &plan());
    assert!(refused.starts_with("HTTP/1.1 429") && refused.contains("LIMIT_EXCEEDED"), "{refused}");
    drop(held);
    desk.comes_to(0);
    let answered = desk.bring("plan.txt", &plan());
    assert!(answered.contains("\"plan\":{\"id\":"), "{answered}");
    desk.served.end();
}

#[test]
fn nobody_hands_in_more_within_an_hour_than_a_share() {
    // The plan that was imported is one of them.
    let desk = Desk::open(&[("DUBAN__FILES__PER_HOUR", "2")]);
    let answered = desk.bring("plan.txt", &plan());
    assert!(answered.contains("\"plan\":{\"id\":"), "{answered}");
    let before = desk.kept();
    let refused = desk.bring("plan.txt", &plan());
    assert!(refused.starts_with("HTTP/1.1 429") && refused.contains("2 files"), "{refused}");
    assert_eq!(desk.kept(), before);
    desk.served.end();
}
