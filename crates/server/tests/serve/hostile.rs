//! Peers that are slow, silent or rude: they lose their connection, others are served meanwhile,
//! and the memory stays where it is.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::running::{Served, answer, head};

/// What comes soon, on a machine that is busy with other tests too.
const SOON: Duration = Duration::from_secs(20);

/// What a flood may cost.
const GROWTH_KIB: u64 = 64 << 10;

fn health(served: &Served) -> String {
    let mut stream = served.connect();
    stream.set_read_timeout(Some(SOON)).unwrap();
    stream
        .write_all(b"GET /health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
        .unwrap();
    answer(stream)
}

fn healthy(served: &Served) {
    let began = Instant::now();
    let answered = health(served);
    assert!(answered.starts_with("HTTP/1.1 200"), "{answered}");
    eprintln!("/health took {:?}", began.elapsed());
}

/// Reads until the server closes, and says how long that took.
fn closed(mut stream: TcpStream) -> (String, Duration) {
    let began = Instant::now();
    stream.set_read_timeout(Some(SOON)).unwrap();
    let mut said = Vec::new();
    let mut piece = [0; 4096];
    loop {
        match stream.read(&mut piece) {
            Ok(0) => break,
            Ok(count) => said.extend_from_slice(&piece[..count]),
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => break,
            Err(error) => panic!("still open after {:?}: {error}", began.elapsed()),
        }
    }
    (String::from_utf8_lossy(&said).into_owned(), began.elapsed())
}

/// The resident memory.
#[cfg(target_os = "linux")]
fn resident_kib(served: &Served) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", served.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

#[cfg(not(target_os = "linux"))]
fn resident_kib(_: &Served) -> u64 {
    0
}

#[test]
fn a_silent_connection_and_a_head_that_never_ends_are_closed() {
    let folder = tempfile::tempdir().unwrap();
    let served = Served::start(folder.path(), &[("DUBAN__SERVER__HEAD_MS", "300")]);
    let silent = served.connect();
    let mut slow = served.connect();
    slow.write_all(b"GET /health HTTP/1.1\r\nhost: localhost\r\nx-a: ").unwrap();
    let mut upgrade = served.connect();
    upgrade.write_all(b"GET /graphql/ws HTTP/1.1\r\nupgrade: websocket\r\n").unwrap();
    // One that was answered once and then says nothing.
    let mut kept = served.connect();
    kept.write_all(b"GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n").unwrap();
    // The head goes on, a byte at a time; that must not prolong it.
    let mut writer = slow.try_clone().unwrap();
    let drip = std::thread::spawn(move || {
        let began = Instant::now();
        while writer.write_all(b"a").is_ok() && began.elapsed() < SOON {
            std::thread::sleep(Duration::from_millis(50));
        }
    });
    for stream in [silent, slow, upgrade] {
        let (said, _) = closed(stream);
        assert!(!said.starts_with("HTTP/1.1 200"), "{said}");
    }
    assert!(closed(kept).0.starts_with("HTTP/1.1 200"));
    drip.join().unwrap();
    healthy(&served);
    served.end();
}

#[test]
fn a_body_that_drips_is_given_up() {
    let folder = tempfile::tempdir().unwrap();
    let served = Served::start(folder.path(), &[]);
    let mut stream = served.connect();
    head(&mut stream, 1_000, "");
    let mut writer = stream.try_clone().unwrap();
    let drip = std::thread::spawn(move || {
        let began = Instant::now();
        while writer.write_all(b"{").is_ok() && began.elapsed() < SOON {
            std::thread::sleep(Duration::from_millis(500));
        }
    });
    healthy(&served);
    let (said, _) = closed(stream);
    assert!(said.starts_with("HTTP/1.1 408"), "{said}");
    drip.join().unwrap();
    served.end();
}

#[test]
fn a_head_that_is_too_large_is_refused_and_costs_no_memory() {
    let folder = tempfile::tempdir().unwrap();
    let served = Served::start(folder.path(), &[]);
    healthy(&served);
    let before = resident_kib(&served);
    for _ in 0..50 {
        let mut stream = served.connect();
        let mut head = b"GET /health HTTP/1.1\r\nhost: localhost\r\nx-a: ".to_vec();
        head.resize(4 << 20, b'a');
        // It is closed in the middle of it.
        let _ = stream.write_all(&head);
        let (said, _) = closed(stream);
        assert!(said.is_empty() || said.starts_with("HTTP/1.1 431"), "{said}");
    }
    healthy(&served);
    let after = resident_kib(&served);
    assert!(after < before + GROWTH_KIB, "{before} KiB, then {after} KiB");
    served.end();
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn thousands_of_connections_of_one_address_leave_room_for_others() {
    let folder = tempfile::tempdir().unwrap();
    let served = Served::start(folder.path(), &[]);
    healthy(&served);
    let before = resident_kib(&served);
    let to = served.address.parse().unwrap();
    let mut silent = Vec::new();
    for count in 0..3_000 {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.2:0".parse().unwrap()).unwrap();
        let mut stream = socket.connect(to).await.unwrap();
        // Half of them begin to say something.
        if count % 2 == 0 {
            let _ = tokio::io::AsyncWriteExt::write_all(&mut stream, b"GET /hea").await;
        }
        // As many as this process may have open; those beyond the limit are closed already.
        if silent.len() < 800 {
            silent.push(stream);
        }
    }
    healthy(&served);
    let after = resident_kib(&served);
    eprintln!("{before} KiB, then {after} KiB");
    assert!(after < before + GROWTH_KIB, "{before} KiB, then {after} KiB");
    let mut turned_away = 0;
    for mut stream in silent {
        let mut byte = [0];
        let read = tokio::io::AsyncReadExt::read(&mut stream, &mut byte);
        let soon = tokio::time::timeout(Duration::from_millis(5), read).await;
        turned_away += usize::from(matches!(soon, Ok(Ok(0) | Err(_))));
    }
    assert!(turned_away >= 400, "{turned_away}");
    served.end();
}

#[test]
fn requests_that_are_piled_up_are_answered_in_order_and_hold_nobody_up() {
    const COUNT: usize = 2_000;
    let folder = tempfile::tempdir().unwrap();
    let served = Served::start(folder.path(), &[]);
    healthy(&served);
    let before = resident_kib(&served);
    let mut stream = served.connect();
    let mut writer = stream.try_clone().unwrap();
    let piled = std::thread::spawn(move || {
        for number in 0..COUNT {
            let last = if number + 1 == COUNT { "connection: close\r\n" } else { "" };
            let path = if number % 2 == 0 { "health" } else { "nowhere" };
            write!(writer, "GET /{path} HTTP/1.1\r\nhost: localhost\r\n{last}\r\n").unwrap();
        }
    });
    healthy(&served);
    let mut answered = String::new();
    stream.set_read_timeout(Some(SOON)).unwrap();
    stream.read_to_string(&mut answered).unwrap();
    piled.join().unwrap();
    let codes: Vec<&str> = answered.split("HTTP/1.1 ").skip(1).map(|answer| &answer[..3]).collect();
    assert_eq!(codes.len(), COUNT);
    assert!(codes.chunks(2).all(|pair| pair == ["200", "404"]));
    let after = resident_kib(&served);
    assert!(after < before + GROWTH_KIB, "{before} KiB, then {after} KiB");
    served.end();
}

#[test]
fn a_document_that_explodes_is_refused_while_others_are_served() {
    let folder = tempfile::tempdir().unwrap();
    let served = Served::start(folder.path(), &[]);
    let mut query = "query { ...f0 }".to_owned();
    for number in 0..25 {
        query += &format!(" fragment f{number} on Query {{ ...f{0} ...f{0} }}", number + 1);
    }
    query += " fragment f25 on Query { __typename }";
    let body = serde_json::json!({ "query": query }).to_string();
    let streams: Vec<TcpStream> = (0..20)
        .map(|_| {
            let mut stream = served.connect();
            head(&mut stream, body.len(), "");
            stream.write_all(body.as_bytes()).unwrap();
            stream
        })
        .collect();
    healthy(&served);
    for stream in streams {
        let answered = closed(stream).0;
        assert!(answered.contains("LIMIT_EXCEEDED"), "{answered}");
    }
    served.end();
}
