//! For every action that is offered, the requests that ask for it: well formed, about what the
//! thing has. Of several, any may be the one that fits.

use serde_json::{Value, json};

use crate::harness::world::TOWNS;

/// A mutation with its input.
pub struct Attempt {
    pub mutation: &'static str,
    pub input: Value,
}

impl Attempt {
    pub fn document(&self) -> String {
        let name = self.mutation;
        let (first, rest) = name.split_at(1);
        let kind = format!("{}{rest}Input", first.to_uppercase());
        format!(
            "mutation($input: {kind}!) {{ {name}(input: $input) {{ errors {{ code message }} }} }}"
        )
    }
}

/// What is asked of a thing of a kind; none for what has no life of its own.
pub fn selection(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "plan" => {
            "query($id: ID!) { node(id: $id) { ... on Plan { id jurisdiction { id }
             findings(first: 5) { edges { node { id } } }
             availableActions { action allowed code because } } } }"
        }
        "task" => {
            "query($id: ID!) { node(id: $id) { ... on Task { id body lead { id } plan { id }
             availableActions { action allowed code because } } }
             drafts: tasks(first: 100, filter: { states: [DRAFT] }) {
             edges { node { id plan { id } } } } }"
        }
        "assignment" => {
            "query($id: ID!) { node(id: $id) { ... on Assignment { id dueOn
             milestones { id name dueOn weight doneOn } targets { target { id } }
             rows(first: 24) { edges { node { period stage } } }
             availableActions { action allowed code because } } } }"
        }
        "sheet" => {
            "query($id: ID!) { node(id: $id) { ... on Sheet { id lines { assignmentId stage }
             availableActions { action allowed code because } } } }"
        }
        "evidence" => {
            "query($id: ID!) { node(id: $id) { ... on Evidence { id
             availableActions { action allowed code because } } } }"
        }
        "assessment" => {
            "query($id: ID!) { node(id: $id) { ... on Assessment { id year version
             parties { code class unit { id } }
             availableActions { action allowed code because } } }
             evidence(first: 20) { edges { node { id } } } }"
        }
        _ => return None,
    })
}

/// Every way to ask for an action that makes sense for the thing; at least one.
pub fn attempts(kind: &str, action: &str, thing: &Value, today: String) -> Vec<Attempt> {
    let id = &thing["id"];
    let one = |mutation, input| vec![Attempt { mutation, input }];
    match (kind, action) {
        ("plan", "ISSUE") => one("issuePlan", json!({ "planId": id, "inForceFrom": today })),
        ("plan", "SETTLE_FINDINGS") => {
            let edges = thing["findings"]["edges"].as_array();
            let known =
                edges.and_then(|edges| edges.first()).map(|edge| edge["node"]["id"].clone());
            let nothing = || json!("finding:ffffffff-ffff-7fff-8fff-ffffffffffff");
            let finding = known.unwrap_or_else(nothing);
            let input = json!({ "planId": id, "findingIds": [finding], "decision": "照办。" });
            one("settleFindings", input)
        }
        ("plan", "IDENTIFY_UNIT") => {
            let unit = &thing["jurisdiction"]["id"];
            one("identifyUnit", json!({ "planId": id, "name": "市天文台", "unitId": unit }))
        }
        ("plan", "DISCARD") => one("discardPlan", json!({ "planId": id, "reason": "误导入。" })),
        ("task", "CORRECT") => one("correctTask", json!({ "taskId": id, "title": "更正的标题" })),
        ("task", "SPLIT") => {
            let length = thing["body"].as_str().unwrap().chars().count();
            let half = json!({ "start": 0, "end": length.div_ceil(2) });
            let part = json!({ "title": "拆出的任务", "sentences": [half] });
            one("splitTask", json!({ "taskId": id, "parts": [part] }))
        }
        ("task", "MERGE") => {
            let drafts = thing["drafts"]["edges"].as_array().unwrap();
            let other = drafts.iter().map(|edge| &edge["node"]).find(|other| {
                other["plan"]["id"] == thing["plan"]["id"] && other["id"] != thing["id"]
            });
            let other = other.map_or(id, |other| &other["id"]);
            one("mergeTasks", json!({ "taskId": id, "otherIds": [other] }))
        }
        ("task", "CONFIRM") => {
            let known = if thing["lead"].is_null() { "DUE" } else { "LEAD_AND_DUE" };
            one("confirmTasks", json!({ "taskIds": [id], "confirmed": known }))
        }
        ("task", "NAME_LEADER") => {
            one("nameLeader", json!({ "taskIds": [id], "leader": format!("张{today}") }))
        }
        ("task", "DISPATCH") => one("dispatchTasks", json!({ "taskIds": [id] })),
        ("assignment", action) => of_assignment(action, thing, &today),
        ("sheet", action) => of_sheet(action, thing),
        ("evidence", "VERIFY") => one("verifyEvidence", json!({ "evidenceId": id })),
        ("evidence", "REFUSE") => {
            one("refuseEvidence", json!({ "evidenceId": id, "reason": "看不清。" }))
        }
        ("assessment", action) => of_assessment(action, thing),
        (kind, action) => panic!("write down how {kind}.{action} is asked for"),
    }
}

fn of_assignment(action: &str, thing: &Value, today: &str) -> Vec<Attempt> {
    let id = &thing["id"];
    let one = |mutation, input| vec![Attempt { mutation, input }];
    let reason = "材料不全。";
    match action {
        "SIGN_FOR" => one("signForAssignments", json!({ "assignmentIds": [id] })),
        "PLAN_MILESTONES" => one("planMilestones", milestones(thing)),
        "RECORD_BALANCE" => {
            let balance = json!({ "assignmentId": id, "document": "某函〔2025〕9号",
                                  "on": "2025-12-31", "standing": "RUNNING" });
            one("recordBalances", json!({ "balances": [balance] }))
        }
        "CHECK_ROW" => periods(thing, today, |period| {
            let row = json!({ "assignmentId": id, "period": period });
            Attempt { mutation: "checkRows", input: json!({ "rows": [row] }) }
        }),
        "ACCEPT_ROW" => periods(thing, today, |period| {
            let row = json!({ "assignmentId": id, "period": period });
            Attempt { mutation: "acceptRows", input: json!({ "rows": [row] }) }
        }),
        "RETURN_ROW" => periods(thing, today, |period| {
            let input = json!({ "assignmentId": id, "period": period, "reason": reason });
            Attempt { mutation: "returnRow", input }
        }),
        "REQUEST_CLOSING" => {
            let input = json!({ "assignmentId": id, "outcome": "NOT_MET", "statement": reason });
            one("requestClosing", input)
        }
        "SEND_BACK" => one("sendBackClosing", json!({ "assignmentId": id, "reason": reason })),
        "CLOSE" => one("closeAssignments", json!({ "assignmentIds": [id] })),
        "DECLARE_NOT_APPLICABLE" => {
            one("declareNotApplicable", json!({ "assignmentId": id, "reason": reason }))
        }
        "AMEND_FACT" => amendments(thing, today),
        action => panic!("write down how assignment.{action} is asked for"),
    }
}

/// The milestones as they are, or a first one.
fn milestones(thing: &Value) -> Value {
    let kept = thing["milestones"].as_array().unwrap().iter().map(|known| {
        json!({ "id": known["id"], "name": known["name"], "dueOn": known["dueOn"],
                "weight": known["weight"] })
    });
    let kept: Vec<Value> = kept.collect();
    let first = json!([{ "name": "开工", "dueOn": thing["dueOn"], "weight": 100 }]);
    let planned = if kept.is_empty() { first } else { json!(kept) };
    json!({ "assignmentId": thing["id"], "milestones": planned })
}

/// One for each month with a row, or for this month where there is none.
fn periods(thing: &Value, today: &str, attempt: impl Fn(&str) -> Attempt) -> Vec<Attempt> {
    let rows = thing["rows"]["edges"].as_array().unwrap();
    let months = rows.iter().map(|edge| edge["node"]["period"].as_str().unwrap());
    let found: Vec<Attempt> = months.map(&attempt).collect();
    if found.is_empty() { vec![attempt(&today[..7])] } else { found }
}

/// One for each fact that may have been accepted.
fn amendments(thing: &Value, today: &str) -> Vec<Attempt> {
    let amend = |what: &str, of: &Value| {
        let mut input = json!({ "assignmentId": thing["id"], "on": today, "reason": "有误。" });
        input[what] = of.clone();
        if what == "targetId" {
            input["value"] = json!("3");
        }
        Attempt { mutation: "amendFact", input }
    };
    let milestones = thing["milestones"].as_array().unwrap();
    let targets = thing["targets"].as_array().unwrap();
    let mut found: Vec<Attempt> =
        milestones.iter().map(|known| amend("milestoneId", &known["id"])).collect();
    found.extend(targets.iter().map(|known| amend("targetId", &known["target"]["id"])));
    let balance = json!({ "document": "某函〔2026〕3号", "standing": "NOT_STARTED" });
    let input = json!({ "assignmentId": thing["id"], "on": "2025-12-30", "reason": "有误。",
                        "balance": balance });
    found.push(Attempt { mutation: "amendFact", input });
    found
}

fn of_sheet(action: &str, thing: &Value) -> Vec<Attempt> {
    let id = &thing["id"];
    let lines = thing["lines"].as_array().unwrap();
    // A sheet has a line from its first moment on.
    let of_each_line = |attempt: &dyn Fn(&Value) -> Attempt| -> Vec<Attempt> {
        lines.iter().map(|line| attempt(&line["assignmentId"])).collect()
    };
    match action {
        "DRAFT" => of_each_line(&|line| {
            let rows = json!([{ "assignmentId": line, "progress": "有进展。" }]);
            let input = json!({ "sheetId": id, "rows": rows });
            Attempt { mutation: "draftSheetRows", input }
        }),
        "COPY_LAST" => {
            vec![Attempt { mutation: "copyLastSheet", input: json!({ "sheetId": id }) }]
        }
        "SUBMIT" => of_each_line(&|line| {
            let input = json!({ "sheetId": id, "assignmentIds": [line] });
            Attempt { mutation: "submitSheet", input }
        }),
        "WITHDRAW" => of_each_line(&|line| {
            let input = json!({ "sheetId": id, "assignmentIds": [line] });
            Attempt { mutation: "withdrawSheetRows", input }
        }),
        action => panic!("write down how sheet.{action} is asked for"),
    }
}

/// What may be shown for a county: the evidence that the viewer sees, or one that nobody knows.
fn shown(thing: &Value) -> impl Iterator<Item = Value> + use<> {
    let edges = thing["evidence"]["edges"].as_array().cloned().unwrap_or_default();
    let known = edges.into_iter().map(|edge| edge["node"]["id"].clone());
    known.chain([json!("evidence:ffffffff-ffff-7fff-8fff-ffffffffffff")])
}

/// One for each county.
fn counties(thing: &Value, mutation: &'static str, finish: impl Fn(&mut Value)) -> Vec<Attempt> {
    let parties = thing["parties"].as_array().unwrap();
    let counties = parties.iter().filter(|party| !party["class"].is_null());
    let attempt = |party: &Value| {
        let mut input = json!({ "assessmentId": thing["id"], "county": party["code"] });
        finish(&mut input);
        Attempt { mutation, input }
    };
    counties.map(attempt).collect()
}

fn of_assessment(action: &str, thing: &Value) -> Vec<Attempt> {
    let which = json!({ "assessmentId": thing["id"] });
    let one = |mutation| vec![Attempt { mutation, input: which.clone() }];
    match action {
        "REVISE" => vec![Attempt { mutation: "reviseScheme", input: revision(thing) }],
        "PUBLISH_SCHEME" => one("publishScheme"),
        "COLLECT" => one("beginCollecting"),
        "SUBMIT" => data(thing, "submitDatum", |input| {
            input["datum"] = json!({ "kind": "VALUE", "value": "80" });
        }),
        "CHECK" => data(thing, "checkDatum", |_| {}),
        "RETURN" => data(thing, "returnDatum", |input| input["reason"] = json!("材料不全。")),
        "APPROVE_NOT_APPLICABLE" => data(thing, "approveNotApplicable", |_| {}),
        "ADJUST" => counties(thing, "enterAdjustment", |input| {
            input["kind"] = json!("RED_ORDERS");
            input["redOrders"] = json!(1);
        }),
        "REVIEW" => one("reviewScores"),
        "PUBLICISE" => one("publiciseScores"),
        "OBJECT" => shown(thing)
            .flat_map(|evidence| {
                data(thing, "objectToDatum", |input| {
                    // Another one every time.
                    let value = 1_000 + thing["version"].as_i64().unwrap();
                    input["claim"] = json!({ "kind": "VALUE", "value": value.to_string() });
                    input["evidenceId"] = evidence.clone();
                    input["reason"] = json!("漏计。");
                })
            })
            .collect(),
        "DECIDE_OBJECTION" => (1..=30)
            .map(|number| {
                let input = json!({ "assessmentId": thing["id"], "number": number,
                                    "ruling": "UPHELD", "reason": "属实。" });
                Attempt { mutation: "decideObjection", input }
            })
            .collect(),
        "RESCORE" => one("rescoreAssessment"),
        "CLOSE_OBJECTIONS" => one("closeObjections"),
        "APPROVE" => one("approveResult"),
        "PUBLISH" => one("publishResult"),
        "RECTIFY" => shown(thing)
            .flat_map(|evidence| {
                counties(thing, "submitRectification", |input| {
                    input["evidenceId"] = evidence.clone();
                })
            })
            .collect(),
        "ACCEPT_RECTIFICATION" => counties(thing, "acceptRectification", |_| {}),
        "FREEZE" => one("freezeData"),
        "SCORE" => one("scoreAssessment"),
        action => panic!("write down how assessment.{action} is asked for"),
    }
}

/// One for each county and indicator.
fn data(thing: &Value, mutation: &'static str, more: impl Fn(&mut Value)) -> Vec<Attempt> {
    let mut found = Vec::new();
    let parties = thing["parties"].as_array().unwrap();
    for county in parties.iter().filter(|party| !party["class"].is_null()) {
        for indicator in ["roads", "parks"] {
            let mut input = json!({ "assessmentId": thing["id"], "county": county["code"],
                                    "indicator": indicator });
            more(&mut input);
            found.push(Attempt { mutation, input });
        }
    }
    found
}

/// The same scheme once more.
fn revision(thing: &Value) -> Value {
    let parties = thing["parties"].as_array().unwrap();
    let town = TOWNS
        .iter()
        .find(|town| parties.iter().any(|party| party["code"] == town.bureaus[0].handler));
    let year = u16::try_from(thing["year"].as_u64().unwrap()).unwrap();
    let mut input = town.unwrap().scheme(year, |_| String::new());
    let units = parties.iter().map(|it| json!({ "code": it["code"], "unitId": it["unit"]["id"] }));
    input["units"] = units.collect();
    input["assessmentId"] = thing["id"].clone();
    input
}
