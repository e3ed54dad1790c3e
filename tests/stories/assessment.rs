//! A year's assessment from its scheme to the scores: drafted, published by another, collected from
//! two counties, checked by a bureau, frozen, scored; and read by each with their own eyes.

use serde_json::{Value, json};

use crate::harness::TestApp;
use crate::harness::database::Database;

/// Two counties in one class, two indicators of which the bureau checks both.
pub const SCHEME: &str = include_str!("../data/scheme.toml");

const STATE: &str = "assessment { id state version schemeDigest dataDigest resultDigest }";

#[tokio::test]
async fn a_year_is_assessed_on_sqlite() {
    tell(Database::sqlite().await).await;
}

#[tokio::test]
async fn a_year_is_assessed_on_postgres() {
    if let Some(database) = Database::postgres("assessment").await {
        tell(database).await;
    }
}

async fn tell(database: Database) {
    let mut app = TestApp::open(database).await;
    app.settle().await;
    app.draft_plan().await;
    let id = draft(&app).await;
    publish(&app, &id).await;
    collect(&app, &id).await;
    freeze_and_score(&app, &id).await;
    scores_by_eyes(&app, &id).await;
    app.end().await;
}

/// What a draft says besides the scheme: the units behind its codes.
fn units(app: &TestApp) -> Value {
    let unit = |code: &str, name: &str| json!({ "code": code, "unitId": app.names[name] });
    json!([unit("east", "东县"), unit("west", "西县"), unit("housing", "市住房和城乡建设局")])
}

async fn draft(app: &TestApp) -> String {
    let drafted = |scheme: &str, units: Value| json!({ "planId": app.names["plan"], "scheme": scheme, "units": units });
    let whole = drafted(SCHEME, units(app));
    assert_eq!(app.refused("clerk", "draftAssessment", whole.clone()).await, "FORBIDDEN");
    assert_eq!(app.refused("east", "draftAssessment", whole.clone()).await, "NOT_FOUND");
    let torn = drafted(&SCHEME.replace("weight = 60", "weight = 61"), units(app));
    assert_eq!(app.refused("assessor", "draftAssessment", torn).await, "SCHEME_UNREADABLE");
    let unnamed = drafted(SCHEME, json!([units(app)[0], units(app)[1]]));
    assert_eq!(app.refused("assessor", "draftAssessment", unnamed).await, "PARTY_UNKNOWN");
    let done = app.done("assessor", "draftAssessment", STATE, whole.clone()).await;
    assert_eq!(done["assessment"]["state"], "PLANNED");
    // There is one assessment of a plan and year.
    assert_eq!(app.refused("assessor", "draftAssessment", whole).await, "WRONG_STATE");
    done["assessment"]["id"].as_str().unwrap().to_owned()
}

async fn publish(app: &TestApp, id: &str) {
    let which = json!({ "assessmentId": id });
    let one = "query($id: ID!) { assessment(id: $id) { state parties { code class } } }";
    let hidden = app.ask("east", one, json!({ "id": id })).await;
    assert_eq!(hidden["assessment"], Value::Null, "a draft is the assessors' own paper");
    assert_eq!(app.refused("east", "publishScheme", which.clone()).await, "NOT_FOUND");
    assert_eq!(app.refused("assessor", "publishScheme", which.clone()).await, "FORBIDDEN");
    let revised = json!({ "assessmentId": id, "scheme": SCHEME, "units": units(app) });
    let revised = app.done("assessor.director", "reviseScheme", STATE, revised).await;
    assert_eq!(revised["assessment"]["version"], 2);
    let by_maker = app.refused("assessor.director", "publishScheme", which.clone()).await;
    assert_eq!(by_maker, "MAKER_IS_CHECKER");
    let again = json!({ "assessmentId": id, "scheme": SCHEME, "units": units(app) });
    app.done("assessor", "reviseScheme", STATE, again).await;
    let done = app.done("assessor.director", "publishScheme", STATE, which.clone()).await;
    assert_eq!(done["assessment"]["schemeDigest"].as_str().map(str::len), Some(64));
    let seen = app.ask("east", one, json!({ "id": id })).await;
    let parties = json!([{ "code": "east", "class": "II" }, { "code": "housing", "class": null },
                         { "code": "west", "class": "II" }]);
    assert_eq!(seen["assessment"]["parties"], parties);
    let done = app.done("assessor", "beginCollecting", STATE, which).await;
    assert_eq!(done["assessment"]["state"], "COLLECTING");
}

fn at(id: &str, county: &str, indicator: &str) -> Value {
    json!({ "assessmentId": id, "county": county, "indicator": indicator })
}

fn datum(id: &str, (county, indicator): (&str, &str), value: &str) -> Value {
    let mut input = at(id, county, indicator);
    input["datum"] = json!({ "kind": "VALUE", "value": value });
    input
}

async fn collect(app: &TestApp, id: &str) {
    let early = app.refused("assessor.director", "freezeData", json!({ "assessmentId": id })).await;
    assert_eq!(early, "ITEMS_UNCONFIRMED");
    let of_west = datum(id, ("west", "roads"), "9");
    assert_eq!(app.refused("east", "submitDatum", of_west).await, "NOT_THE_SOURCE");
    for (who, county, roads, parks) in [("east", "east", "80", "50"), ("west", "west", "100", "90")]
    {
        for (indicator, value) in [("roads", roads), ("parks", parks)] {
            let submit = datum(id, (county, indicator), value);
            app.done(who, "submitDatum", STATE, submit).await;
        }
    }
    let roads = at(id, "east", "roads");
    assert_eq!(app.refused("west.signer", "checkDatum", roads.clone()).await, "NOT_THE_CHECKER");
    let mut back = roads.clone();
    back["reason"] = json!("数字有误。");
    app.done("housing", "returnDatum", STATE, back).await;
    app.done("east", "submitDatum", STATE, datum(id, ("east", "roads"), "90")).await;
    let mine = "query($id: ID!) { assessmentItems(assessmentId: $id, first: 9) { totalCount \
                edges { node { county indicator value standing } } } }";
    let seen = app.ask("east", mine, json!({ "id": id })).await;
    assert_eq!(seen["assessmentItems"]["totalCount"], 2, "a county sees its own sheet: {seen}");
    let seen = app.ask("housing", mine, json!({ "id": id })).await;
    assert_eq!(seen["assessmentItems"]["totalCount"], 4, "who checks sees what waits: {seen}");
    for county in ["east", "west"] {
        for indicator in ["roads", "parks"] {
            app.done("housing", "checkDatum", STATE, at(id, county, indicator)).await;
        }
    }
    let twice = datum(id, ("east", "roads"), "100");
    assert_eq!(app.refused("east", "submitDatum", twice).await, "ALREADY_CONFIRMED");
}

async fn freeze_and_score(app: &TestApp, id: &str) {
    let which = json!({ "assessmentId": id });
    let early = app.refused("assessor", "scoreAssessment", which.clone()).await;
    assert_eq!(early, "WRONG_STATE");
    let frozen = app.done("assessor.director", "freezeData", STATE, which.clone()).await;
    assert_eq!(frozen["assessment"]["dataDigest"].as_str().map(str::len), Some(64));
    let open =
        "query($id: ID!) { assessment(id: $id) { availableActions { action allowed code } } }";
    let seen = app.ask("assessor", open, json!({ "id": id })).await;
    let actions = seen["assessment"]["availableActions"].as_array().unwrap();
    let allowed: Vec<&Value> = actions.iter().filter(|it| it["allowed"] == true).collect();
    assert_eq!(allowed.len(), 1, "{actions:?}");
    assert_eq!(allowed[0]["action"], "SCORE");
    let scored = app.done("assessor", "scoreAssessment", STATE, which).await;
    assert_eq!(scored["assessment"]["state"], "SCORED");
    assert_eq!(scored["assessment"]["resultDigest"].as_str().map(str::len), Some(64));
}

/// 60 x 90/100 + 40 x 50/100 = 74; 60 + 40 x 90/100 = 96.
async fn scores_by_eyes(app: &TestApp, id: &str) {
    let query = "query($id: ID!) { assessmentScores(assessmentId: $id, first: 9) { edges { node { \
                 county class total rank grade indicators { indicator name outcome points } } } } }";
    let read = async |who: &str| {
        let found = app.ask(who, query, json!({ "id": id })).await;
        let edges = found["assessmentScores"]["edges"].as_array().unwrap();
        edges.iter().map(|edge| edge["node"].clone()).collect::<Vec<_>>()
    };
    let all = read("assessor").await;
    let told = |row: &Value| ["county", "total", "rank", "grade"].map(|name| row[name].clone());
    assert_eq!(told(&all[0]), [json!("east"), json!("74.0000"), json!(2), json!("FAIR")]);
    assert_eq!(told(&all[1]), [json!("west"), json!("96.0000"), json!(1), json!("EXCELLENT")]);
    let parks = json!({ "indicator": "parks", "name": "公园绿地", "outcome": "SCORED",
                        "points": "20.0000" });
    assert_eq!(all[0]["indicators"][0], parks);
    let own = read("east").await;
    assert_eq!(own, [all[0].clone()], "before publication a county sees its own");
    assert_eq!(read("housing").await, Vec::<Value>::new(), "and a bureau none");
    assert_eq!(read("planning").await, Vec::<Value>::new(), "nor who has no part in it");
}
