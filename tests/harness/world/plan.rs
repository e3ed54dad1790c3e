//! The plans of a town: one under way, one that waits for its dispatch, and two drafts.

use duban_domain::command::Command;
use duban_domain::people::duty::Duty;
use duban_domain::plan::command::Command as PlanCommand;
use duban_domain::plan::finding::{Ask, Finding, FindingCode};
use duban_domain::plan::state::{Document, Section, Span};
use duban_domain::task::command::Command as TaskCommand;
use duban_domain::task::reading::UnitReading;
use duban_domain::task::state::{Clause, Duties, Implementers};
use duban_domain::task::target::{Bearer, Comparator, Target};
use duban_domain::value::id::{FindingId, PlanId, TargetId, TaskId, UnitId};
use duban_domain::value::text::{Body, Title};
use serde_json::json;

use super::{Holder, STAGES, Town, unit_id};
use crate::harness::TestApp;

/// Whether counties carry a task out, and whether its lead is only inferred.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Counties,
    BureauOnly,
    Inferred,
}

/// A unit of a document that nobody knows.
fn unknown_unit() -> UnitReading {
    UnitReading {
        words: "市天文台".into(),
        span: None,
        duty: Duty::Support,
        unit: None,
        by: None,
        certainty: 0,
    }
}

impl TestApp {
    /// Drafts the plans of a town, issues two of them, and dispatches one.
    pub(super) async fn plans_of(&mut self, town: &Town) {
        let mut commands = Vec::new();
        let plan = self.sketch(town, "plan", &mut commands).await;
        for bureau in town.bureaus {
            for kind in [Kind::Counties, Kind::BureauOnly] {
                for stage in STAGES {
                    self.task(plan, bureau, (stage, kind), &mut commands);
                }
            }
        }
        for name in ["draft", "open", "issued"] {
            let plan = self.sketch(town, name, &mut commands).await;
            let kind = if name == "open" { Kind::Inferred } else { Kind::Counties };
            self.task(plan, &town.bureaus[0], (name, kind), &mut commands);
            if name == "draft" {
                self.task(plan, &town.bureaus[0], ("more", kind), &mut commands);
                let id = self.names[&format!("{}.more.task", town.bureaus[0].handler)].clone();
                self.names.insert(format!("{}.more.task", town.name), id);
            }
            for thing in ["task", "target"] {
                let id = self.names[&format!("{}.{name}.{thing}", town.bureaus[0].handler)].clone();
                self.names.insert(format!("{}.{name}.{thing}", town.name), id);
            }
        }
        self.give_as(town.clerk, commands).await;
        for name in ["plan", "issued"] {
            let id = &self.names[&format!("{}.{name}", town.name)];
            let issue = json!({ "planId": id, "inForceFrom": "2026-01-05" });
            self.done(town.director, "issuePlan", "", issue).await;
        }
        let dispatch = json!({ "planId": self.names[&format!("{}.plan", town.name)] });
        self.done(town.clerk, "dispatchTasks", "", dispatch).await;
        self.name_assignments(town).await;
    }

    async fn sketch(&mut self, town: &Town, name: &str, commands: &mut Vec<Command>) -> PlanId {
        let source = self.keep(town.clerk, &format!("{}.txt", town.name), b"plan").await;
        let plan = PlanId(self.engine.ids().fresh());
        let document = Box::new(Document {
            title: Title::parse(&format!("{}的方案{name}", town.city)).unwrap(),
            doc_no: None,
            index_no: None,
            issuer: None,
            issued_on: Some("2025-12-20".parse().unwrap()),
            published_on: None,
            horizon_end: "2027-12-31".parse().unwrap(),
            jurisdiction: unit_id(&self.names[town.city]),
            blanket: false,
            sections: vec![Section { number: "一".into(), title: "任务".into(), level: 1 }],
            source,
        });
        self.names.insert(format!("{}.{name}", town.name), format!("plan:{plan}"));
        commands.push(Command::Plan(plan, PlanCommand::Draft { document }));
        let id = FindingId(self.engine.ids().fresh());
        self.names.insert(format!("{}.{name}.finding", town.name), format!("finding:{id}"));
        let ask = Ask { zh: "有无时限?".into(), en: "is there a deadline?".into() };
        let finding = Finding {
            id,
            code: FindingCode::NoDeadline,
            task: None,
            target: None,
            words: "做好这件事。".into(),
            span: None,
            ask,
            must_decide: false,
        };
        commands.push(Command::Plan(plan, PlanCommand::Note { findings: vec![finding] }));
        plan
    }

    fn task(
        &mut self,
        plan: PlanId,
        lead: &Holder,
        (stage, kind): (&str, Kind),
        commands: &mut Vec<Command>,
    ) {
        let id = TaskId(self.engine.ids().fresh());
        let target = TargetId(self.engine.ids().fresh());
        let no = u32::try_from(commands.len()).unwrap();
        let title = format!("{}的{stage}{no}", lead.handler);
        let clause = Box::new(Clause {
            plan,
            no,
            section: "一".into(),
            title: Title::parse(&title).unwrap(),
            body: Body::parse("做好这件事。").unwrap(),
            span: None,
            spans: if stage == "draft" { vec![Span { start: 0, end: 6 }] } else { Vec::new() },
            raw_units: None,
            open_ended: false,
            due_on: "2026-12-31".parse().unwrap(),
            due_inferred: kind == Kind::Inferred,
            units: if stage == "draft" { vec![unknown_unit()] } else { Vec::new() },
        });
        let counties = kind != Kind::BureauOnly;
        // One task under way has a unit that supports it, and so sees it, but not who does what.
        let supported = counties && stage == "signed" && lead.handler == "housing";
        let support = unit_id(&self.names["市规划和自然资源局"]);
        let supports: Vec<UnitId> = supported.then_some(support).into_iter().collect();
        let duties = Duties {
            lead: Some(unit_id(&self.names[lead.unit])),
            lead_inferred: kind == Kind::Inferred,
            co_leads: Vec::new(),
            supports,
            implementers: if counties { Implementers::EveryCounty } else { Implementers::None },
        };
        let bearer = if counties { Bearer::Counties } else { Bearer::Lead };
        let targets = vec![Target {
            id: target,
            indicator: Body::parse("做成").unwrap(),
            comparator: Comparator::Qualitative,
            value: None,
            value_max: None,
            unit: None,
            due_on: None,
            scope: None,
            bearer,
            kind: None,
            frequency: None,
            baseline: None,
            due_carried: false,
            text: None,
            span: None,
        }];
        let own = if counties { "" } else { "own." };
        let name = format!("{}.{own}{stage}", lead.handler);
        self.names.insert(format!("{name}.task"), format!("task:{id}"));
        self.names.insert(format!("{name}.target"), format!("target:{target}"));
        commands.push(Command::Task(id, TaskCommand::Draft { clause, duties, targets }));
    }

    /// Calls every assignment `HOLDER@LEAD.STAGE`.
    async fn name_assignments(&mut self, town: &Town) {
        let query = "query($task: ID) { assignments(first: 100, filter: { taskId: $task }) \
                     { edges { node { id unit { id } } } } }";
        for (holder, lead) in town.holdings() {
            let own = if holder.unit == lead.unit { "own." } else { "" };
            for stage in STAGES {
                let task = &self.names[&format!("{}.{own}{stage}.task", lead.handler)];
                let found = self.ask(town.clerk, query, json!({ "task": task })).await;
                let edges = found["assignments"]["edges"].as_array().unwrap();
                let unit = &self.names[holder.unit];
                let edge = edges.iter().find(|edge| edge["node"]["unit"]["id"] == **unit).unwrap();
                let id = edge["node"]["id"].as_str().unwrap().to_owned();
                self.names.insert(format!("{}@{}.{stage}", holder.handler, lead.handler), id);
            }
        }
    }
}
