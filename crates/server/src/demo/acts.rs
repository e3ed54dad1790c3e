//! A story, told: who does what at which instant. Pure and the same every time; nothing here knows
//! the database.

mod closing;
mod months;
mod opening;
mod review;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use anyhow::{Context, Result};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use duban_domain::time::{Period, start_of_day};

use super::Script;
use super::people::Cast;
use super::plan::Plan;
use super::story::{Kind, Story};

/// Before the name of every request of the story.
pub const PREFIX: &str = "demo:";

/// What somebody does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// When.
    pub at: DateTime<Utc>,
    /// The name to sign in with.
    pub who: String,
    /// What.
    pub deed: Deed,
}

/// A row or an assignment: a task and the unit that holds it.
pub type Held = (u32, String);

/// What is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// 起草. Takes the plan in.
    DraftPlan,
    /// 确认. Confirms every inferred lead and date.
    Confirm,
    /// 印发.
    Issue,
    /// 明确分管市领导. By name, of these tasks.
    NameLeader(String, Vec<u32>),
    /// 交办. Of all tasks.
    Dispatch,
    /// 期初登记. Records how far the counties were.
    RecordBalances,
    /// 明确联络员. The unit names who gives this, with this number.
    NameLiaison(String, String),
    /// 签收. Of everything the unit holds.
    SignFor(String),
    /// 制定节点. For the tasks worked on.
    PlanMilestones(Vec<Held>),
    /// 填报.
    Write(Period, String, Vec<Written>),
    /// 审签报送. Of one task, or of all that is open.
    Submit(Period, String, Option<u32>),
    /// 提交佐证.
    HandIn(Vec<Exhibit>),
    /// 核验. Of pieces of evidence, by their names.
    Verify(Vec<String>),
    /// 不予认可.
    Refuse(Vec<String>),
    /// 牵头核对.
    Check(Period, Vec<Held>),
    /// 退回一行.
    Return(Period, Held, String),
    /// 审核通过.
    Accept(Period, Vec<Held>),
    /// 不适用.
    NotApplicable(Held, String),
    /// 申请办结. With outcome and statement.
    AskClosing(Held, String, String),
    /// 退回补办.
    SendBack(Held, String),
    /// 办结销号.
    Close(Held),
}

/// A row as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Of which task.
    pub task: u32,
    /// 进展情况.
    pub progress: String,
    /// 存在问题 and 下步措施.
    pub problems: Option<(String, String)>,
    /// The milestones that are done, from 0, and when.
    pub done: Vec<(usize, NaiveDate)>,
    /// An indicator and its figure.
    pub figure: Option<(String, String)>,
}

/// A piece of evidence as it is handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exhibit {
    /// Its name in the story.
    pub name: String,
    /// The assignment it belongs to.
    pub held: Held,
    /// The milestone it shows, from 0; the end of the whole where there is none.
    pub milestone: Option<usize>,
    /// Its title.
    pub title: String,
    /// What it is.
    pub kind: Kind,
    /// The words of a text.
    pub text: String,
}

impl Act {
    /// The name of its request: the same every time, and of no other act.
    pub fn request(&self) -> String {
        let minute = self.at.format("%Y%m%d%H%M");
        format!("{PREFIX}{minute}:{}:{}", self.who, self.deed)
    }
}

/// The deed in a word, with what tells it from others of the same person and minute.
impl fmt::Display for Deed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self {
            Self::DraftPlan => "draft-plan",
            Self::Confirm => "confirm",
            Self::Issue => "issue",
            Self::NameLeader(..) => "leader",
            Self::Dispatch => "dispatch",
            Self::RecordBalances => "balances",
            Self::NameLiaison(..) => "liaison",
            Self::SignFor(_) => "sign-for",
            Self::PlanMilestones(_) => "milestones",
            Self::Write(..) => "write",
            Self::Submit(..) => "submit",
            Self::HandIn(_) => "hand-in",
            Self::Verify(_) => "verify",
            Self::Refuse(_) => "refuse",
            Self::Check(..) => "check",
            Self::Return(..) => "return",
            Self::Accept(..) => "accept",
            Self::NotApplicable(..) => "not-applicable",
            Self::AskClosing(..) => "ask-closing",
            Self::SendBack(..) => "send-back",
            Self::Close(_) => "close",
        };
        f.write_str(word)?;
        match self {
            Self::Return(_, (task, unit), _)
            | Self::NotApplicable((task, unit), _)
            | Self::AskClosing((task, unit), ..)
            | Self::SendBack((task, unit), _)
            | Self::Close((task, unit)) => write!(f, ":{task}:{unit}"),
            _ => Ok(()),
        }
    }
}

/// Tells the story: every act in the order of time.
///
/// # Errors
/// When the story names what the plan or the cast does not have.
pub fn tell(script: &Script) -> Result<Vec<Act>> {
    let mut teller = Teller::new(script);
    teller.opening()?;
    teller.months()?;
    teller.closings()?;
    let mut acts = teller.acts;
    acts.sort_by_key(|act| act.at);
    Ok(acts)
}

/// What is known while the story is told.
struct Teller<'a> {
    story: &'a Story,
    plan: &'a Plan,
    cast: &'a Cast,
    leads: BTreeMap<u32, &'a str>,
    acts: Vec<Act>,
    /// The milestones that were claimed in a row.
    claimed: BTreeSet<(String, u32, usize)>,
    /// Evidence that nobody has looked at, with the lead that will.
    unseen: Vec<review::Unseen>,
}

impl<'a> Teller<'a> {
    fn new(script: &'a Script) -> Self {
        let Script { story, plan, cast } = script;
        let leads = plan.leads();
        let (acts, claimed, unseen) = (Vec::new(), BTreeSet::new(), Vec::new());
        Self { story, plan, cast, leads, acts, claimed, unseen }
    }

    fn act(&mut self, at: DateTime<Utc>, who: impl Into<String>, deed: Deed) {
        self.acts.push(Act { at, who: who.into(), deed });
    }

    fn lead(&self, task: u32) -> Result<&'a str> {
        self.leads.get(&task).copied().with_context(|| format!("the plan has no task {task}"))
    }

    fn handler(&self, unit: &str) -> Result<String> {
        Ok(format!("{}.handler", self.cast.pair(unit)?.sign_in))
    }

    fn signer(&self, unit: &str) -> Result<String> {
        Ok(format!("{}.signer", self.cast.pair(unit)?.sign_in))
    }

    /// Whether an assignment has ended, or will not have to be carried out, by the end of a day.
    fn gone(&self, task: u32, unit: &str, on: NaiveDate) -> bool {
        let closed = self.story.closing.iter().any(|known| {
            known.task == task && known.unit == unit && known.closed_on.is_some_and(|end| end <= on)
        });
        let waived = self
            .story
            .not_applicable
            .iter()
            .any(|known| known.task == task && known.unit == unit && known.on <= on);
        closed || waived
    }
}

/// A time of day in Asia/Shanghai.
fn at(day: NaiveDate, hour: i64, minute: i64) -> DateTime<Utc> {
    start_of_day(day) + TimeDelta::hours(hour) + TimeDelta::minutes(minute)
}

/// A day some days later, or earlier.
fn shifted(day: NaiveDate, days: i64) -> NaiveDate {
    let count = Days::new(days.unsigned_abs());
    let moved = if days < 0 { day.checked_sub_days(count) } else { day.checked_add_days(count) };
    moved.unwrap_or(day)
}

/// The place in a list as minutes, so that not everybody acts at once.
fn minutes(place: usize) -> i64 {
    i64::try_from(place % 60).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told() -> (Story, Vec<Act>) {
        let script = Script::read().unwrap();
        let acts = tell(&script).unwrap();
        assert_eq!(acts, tell(&script).unwrap(), "told twice, told differently");
        (script.story, acts)
    }

    fn count(acts: &[Act], wanted: impl Fn(&Deed) -> bool) -> usize {
        acts.iter().filter(|act| wanted(&act.deed)).count()
    }

    #[test]
    fn every_act_has_a_request_of_its_own_and_lies_in_the_quarter() {
        let (story, acts) = told();
        let requests: BTreeSet<String> = acts.iter().map(Act::request).collect();
        assert_eq!(requests.len(), acts.len());
        assert!(acts.iter().all(|act| act.at >= start_of_day(story.begins_on)));
        assert!(acts.iter().all(|act| act.at <= story.ends_at));
        assert!(acts.is_sorted_by_key(|act| act.at));
    }

    #[test]
    fn a_patchy_county_misses_its_month_and_others_report_all_three() {
        let (_, acts) = told();
        let sheets = |unit: &str| {
            count(&acts, |deed| matches!(deed, Deed::Submit(_, who, None) if who == unit))
        };
        assert_eq!((sheets("140403"), sheets("140427"), sheets("140425")), (3, 2, 3));
    }

    #[test]
    fn nobody_claims_a_milestone_before_it_is_done_or_twice() {
        let (story, acts) = told();
        let mut seen = BTreeMap::new();
        for act in &acts {
            let Deed::Write(period, unit, rows) = &act.deed else { continue };
            for (row, (place, on)) in
                rows.iter().flat_map(|row| row.done.iter().map(move |done| (row, *done)))
            {
                assert!(at(on, 0, 0) <= act.at, "{unit} {} {on}", row.task);
                let first = seen.insert((unit, row.task, place), period);
                let again = |known: &crate::demo::story::Returned| {
                    known.unit == *unit && known.task == row.task && known.period == *period
                };
                assert!(first.is_none() || story.returned.iter().any(again));
            }
        }
        assert!(seen.len() > 200, "{}", seen.len());
    }

    #[test]
    fn there_is_something_of_everything() {
        let (_, acts) = told();
        assert_eq!(count(&acts, |deed| matches!(deed, Deed::Return(..))), 2);
        assert_eq!(count(&acts, |deed| matches!(deed, Deed::SendBack(..))), 1);
        assert_eq!(count(&acts, |deed| matches!(deed, Deed::Close(_))), 2);
        assert_eq!(count(&acts, |deed| matches!(deed, Deed::NotApplicable(..))), 2);
        let pieces = |act: &Act| match &act.deed {
            Deed::Verify(names) => (names.len(), 0),
            Deed::Refuse(names) => (0, names.len()),
            _ => (0, 0),
        };
        let verified: usize = acts.iter().map(|act| pieces(act).0).sum();
        let refused: usize = acts.iter().map(|act| pieces(act).1).sum();
        assert!(verified > 40 && refused > 10, "{verified} verified, {refused} refused");
    }
}
