//! One input for every mutation.

use serde_json::{Value, json};

use super::{About, Case, Place};
use crate::harness::PASSWORD;
use crate::harness::upload::file;
use crate::harness::world::{MONTH, World};

const fn case(name: &'static str, ask: fn(&World, Place) -> Value) -> Case {
    Case { name, document: "", ask, about: About::Thing }
}

const fn once(name: &'static str, ask: fn(&World, Place) -> Value) -> Case {
    Case { name, document: "", ask, about: About::Oneself }
}

pub const MUTATIONS: &[Case] = &[
    case("amendFact", |world, at| {
        json!({ "assignmentId": world.held(at, "closing"), "on": "2026-01-04", "reason": "日期有误。",
                "milestoneId": world.held(at, "closing.milestone") })
    }),
    case("acceptRows", |world, at| rows(world.reviewed(at, "checked"))),
    case("addTask", |world, at| {
        json!({ "planId": world.kept(at, "draft"), "title": "新任务", "section": "一",
                "body": "做好这件事。", "dueOn": "2026-12-31",
                "leadId": world.id("市规划和自然资源局") })
    }),
    case(
        "amendOrganisation",
        |world, at| json!({ "organisationId": world.unit(at), "profile": profile("COUNTY") }),
    ),
    once(
        "changePassword",
        |_, _| json!({ "currentPassword": PASSWORD, "newPassword": "Xin-2026-mima-jiu" }),
    ),
    case("checkRows", |world, at| rows(world.reviewed(at, "submitted"))),
    case("closeAssignments", |world, at| json!({ "assignmentIds": [world.held(at, "closing")] })),
    case("disableAccount", |world, at| json!({ "personId": world.handler(at, "person") })),
    case("enableAccount", |world, at| json!({ "personId": world.handler(at, "person") })),
    case("endSessions", |world, at| json!({ "personId": world.handler(at, "person") })),
    case(
        "resetPassword",
        |world, at| json!({ "personId": world.handler(at, "person"), "newPassword": "Linshi-2026-mima" }),
    ),
    case(
        "confirmTasks",
        |world, at| json!({ "taskIds": [world.kept(at, "open.task")], "confirmed": "LEAD_AND_DUE" }),
    ),
    once("confirmSecondFactor", |world, _| json!({ "code": world.id("code") })),
    case(
        "copyLastSheet",
        |world, at| json!({ "sheetId": world.sheet(at), "assignmentIds": [world.held(at, "drafted")] }),
    ),
    case(
        "correctTask",
        |world, at| json!({ "taskId": world.kept(at, "draft.task"), "title": "更正的标题" }),
    ),
    case(
        "declareNotApplicable",
        |world, at| json!({ "assignmentId": world.held(at, "fresh"), "reason": "该县没有这类设施。" }),
    ),
    case("dispatchTasks", |world, at| json!({ "planId": world.kept(at, "issued") })),
    case("draftSheetRows", |world, at| {
        json!({ "sheetId": world.sheet(at),
                "rows": [{ "assignmentId": world.held(at, "drafted"), "progress": "有进展。" }] })
    }),
    once("enrolSecondFactor", |_, _| json!({ "currentPassword": PASSWORD })),
    case("grantPost", |world, at| {
        json!({ "personId": world.handler(at, "person"), "unitId": world.id("市财政局"),
                "role": "BUREAU", "grade": "HANDLER" })
    }),
    case("importPlan", |world, at| {
        let text = include_str!("../../data/plan.txt");
        json!({ "jurisdictionId": world.city(at), "file": file("plan.txt", text) })
    }),
    case(
        "issuePlan",
        |world, at| json!({ "planId": world.kept(at, "draft"), "inForceFrom": "2026-02-10" }),
    ),
    case("beginCollecting", |world, at| json!({ "assessmentId": world.kept(at, "noticed") })),
    case("checkDatum", |world, at| world.datum(at, "roads")),
    case("draftAssessment", |world, at| world.scheme(at, 2040)),
    case("freezeData", |world, at| json!({ "assessmentId": world.kept(at, "complete") })),
    case("publishScheme", |world, at| json!({ "assessmentId": world.kept(at, "planned") })),
    case("returnDatum", |world, at| {
        let mut input = world.datum(at, "roads");
        input["reason"] = json!("数字有误。");
        input
    }),
    case("reviseScheme", |world, at| {
        let mut input = world.scheme(at, 2026);
        input.as_object_mut().unwrap().remove("planId");
        input["assessmentId"] = json!(world.kept(at, "planned"));
        input
    }),
    case(
        "acceptRectification",
        |world, at| json!({ "assessmentId": world.kept(at, "rectified"), "county": world.county(at) }),
    ),
    case("approveNotApplicable", |world, at| {
        json!({ "assessmentId": world.kept(at, "doubtful"), "county": world.county(at),
                "indicator": "parks" })
    }),
    case("approveResult", |world, at| json!({ "assessmentId": world.kept(at, "closed") })),
    case("closeObjections", |world, at| json!({ "assessmentId": world.kept(at, "over") })),
    case("decideObjection", |world, at| {
        json!({ "assessmentId": world.kept(at, "contested"), "number": 1, "ruling": "DISMISSED",
                "reason": "证据不足。" })
    }),
    case("enterAdjustment", |world, at| {
        json!({ "assessmentId": world.kept(at, "collecting"), "county": world.county(at),
                "kind": "BONUS", "rule": "praise", "matter": "省级表扬", "points": "1",
                "basis": "某通报〔2026〕1号" })
    }),
    case("objectToDatum", |world, at| {
        json!({ "assessmentId": world.kept(at, "publicised"), "county": world.county(at),
                "indicator": "roads", "claim": { "kind": "VALUE", "value": "99" },
                "evidenceId": world.shown(at), "reason": "漏计一条路。" })
    }),
    case("publiciseScores", |world, at| json!({ "assessmentId": world.kept(at, "reviewed") })),
    case("publishResult", |world, at| json!({ "assessmentId": world.kept(at, "approved") })),
    case("rescoreAssessment", |world, at| json!({ "assessmentId": world.kept(at, "upheld") })),
    case("reviewScores", |world, at| json!({ "assessmentId": world.kept(at, "scored") })),
    case("submitRectification", |world, at| {
        json!({ "assessmentId": world.kept(at, "published"), "county": world.county(at),
                "evidenceId": world.shown(at) })
    }),
    case("scoreAssessment", |world, at| json!({ "assessmentId": world.kept(at, "frozen") })),
    case("submitDatum", |world, at| {
        let mut input = world.datum(at, "parks");
        input["datum"] = json!({ "kind": "VALUE", "value": "50" });
        input
    }),
    case("planMilestones", |world, at| {
        json!({ "assignmentId": world.held(at, "signed"),
                "milestones": [{ "name": "开工", "dueOn": "2026-05-31", "weight": 100 }] })
    }),
    once("publishRules", |_, _| {
        json!({ "effectiveFrom": "2026-03-01", "reportDueDay": 25, "reportRoll": "FORWARD",
                "closeReviewWorkdays": 5, "reportCheckWorkdays": 5, "sendBackGraceWorkdays": 5,
                "signForWorkdays": 1, "supportSilenceWorkdays": 5 })
    }),
    case("recordBalances", |world, at| {
        json!({ "balances": [{ "assignmentId": world.held(at, "signed"), "document": "某文件",
                               "on": "2025-12-31", "standing": "RUNNING" }] })
    }),
    once("refreshSession", |world, _| json!({ "refreshToken": world.id("refresh") })),
    case(
        "refuseEvidence",
        |world, at| json!({ "evidenceId": world.reviewed(at, "evidence"), "reason": "看不清。" }),
    ),
    once("registerOrganisation", |_, _| json!({ "profile": profile("GOV_DEPT") })),
    once("registerPerson", |_, _| json!({ "name": "新人" })),
    case("removeTarget", |world, at| {
        json!({ "taskId": world.kept(at, "draft.task"),
                "targetId": world.kept(at, "draft.target") })
    }),
    case("requestClosing", |world, at| {
        json!({ "assignmentId": world.held(at, "signed"), "outcome": "NOT_MET",
                "statement": "没有做成。" })
    }),
    case("resetSecondFactor", |world, at| json!({ "personId": world.handler(at, "person") })),
    case("returnRow", |world, at| {
        json!({ "assignmentId": world.reviewed(at, "submitted"), "period": MONTH,
                "reason": "数字有误。" })
    }),
    case(
        "revokePost",
        |world, at| json!({ "personId": world.handler(at, "person"), "postId": world.handler(at, "post") }),
    ),
    case(
        "sendBackClosing",
        |world, at| json!({ "assignmentId": world.held(at, "closing"), "reason": "还没有做完。" }),
    ),
    case("nameLiaison", |world, at| {
        json!({ "organisationId": world.unit(at), "personId": world.handler(at, "person"),
                "phone": "13800001234" })
    }),
    case(
        "nameLeader",
        |world, at| json!({ "taskIds": [world.kept(at, "draft.task")], "leader": "张某" }),
    ),
    case("identifyUnit", |world, at| {
        json!({ "planId": world.kept(at, "draft"), "name": "市天文台",
                "unitId": world.id("市规划和自然资源局") })
    }),
    case(
        "discardPlan",
        |world, at| json!({ "planId": world.kept(at, "open"), "reason": "误导入。" }),
    ),
    case("splitTask", |world, at| {
        json!({ "taskId": world.kept(at, "draft.task"),
                "parts": [{ "title": "分出的任务", "sentences": [{ "start": 0, "end": 2 }] }] })
    }),
    case("mergeTasks", |world, at| {
        json!({ "taskId": world.kept(at, "draft.task"),
                "otherIds": [world.kept(at, "more.task")] })
    }),
    case("settleFindings", |world, at| {
        json!({ "planId": world.kept(at, "draft"),
                "findingIds": [world.kept(at, "draft.finding")], "decision": "以年底为限。" })
    }),
    case("setTarget", |world, at| {
        json!({ "taskId": world.kept(at, "draft.task"), "indicator": "建成",
                "comparator": "QUALITATIVE", "bearer": "COUNTIES" })
    }),
    case("signForAssignments", |world, at| json!({ "assignmentIds": [world.held(at, "fresh")] })),
    once("signIn", |_, _| json!({ "username": "east", "password": PASSWORD })),
    Case {
        name: "signOut",
        document: "mutation { signOut { signedOut errors { code } } }",
        ask: |_, _| json!({}),
        about: About::Oneself,
    },
    case("submitEvidence", |world, at| {
        json!({ "assignmentId": world.held(at, "signed"), "purpose": "CLOSING", "title": "照片",
                "url": "https://example.cn/new" })
    }),
    case(
        "submitSheet",
        |world, at| json!({ "sheetId": world.sheet(at), "assignmentIds": [world.held(at, "drafted")] }),
    ),
    case("verifyEvidence", |world, at| json!({ "evidenceId": world.reviewed(at, "evidence") })),
    case(
        "withdrawSheetRows",
        |world, at| json!({ "sheetId": world.sheet(at), "assignmentIds": [world.held(at, "submitted")] }),
    ),
];

fn rows(assignment: String) -> Value {
    json!({ "rows": [{ "assignmentId": assignment, "period": MONTH }] })
}

fn profile(kind: &str) -> Value {
    json!({ "name": "某新单位", "shortName": "新单位", "kind": kind, "supervision": "DIRECT" })
}
