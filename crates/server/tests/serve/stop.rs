//! How serving ends: what is in flight is answered, nobody can hold it up, and it exits with 0.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Mutex;

use duban_store::{Location, Settings, Store, StoreError};

use super::running::{Served, answer, duban, head, said};

const BODY: &str = r#"{"query":"{ __typename }"}"#;

/// A request whose head has been read, and whose body is asked for.
fn begun(served: &Served) -> TcpStream {
    let mut stream = served.connect();
    head(&mut stream, BODY.len(), "expect: 100-continue\r\n");
    let mut go_on = [0; 25];
    stream.read_exact(&mut go_on).unwrap();
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream
}

/// An idle socket.
fn socket(served: &Served) -> TcpStream {
    let mut stream = served.connect();
    write!(
        stream,
        "GET /graphql/ws HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\n\
         upgrade: websocket\r\nsec-websocket-version: 13\r\n\
         sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
         sec-websocket-protocol: graphql-transport-ws\r\n\r\n"
    )
    .unwrap();
    let mut status = [0; 12];
    stream.read_exact(&mut status).unwrap();
    assert_eq!(&status, b"HTTP/1.1 101");
    stream
}

/// Until nobody listens any more: the server was told.
fn told(served: &Served) {
    served.tell("-TERM");
    while TcpStream::connect(&served.address).is_ok() {}
}

#[test]
fn a_request_in_flight_is_answered_and_an_idle_socket_does_not_delay_the_end() {
    let folder = tempfile::tempdir().unwrap();
    // Only a bound on the time would end it otherwise, and that lies behind the test's own.
    let served = Served::start(folder.path(), &[("DUBAN__SERVER__SHUTDOWN_MS", "600000")]);
    let socket = socket(&served);
    let mut stream = begun(&served);
    told(&served);
    stream.write_all(BODY.as_bytes()).unwrap();
    let answered = answer(stream);
    assert!(answered.starts_with("HTTP/1.1 200"), "{answered}");
    assert!(served.wait().success());
    drop(socket);
    let sealed = said(&duban(folder.path(), &["verify"]));
    assert!(sealed.contains(", 0 events newer than these"), "{sealed}");
}

#[test]
fn a_request_that_never_ends_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let served = Served::start(folder.path(), &[("DUBAN__SERVER__SHUTDOWN_MS", "200")]);
    let stream = begun(&served);
    told(&served);
    assert!(served.wait().success());
    drop(stream);
}

#[tokio::test]
async fn a_database_that_does_not_let_go_does_not_hold_up_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let patience = ("DUBAN__DATABASE__PATIENCE_MS", "600000");
    let served = Served::start(folder.path(), &[patience, ("DUBAN__SERVER__SHUTDOWN_MS", "200")]);
    let location = Location::Sqlite(folder.path().join("duban.sqlite"));
    let store = Store::connect(&Settings::new(location)).await.unwrap();
    let served = &Mutex::new(Some(served));
    // Nobody else can write while this transaction is open.
    let ended: Result<bool, StoreError> = store
        .write(move |_tx| async move {
            let served = served.lock().unwrap().take().unwrap();
            let ended = tokio::task::spawn_blocking(move || {
                served.tell("-TERM");
                served.wait().success()
            });
            Ok(ended.await.unwrap())
        })
        .await;
    assert!(ended.unwrap());
}
