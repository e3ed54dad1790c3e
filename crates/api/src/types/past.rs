//! What changed between two days, and what was learnt about a day afterwards, as clients see it.

use async_graphql::{ComplexObject, Context, Enum, ID, Result, SimpleObject};
use duban_domain::command::StreamId;
use duban_domain::time::end_of_day;
use duban_domain::value::id::{AssignmentId, TaskId, UnitId};
use duban_engine::view::{
    self, About, AsOf, AssignmentRow, Between, Changed, CorrectionRow, HistoryRow, Key, TaskRow,
    UnitRow,
};
use uuid::Uuid;

use crate::context::Ask;
use crate::id::Id;
use crate::loader::{CorrectionsOf, HistoryOf, all, one};
use crate::page::{Connection, Found, Window};
use crate::types::assignment::Assignment;
use crate::types::journal::{HISTORY, JournalEntry};
use crate::types::organisation::{Organisation, Person, optional_person, optional_unit};
use crate::types::scalar::{Date, Instant};
use crate::types::task::Task;

/// What was learnt about a day when it was over. 更正事项。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "view::Corrected")]
pub enum CorrectedFact {
    /// Whether and when it was signed for. 签收。
    SignFor,
    /// A row of a monthly sheet: since when it is owed, when it came. 月报行。
    Row,
    /// A milestone: its date, and the day it was really done. 节点。
    Milestone,
    /// A target: its date, and the day it was met. 指标。
    Target,
    /// The assignment as a whole. 整体办结。
    Completion,
    /// A figure of a target. 指标数据。
    Figure,
    /// How far it was when its plan was adopted. 期初。
    Balance,
    /// What is on file about a unit. 单位要素。
    Profile,
    /// A class or designation of a unit. 县域类型。
    Class,
}

/// What was learnt about a day when it was over: shown beside what was known then, never instead.
/// 事后更正:与当日所知并列,不替代。
#[derive(Debug, Clone, SimpleObject)]
#[graphql(complex)]
pub struct Correction {
    #[graphql(skip)]
    as_of: Option<AsOf>,
    #[graphql(skip)]
    about: About,
    /// What was learnt. 更正事项。
    pub what: CorrectedFact,
    /// Which one: the id of a milestone or target, a month, a field of a unit, a scheme of classes,
    /// or `1`. 具体对象。
    pub subject: String,
    /// What was known before; null where nothing was. 原情况;此前无记录为 null。
    pub was: Option<String>,
    /// What is known since; null where nothing counts any more. 更正后;不再有时为 null。
    pub is: Option<String>,
    /// The first day about which it says something else. 事实日期。
    pub fact_on: Date,
    /// When it was recorded. 记录时刻。
    pub recorded_at: Instant,
    /// Who recorded it: `system` or `person:…`. 记录人。
    pub actor: String,
    /// The post for which it was recorded; null for the system. 以何岗位;系统为 null。
    pub post: Option<String>,
    /// Why; null where the record does not say. 理由;未注明为 null。
    pub reason: Option<String>,
    /// The document that says so; null where none was named. 依据文件;未注明为 null。
    pub basis: Option<String>,
}

#[ComplexObject]
impl Correction {
    /// The identity of the assignment it speaks of; null where it speaks of a unit.
    /// 责任事项标识;更正对象为单位时为 null。
    async fn assignment_id(&self) -> Option<ID> {
        match self.about {
            About::Assignment(id) => Some(Id(id).into()),
            About::Unit(_) => None,
        }
    }

    /// The unit it speaks of, as it is known on the day; null where it speaks of an assignment.
    /// 更正所涉单位;更正对象为责任事项时为 null。
    async fn organisation(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        match self.about {
            About::Unit(id) => optional_unit(ctx, self.as_of, Some(id)).await,
            About::Assignment(_) => Ok(None),
        }
    }

    /// The person who recorded it; null for the system, and where the viewer may not see people.
    /// 记录人;系统记录或不可见为 null。
    async fn by(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        let id = self.actor.strip_prefix("person:").and_then(|id| id.parse::<Uuid>().ok());
        optional_person(ctx, self.as_of, id.map(Into::into)).await
    }
}

impl From<CorrectionRow> for Correction {
    fn from(row: CorrectionRow) -> Self {
        Self {
            as_of: row.as_of,
            about: row.about,
            what: row.what.into(),
            subject: row.subject,
            was: row.was,
            is: row.became,
            fact_on: row.fact_on.into(),
            recorded_at: row.recorded_at.into(),
            actor: row.actor,
            post: row.post,
            reason: row.reason,
            basis: row.basis,
        }
    }
}

/// A page of what was learnt about a thing after the day on which it is seen; nothing of the present.
pub async fn corrections(
    ctx: &Context<'_>,
    as_of: Option<AsOf>,
    about: About,
    window: &Window,
) -> Result<Connection<Correction>> {
    let page = ctx.told(window.page(CORRECTIONS))?;
    let rows = match as_of {
        Some(day) => all(ctx, Some(day), CorrectionsOf(about)).await?,
        None => Vec::new(),
    };
    let key: fn(&CorrectionRow) -> Key = CorrectionRow::key;
    Ok(Found::cut(rows, &page, key).connect(CORRECTIONS, key, Correction::from))
}

/// The pages of corrections of one thing, whatever it is.
const CORRECTIONS: &str = "corrections.of";

/// A thing that is otherwise on the later day than on the earlier one. 变动对象。
#[derive(Debug, Clone)]
pub struct Change {
    /// The thing.
    pub thing: Changed,
    /// The days.
    pub between: Between,
}

/// A thing that is otherwise on the later day than on the earlier one. 变动对象。
#[async_graphql::Object]
impl Change {
    /// The identity of the thing. 对象标识。
    async fn thing_id(&self) -> ID {
        match self.thing {
            Changed::Task(id) => Id(id).into(),
            Changed::Assignment(id) => Id(id).into(),
            Changed::Unit(id) => Id(id).into(),
        }
    }

    /// The task as it stood on the later day; null where something else changed.
    /// 后一日的任务;变动对象不是任务时为 null。
    async fn task(&self, ctx: &Context<'_>) -> Result<Option<Task>> {
        match self.thing {
            Changed::Task(id) => Ok(one(ctx, self.later(), id).await?.map(Task)),
            Changed::Assignment(_) | Changed::Unit(_) => Ok(None),
        }
    }

    /// The assignment as it stood on the later day; null where something else changed.
    /// 后一日的责任事项;变动对象不是责任事项时为 null。
    async fn assignment(&self, ctx: &Context<'_>) -> Result<Option<Assignment>> {
        match self.thing {
            Changed::Assignment(id) => Ok(one(ctx, self.later(), id).await?.map(Assignment)),
            Changed::Task(_) | Changed::Unit(_) => Ok(None),
        }
    }

    /// The unit as it stood on the later day; null where something else changed.
    /// 后一日的单位;变动对象不是单位时为 null。
    async fn organisation(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        match self.thing {
            Changed::Unit(id) => optional_unit(ctx, self.later(), Some(id)).await,
            Changed::Task(_) | Changed::Assignment(_) => Ok(None),
        }
    }

    /// Its own fields that say something else; what hangs on it shows in `entries`. 变动字段;下级内容见 entries。
    async fn fields(&self, ctx: &Context<'_>) -> Result<Vec<FieldChange>> {
        let (was, is) =
            (self.told(ctx, self.earlier()).await?, self.told(ctx, self.later()).await?);
        Ok(differing(was, is))
    }

    /// What happened to it between the two days, by whom and why, the oldest first. 期间的记录:何人、何事、为何。
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn entries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, 1 to 100. 从头取几项。")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor. 该游标之后。")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100. 从尾取几项。")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor. 该游标之前。")] before: Option<String>,
    ) -> Result<Connection<JournalEntry>> {
        let window = Window { first, after, last, before };
        let page = ctx.told(window.page(HISTORY))?;
        let stream = match self.thing {
            Changed::Task(id) => StreamId::Task(id),
            Changed::Assignment(id) => StreamId::Assignment(id),
            Changed::Unit(id) => StreamId::Unit(id),
        };
        let mut events = all(ctx, self.later(), HistoryOf(stream)).await?;
        let since = end_of_day(self.between.from);
        events.retain(|event: &HistoryRow| event.recorded_at >= since);
        let found = Found::cut(events, &page, HistoryRow::key);
        Ok(found.connect(HISTORY, HistoryRow::key, JournalEntry::from))
    }
}

impl Change {
    fn earlier(&self) -> Option<AsOf> {
        Some(AsOf::day(self.between.from))
    }

    fn later(&self) -> Option<AsOf> {
        Some(AsOf::day(self.between.to))
    }

    /// What the thing says on a day; nothing where it was not there. All kinds are asked for, so
    /// that the number of statements is the same whatever changed.
    async fn told(&self, ctx: &Context<'_>, day: Option<AsOf>) -> Result<Told> {
        let task: Option<TaskRow> = one(ctx, day, TaskId(self.id())).await?;
        let assignment: Option<AssignmentRow> = one(ctx, day, AssignmentId(self.id())).await?;
        let unit: Option<UnitRow> = one(ctx, day, UnitId(self.id())).await?;
        let told = task.map(told_task).or(assignment.map(told_assignment)).or(unit.map(told_unit));
        Ok(told.unwrap_or_default())
    }

    fn id(&self) -> Uuid {
        match self.thing {
            Changed::Task(id) => id.0,
            Changed::Assignment(id) => id.0,
            Changed::Unit(id) => id.0,
        }
    }
}

/// A field that says something else. 变动字段。
#[derive(Debug, Clone, PartialEq, Eq, SimpleObject)]
pub struct FieldChange {
    /// Which, as the type names it. 字段名。
    pub field: &'static str,
    /// What it said on the earlier day; null where it said nothing. 前一日的内容;没有时为 null。
    pub was: Option<String>,
    /// What it says on the later day; null where it says nothing. 后一日的内容;没有时为 null。
    pub is: Option<String>,
}

type Told = Vec<(&'static str, Option<String>)>;

fn told_task(row: TaskRow) -> Told {
    vec![
        ("title", Some(row.title)),
        ("body", Some(row.body)),
        ("section", Some(row.section)),
        ("state", Some(row.state.to_string())),
        ("dueOn", Some(row.due_on.to_string())),
        ("dueConfirmed", Some(row.due_confirmed.to_string())),
        ("lead", row.lead.map(|id| Id(id).text())),
        ("leadConfirmed", Some(row.lead_confirmed.to_string())),
        ("everyCounty", Some(row.every_county.to_string())),
    ]
}

fn told_unit(row: UnitRow) -> Told {
    vec![
        ("name", Some(row.name)),
        ("shortName", Some(row.short_name)),
        ("code", row.code),
        ("kind", Some(row.kind.as_str().to_owned())),
        ("supervision", Some(row.supervision.as_str().to_owned())),
        ("parent", row.parent.map(|id| Id(id).text())),
        ("note", row.note),
    ]
}

fn told_assignment(row: AssignmentRow) -> Told {
    let day = |on: Option<chrono::NaiveDate>| on.map(|on| on.to_string());
    vec![
        ("state", Some(row.state.to_string())),
        ("lead", Some(Id(row.lead).text())),
        ("signedOn", day(row.signed_on)),
        ("dueOn", Some(row.due_on.to_string())),
        ("nextDueOn", day(row.next_due_on)),
        ("progress", Some(row.progress.to_string())),
        ("sendBacks", Some(row.send_backs.to_string())),
        ("outcome", row.outcome.map(|outcome| outcome.as_str().to_owned())),
        ("statement", row.statement),
        ("requestedOn", day(row.requested_on)),
        ("closedOn", day(row.closed_on)),
        ("reason", row.reason),
        ("graceUntil", day(row.grace_until)),
    ]
}

/// What differs; where there was nothing before, everything that is said now.
fn differing(was: Told, is: Told) -> Vec<FieldChange> {
    let before =
        |field| was.iter().find(|known| known.0 == field).and_then(|known| known.1.clone());
    is.into_iter()
        .map(|(field, is)| FieldChange { field, was: before(field), is })
        .filter(|change| change.was != change.is)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_fields_that_say_something_else_are_told() {
        let told = |state: &str| vec![("state", Some(state.to_owned())), ("reason", None)];
        assert_eq!(differing(told("SIGNED"), told("SIGNED")), []);
        let change = FieldChange {
            field: "state",
            was: Some("SIGNED".to_owned()),
            is: Some("COMPLETED".to_owned()),
        };
        assert_eq!(differing(told("SIGNED"), told("COMPLETED")), [change]);
        assert_eq!(differing(Vec::new(), told("SIGNED")).len(), 1);
    }
}
