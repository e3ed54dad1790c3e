//! A world in which everything that can be done is just waiting to be done: two cities, every kind
//! of post, and an assignment in every stage for each who may hold one. It is settled once and
//! copied for everybody who tries something in it.
//!
//! Each unit writes its own mark into everything it writes, so that a text tells whose it is.

pub mod assessment;
mod plan;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use duban_domain::people::actor::{Grade, Role, Scope};
use duban_domain::people::unit::UnitKind;
use duban_domain::value::id::{PlanId, UnitId};
use duban_engine::audit::Pace;
use duban_engine::clock::CountingIds;
use serde_json::{Value, json};
use tempfile::TempDir;
use uuid::Uuid;

use super::database::Database;
use super::{PASSWORD, TestApp, noon};

/// The world as it was left.
pub struct World {
    folder: TempDir,
    names: BTreeMap<String, String>,
    last: Uuid,
}

/// The day on which everything is waiting.
pub const TODAY: &str = "2026-02-10";

/// The month whose sheets are open.
pub const MONTH: &str = "2026-02";

/// How far the assignments are; every holder has one of each.
pub const STAGES: [&str; 6] = ["fresh", "signed", "drafted", "submitted", "checked", "closing"];

/// A government, its bureaus with handler and signer, and its counties.
pub struct Town {
    pub name: &'static str,
    pub city: &'static str,
    pub clerk: &'static str,
    pub director: &'static str,
    pub bureaus: &'static [Holder],
    pub counties: &'static [Holder],
}

/// A unit that holds assignments.
#[derive(Clone, Copy)]
pub struct Holder {
    pub unit: &'static str,
    pub handler: &'static str,
    pub signer: &'static str,
}

pub const TOWNS: [Town; 2] = [
    Town {
        name: "near",
        city: "某市人民政府",
        clerk: "clerk",
        director: "director",
        bureaus: &[
            holder("市住房和城乡建设局", "housing", "housing.signer"),
            holder("市规划和自然资源局", "planning", "planning.signer"),
        ],
        counties: &[holder("东县", "east", "east.signer"), holder("西县", "west", "west.signer")],
    },
    Town {
        name: "far",
        city: "远市人民政府",
        clerk: "far.clerk",
        director: "far.director",
        bureaus: &[holder("远市城市管理局", "far.bureau", "far.bureau.signer")],
        counties: &[holder("远东县", "far.county", "far.county.signer")],
    },
];

const fn holder(unit: &'static str, handler: &'static str, signer: &'static str) -> Holder {
    Holder { unit, handler, signer }
}

/// The text that only this holder writes, or that others write about it alone.
pub fn mark(handler: &str) -> String {
    format!("密语之{handler}。")
}

impl World {
    /// Lets everything happen until today.
    pub async fn settle() -> Self {
        let mut app = Self::live(Database::sqlite().await).await;
        let session = app.sessions.sign_in("east", PASSWORD, None).await.unwrap();
        let refresh = session.refresh_token.reveal().to_owned();
        app.names.insert("refresh".to_owned(), refresh);
        let offered = app.sessions.enrol_factor(&session.identity, PASSWORD).await.unwrap();
        let code = offered.0.code_at(noon(TODAY)).unwrap();
        app.names.insert("code".to_owned(), code);
        let (names, last) = (app.names.clone(), app.engine.ids().fresh());
        Self { folder: app.leave().await, names, last }
    }

    /// Lets everything happen until today in an empty database.
    pub async fn live(database: Database) -> TestApp {
        let mut app = TestApp::open(database).await;
        app.settle().await;
        app.settle_far().await;
        for town in &TOWNS {
            app.name_liaisons(town).await;
            app.plans_of(town).await;
            app.assessments_of(town).await;
        }
        let draft = plan_id(&app.names["near.draft"]);
        let unit = unit_id(&app.names["市政府办公室"]);
        let post = (unit, Role::Office, Grade::Handler, Scope::Plan(draft));
        app.person("plan.clerk", Some(post)).await;
        app.person("postless", None).await;
        for town in &TOWNS {
            app.january(town).await;
        }
        app.on(TODAY).await;
        for town in &TOWNS {
            app.february(town).await;
            app.assessments_go_on(town).await;
        }
        app.seal().await;
        app.engine.write_audit(Pace::All).await.unwrap();
        app
    }

    /// A copy of the world in which something can be tried.
    pub async fn open(&self) -> TestApp {
        let database = Database::copy_of(self.folder.path()).await;
        let mut app = TestApp::go_on(database, self.now(), CountingIds::after(self.last)).await;
        app.names = self.names.clone();
        app
    }

    /// What something is called; a thing that nobody knows where there is none of that name.
    pub fn id(&self, name: &str) -> &str {
        self.names.get(name).unwrap_or_else(|| panic!("nothing is called `{name}`"))
    }

    /// Everything that has a name, by its name.
    pub fn names(&self) -> &BTreeMap<String, String> {
        &self.names
    }

    fn now(&self) -> DateTime<Utc> {
        noon(TODAY)
    }
}

/// The unit behind an id that clients see.
pub fn unit_id(id: &str) -> UnitId {
    UnitId(id.trim_start_matches("unit:").parse().unwrap())
}

fn plan_id(id: &str) -> PlanId {
    PlanId(id.trim_start_matches("plan:").parse().unwrap())
}

/// The assignments of a holder on the tasks of a lead that are past a stage.
fn behind<'a>(app: &'a TestApp, holder: &Holder, lead: &Holder, stages: &[&str]) -> Vec<&'a str> {
    let name = |stage: &&str| format!("{}@{}.{stage}", holder.handler, lead.handler);
    stages.iter().map(|stage| app.names[&name(stage)].as_str()).collect()
}

impl Town {
    /// Who holds assignments on the tasks of whom: counties on all tasks that are theirs too, and
    /// each bureau on its own.
    fn holdings(&self) -> impl Iterator<Item = (Holder, Holder)> {
        let counties = self
            .bureaus
            .iter()
            .flat_map(|lead| self.counties.iter().map(move |county| (*county, *lead)));
        counties.chain(self.bureaus.iter().map(|bureau| (*bureau, *bureau)))
    }
}

impl TestApp {
    async fn settle_far(&mut self) {
        let city = self.unit("远市人民政府", UnitKind::Government, None).await;
        let office = self.unit("远市政府办公室", UnitKind::GovDept, Some(city)).await;
        let bureau = self.unit("远市城市管理局", UnitKind::GovDept, Some(city)).await;
        let county = self.unit("远东县", UnitKind::County, Some(city)).await;
        let whole = Scope::Jurisdiction(city);
        for (name, unit, role, grade, scope) in [
            ("far.clerk", office, Role::Office, Grade::Handler, whole),
            ("far.director", office, Role::Office, Grade::Director, whole),
            ("far.bureau", bureau, Role::Bureau, Grade::Handler, Scope::Unit),
            ("far.bureau.signer", bureau, Role::Bureau, Grade::Signer, Scope::Unit),
            ("far.county", county, Role::County, Grade::Handler, Scope::Unit),
            ("far.county.signer", county, Role::County, Grade::Signer, Scope::Unit),
            ("far.assessor", office, Role::Assessor, Grade::Handler, whole),
            ("far.assessor.director", office, Role::Assessor, Grade::Director, whole),
            ("far.leader", city, Role::Leader, Grade::GroupLeader, whole),
            ("far.mayor", city, Role::Leader, Grade::HeadOfGovernment, whole),
        ] {
            self.person(name, Some((unit, role, grade, scope))).await;
        }
    }

    /// Everybody signs, plans, and reports the first month once.
    async fn january(&mut self, town: &Town) {
        for (holder, lead) in town.holdings() {
            let ids = behind(self, &holder, &lead, &STAGES[1..]);
            let sign = json!({ "assignmentIds": ids });
            self.done(holder.handler, "signForAssignments", "", sign).await;
            let mark = mark(holder.handler);
            for stage in ["signed", "closing"] {
                let id = behind(self, &holder, &lead, &[stage])[0].to_owned();
                let steps = json!([{ "name": mark, "dueOn": "2026-06-30", "weight": 100 }]);
                let plan = json!({ "assignmentId": id, "milestones": steps });
                let fields = "assignment { milestones { id } }";
                let planned = self.done(holder.signer, "planMilestones", fields, plan).await;
                let step = planned["assignment"]["milestones"][0]["id"].as_str().unwrap();
                let name = format!("{}@{}.{stage}.milestone", holder.handler, lead.handler);
                self.names.insert(name, step.to_owned());
            }
            let drafted = behind(self, &holder, &lead, &["drafted"])[0].to_owned();
            self.report(&holder, "2026-01", &[&drafted]).await;
            let sheet = self.sheet(&holder, "2026-01").await;
            self.accepted(town, &holder, &lead).await;
            let submit = json!({ "sheetId": sheet, "assignmentIds": [drafted] });
            self.done(holder.signer, "submitSheet", "", submit).await;
            let back = json!({ "assignmentId": drafted, "period": "2026-01", "reason": mark });
            self.done(town.clerk, "returnRow", "", back).await;
        }
    }

    /// A milestone that was done in January, as everybody found.
    async fn accepted(&self, town: &Town, holder: &Holder, lead: &Holder) {
        let mark = mark(holder.handler);
        let id = behind(self, holder, lead, &["closing"])[0].to_owned();
        let name = format!("{}@{}.closing.milestone", holder.handler, lead.handler);
        let done = json!([{ "milestoneId": self.names[&name], "on": "2026-01-05" }]);
        let sheet = self.sheet(holder, "2026-01").await;
        let row = json!({ "assignmentId": id, "progress": mark, "milestones": done });
        let draft = json!({ "sheetId": sheet, "rows": [row] });
        self.done(holder.handler, "draftSheetRows", "", draft).await;
        let submit = json!({ "sheetId": sheet, "assignmentIds": [id] });
        self.done(holder.signer, "submitSheet", "", submit).await;
        let rows = json!({ "rows": [{ "assignmentId": id, "period": "2026-01" }] });
        if holder.unit != lead.unit {
            self.done(lead.handler, "checkRows", "", rows.clone()).await;
        }
        self.done(town.clerk, "acceptRows", "", rows).await;
    }

    /// The second month, as far as it has come.
    async fn february(&mut self, town: &Town) {
        for (holder, lead) in town.holdings() {
            let named = |app: &Self, stage| behind(app, &holder, &lead, &[stage])[0].to_owned();
            let [drafted, submitted, checked] =
                ["drafted", "submitted", "checked"].map(|stage| named(self, stage));
            self.report(&holder, MONTH, &[&drafted, &submitted, &checked]).await;
            let sheet = self.sheet(&holder, MONTH).await;
            self.names.insert(format!("{}@{}.sheet", holder.handler, lead.handler), sheet.clone());
            let submit = json!({ "sheetId": sheet, "assignmentIds": [submitted, checked] });
            self.done(holder.signer, "submitSheet", "", submit).await;
            if holder.unit != lead.unit {
                let rows = json!({ "rows": [{ "assignmentId": checked, "period": MONTH }] });
                self.done(lead.handler, "checkRows", "", rows).await;
            }
            let (signed, closing) = (named(self, "signed"), named(self, "closing"));
            let evidence = self.show(town, &holder, &signed).await;
            let name = format!("{}@{}.evidence", holder.handler, lead.handler);
            self.names.insert(name, evidence);
            self.ask_for_closing(town, &holder, &closing).await;
        }
    }

    async fn report(&self, holder: &Holder, month: &str, assignments: &[&str]) {
        let mark = mark(holder.handler);
        let row = |id: &&str| {
            json!({ "assignmentId": id, "progress": mark, "problems": mark,
                    "nextSteps": mark, "coordination": mark })
        };
        let rows: Vec<Value> = assignments.iter().map(row).collect();
        let draft = json!({ "sheetId": self.sheet(holder, month).await, "rows": rows });
        self.done(holder.handler, "draftSheetRows", "", draft).await;
    }

    /// The sheet of a unit for a month of the plan that is under way.
    async fn sheet(&self, holder: &Holder, month: &str) -> String {
        let query = "query($month: Month) { sheets(first: 1, filter: { period: $month }) \
                     { edges { node { id } } } }";
        let found = self.ask(holder.handler, query, json!({ "month": month })).await;
        found["sheets"]["edges"][0]["node"]["id"].as_str().unwrap().to_owned()
    }

    /// Two pieces of evidence: one refused, and the one that waits.
    async fn show(&self, town: &Town, holder: &Holder, assignment: &str) -> String {
        let mark = mark(holder.handler);
        let evidence = json!({ "assignmentId": assignment, "purpose": "CLOSING", "title": mark,
                               "url": format!("https://example.cn/{}", holder.handler) });
        let fields = "evidence { id }";
        let first = self.done(holder.handler, "submitEvidence", fields, evidence.clone()).await;
        let refuse = json!({ "evidenceId": first["evidence"]["id"], "reason": mark });
        self.done(town.clerk, "refuseEvidence", "", refuse).await;
        let waiting = self.done(holder.handler, "submitEvidence", fields, evidence).await;
        waiting["evidence"]["id"].as_str().unwrap().to_owned()
    }

    /// Asked for, sent back, asked for again.
    async fn ask_for_closing(&self, town: &Town, holder: &Holder, assignment: &str) {
        let mark = mark(holder.handler);
        let ask = json!({ "assignmentId": assignment, "outcome": "NOT_MET", "statement": mark });
        self.done(holder.signer, "requestClosing", "", ask.clone()).await;
        let back = json!({ "assignmentId": assignment, "reason": mark });
        self.done(town.director, "sendBackClosing", "", back).await;
        self.done(holder.signer, "requestClosing", "", ask).await;
        let balance = json!({ "balances": [{ "assignmentId": assignment, "document": mark,
                                             "on": "2025-12-31", "standing": "RUNNING" }] });
        self.done(town.clerk, "recordBalances", "", balance).await;
    }
}
