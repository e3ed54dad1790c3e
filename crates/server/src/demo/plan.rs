//! `seeds/plan/changzhi.toml`: what a published plan asks for, as the commands that draft it.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use chrono::NaiveDate;
use duban_domain::command::Command;
use duban_domain::plan::command::Command as PlanCommand;
use duban_domain::plan::state::{Document, Section, Source};
use duban_domain::task::command::Command as TaskCommand;
use duban_domain::task::state::{Clause, Duties, Implementers};
use duban_domain::task::target::{Bearer, Comparator, Target};
use duban_domain::value::decimal::Figure;
use duban_domain::value::id::{PlanId, TargetId, TaskId, UnitId};
use duban_domain::value::text::{Body, DocNo, Title};
use serde::Deserialize;

use crate::seed::id_of;
use crate::seed::reference::{root, unit_of};

/// The file as it is embedded; it is also the source that the plan names.
pub const TEXT: &str = include_str!("../../../../seeds/plan/changzhi.toml");

/// What a plan asks for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    title: String,
    doc_no: String,
    index_no: String,
    issuer: String,
    issued_on: NaiveDate,
    published_on: NaiveDate,
    horizon_end: NaiveDate,
    sections: Vec<Heading>,
    /// The tasks.
    pub task: Vec<Task>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Heading {
    number: String,
    title: String,
}

/// A task.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Task {
    /// Its number.
    pub no: u32,
    section: String,
    /// Its title.
    pub title: String,
    text: String,
    /// The code of the bureau that leads it.
    pub lead: String,
    supports: Vec<String>,
    #[serde(default)]
    open_ended: bool,
    due_on: Option<NaiveDate>,
    #[serde(default)]
    targets: Vec<Measure>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Measure {
    indicator: String,
    comparator: String,
    value: Option<String>,
    value_max: Option<String>,
    unit: Option<String>,
    due_on: Option<NaiveDate>,
    scope: Option<String>,
    bearer: String,
}

impl Plan {
    /// Reads the embedded file.
    ///
    /// # Errors
    /// When it is malformed.
    pub fn read() -> Result<Self> {
        toml::from_str(TEXT).context("reading seeds/plan/changzhi.toml")
    }

    /// Its identity, the same in every installation.
    pub fn id(&self) -> PlanId {
        PlanId(id_of("plan", &self.doc_no))
    }

    /// The tasks under a heading.
    pub fn tasks_under(&self, section: &str) -> Vec<u32> {
        let under = |task: &&Task| task.section.starts_with(section);
        self.task.iter().filter(under).map(|task| task.no).collect()
    }

    /// The identity of one of its tasks.
    pub fn task_id(&self, no: u32) -> TaskId {
        TaskId(id_of("task", &format!("{}:{no}", self.doc_no)))
    }

    /// The code of the bureau that leads each task.
    pub fn leads(&self) -> BTreeMap<u32, &str> {
        self.task.iter().map(|task| (task.no, task.lead.as_str())).collect()
    }

    /// The target of a task, with this indicator, that every county has to reach.
    ///
    /// # Errors
    /// When there is none.
    pub fn county_target(&self, no: u32, indicator: &str) -> Result<TargetId> {
        let task = self.task.iter().find(|task| task.no == no);
        let place = task.and_then(|task| {
            let of_counties = |target: &Measure| target.bearer == Bearer::Counties.level().as_str();
            task.targets
                .iter()
                .position(|target| target.indicator == indicator && of_counties(target))
        });
        let place = place.with_context(|| {
            format!("task {no} of the plan has no target `{indicator}` for its counties")
        })?;
        Ok(self.target_id(no, place))
    }

    fn target_id(&self, no: u32, place: usize) -> TargetId {
        TargetId(id_of("target", &format!("{}:{no}:{place}", self.doc_no)))
    }

    /// The commands that draft it.
    ///
    /// # Errors
    /// When a text or figure does not fit.
    pub fn commands(&self, source: Source) -> Result<Vec<Command>> {
        let draft = PlanCommand::Draft { document: Box::new(self.document(source)?) };
        let mut commands = vec![Command::Plan(self.id(), draft)];
        for task in &self.task {
            let draft =
                self.draft(task).with_context(|| format!("task {} of the plan", task.no))?;
            commands.push(Command::Task(self.task_id(task.no), draft));
        }
        Ok(commands)
    }

    fn document(&self, source: Source) -> Result<Document> {
        let section = |heading: &Heading| Section {
            number: heading.number.clone(),
            title: heading.title.clone(),
            level: u32::try_from(heading.number.split('/').count()).unwrap_or(u32::MAX),
        };
        Ok(Document {
            title: Title::parse(&self.title)?,
            doc_no: Some(DocNo::parse(&self.doc_no)?),
            index_no: Some(self.index_no.clone()),
            issuer: Some(self.issuer.clone()),
            issued_on: Some(self.issued_on),
            published_on: Some(self.published_on),
            horizon_end: self.horizon_end,
            jurisdiction: root()?,
            blanket: true,
            sections: self.sections.iter().map(section).collect(),
            source,
        })
    }

    fn draft(&self, task: &Task) -> Result<TaskCommand> {
        let supports: Vec<UnitId> = task.supports.iter().map(|code| unit_of(code)).collect();
        let clause = Clause {
            plan: self.id(),
            no: task.no,
            section: task.section.clone(),
            title: Title::parse(&task.title)?,
            body: Body::parse(&task.text)?,
            span: None,
            spans: Vec::new(),
            raw_units: None,
            open_ended: task.open_ended,
            due_on: task.due_on.unwrap_or(self.horizon_end),
            due_inferred: task.due_on.is_none(),
            units: Vec::new(),
        };
        let duties = Duties {
            lead: Some(unit_of(&task.lead)),
            // The document lists units and names no lead, unless there is but one.
            lead_inferred: !supports.is_empty(),
            co_leads: Vec::new(),
            supports,
            implementers: Implementers::EveryCounty,
        };
        let targets = task.targets.iter().enumerate();
        let targets = targets
            .map(|(place, measure)| {
                self.target(task.no, place, measure)
                    .with_context(|| format!("the target `{}`", measure.indicator))
            })
            .collect::<Result<_>>()?;
        Ok(TaskCommand::Draft { clause: Box::new(clause), duties, targets })
    }

    fn target(&self, no: u32, place: usize, measure: &Measure) -> Result<Target> {
        let figure = |text: &Option<String>| {
            text.as_deref().map(str::parse::<Figure>).transpose().context("its figure")
        };
        Ok(Target {
            id: self.target_id(no, place),
            indicator: Body::parse(&measure.indicator)?,
            comparator: Comparator::parse(&measure.comparator).context("its comparator")?,
            value: figure(&measure.value)?,
            value_max: figure(&measure.value_max)?,
            unit: measure.unit.clone(),
            due_on: measure.due_on,
            scope: measure.scope.clone(),
            bearer: bearer(&measure.bearer).context("its bearer")?,
            kind: None,
            frequency: None,
            baseline: None,
            due_carried: false,
            text: None,
            span: None,
        })
    }
}

/// The plan asks the city as a whole or every county, never some by name.
fn bearer(text: &str) -> Option<Bearer> {
    [Bearer::Lead, Bearer::Counties].into_iter().find(|bearer| bearer.level().as_str() == text)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use duban_domain::value::digest::Digest;
    use duban_domain::value::id::AttachmentId;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn the_plan_has_52_tasks_of_34_bureaus_and_fits_the_domain() {
        let plan = Plan::read().unwrap();
        let units = |task: &'_ Task| [vec![task.lead.clone()], task.supports.clone()].concat();
        let bureaus: BTreeSet<String> = plan.task.iter().flat_map(units).collect();
        assert_eq!((plan.task.len(), bureaus.len()), (52, 34));
        let duties = |task: &Task| 1 + task.supports.len();
        assert_eq!(plan.task.iter().map(duties).sum::<usize>(), 138);
        assert!((1..).zip(&plan.task).all(|(no, task)| task.no == no));
        let source = Source {
            attachment: AttachmentId(Uuid::nil()),
            file_name: "changzhi.toml".into(),
            digest: Digest([0; 32]),
        };
        assert_eq!(plan.commands(source).unwrap().len(), 53);
        let known = |task: &Task| plan.sections.iter().any(|known| known.number == task.section);
        assert!(plan.task.iter().all(known));
        assert!(plan.county_target(10, "美丽街道").is_ok());
        assert!(plan.county_target(10, "别的").is_err());
    }
}
