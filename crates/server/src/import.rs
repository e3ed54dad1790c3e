//! `duban import`: a document becomes the draft of a plan, and with `--issue` a plan at work.

use std::path::Path;

use anyhow::{Context, Result};
use chrono::NaiveDate;
use duban_domain::command::{Command, StreamId};
use duban_domain::people::account::Username;
use duban_domain::people::actor::{Actor, Role};
use duban_domain::people::organisation::{self, Profile};
use duban_domain::people::unit::{Supervision, UnitKind};
use duban_domain::plan::command::Command as PlanCommand;
use duban_domain::task::command::{Command as TaskCommand, Confirmed};
use duban_domain::task::state::Implementers;
use duban_domain::time::business_date;
use duban_domain::value::id::{TaskId, UnitId};
use duban_domain::value::text::Name;
use duban_engine::documents::import::{NewDocument, NotImported};
use duban_engine::documents::{NoDraft, PlanDraft, Register, unknown_units};
use duban_engine::request::{Outcome, Request};
use duban_intake::Draft;

use crate::cli::Import;
use crate::failure::Hinted;
use crate::house::House;
use crate::print_opened;
use crate::say::say;
use crate::seed::{self, give, id_of, reference};

/// Takes a document in.
///
/// # Errors
/// When it cannot be read, names unknown units, or an act is refused.
pub async fn run(house: &House, asked: &Import) -> Result<()> {
    print_opened(&seed::run(house).await?.opened);
    let maker = office(house, &asked.maker).await?;
    let name = file_name(&asked.file);
    let bytes = std::fs::read(&asked.file)
        .with_context(|| format!("reading `{}`", asked.file.display()))?;
    let (read, register) = read(house, asked, &name, &bytes).await?;
    let draft = draft(house, maker, (&read, &register), (name, bytes)).await?;
    let counted = count(house, &draft).await?;
    if !asked.issue {
        say(format_args!("drafted plan:{} as {}", draft.plan, asked.maker));
        say(format_args!("{counted}, to be corrected, issued and dispatched"));
        let unknown = unknown_units(&read, &register);
        if !unknown.is_empty() {
            say(format_args!("not on file, to be decided in the draft: {}", unknown.join("、")));
        }
        return Ok(());
    }
    let checker = office(house, &asked.checker).await?;
    let from = asked.in_force_from.unwrap_or(business_date(house.engine.clock().now()));
    confirm_and_issue(house, checker, &draft, from).await?;
    let dispatched = dispatch(house, maker, &draft).await?;
    let opened =
        dispatched.versions.keys().filter(|id| matches!(id, StreamId::Assignment(_))).count();
    anyhow::ensure!(opened == counted.bureau + counted.county, "{opened} assignments were opened");
    say(format_args!("plan:{} is in force from {from}", draft.plan));
    say(counted);
    Ok(())
}

/// How much a plan asks for.
struct Count {
    tasks: usize,
    bureau: usize,
    county: usize,
}

impl std::fmt::Display for Count {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { tasks, bureau, county } = self;
        write!(f, "{tasks} tasks, {bureau} bureau and {county} county assignments")
    }
}

/// The office post behind an account.
async fn office(house: &House, username: &str) -> Result<Actor> {
    let name = Username::parse(username)
        .map_err(|no| anyhow::Error::from(duban_engine::session::SessionError::Refused(no)))?;
    let Some(person) = house.sessions.person_named(&name).await? else {
        let hint = "`duban seed` opens office.clerk and office.director in an empty database";
        return Err(Hinted::new(format!("there is no account `{name}`"), hint).into());
    };
    let posts = house.sessions.posts_of(person).await?;
    match posts.iter().find(|held| held.post.role == Role::Office) {
        Some(held) => Ok(Actor::Person { person, post: held.post }),
        None => {
            let hint = "name an account with a post of role OFFICE";
            Err(Hinted::new(format!("`{name}` holds no post in an office"), hint).into())
        }
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// Reads the document; puts unknown units on file where that was asked for.
async fn read(
    house: &House,
    asked: &Import,
    name: &str,
    bytes: &[u8],
) -> Result<(Draft, Register)> {
    let engine = &house.engine;
    let (draft, register) = engine.read_plan(name, bytes).await.map_err(not_imported)?;
    let unknown = unknown_units(&draft, &register);
    if unknown.is_empty() || !(asked.register_unknown_units || asked.issue) {
        return Ok((draft, register));
    }
    if !asked.register_unknown_units {
        let (count, names) = (unknown.len(), unknown.join("、"));
        let hint = "put them on file first, or add --register-unknown-units to do so now";
        let error = format!("{count} units of the document are not on file: {names}");
        return Err(Hinted::new(error, hint).into());
    }
    let root = reference::root()?;
    let commands = unknown.iter().map(|name| unknown_unit(name, root)).collect::<Result<_>>()?;
    give(house, commands).await.context("putting unknown units on file")?;
    unknown.iter().for_each(|name| say(format_args!("put on file: {name}")));
    engine.read_plan(name, bytes).await.map_err(not_imported)
}

fn unknown_unit(name: &str, root: UnitId) -> Result<Command> {
    let text = Name::parse(name).with_context(|| format!("the name `{name}`"))?;
    let profile = Box::new(Profile {
        short_name: text.clone(),
        name: text,
        code: None,
        kind: UnitKind::GovDept,
        // Until the office has said that it may be directed, it is only written to.
        supervision: Supervision::Coordinate,
        parent: Some(root),
        aliases: Vec::new(),
        classes: Vec::new(),
        note: Some("导入文件时登记,性质待核。".into()),
    });
    let id = UnitId(id_of("unit", name));
    Ok(Command::Unit(id, organisation::Command::Register { profile }))
}

async fn draft(
    house: &House,
    maker: Actor,
    read: (&Draft, &Register),
    (name, bytes): (String, Vec<u8>),
) -> Result<PlanDraft> {
    let jurisdiction = Some(reference::root()?);
    let document = NewDocument { name, media_type: None, bytes, jurisdiction };
    let request = Request::of(maker);
    let drafted = house.engine.draft_plan(&request, &house.files(), document, read).await;
    Ok(drafted.map_err(not_imported).context("drafting the plan")?.0)
}

fn not_imported(error: NotImported) -> anyhow::Error {
    let hint = match error {
        NotImported::Unread(_) | NotImported::NoDraft(NoDraft::NoTasks | NoDraft::Unfit { .. }) => {
            "`duban intake FILE` shows what is found in a document"
        }
        NotImported::Engine(error) => return error.into(),
    };
    Hinted::new(error.to_string(), hint).into()
}

async fn act(house: &House, actor: Actor, commands: Vec<Command>) -> Result<Outcome> {
    let commands = commands.into_iter().map(Into::into).collect();
    Ok(house.engine.execute(&Request::of(actor), commands).await?)
}

/// Confirms in bulk what was only inferred, and issues the plan.
async fn confirm_and_issue(
    house: &House,
    checker: Actor,
    draft: &PlanDraft,
    in_force_from: NaiveDate,
) -> Result<()> {
    let confirm = |command: &Command| match command {
        Command::Task(id, TaskCommand::Draft { clause, duties, .. }) => {
            let confirmed = match (duties.lead_inferred, clause.due_inferred) {
                (true, true) => Confirmed::LeadAndDue,
                (true, false) => Confirmed::Lead,
                (false, true) => Confirmed::Due,
                (false, false) => return None,
            };
            Some(Command::Task(*id, TaskCommand::Confirm { confirmed }))
        }
        _ => None,
    };
    let confirmed: Vec<Command> = draft.commands.iter().filter_map(confirm).collect();
    if !confirmed.is_empty() {
        act(house, checker, confirmed).await.context("confirming leads and dates")?;
    }
    let issue = Command::Plan(draft.plan, PlanCommand::Issue { in_force_from });
    act(house, checker, vec![issue]).await.context("issuing the plan")?;
    Ok(())
}

async fn dispatch(house: &House, maker: Actor, draft: &PlanDraft) -> Result<Outcome> {
    let dispatch = |id: &TaskId| Command::Task(*id, TaskCommand::Dispatch);
    act(house, maker, draft.tasks.iter().map(dispatch).collect()).await.context("dispatching")
}

async fn count(house: &House, draft: &PlanDraft) -> Result<Count> {
    let root = reference::root()?;
    let counties = house
        .engine
        .store()
        .read(|tx| async move {
            use duban_store::read::{Visibility, organisation};
            organisation::counties(&tx, Visibility::System, root).await
        })
        .await?;
    let mut count = Count { tasks: 0, bureau: 0, county: 0 };
    for command in &draft.commands {
        let Command::Task(_, TaskCommand::Draft { duties, .. }) = command else {
            continue;
        };
        count.tasks += 1;
        count.bureau +=
            usize::from(duties.lead.is_some()) + duties.co_leads.len() + duties.supports.len();
        count.county += match &duties.implementers {
            Implementers::None => 0,
            Implementers::EveryCounty => counties.len(),
            Implementers::Units { units } => units.len(),
        };
    }
    Ok(count)
}
