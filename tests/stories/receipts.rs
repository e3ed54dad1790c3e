//! Somebody keeps the receipt of an event, and proves it without Duban.

use duban_store::journal::receipt::Receipt;
use duban_store::journal::seal::{Keyring, PublicKey};
use serde_json::{Value, json};

use crate::harness::TestApp;
use crate::harness::database::Database;

const ASK: &str = "query($id: ID!) { journalReceipt(event: $id) { position publicKey holdsContent \
                   text } }";

#[tokio::test]
async fn a_receipt_proves_an_event_to_whoever_holds_it_on_sqlite() {
    receipts(Database::sqlite().await).await;
}

#[tokio::test]
async fn a_receipt_proves_an_event_to_whoever_holds_it_on_postgres() {
    if let Some(database) = Database::postgres("receipts").await {
        receipts(database).await;
    }
}

async fn receipts(database: Database) {
    let mut app = TestApp::open(database).await;
    app.settle().await;
    app.draft_plan().await;
    let event = format!("{}@1", app.names["plan"]);
    assert_eq!(receipt(&app, "clerk", &event).await, Value::Null, "it is not sealed yet");
    app.seal().await;
    let whole = receipt(&app, "clerk", &event).await;
    let key = PublicKey::parse(whole["publicKey"].as_str().unwrap()).unwrap();
    let text = whole["text"].as_str().unwrap();
    let proven = Receipt::parse(text).unwrap().check(&Keyring::new([key])).unwrap();
    assert_eq!((proven.event, proven.content), (event.clone(), true));
    assert_eq!(whole["position"], proven.position);
    assert_eq!(whole["holdsContent"], true);
    let hashes = receipt(&app, "auditor", &event).await;
    let text = hashes["text"].as_str().unwrap();
    let proven = Receipt::parse(text).unwrap().check(&Keyring::new([key])).unwrap();
    assert!(!proven.content && hashes["holdsContent"] == false, "no contents for an auditor");
    assert!(!text.contains("payload"), "{text}");
    for name in ["plan:1", "", "nothing@1", &event.replace("@1", "@0")] {
        let refused = app.answer(Some("clerk"), ASK, json!({ "id": name })).await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], "BAD_INPUT", "{name}");
    }
    assert_eq!(receipt(&app, "clerk", &event.replace("@1", "@99")).await, Value::Null);
    app.end().await;
}

async fn receipt(app: &TestApp, who: &str, event: &str) -> Value {
    app.ask(who, ASK, json!({ "id": event })).await["journalReceipt"].clone()
}
