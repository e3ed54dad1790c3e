//! Everything a decision may look at beside its own stream.
//!
//! The engine fills it before deciding, and holds the heads of the streams it used until the
//! commit; a test sets it by hand. If a rule needs a fact, the fact is a field here.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::assessment::Assessment;
use crate::assignment::Assignment;
use crate::evidence::Evidence;
use crate::people::actor::Actor;
use crate::people::unit::UnitKind;
use crate::plan::Plan;
use crate::rules::Office;
use crate::sheet::Sheet;
use crate::task::Task;
use crate::time::business_date;
use crate::value::digest::Digest;
use crate::value::id::{AssignmentId, AttachmentId, PersonId, PlanId, TaskId, UnitId};

/// What a decision may know.
#[derive(Debug, Clone)]
pub struct Facts {
    /// Who gives the command.
    pub actor: Actor,
    /// Whether reads show the thing to who gives the command.
    pub shown: bool,
    /// When it is given.
    pub now: DateTime<Utc>,
    /// The rules of the office and the working calendar.
    pub office: Arc<Office>,
    /// Ids made for this command, enough for what it may create.
    pub fresh: Vec<Uuid>,
    /// The id of the plan concerned.
    pub plan_id: Option<PlanId>,
    /// The plan concerned.
    pub plan: Option<Arc<Plan>>,
    /// The government whose plan is being drafted.
    pub jurisdiction: Option<UnitId>,
    /// The task concerned.
    pub task: Option<Arc<Task>>,
    /// Every task of the plan, when the plan as a whole is decided about.
    pub tasks: BTreeMap<TaskId, Arc<Task>>,
    /// The highest number of a task of the plan, when one is added; 0 where there is none.
    pub last_no: u32,
    /// How many tasks of the plan are drafts, when one of them may be merged.
    pub drafts: usize,
    /// The assignment concerned, or all those of a sheet or a task.
    pub assignments: BTreeMap<AssignmentId, Arc<Assignment>>,
    /// The assessment that the money concerned rests on.
    pub assessment: Option<Arc<Assessment>>,
    /// The evidence of the assignment concerned.
    pub evidence: Vec<Arc<Evidence>>,
    /// The unit's sheet of the period before.
    pub last_sheet: Option<Arc<Sheet>>,
    /// The digest of the rows that a submission signs.
    pub digest: Option<Digest>,
    /// The units named by the command or by the plan, with their kinds.
    pub units: BTreeMap<UnitId, UnitKind>,
    /// Whether the person whom the command names holds a post in the unit concerned.
    pub colleague: bool,
    /// The uploaded files that the command refers to, as far as there are any.
    pub deposits: BTreeMap<AttachmentId, Deposit>,
}

/// 存件. An uploaded file, before or after something refers to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deposit {
    /// Who uploaded it.
    pub owner: PersonId,
    /// The digest of its bytes.
    pub digest: Digest,
    /// Whether something refers to it already.
    pub used: bool,
}

impl Facts {
    /// Facts with nothing known but who asks, when, and under which rules.
    pub fn new(actor: Actor, now: DateTime<Utc>, office: Arc<Office>) -> Self {
        Self {
            actor,
            shown: false,
            now,
            office,
            fresh: Vec::new(),
            plan_id: None,
            plan: None,
            jurisdiction: None,
            task: None,
            tasks: BTreeMap::new(),
            last_no: 0,
            drafts: 0,
            assignments: BTreeMap::new(),
            assessment: None,
            evidence: Vec::new(),
            last_sheet: None,
            digest: None,
            units: BTreeMap::new(),
            colleague: false,
            deposits: BTreeMap::new(),
        }
    }

    /// Whether the command may refer to this file: it was uploaded by who gives the command, has
    /// this digest, and nothing else refers to it.
    pub fn may_use(&self, file: AttachmentId, digest: &Digest) -> bool {
        let own = |deposit: &Deposit| match self.actor.person() {
            Some(person) => person == deposit.owner,
            None => true,
        };
        self.deposits
            .get(&file)
            .is_some_and(|known| own(known) && known.digest == *digest && !known.used)
    }

    /// 今天. The business date of the command.
    pub fn today(&self) -> NaiveDate {
        business_date(self.now)
    }
}
