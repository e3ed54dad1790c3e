//! A year's assessment from its scheme to the last rectification: drafted, published by another,
//! collected from two counties, checked by a bureau, frozen, scored; publicised, objected to, scored
//! again, approved, published; and read by each with their own eyes.

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
    show(&mut app).await;
    let id = draft(&app).await;
    publish(&app, &id).await;
    collect(&app, &id).await;
    freeze_and_score(&app, &id).await;
    scores_by_eyes(&app, &id).await;
    why_and_what_if(&app, &id).await;
    publicise(&app, &id).await;
    object(&app, &id).await;
    rescore(&app, &id).await;
    recompute(&app, &id).await;
    approve_and_publish(&app, &id).await;
    rectify(&app, &id).await;
    app.end().await;
}

/// Both counties hold a part of the plan, and each has shown something for it.
async fn show(app: &mut TestApp) {
    let plan = json!({ "planId": app.names["plan"] });
    let mut confirm = plan.clone();
    confirm["confirmed"] = json!("LEAD_AND_DUE");
    app.done("director", "confirmTasks", "", confirm).await;
    let mut issue = plan.clone();
    issue["inForceFrom"] = json!("2026-01-05");
    app.done("director", "issuePlan", "", issue).await;
    app.done("clerk", "dispatchTasks", "", plan).await;
    let list = "{ assignments(first: 9) { edges { node { id } } } }";
    for who in ["east", "west"] {
        let seen = app.ask(who, list, json!({})).await;
        let first = &seen["assignments"]["edges"][0]["node"]["id"];
        app.done(who, "signForAssignments", "", json!({ "assignmentIds": [first] })).await;
        let evidence = json!({ "assignmentId": first, "purpose": "CLOSING", "title": "照片",
                               "url": format!("https://example.cn/{who}") });
        let shown = app.done(who, "submitEvidence", "evidence { id }", evidence).await;
        let id = shown["evidence"]["id"].as_str().unwrap().to_owned();
        app.names.insert(format!("evidence:{who}"), id);
    }
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
    for (who, county, roads, parks) in [("east", "east", "80", "50"), ("west", "west", "100", "60")]
    {
        for (indicator, value) in [("roads", roads), ("parks", parks)] {
            let submit = datum(id, (county, indicator), value);
            app.done(who, "submitDatum", STATE, submit).await;
        }
    }
    adjust(app, id).await;
    let mut apart = at(id, "east", "parks");
    apart["datum"] = json!({ "kind": "NOT_APPLICABLE" });
    assert_eq!(app.refused("east", "submitDatum", apart.clone()).await, "REASON_MISSING");
    apart["note"] = json!("没有公园。");
    app.done("east", "submitDatum", STATE, apart).await;
    let parks = at(id, "east", "parks");
    assert_eq!(
        app.refused("housing", "checkDatum", parks.clone()).await,
        "OTHER_WAY_OF_CONFIRMING"
    );
    assert_eq!(app.refused("housing", "approveNotApplicable", parks.clone()).await, "FORBIDDEN");
    app.done("assessor.director", "approveNotApplicable", STATE, parks.clone()).await;
    let mut back = parks;
    back["reason"] = json!("有公园。");
    app.done("housing", "returnDatum", STATE, back).await;
    app.done("east", "submitDatum", STATE, datum(id, ("east", "parks"), "50")).await;
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

/// A commendation for the east, and an accident in the west that bars the upper grades.
async fn adjust(app: &TestApp, id: &str) {
    let adjustment = |county: &str, kind: &str, rule: &str, points: Value| {
        json!({ "assessmentId": id, "county": county, "kind": kind, "rule": rule,
                "matter": "某事", "points": points, "basis": "某通报〔2026〕1号" })
    };
    let praise = adjustment("east", "BONUS", "praise", json!("1"));
    assert_eq!(app.refused("east", "enterAdjustment", praise.clone()).await, "FORBIDDEN");
    for unfit in [
        adjustment("east", "BONUS", "praise", json!("3")),
        adjustment("east", "BONUS", "accident", json!("1")),
        adjustment("east", "DEDUCTION", "praise", json!("1")),
    ] {
        assert_eq!(app.refused("assessor", "enterAdjustment", unfit).await, "ADJUSTMENT_UNFIT");
    }
    app.done("assessor", "enterAdjustment", STATE, praise).await;
    let veto = adjustment("west", "VETO", "accident", Value::Null);
    app.done("assessor", "enterAdjustment", STATE, veto).await;
    let counties = "query($id: ID!) { assessmentCounties(assessmentId: $id, first: 9) { edges { node \
                    { county class adjustments { kind points } rectification } } } }";
    let seen = app.ask("east", counties, json!({ "id": id })).await;
    let own = json!([{ "node": { "county": "east", "class": "II", "rectification": null,
                                 "adjustments": [{ "kind": "BONUS", "points": "1.0000" }] } }]);
    assert_eq!(seen["assessmentCounties"]["edges"], own, "nobody sees what another is given");
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

const SCORES: &str = "query($id: ID!) { assessmentScores(assessmentId: $id, first: 9) { edges { \
    node { county class bonus deduction total rank grade indicators { indicator name outcome points } \
    } } } }";

async fn scores(app: &TestApp, who: &str, id: &str) -> Vec<Value> {
    let found = app.ask(who, SCORES, json!({ "id": id })).await;
    let edges = found["assessmentScores"]["edges"].as_array().unwrap();
    edges.iter().map(|edge| edge["node"].clone()).collect()
}

fn told(row: &Value) -> [Value; 4] {
    ["county", "total", "rank", "grade"].map(|name| row[name].clone())
}

/// 60 x 90/100 + 40 x 50/100 + 1 = 75; 60 + 40 x 60/100 = 84, held at fair by the veto.
async fn scores_by_eyes(app: &TestApp, id: &str) {
    let all = scores(app, "assessor", id).await;
    assert_eq!(told(&all[0]), [json!("east"), json!("75.0000"), json!(2), json!("FAIR")]);
    assert_eq!(told(&all[1]), [json!("west"), json!("84.0000"), json!(1), json!("FAIR")]);
    let parks = json!({ "indicator": "parks", "name": "公园绿地", "outcome": "SCORED",
                        "points": "20.0000" });
    assert_eq!(all[0]["indicators"][0], parks);
    let own = scores(app, "east", id).await;
    assert_eq!(own, [all[0].clone()], "before publication a county sees its own");
    assert_eq!(scores(app, "housing", id).await, Vec::<Value>::new(), "and a bureau none");
    assert_eq!(scores(app, "planning", id).await, Vec::<Value>::new(), "nor who has no part in it");
}

async fn why_and_what_if(app: &TestApp, id: &str) {
    let why = "query($id: ID!, $county: String!) { scoreExplanation(assessmentId: $id, county: \
               $county, indicator: \"parks\") { method value target nominalWeight effectiveWeight \
               exact points arithmetic } }";
    let of = |county: &str| json!({ "id": id, "county": county });
    let seen = app.ask("east", why, of("east")).await;
    let told = &seen["scoreExplanation"];
    assert_eq!([&told["method"], &told["value"], &told["target"]], ["M1", "50", "100"]);
    assert_eq!([&told["nominalWeight"], &told["points"]], ["40.0000", "20.0000"]);
    assert!(told["arithmetic"].as_str().unwrap().contains("50"), "{told}");
    let hidden = app.ask("east", why, of("west")).await;
    assert_eq!(hidden["scoreExplanation"], Value::Null, "before publication only the own");
    let if_so = "query($id: ID!, $changes: AssessmentChangesInput!) { assessmentWhatIf(assessmentId: \
                 $id, changes: $changes) { recomputed differences { county before { total rank } \
                 after { total rank } indicators { indicator before after } } } }";
    let data = json!({ "data": [{ "county": "east", "indicator": "parks",
                                  "datum": { "kind": "VALUE", "value": "60" } }] });
    let asked = json!({ "id": id, "changes": data });
    let seen = app.ask("assessor", if_so, asked.clone()).await;
    let difference = json!({ "county": "east",
        "before": { "total": "75.0000", "rank": 2 }, "after": { "total": "79.0000", "rank": 2 },
        "indicators": [{ "indicator": "parks", "before": "20.0000", "after": "24.0000" }] });
    let wanted = json!({ "recomputed": ["II"], "differences": [difference] });
    assert_eq!(seen["assessmentWhatIf"], wanted);
    let hidden = app.ask("east", if_so, asked).await;
    assert_eq!(
        hidden["assessmentWhatIf"],
        Value::Null,
        "what is hidden is not found out by trying"
    );
    let weights = json!({ "weights": [{ "class": "II", "indicator": "parks", "weight": "41" }] });
    let asked = json!({ "id": id, "changes": weights });
    let answer = app.answer(Some("assessor"), if_so, asked).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_INPUT", "101 points are no scheme");
    let weights = json!({ "weights": [{ "class": "II", "indicator": "parks", "weight": "50" },
                                      { "class": "II", "indicator": "roads", "weight": "50" }] });
    let seen = app.ask("assessor", if_so, json!({ "id": id, "changes": weights })).await;
    // 45 + 25 + 1 and 50 + 30.
    let after = |at: usize| &seen["assessmentWhatIf"]["differences"][at]["after"]["total"];
    assert_eq!([after(0), after(1)], ["71.0000", "80.0000"]);
}

async fn publicise(app: &TestApp, id: &str) {
    let which = json!({ "assessmentId": id });
    assert_eq!(app.refused("assessor", "reviewScores", which.clone()).await, "FORBIDDEN");
    app.done("assessor.director", "reviewScores", STATE, which.clone()).await;
    let early = app.refused("assessor.director", "publiciseScores", which.clone()).await;
    assert_eq!(early, "FORBIDDEN");
    let public =
        app.done("leader", "publiciseScores", "assessment { state publicisedUntil }", which);
    assert_eq!(public.await["assessment"]["publicisedUntil"], "2026-01-12");
}

/// The named difference of the objection: the east comes before the west.
async fn object(app: &TestApp, id: &str) {
    let mut object = at(id, "east", "parks");
    object["claim"] = json!({ "kind": "VALUE", "value": "80" });
    object["evidenceId"] = json!(app.names["evidence:west"]);
    object["reason"] = json!("漏计一处公园。");
    assert_eq!(app.refused("east", "objectToDatum", object.clone()).await, "FORBIDDEN");
    let anothers = app.refused("east.signer", "objectToDatum", object.clone()).await;
    assert_eq!(anothers, "EVIDENCE_UNKNOWN");
    object["evidenceId"] = json!(app.names["evidence:east"]);
    assert_eq!(app.refused("west.signer", "objectToDatum", object.clone()).await, "NOT_OWN_COUNTY");
    let mut nothing = object.clone();
    nothing["claim"]["value"] = json!("50");
    assert_eq!(app.refused("east.signer", "objectToDatum", nothing).await, "CLAIM_CHANGES_NOTHING");
    app.done("east.signer", "objectToDatum", STATE, object).await;
    let if_so = "query($id: ID!) { assessmentWhatIf(assessmentId: $id, changes: { objections: [1] }) \
                 { differences { county before { total rank grade } after { total rank grade } } } }";
    let seen = app.ask("assessor.director", if_so, json!({ "id": id })).await;
    let position = |total: &str, rank: u8, grade: &str| json!({ "total": total, "rank": rank, "grade": grade });
    let wanted = json!([
        { "county": "east", "before": position("75.0000", 2, "FAIR"),
          "after": position("87.0000", 1, "GOOD") },
        { "county": "west", "before": position("84.0000", 1, "FAIR"),
          "after": position("84.0000", 2, "FAIR") },
    ]);
    assert_eq!(seen["assessmentWhatIf"]["differences"], wanted);
    let seen = |who: &'static str| async move {
        let list = "query($id: ID!) { assessmentObjections(assessmentId: $id, first: 9) { edges { \
                    node { number county name claimValue ruling dueOn } } } }";
        let found = app.ask(who, list, json!({ "id": id })).await;
        found["assessmentObjections"]["edges"].clone()
    };
    let open = json!([{ "node": { "number": 1, "county": "east", "name": "公园绿地",
        "claimValue": "80", "ruling": null, "dueOn": "2026-01-19" } }]);
    assert_eq!(seen("assessor").await, open);
    assert_eq!(seen("east").await, open);
    assert_eq!(seen("west").await, json!([]), "nor an objection of another");
}

async fn rescore(app: &TestApp, id: &str) {
    let which = json!({ "assessmentId": id });
    let open = app.refused("assessor", "closeObjections", which.clone()).await;
    assert_eq!(open, "PUBLICITY_RUNS");
    app.on("2026-01-13").await;
    let open = app.refused("assessor", "closeObjections", which.clone()).await;
    assert_eq!(open, "OBJECTIONS_OPEN");
    let decide = json!({ "assessmentId": id, "number": 1, "ruling": "UPHELD", "reason": "属实。" });
    assert_eq!(app.refused("assessor", "decideObjection", decide.clone()).await, "FORBIDDEN");
    let second = json!({ "assessmentId": id, "number": 2, "ruling": "UPHELD", "reason": "属实。" });
    let unknown = app.refused("assessor.director", "decideObjection", second).await;
    assert_eq!(unknown, "NO_SUCH_OBJECTION");
    app.done("assessor.director", "decideObjection", STATE, decide).await;
    assert_eq!(told(&scores(app, "assessor", id).await[0])[1], "75.0000", "not scored again yet");
    let due = app.refused("assessor", "closeObjections", which.clone()).await;
    assert_eq!(due, "RESCORE_DUE");
    app.done("assessor", "rescoreAssessment", STATE, which.clone()).await;
    let all = scores(app, "assessor", id).await;
    assert_eq!(told(&all[0]), [json!("east"), json!("87.0000"), json!(1), json!("GOOD")]);
    assert_eq!(told(&all[1]), [json!("west"), json!("84.0000"), json!(2), json!("FAIR")]);
    app.done("assessor.director", "reviewScores", STATE, which.clone()).await;
    let public =
        app.done("leader", "publiciseScores", "assessment { publicisedUntil }", which.clone());
    // What changed is publicised for three working days.
    assert_eq!(public.await["assessment"]["publicisedUntil"], "2026-01-16");
    let nothing = app.refused("assessor", "rescoreAssessment", which).await;
    assert_eq!(nothing, "NOTHING_UPHELD");
}

/// Another language comes to the same scores from what is exported, and from nothing else.
async fn recompute(app: &TestApp, id: &str) {
    let export = "query($id: ID!) { assessmentExport(assessmentId: $id) { scheme data } }";
    let hidden = app.ask("east", export, json!({ "id": id })).await;
    assert_eq!(hidden["assessmentExport"], Value::Null);
    let taken = app.ask("assessor", export, json!({ "id": id })).await["assessmentExport"].clone();
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let scheme = file("scheme.toml", taken["scheme"].as_str().unwrap());
    let data = file("data.csv", taken["data"].as_str().unwrap());
    let told = file("scores.json", &json!(scores(app, "assessor", id).await).to_string());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/recompute/exported.py");
    let run = std::process::Command::new("python3").arg(script).args([scheme, data, told]).output();
    let run = run.ok().filter(|run| run.status.code() != Some(77));
    let Some(run) = run else {
        eprintln!("skipped: there is no python3 (3.11 or later) to recompute with");
        return;
    };
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{said}{}", String::from_utf8_lossy(&run.stderr));
    assert_eq!(said.trim(), "2 counties agree");
}

async fn approve_and_publish(app: &TestApp, id: &str) {
    let which = json!({ "assessmentId": id });
    app.on("2026-01-17").await;
    let mut late = at(id, "east", "roads");
    late["claim"] = json!({ "kind": "VALUE", "value": "99" });
    late["evidenceId"] = json!(app.names["evidence:east"]);
    late["reason"] = json!("还有一条路。");
    assert_eq!(app.refused("east.signer", "objectToDatum", late).await, "PUBLICITY_OVER");
    app.done("assessor", "closeObjections", STATE, which.clone()).await;
    assert_eq!(app.refused("leader", "approveResult", which.clone()).await, "FORBIDDEN");
    app.done("mayor", "approveResult", STATE, which.clone()).await;
    assert_eq!(scores(app, "east", id).await.len(), 1);
    let done = app.done("assessor", "publishResult", STATE, which).await;
    assert_eq!(done["assessment"]["state"], "PUBLISHED");
    let all = scores(app, "assessor", id).await;
    for who in ["east", "west", "housing"] {
        assert_eq!(scores(app, who, id).await, all, "{who} sees all of it now");
    }
    assert_eq!(scores(app, "planning", id).await, Vec::<Value>::new());
}

async fn rectify(app: &TestApp, id: &str) {
    let of = |county: &str| json!({ "assessmentId": id, "county": county });
    let mut hand_in = of("west");
    hand_in["evidenceId"] = json!(app.names["evidence:west"]);
    let early = app.refused("assessor.director", "acceptRectification", of("west")).await;
    assert_eq!(early, "NO_RECTIFICATION");
    let mut none = of("east");
    none["evidenceId"] = json!(app.names["evidence:east"]);
    assert_eq!(app.refused("east.signer", "submitRectification", none).await, "NO_RECTIFICATION");
    app.done("west.signer", "submitRectification", STATE, hand_in).await;
    app.done("assessor.director", "acceptRectification", STATE, of("west")).await;
    let counties = "query($id: ID!) { assessmentCounties(assessmentId: $id, first: 9) { edges { node \
                    { county rectification rectificationEvidenceId } } } }";
    let seen = app.ask("east", counties, json!({ "id": id })).await;
    let west = json!({ "county": "west", "rectification": "ACCEPTED",
                       "rectificationEvidenceId": app.names["evidence:west"] });
    assert_eq!(seen["assessmentCounties"]["edges"][1]["node"], west);
}
