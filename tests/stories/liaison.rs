//! Whom others call about a unit's tasks: named by the unit itself, the number kept encrypted and
//! shown whole to those who call.

use serde_json::{Value, json};

use crate::harness::TestApp;
use crate::harness::database::Database;

const PHONE: &str = "13800001234";

const READ: &str = "query($id: ID!, $on: Date) { organisation(id: $id, asOf: $on) \
                    { liaison { person { name } phone } } }";

#[tokio::test]
async fn a_unit_names_its_liaison_on_sqlite() {
    tell(Database::sqlite().await).await;
}

#[tokio::test]
async fn a_unit_names_its_liaison_on_postgres() {
    if let Some(database) = Database::postgres("liaison").await {
        tell(database).await;
    }
}

async fn tell(database: Database) {
    let mut app = TestApp::open(database).await;
    app.settle().await;
    assert_eq!(liaison(&app, "clerk", "市住房和城乡建设局", None).await, Value::Null);
    app.on("2026-01-07").await;
    name(&app, "housing", "市住房和城乡建设局", "housing").await;
    name(&app, "east", "东县", "east").await;
    refusals(&app).await;
    whole_for_those_who_call(&app).await;
    nowhere_in_plain_words(&app).await;
    app.on("2026-01-09").await;
    another_liaison_and_none(&app).await;
    who_left_is_no_liaison(&app).await;
    let folder = app.leave().await;
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let path = file.unwrap().path();
        let Ok(bytes) = std::fs::read(&path) else { continue };
        let found = bytes.windows(PHONE.len()).any(|part| part == PHONE.as_bytes());
        assert!(!found, "{} holds the number", path.display());
    }
}

async fn liaison(app: &TestApp, who: &str, unit: &str, on: Option<&str>) -> Value {
    let asked = json!({ "id": app.names[unit], "on": on });
    app.ask(who, READ, asked).await["organisation"]["liaison"].clone()
}

async fn name(app: &TestApp, who: &str, unit: &str, person: &str) {
    let named = input(app, unit, Some(person), Some(PHONE));
    let shown = app.done(who, "nameLiaison", "organisation { liaison { phone } }", named).await;
    assert_eq!(shown["organisation"]["liaison"]["phone"], PHONE);
}

fn input(app: &TestApp, unit: &str, person: Option<&str>, phone: Option<&str>) -> Value {
    let person = person.map(|person| app.names[&format!("person:{person}")].clone());
    json!({ "organisationId": app.names[unit], "personId": person, "phone": phone })
}

async fn refusals(app: &TestApp) {
    let east = |person, phone| input(app, "东县", person, phone);
    for (who, named, code) in [
        ("west", east(Some("east"), None), "FORBIDDEN"),
        ("clerk", east(Some("east"), None), "FORBIDDEN"),
        ("east", east(Some("west"), None), "LIAISON_ELSEWHERE"),
        ("east", east(None, Some(PHONE)), "BAD_INPUT"),
        ("east", east(Some("east"), Some("不详")), "BAD_INPUT"),
        ("east", east(Some("east"), Some("1234")), "BAD_INPUT"),
    ] {
        assert_eq!(app.refused(who, "nameLiaison", named.clone()).await, code, "{who} {named}");
    }
}

async fn whole_for_those_who_call(app: &TestApp) {
    let masked = json!("138****1234");
    for (who, unit, seen) in [
        ("housing.signer", "市住房和城乡建设局", json!(PHONE)),
        ("clerk", "东县", json!(PHONE)),
        ("supervisor", "东县", json!(PHONE)),
        ("planning.signer", "东县", masked.clone()),
        ("east", "市住房和城乡建设局", masked.clone()),
        ("leader", "东县", masked.clone()),
        ("sysadmin", "东县", masked),
    ] {
        let shown = liaison(app, who, unit, None).await;
        assert_eq!(shown["phone"], seen, "{who} of {unit}");
    }
    assert_eq!(liaison(app, "west", "东县", None).await, Value::Null, "a county of another");
    assert_eq!(liaison(app, "clerk", "东县", Some("2026-01-06")).await, Value::Null);
}

/// What the journal tells of it is not the number.
async fn nowhere_in_plain_words(app: &TestApp) {
    let journal =
        "query($id: ID!) { journal(first: 9, stream: $id) { edges { node { payload } } } }";
    let told = app.ask("supervisor", journal, json!({ "id": app.names["东县"] })).await;
    let named = told["journal"]["edges"].as_array().unwrap().last().unwrap().to_string();
    assert!(named.contains("liaison_named") && !named.contains("0000123"), "{named}");
}

async fn another_liaison_and_none(app: &TestApp) {
    let signer = input(app, "市住房和城乡建设局", Some("housing.signer"), None);
    let fields = "organisation { liaison { person { name } phone } }";
    let shown = app.done("housing", "nameLiaison", fields, signer).await;
    let now = json!({ "person": { "name": "housing.signer" }, "phone": null });
    assert_eq!(shown["organisation"]["liaison"], now);
    let before = liaison(app, "clerk", "市住房和城乡建设局", Some("2026-01-08")).await;
    assert_eq!(before, json!({ "person": { "name": "housing" }, "phone": PHONE }));
    let nobody = input(app, "市住房和城乡建设局", None, None);
    let shown = app.done("housing", "nameLiaison", fields, nobody).await;
    assert_eq!(shown["organisation"]["liaison"], Value::Null);
}

async fn who_left_is_no_liaison(app: &TestApp) {
    let left = json!({ "personId": app.names["person:east"], "postId": app.names["post:east"] });
    app.done("secadmin", "revokePost", "person { id }", left).await;
    assert_eq!(liaison(app, "clerk", "东县", None).await, Value::Null);
}
