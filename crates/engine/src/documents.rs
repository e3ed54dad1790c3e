//! Papers to commands: what was read in a document becomes the draft of a plan.
//!
//! Nothing is decided here: what the document does not say is taken as the rules of reading give
//! it and marked as inferred, for the office to confirm.

mod bearer;
mod finding;
pub mod import;
mod target;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use duban_domain::command::Command;
use duban_domain::people::duty::Duty as DomainDuty;
use duban_domain::people::unit::UnitKind;
use duban_domain::plan::command::Command as PlanCommand;
use duban_domain::plan::state::{Document, Section, Source, Span};
use duban_domain::task::command::Command as TaskCommand;
use duban_domain::task::reading::{Recognition, UnitReading};
use duban_domain::task::state::{Clause, Duties, Implementers};
use duban_domain::value::id::{PlanId, TaskId, UnitId};
use duban_domain::value::text::{Body, DocNo, TextError, Title};
use duban_intake::draft::{Draft, Duty, ResolvedBy, Role, Target, Task};
use duban_intake::{Hints, Organisation, OrganisationKind};
use duban_store::read::Visibility;
use duban_store::read::organisation::{self, NameRow};
use thiserror::Error;

use crate::Engine;
use crate::error::EngineError;

/// How many years a plan runs that names none.
const YEARS: i32 = 3;

/// Why a document gives no draft of a plan.
#[derive(Debug, Error)]
pub enum NoDraft {
    /// The document has no task at all.
    #[error("the document gives no task a responsible unit")]
    NoTasks,
    /// A text of the document does not fit.
    #[error("{what} of the document: {error}")]
    Unfit {
        /// Which text.
        what: String,
        /// What is wrong with it.
        error: TextError,
    },
}

/// The draft of a plan, as commands that its maker gives.
#[derive(Debug)]
pub struct PlanDraft {
    /// The plan.
    pub plan: PlanId,
    /// Its tasks, in their order.
    pub tasks: Vec<TaskId>,
    /// Drafts the plan, then each task, and puts down what a careful reader would ask.
    pub commands: Vec<Command>,
}

/// 单位名录. Every name by which a unit is known.
#[derive(Debug, Default)]
pub struct Register {
    names: BTreeMap<String, (UnitId, UnitKind)>,
}

impl Register {
    /// The register of these names.
    pub fn new(rows: Vec<NameRow>) -> Self {
        let names = rows.into_iter().map(|row| (row.name, (row.unit, row.kind)));
        Self { names: names.collect() }
    }

    /// What a reader of documents should know of it.
    pub fn hints(&self, file_name: &str) -> Hints {
        let mut units: BTreeMap<UnitId, Organisation> = BTreeMap::new();
        for (name, (unit, kind)) in &self.names {
            let known = units.entry(*unit).or_insert_with(|| Organisation {
                kind: organisation_kind(*kind),
                ..Organisation::default()
            });
            if known.name.is_empty() {
                known.name.clone_from(name);
            } else {
                known.aliases.push(name.clone());
            }
        }
        Hints {
            file_name: Some(file_name.to_owned()),
            organisations: units.into_values().collect(),
            ..Hints::default()
        }
    }

    fn find(&self, duty: &Duty) -> Option<(UnitId, UnitKind)> {
        let resolved = duty.organisation.as_ref().map(|found| found.name.as_str());
        resolved
            .and_then(|name| self.names.get(name))
            .or_else(|| self.names.get(&duty.unit))
            .copied()
    }
}

fn organisation_kind(kind: UnitKind) -> OrganisationKind {
    match kind {
        UnitKind::District | UnitKind::County | UnitKind::Zone => OrganisationKind::Locality,
        UnitKind::VerticalProv | UnitKind::VerticalCentral | UnitKind::Soe => {
            OrganisationKind::External
        }
        UnitKind::Government
        | UnitKind::GovDept
        | UnitKind::PublicInstitution
        | UnitKind::PartyOrgan
        | UnitKind::MassOrg => OrganisationKind::Bureau,
    }
}

impl Engine {
    /// The register of units, to read documents with.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn register(&self) -> Result<Register, EngineError> {
        let rows = self
            .store()
            .read(|tx| async move { organisation::all_names(&tx, Visibility::System).await })
            .await?;
        Ok(Register::new(rows))
    }

    /// Turns what was read into the commands that draft the plan.
    ///
    /// # Errors
    /// [`NoDraft`]. A unit that is not on file is no error: it is asked about in the draft.
    pub fn plan_draft(
        &self,
        read: &Draft,
        register: &Register,
        jurisdiction: UnitId,
        source: Source,
    ) -> Result<PlanDraft, NoDraft> {
        if read.tasks.is_empty() {
            return Err(NoDraft::NoTasks);
        }
        let plan = PlanId(self.ids().fresh());
        let document = document(read, jurisdiction, source)?;
        let mapping = Mapping {
            engine: self,
            read,
            register,
            plan,
            blanket: document.blanket,
            horizon_end: document.horizon_end,
        };
        let draft = PlanCommand::Draft { document: Box::new(document) };
        let mut commands = vec![Command::Plan(plan, draft)];
        let mut tasks = Vec::with_capacity(read.tasks.len());
        for (no, task) in (1..).zip(&read.tasks) {
            let id = TaskId(self.ids().fresh());
            commands.push(Command::Task(id, mapping.task(no, task)?));
            tasks.push(id);
        }
        let drafted = commands.get(1..).unwrap_or_default();
        let findings = finding::findings(self, read, drafted);
        commands.push(Command::Plan(plan, PlanCommand::Note { findings }));
        Ok(PlanDraft { plan, tasks, commands })
    }
}

/// The names that no unit on file has, each once, in reading order.
pub fn unknown_units(read: &Draft, register: &Register) -> Vec<String> {
    let mut unknown: Vec<String> = Vec::new();
    let duties = read.tasks.iter().flat_map(|task| &task.duties);
    for duty in duties.filter(|duty| duty.role != Role::Implement) {
        if register.find(duty).is_none() && !unknown.contains(&duty.unit) {
            unknown.push(duty.unit.clone());
        }
    }
    unknown
}

fn unfit(what: impl Into<String>) -> impl FnOnce(TextError) -> NoDraft {
    let what = what.into();
    move |error| NoDraft::Unfit { what, error }
}

fn document(read: &Draft, jurisdiction: UnitId, source: Source) -> Result<Document, NoDraft> {
    let about = &read.source;
    let title = about.title.as_deref().or(about.notice_title.as_deref());
    let title = cut(title.unwrap_or(&source.file_name), Title::LIMIT);
    let doc_no = about.document_number.as_deref().map(DocNo::parse).transpose();
    let section = |section: &duban_intake::draft::Section| Section {
        number: section.number.clone(),
        title: section.title.clone(),
        level: u32::try_from(section.level).unwrap_or(u32::MAX),
    };
    Ok(Document {
        title: Title::parse(&title).map_err(unfit("the title"))?,
        doc_no: doc_no.map_err(unfit("the number"))?,
        index_no: about.index_number.clone(),
        issuer: about.issuer.clone(),
        issued_on: about.issued_on,
        published_on: about.published_on,
        horizon_end: horizon_end(read),
        jurisdiction,
        blanket: read.common_implementers.is_some(),
        sections: read.sections.iter().map(section).collect(),
        source,
    })
}

/// The end of the latest year that the aims name; a single target may look further than the plan.
fn horizon_end(read: &Draft) -> NaiveDate {
    let latest = |targets: &mut dyn Iterator<Item = &Target>| {
        targets.filter_map(|target| target.deadline).map(|on| on.year()).max()
    };
    let of_goals = latest(&mut read.goals.iter());
    let of_tasks = || latest(&mut read.tasks.iter().flat_map(|task| &task.targets));
    let of_issue = || read.source.issued_on.map(|on| on.year().saturating_add(YEARS));
    let year = of_goals.or_else(of_tasks).or_else(of_issue).unwrap_or(9_999);
    NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(NaiveDate::MAX)
}

/// What is the same for every task of a document.
struct Mapping<'a> {
    engine: &'a Engine,
    read: &'a Draft,
    register: &'a Register,
    plan: PlanId,
    blanket: bool,
    horizon_end: NaiveDate,
}

impl Mapping<'_> {
    fn task(&self, no: u32, task: &Task) -> Result<TaskCommand, NoDraft> {
        let words = self.read.words(task.span);
        let title = task.title.as_deref().unwrap_or(&words);
        let (due_on, due_inferred) = self.due(task);
        let clause = Clause {
            plan: self.plan,
            no,
            section: task.path.join("/"),
            title: Title::parse(&cut(title, Title::LIMIT))
                .map_err(unfit(format!("the title of task {no}")))?,
            body: Body::parse(&cut(&words, Body::LIMIT))
                .map_err(unfit(format!("the text of task {no}")))?,
            span: Some(span(task.span)),
            spans: Vec::new(),
            raw_units: Some(task.units_text.clone()).filter(|text| !text.is_empty()),
            open_ended: task.open_ended,
            due_on,
            due_inferred,
            units: task.duties.iter().map(|duty| self.unit(duty)).collect(),
        };
        let targets = task.targets.iter().map(|target| self.target(no, target));
        Ok(TaskCommand::Draft {
            clause: Box::new(clause),
            duties: self.duties(task),
            targets: targets.collect::<Result<_, _>>()?,
        })
    }

    /// A unit as written, and which one it is taken for.
    fn unit(&self, duty: &Duty) -> UnitReading {
        let found = self.register.find(duty);
        let sure = duty.organisation.as_ref();
        let by = sure.map_or(Recognition::Name, |sure| match sure.by {
            ResolvedBy::Name => Recognition::Name,
            ResolvedBy::Alias => Recognition::Alias,
            ResolvedBy::Abbreviation => Recognition::Abbreviation,
            ResolvedBy::Similarity => Recognition::Similarity,
        });
        let part = match duty.role {
            Role::Lead => DomainDuty::Lead,
            Role::CoLead => DomainDuty::CoLead,
            Role::Support => DomainDuty::Support,
            Role::Implement => DomainDuty::Implement,
        };
        UnitReading {
            words: duty.unit.clone(),
            span: Some(span(duty.span)),
            duty: part,
            unit: found.map(|(unit, _)| unit),
            by: found.map(|_| by),
            certainty: match (found, sure) {
                (None, _) => 0,
                (Some(_), Some(sure)) => sure.certainty.into(),
                (Some(_), None) => 100,
            },
        }
    }

    /// The date of the task as a whole, else that of its last target within the plan, else the end
    /// of the plan, which is only inferred.
    fn due(&self, task: &Task) -> (NaiveDate, bool) {
        let within = |on: &NaiveDate| *on <= self.horizon_end;
        let of_targets = task.targets.iter().filter_map(|target| target.deadline);
        let stated = task.deadline.filter(within).or(of_targets.filter(within).max());
        (stated.unwrap_or(self.horizon_end), stated.is_none())
    }

    fn duties(&self, task: &Task) -> Duties {
        let mut lead = None;
        let (mut co_leads, mut supports) = (Vec::new(), Vec::new());
        let mut counties = Vec::new();
        for duty in &task.duties {
            let Some((unit, kind)) = self.register.find(duty) else {
                continue;
            };
            if duty.role == Role::Implement || kind.is_county() {
                counties.push(unit);
            } else if duty.role == Role::Lead && lead.is_none() {
                lead = Some(unit);
            } else if matches!(duty.role, Role::Lead | Role::CoLead) {
                co_leads.push(unit);
            } else {
                supports.push(unit);
            }
        }
        // A task has one contact lead: of leads named together, the first.
        if lead.is_none() && !co_leads.is_empty() {
            lead = Some(co_leads.remove(0));
        }
        // Where a class of counties is listed first, the first bureau is proposed; where the lead is
        // somebody unknown, nobody is.
        let leads = |duty: &&Duty| matches!(duty.role, Role::Lead | Role::CoLead);
        let mut leads = task.duties.iter().filter(leads);
        let missing = leads.any(|duty| self.register.find(duty).is_none());
        let proposed = lead.is_none() && !missing && !supports.is_empty();
        if proposed {
            lead = Some(supports.remove(0));
        }
        // Whoever is named twice answers for the weightier duty.
        let mut seen: BTreeSet<UnitId> = lead.into_iter().collect();
        co_leads.retain(|unit| seen.insert(*unit));
        supports.retain(|unit| seen.insert(*unit));
        let mut seen = BTreeSet::new();
        counties.retain(|unit| seen.insert(*unit));
        let implementers = if self.blanket {
            Implementers::EveryCounty
        } else if counties.is_empty() {
            Implementers::None
        } else {
            Implementers::Units { units: counties }
        };
        let lead_inferred = proposed || task.lead_basis.is_inferred();
        Duties { lead, lead_inferred, co_leads, supports, implementers }
    }
}

fn span(span: duban_intake::Span) -> Span {
    let point = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span { start: point(span.start), end: point(span.end) }
}

/// The first characters, where a text is longer than its field.
fn cut(text: &str, limit: usize) -> String {
    text.trim().chars().take(limit).collect()
}
