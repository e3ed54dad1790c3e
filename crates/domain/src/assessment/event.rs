//! What happened to a year's assessment.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::command::Ruling;
use super::state::{Adjustment, Place, Plan, Provenance};
use crate::measure::score::data::Item;
use crate::value::code::Code;
use crate::value::digest::Digest;
use crate::value::id::{EvidenceId, PersonId};
use crate::value::text::Reason;

/// An event of one assessment; `by` is who did it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields are those of the commands, with who and when")]
pub enum Event {
    /// A scheme was drafted.
    AssessmentDrafted { plan: Box<Plan>, by: Option<PersonId> },
    /// The scheme was revised.
    SchemeRevised { plan: Box<Plan>, by: Option<PersonId> },
    /// The scheme became binding; `late` where the deadline of the year had passed.
    SchemePublished { digest: Digest, late: bool, on: NaiveDate, by: Option<PersonId> },
    /// Data may be handed in.
    CollectingBegan { by: Option<PersonId> },
    /// A datum was handed in or taken over.
    ItemSubmitted { place: Place, item: Item, provenance: Provenance, by: Option<PersonId> },
    /// The checking unit confirmed a datum.
    ItemChecked { place: Place, by: Option<PersonId> },
    /// The checking unit sent a datum back.
    ItemReturned { place: Place, reason: Reason, by: Option<PersonId> },
    /// It was approved that an indicator does not apply.
    NotApplicableApproved { place: Place, by: Option<PersonId> },
    /// A bonus, deduction or veto was entered.
    AdjustmentEntered { county: Code, adjustment: Adjustment, by: Option<PersonId> },
    /// The data were frozen.
    DataFrozen { digest: Digest, on: NaiveDate, by: Option<PersonId> },
    /// The year was scored; the scores follow from what was frozen.
    Scored { algorithm: String, result: Digest, by: Option<PersonId> },
    /// The panel reviewed the scores.
    ScoresReviewed { by: Option<PersonId> },
    /// The totals were publicised until the end of a day.
    ScoresPublicised { on: NaiveDate, until: NaiveDate, by: Option<PersonId> },
    /// A county objected.
    Objected {
        place: Place,
        claim: Item,
        evidence: EvidenceId,
        reason: Reason,
        due_on: NaiveDate,
        by: Option<PersonId>,
    },
    /// An objection was decided; `classes` must be scored again where it was upheld.
    ObjectionDecided { number: u32, ruling: Ruling, reason: Reason, by: Option<PersonId> },
    /// The classes of the upheld objections were scored again.
    Rescored { classes: Vec<Code>, algorithm: String, result: Digest, by: Option<PersonId> },
    /// The time for objections is over and none is open.
    ObjectionsClosed { by: Option<PersonId> },
    /// The government approved the result.
    ResultApproved { on: NaiveDate, by: Option<PersonId> },
    /// The result was published; `rectify` owe a written rectification by `due_on`.
    ResultPublished { on: NaiveDate, rectify: Vec<Code>, due_on: NaiveDate, by: Option<PersonId> },
    /// A county handed in its rectification.
    Rectified { county: Code, evidence: EvidenceId, on: NaiveDate, by: Option<PersonId> },
    /// A rectification was accepted.
    RectificationAccepted { county: Code, on: NaiveDate, by: Option<PersonId> },
}
