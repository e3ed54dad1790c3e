//! Each deed of the story, as what is asked of the engine.

use std::io::Cursor;

use anyhow::{Context, Result};
use duban_domain::assignment::command::Command as AssignmentCommand;
use duban_domain::assignment::record::{Balance, BalanceStanding, Milestone, Outcome};
use duban_domain::assignment::row::{Claims, FigureReported, MilestoneDone};
use duban_domain::command::Command;
use duban_domain::evidence::command::Command as EvidenceCommand;
use duban_domain::evidence::state::{Exhibit as Shown, Purpose};
use duban_domain::plan::state::Source;
use duban_domain::sheet::SheetKey;
use duban_domain::sheet::command::Command as SheetCommand;
use duban_domain::sheet::state::{Entry, Report};
use duban_domain::task::command::Confirmed;
use duban_domain::time::{Period, business_date};
use duban_domain::value::id::{AssignmentId, EvidenceId, MilestoneId, PersonId};
use duban_domain::value::phone::Phone;
use duban_domain::value::text::{DocNo, Name, Paragraph, Reason};
use duban_engine::files::{self, NewFile, StoredFile};
use duban_engine::request::Request;
use duban_engine::usecase::Seen;
use duban_engine::usecase::assignments::{ClosingStatement, RowOf};
use duban_engine::usecase::organisation::NewLiaison;
use duban_engine::usecase::tasks::Selection;

use super::Stage;
use crate::demo::acts::{Act, Deed, Exhibit, Held, Written};
use crate::demo::plan;
use crate::demo::story::Kind;
use crate::seed::id_of;
use crate::seed::reference::unit_of;

const PHOTO: &[u8] = include_bytes!("../../../../../seeds/demo/photo.png");

/// The document that says what stood before the plan was adopted here.
const SURVEY: &str = "专班办摸底表(2025年末)";

impl Stage {
    pub(super) async fn perform(&mut self, act: &Act) -> Result<()> {
        let request = self.request(act).await?;
        let engine = self.house.engine.clone();
        let all = Selection::Plan(self.script.plan.id());
        match &act.deed {
            Deed::DraftPlan => self.draft_plan(&request).await?,
            Deed::Confirm => {
                engine.confirm_tasks(&request, all, Confirmed::LeadAndDue).await?;
            }
            Deed::Issue => {
                let plan = Seen::any(self.script.plan.id());
                engine.issue_plan(&request, plan, self.script.story.in_force_from).await?;
            }
            Deed::NameLeader(name, tasks) => {
                let plan = &self.script.plan;
                let tasks = tasks.iter().map(|no| plan.task_id(*no)).collect();
                engine.name_leader(&request, tasks, Some(Name::parse(name)?)).await?;
            }
            Deed::Dispatch => {
                engine.dispatch_tasks(&request, all).await?;
            }
            Deed::RecordBalances => {
                let balances = self.balances().await?;
                engine.record_balances(&request, balances).await?;
            }
            Deed::NameLiaison(unit, phone) => {
                let unit = Seen::any(unit_of(unit));
                let person = PersonId(id_of("person", &act.who));
                let named = NewLiaison { person, phone: Some(Phone::parse(phone)?) };
                engine.name_liaison(&request, unit, Some(named)).await?;
            }
            Deed::SignFor(unit) => {
                let all = self.all_of(unit).await?;
                engine.sign_for(&request, all).await?;
            }
            Deed::PlanMilestones(held) => {
                let commands = self.milestones(held).await?;
                self.give(&request, commands).await?;
            }
            Deed::Write(..) | Deed::Submit(..) => self.sheet(&request, act).await?,
            Deed::HandIn(exhibits) => self.hand_in(&request, exhibits).await?,
            Deed::Verify(names) => {
                let verify =
                    |name: &String| Command::Evidence(evidence(name), EvidenceCommand::Verify);
                self.give(&request, names.iter().map(verify).collect()).await?;
            }
            Deed::Refuse(names) => {
                let reason = Reason::parse(&self.script.story.words.thin)?;
                let refuse = |name: &String| {
                    let reason = reason.clone();
                    Command::Evidence(evidence(name), EvidenceCommand::Refuse { reason })
                };
                self.give(&request, names.iter().map(refuse).collect()).await?;
            }
            Deed::Check(..)
            | Deed::Return(..)
            | Deed::Accept(..)
            | Deed::NotApplicable(..)
            | Deed::AskClosing(..)
            | Deed::SendBack(..)
            | Deed::Close(_) => self.judge(&request, &act.deed).await?,
        }
        Ok(())
    }

    /// What lead bureaus, the office and signers say of single assignments.
    async fn judge(&mut self, request: &Request, deed: &Deed) -> Result<()> {
        let engine = self.house.engine.clone();
        match deed {
            Deed::Check(period, held) => {
                let rows = self.rows(*period, held).await?;
                engine.check_rows(request, rows).await?;
            }
            Deed::Accept(period, held) => {
                let rows = self.rows(*period, held).await?;
                engine.accept_rows(request, rows).await?;
            }
            Deed::Return(period, held, reason) => {
                let (row, reason) = (self.assignment(held).await?, Reason::parse(reason)?);
                engine.return_row(request, Seen::any(row), *period, reason).await?;
            }
            Deed::NotApplicable(held, reason) => {
                let (id, reason) = (self.assignment(held).await?, Reason::parse(reason)?);
                engine.declare_not_applicable(request, Seen::any(id), reason).await?;
            }
            Deed::AskClosing(held, outcome, statement) => {
                let closing = ClosingStatement {
                    outcome: Outcome::parse(outcome)
                        .with_context(|| format!("there is no outcome `{outcome}`"))?,
                    statement: Paragraph::parse(statement)?,
                    basis: None,
                };
                let id = self.assignment(held).await?;
                engine.request_closing(request, Seen::any(id), closing).await?;
            }
            Deed::SendBack(held, reason) => {
                let (id, reason) = (self.assignment(held).await?, Reason::parse(reason)?);
                engine.send_back_closing(request, Seen::any(id), reason).await?;
            }
            Deed::Close(held) => {
                let id = self.assignment(held).await?;
                engine.close_assignments(request, vec![id]).await?;
            }
            _ => {}
        }
        Ok(())
    }

    async fn give(&self, request: &Request, commands: Vec<Command>) -> Result<()> {
        let commands = commands.into_iter().map(Into::into).collect();
        self.house.engine.execute(request, commands).await?;
        Ok(())
    }

    async fn draft_plan(&mut self, request: &Request) -> Result<()> {
        let bytes = plan::TEXT.as_bytes();
        let named = ("changzhi.toml", files::kind::Purpose::Plan);
        let kept = self.store(request, named, bytes).await?;
        let source = Source { attachment: kept.id, file_name: kept.name, digest: kept.digest };
        self.give(request, self.script.plan.commands(source)?).await
    }

    async fn store(
        &self,
        request: &Request,
        (name, purpose): (&str, files::kind::Purpose),
        bytes: &[u8],
    ) -> Result<StoredFile> {
        let owner = request.actor.person().context("files belong to persons")?;
        let file = NewFile { owner, name: name.to_owned(), media_type: None, purpose };
        let content = Cursor::new(bytes.to_vec());
        Ok(self.house.engine.store_file(&self.house.files(), file, content).await?)
    }

    async fn all_of(&mut self, unit: &str) -> Result<Vec<AssignmentId>> {
        if self.held.is_empty() {
            self.held = self.assignments().await?;
        }
        let of_unit = self.held.iter().filter(|((_, holder), _)| holder == unit);
        Ok(of_unit.map(|(_, id)| *id).collect())
    }

    async fn rows(&mut self, period: Period, held: &[Held]) -> Result<Vec<RowOf>> {
        let mut rows = Vec::with_capacity(held.len());
        for held in held {
            rows.push(RowOf { assignment: self.assignment(held).await?, period });
        }
        Ok(rows)
    }

    async fn balances(&mut self) -> Result<Vec<(AssignmentId, Balance)>> {
        let on = self.script.story.in_force_from.pred_opt().context("a day before the plan")?;
        let mut balances = Vec::new();
        for known in self.script.story.balance.clone() {
            let target = self.script.plan.county_target(known.task, &known.indicator)?;
            for unit in self.script.cast.counties.clone() {
                let done = known.done_in.contains(&unit.unit);
                let value = known.value.as_deref().filter(|_| done).map(str::parse).transpose()?;
                let standing = if done { BalanceStanding::Done } else { BalanceStanding::Running };
                let document = DocNo::parse(SURVEY)?;
                let balance = Balance { target: Some(target), standing, value, on, document };
                balances.push((self.assignment(&(known.task, unit.unit)).await?, balance));
            }
        }
        Ok(balances)
    }

    async fn milestones(&mut self, held: &[Held]) -> Result<Vec<Command>> {
        let mut commands = Vec::new();
        for held in held {
            let work = self.script.story.work.iter().find(|work| work.task == held.0);
            let steps = work.context("a task that nobody works on")?.milestones.iter();
            let milestones = steps
                .enumerate()
                .map(|(place, step)| {
                    let name = Name::parse(&step.name)?;
                    let id = milestone(held, place);
                    Ok(Milestone { id, name, due_on: step.due_on, weight: step.weight })
                })
                .collect::<Result<_>>()?;
            let plan = AssignmentCommand::PlanMilestones { milestones };
            commands.push(Command::Assignment(self.assignment(held).await?, plan));
        }
        Ok(commands)
    }

    async fn sheet(&mut self, request: &Request, act: &Act) -> Result<()> {
        let (period, unit, command) = match &act.deed {
            Deed::Write(period, unit, rows) => {
                let mut written = Vec::with_capacity(rows.len());
                for row in rows {
                    let held = (row.task, unit.clone());
                    let id = self.assignment(&held).await?;
                    written.push((id, self.entry(&held, row, act)?));
                }
                (period, unit, SheetCommand::Draft { rows: written })
            }
            Deed::Submit(period, unit, task) => {
                let mut assignments = Vec::new();
                if let Some(task) = task {
                    assignments.push(self.assignment(&(*task, unit.clone())).await?);
                }
                (period, unit, SheetCommand::Submit { assignments })
            }
            _ => return Ok(()),
        };
        let key = SheetKey { plan: self.script.plan.id(), unit: unit_of(unit), period: *period };
        self.give(request, vec![Command::Sheet(key, command)]).await
    }

    fn entry(&self, held: &Held, row: &Written, act: &Act) -> Result<Entry> {
        let done = |(place, on): &(usize, _)| MilestoneDone {
            milestone: milestone(held, *place),
            on: *on,
        };
        let figure = |(indicator, value): &(String, String)| {
            let target = self.script.plan.county_target(held.0, indicator)?;
            Ok::<_, anyhow::Error>(FigureReported {
                target,
                value: Some(value.parse()?),
                on: business_date(act.at),
            })
        };
        let (problems, next_steps) = match &row.problems {
            Some((problems, next)) => {
                (Some(Paragraph::parse(problems)?), Some(Paragraph::parse(next)?))
            }
            None => (None, None),
        };
        Ok(Entry::Report(Box::new(Report {
            progress: Paragraph::parse(&row.progress)?,
            problems,
            next_steps,
            coordination: None,
            claims: Claims {
                milestones: row.done.iter().map(done).collect(),
                figures: row.figure.iter().map(figure).collect::<Result<_>>()?,
            },
        })))
    }

    /// All in one request; the files are stored before.
    async fn hand_in(&mut self, request: &Request, exhibits: &[Exhibit]) -> Result<()> {
        let mut commands = Vec::with_capacity(exhibits.len());
        for exhibit in exhibits {
            let id = evidence(&exhibit.name);
            let shown = match exhibit.kind {
                Kind::Link => Shown::Link { url: link(exhibit) },
                Kind::Note | Kind::Photo => {
                    let kept = self.keep(request, exhibit).await?;
                    Shown::File { attachment: kept.id, file_name: kept.name, digest: kept.digest }
                }
            };
            let submit = EvidenceCommand::Submit {
                assignment: self.assignment(&exhibit.held).await?,
                purpose: exhibit.milestone.map_or(Purpose::Closing, |place| {
                    Purpose::Milestone(milestone(&exhibit.held, place))
                }),
                title: Name::parse(&exhibit.title)?,
                exhibit: shown,
            };
            commands.push(Command::Evidence(id, submit));
        }
        self.give(request, commands).await
    }

    async fn keep(&self, request: &Request, exhibit: &Exhibit) -> Result<StoredFile> {
        let (title, evidence) = (&exhibit.title, files::kind::Purpose::Evidence);
        if exhibit.kind == Kind::Photo {
            return self.store(request, (&format!("{title}.png"), evidence), PHOTO).await;
        }
        self.store(request, (&format!("{title}.txt"), evidence), exhibit.text.as_bytes()).await
    }
}

fn milestone((task, unit): &Held, place: usize) -> MilestoneId {
    MilestoneId(id_of("milestone", &format!("{unit}:{task}:{place}")))
}

fn evidence(name: &str) -> EvidenceId {
    EvidenceId(id_of("evidence", name))
}

/// A page that belongs to nobody: the name is reserved for examples.
fn link(exhibit: &Exhibit) -> String {
    format!("https://example.cn/{}", exhibit.name.replace(':', "/"))
}
