//! What happened to a pot.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::state::{Performance, Pool, Transfer};
use crate::value::code::Code;
use crate::value::digest::Digest;
use crate::value::id::PersonId;
use crate::value::money::Fen;
use crate::value::text::{DocNo, Reason};

/// An event of one pot; `by` is who did it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields are those of the commands, with who and when")]
pub enum Event {
    /// The pool was set, or set right.
    PoolSet { pool: Box<Pool>, by: Option<PersonId> },
    /// The pool was split; `inputs` is the digest of all that the split rests on.
    RewardCalculated {
        algorithm: String,
        inputs: Digest,
        amounts: BTreeMap<Code, Fen>,
        unallocated: Fen,
        by: Option<PersonId>,
    },
    /// A second finance person came to the same amounts.
    RewardChecked { by: Option<PersonId> },
    /// The government approved the split.
    RewardApproved { document: DocNo, on: NaiveDate, by: Option<PersonId> },
    /// The split was publicised until the end of a day, and is to be disclosed by another.
    RewardPublicised {
        on: NaiveDate,
        until: NaiveDate,
        disclose_by: NaiveDate,
        by: Option<PersonId>,
    },
    /// The money was issued; `due_on` is the last day that the budget law has for it.
    RewardIssued {
        document: DocNo,
        transfer: Transfer,
        exception: Option<Reason>,
        on: NaiveDate,
        due_on: NaiveDate,
        by: Option<PersonId>,
    },
    /// The money was paid.
    RewardPaid { on: NaiveDate, by: Option<PersonId> },
    /// What became of the money was reported.
    PerformanceReviewed {
        reports: BTreeMap<Code, Performance>,
        on: NaiveDate,
        by: Option<PersonId>,
    },
}
