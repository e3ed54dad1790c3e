//! A past day is answered as it was; what was learnt since stands beside it.

use serde_json::{Value, json};

use crate::harness::world::{TODAY, World};

/// Before closing was asked for, and before the opening balance was registered.
const BEFORE: &str = "2026-01-31";

#[tokio::test]
async fn a_past_day_is_told_as_it_was_and_corrections_beside_it() {
    let world = World::settle().await;
    let app = world.open().await;
    let id = world.id("east@housing.closing");
    let query = "query($id: ID!, $asOf: Date, $knownAt: Date) {
        assignment(id: $id, asOf: $asOf, knownAt: $knownAt) {
            state balances { document } availableActions { allowed code }
            task { leadAssignment { state } } history(last: 1) { edges { node { kind } } }
            corrections(first: 5) { edges { node { what was is factOn actor reason basis } } } } }";
    let ask = |as_of: Option<&str>, known_at: Option<&str>| {
        let variables = json!({ "id": id, "asOf": as_of, "knownAt": known_at });
        app.ask("clerk", query, variables)
    };
    let now = ask(None, None).await["assignment"].clone();
    assert_eq!(now["state"], "CLOSE_REVIEW");
    assert_eq!(now["balances"].as_array().unwrap().len(), 1);
    let then = ask(Some(BEFORE), None).await["assignment"].clone();
    assert_eq!(then["state"], "IN_PROGRESS");
    assert_eq!(then["balances"], json!([]));
    assert_eq!(then["corrections"]["edges"], json!([]));
    assert_ne!(then["history"], now["history"]);
    let actions = then["availableActions"].as_array().unwrap();
    assert!(actions.iter().all(|it| it["allowed"] == false && it["code"] == "PAST_DAY"));
    assert!(!actions.is_empty());
    let both = ask(Some(BEFORE), Some(TODAY)).await["assignment"].clone();
    assert_eq!(both["state"], then["state"]);
    assert_eq!(both["balances"], then["balances"]);
    let learnt = &both["corrections"]["edges"][0]["node"];
    assert_eq!((&learnt["what"], &learnt["factOn"]), (&json!("BALANCE"), &json!("2025-12-31")));
    assert_eq!(learnt["actor"], json!(world.id("person:clerk")));
    app.end().await;
}

#[tokio::test]
async fn an_amended_balance_stands_beside_what_was_known() {
    let world = World::settle().await;
    let app = world.open().await;
    let id = world.id("east@housing.closing");
    let right = json!({ "assignmentId": id, "on": "2025-12-30", "reason": "移交清单有误",
        "balance": { "standing": "NOT_STARTED", "document": "某函〔2026〕3号" } });
    app.done("clerk", "amendFact", "", right).await;
    let query = "query($id: ID!, $asOf: Date, $knownAt: Date) {
        assignment(id: $id, asOf: $asOf, knownAt: $knownAt) {
            balances { standing on document }
            corrections(first: 5) { edges { node { what was is factOn actor reason basis } } } } }";
    let variables = json!({ "id": id });
    let now = app.ask("clerk", query, variables).await["assignment"].clone();
    let right = json!([{ "standing": "NOT_STARTED", "on": "2025-12-30",
        "document": "某函〔2026〕3号" }]);
    assert_eq!(now["balances"], right);
    let variables = json!({ "id": id, "asOf": BEFORE });
    let then = app.ask("clerk", query, variables).await["assignment"].clone();
    assert_eq!((&then["balances"], &then["corrections"]["edges"]), (&json!([]), &json!([])));
    let variables = json!({ "id": id, "asOf": BEFORE, "knownAt": TODAY });
    let both = app.ask("clerk", query, variables).await["assignment"].clone();
    assert_eq!(both["balances"], then["balances"]);
    let edges = both["corrections"]["edges"].as_array().unwrap();
    let learnt = &edges.last().unwrap()["node"];
    assert_eq!((&learnt["what"], &learnt["factOn"]), (&json!("BALANCE"), &json!("2025-12-30")));
    assert_eq!(learnt["is"], "NOT_STARTED, 2025-12-30");
    assert_ne!(learnt["was"], json!(null));
    assert_eq!(learnt["reason"], "移交清单有误");
    assert_eq!(learnt["basis"], "某函〔2026〕3号");
    assert_eq!(learnt["actor"], json!(world.id("person:clerk")));
    app.end().await;
}

#[tokio::test]
async fn a_day_to_come_is_refused_with_both_dates() {
    let world = World::settle().await;
    let app = world.open().await;
    let plan = world.id("near.plan");
    for (document, named) in [
        ("query($id: ID!) { plan(id: $id, asOf: \"2026-02-11\") { id } }", "asOf"),
        (
            "query($id: ID!) { accountabilityReport(planId: $id, groupBy: LEAD,
             asOf: \"2026-02-01\", knownAt: \"2026-02-11\") { asOf } }",
            "knownAt",
        ),
    ] {
        let answer = app.answer(Some("clerk"), document, json!({ "id": plan })).await;
        let error = &answer["errors"][0];
        assert_eq!(error["extensions"]["code"], "BAD_INPUT", "{answer}");
        let message = error["message"].as_str().unwrap();
        for part in [named, "2026-02-11", TODAY] {
            assert!(message.contains(part), "{message}");
        }
    }
    app.end().await;
}

#[tokio::test]
async fn what_changed_between_two_days_says_what_by_whom_and_why() {
    let world = World::settle().await;
    let app = world.open().await;
    let query = "query($id: ID!) { changes(planId: $id, from: \"2026-01-31\", to: \"2026-02-10\",
        first: 100) { totalCount edges { node { thingId assignment { state }
        fields { field was is } entries(first: 50) { edges { node { kind actor } } } } } } }";
    let found = app.ask("clerk", query, json!({ "id": world.id("near.plan") })).await;
    let changes = found["changes"]["edges"].as_array().unwrap().clone();
    let closing = json!(world.id("east@housing.closing"));
    let change = changes.iter().find(|edge| edge["node"]["thingId"] == closing).unwrap();
    let node = &change["node"];
    assert_eq!(node["assignment"]["state"], "CLOSE_REVIEW");
    let state = json!({ "field": "state", "was": "IN_PROGRESS", "is": "CLOSE_REVIEW" });
    assert!(node["fields"].as_array().unwrap().contains(&state), "{node}");
    let entries = node["entries"]["edges"].as_array().unwrap();
    let back = entries.iter().find(|entry| entry["node"]["kind"] == "closing_sent_back").unwrap();
    assert_eq!(back["node"]["actor"], json!(world.id("person:director")));
    // A county is told of its own changes, and of no other county's.
    let own = app.ask("west", query, json!({ "id": world.id("near.plan") })).await;
    let own = own["changes"]["edges"].as_array().unwrap();
    assert!(!own.is_empty() && own.len() < changes.len());
    assert!(own.iter().all(|edge| edge["node"]["thingId"] != closing));
    app.end().await;
}

#[tokio::test]
async fn a_unit_that_was_changed_late_is_told_as_it_was_and_as_it_is_known_since() {
    let world = World::settle().await;
    let app = world.open().await;
    let id = world.id("市财政局");
    let query = "query($id: ID!, $asOf: Date, $knownAt: Date) {
        organisation(id: $id, asOf: $asOf, knownAt: $knownAt) {
            name shortName kind classes { scheme class } } }";
    let ask = |as_of: Option<&str>, known_at: Option<&str>| {
        let variables = json!({ "id": id, "asOf": as_of, "knownAt": known_at });
        app.ask("clerk", query, variables)
    };
    let was = ask(Some(BEFORE), None).await["organisation"].clone();
    let late = json!({ "organisationId": id, "effectiveOn": "2026-01-15", "profile": {
        "name": "市财政和国资局", "shortName": "市财政", "kind": was["kind"],
        "supervision": "DIRECT", "classes": [{ "scheme": "DESIGNATION", "class": "PILOT" }] } });
    let refused = app.refused("sysadmin", "amendOrganisation", late.clone()).await;
    assert_eq!(refused, "BASIS_MISSING");
    let mut told = late;
    told["reason"] = json!("批复晚到");
    told["basis"] = json!("某函〔2026〕3号");
    app.done("sysadmin", "amendOrganisation", "", told).await;
    let now = ask(None, None).await["organisation"].clone();
    assert_eq!(now["name"], "市财政和国资局");
    assert_eq!(ask(Some(BEFORE), None).await["organisation"], was);
    assert_eq!(ask(Some(BEFORE), Some(TODAY)).await["organisation"], now);
    // Before the day on which it counts, the correction says nothing else.
    let earlier = ask(Some("2026-01-14"), None).await["organisation"].clone();
    assert_eq!(ask(Some("2026-01-14"), Some(TODAY)).await["organisation"], earlier);
    app.end().await;
}

#[tokio::test]
async fn what_was_learnt_of_a_unit_stands_beside_it_its_plans_and_their_reports() {
    let world = World::settle().await;
    let app = world.open().await;
    let (plan, county) = (world.id("near.plan"), world.id("西县"));
    let report = "query($id: ID!, $asOf: Date!, $knownAt: Date) { accountabilityReport(
        planId: $id, groupBy: CLASS, scheme: \"DUBAN_4\", asOf: $asOf, knownAt: $knownAt)
        { rows { key duties evidenceSubmitted } } }";
    let told = |known_at: Option<&str>| {
        let variables = json!({ "id": plan, "asOf": BEFORE, "knownAt": known_at });
        app.ask("clerk", report, variables)
    };
    let (on_the_day, keys) = (told(None).await, |report: &Value| -> Vec<String> {
        let rows = report["accountabilityReport"]["rows"].as_array().unwrap();
        rows.iter().map(|row| row["key"].as_str().unwrap().to_owned()).collect()
    });
    let profile = json!({ "name": "西县", "shortName": "西县", "kind": "COUNTY",
        "supervision": "DIRECT", "classes": [{ "scheme": "DUBAN_4", "class": "IV" }] });
    let late = json!({ "organisationId": county, "effectiveOn": "2026-01-15", "profile": profile,
        "reason": "批复晚到", "basis": "某函〔2026〕3号" });
    app.done("sysadmin", "amendOrganisation", "", late).await;
    // The report of the day stays; what is known since counts the county in its new class.
    assert_eq!(told(None).await, on_the_day);
    assert!(!keys(&on_the_day).contains(&"IV".to_owned()));
    assert!(keys(&told(Some(TODAY)).await).contains(&"IV".to_owned()));
    // The correction names what was, what is, why and by which document, in all three places.
    let fields = "what subject was is factOn reason basis assignmentId organisation { name }";
    let learnt = json!({ "what": "CLASS", "subject": "DUBAN_4", "was": "II", "is": "IV",
        "factOn": "2026-01-15", "reason": "批复晚到", "basis": "某函〔2026〕3号",
        "assignmentId": null, "organisation": { "name": "西县" } });
    let beside = format!(
        "query($id: ID!, $asOf: Date, $knownAt: Date) {{ organisation(id: $id, asOf: $asOf,
         knownAt: $knownAt) {{ corrections(first: 9) {{ edges {{ node {{ {fields} }} }} }} }} }}"
    );
    let both = json!({ "id": county, "asOf": BEFORE, "knownAt": TODAY });
    let found = app.ask("clerk", &beside, both).await;
    assert_eq!(found["organisation"]["corrections"]["edges"][0]["node"], learnt);
    let alone = app.ask("clerk", &beside, json!({ "id": county, "asOf": BEFORE })).await;
    assert_eq!(alone["organisation"]["corrections"]["edges"], json!([]));
    let of_plan = format!(
        "query($id: ID!) {{ corrections(planId: $id, asOf: \"{BEFORE}\", first: 100)
         {{ totalCount edges {{ node {{ {fields} }} }} }} }}"
    );
    let among = |person| app.ask(person, &of_plan, json!({ "id": plan }));
    let is_there = |found: &Value| {
        let edges = found["corrections"]["edges"].as_array().unwrap();
        assert_eq!(found["corrections"]["totalCount"], edges.len());
        edges.iter().any(|edge| edge["node"] == learnt)
    };
    assert!(is_there(&among("clerk").await) && is_there(&among("west").await));
    // A county that has no part in it is told of its own plan only.
    assert!(!is_there(&among("east").await));
    let changes = "query($id: ID!) { changes(planId: $id, from: \"2026-01-31\",
        to: \"2026-02-10\", first: 100) { edges { node { thingId organisation { name }
        entries(first: 9) { edges { node { kind } } } } } } }";
    let found = app.ask("clerk", changes, json!({ "id": plan })).await;
    let edges = found["changes"]["edges"].as_array().unwrap();
    let change = edges.iter().find(|edge| edge["node"]["thingId"] == json!(county)).unwrap();
    assert_eq!(change["node"]["organisation"]["name"], "西县");
    assert_eq!(change["node"]["entries"]["edges"][0]["node"]["kind"], "unit_amended");
    app.end().await;
}
