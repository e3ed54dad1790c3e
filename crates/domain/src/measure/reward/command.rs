//! What may be asked of a pot.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::state::{Performance, Pool, Transfer};
use crate::value::code::Code;
use crate::value::money::Fen;
use crate::value::text::{DocNo, Reason};

/// A command to one pot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// 下达额度. Sets the pool with its rules, or sets it right before it is checked.
    SetPool {
        /// The pool.
        pool: Box<Pool>,
    },
    /// 测算.
    Calculate,
    /// 财政复核. The amounts of an independent run, for every county that gets any.
    Check {
        /// By county.
        amounts: BTreeMap<Code, Fen>,
    },
    /// 审定.
    Approve {
        /// The decision document.
        document: DocNo,
    },
    /// 公示.
    Publicise,
    /// 下达.
    Issue {
        /// The document by which it is issued.
        document: DocNo,
        /// What the budget law asks of it.
        transfer: Transfer,
        /// 例外依据. Why it may be issued later than the law has it.
        exception: Option<Reason>,
    },
    /// 拨付.
    Pay {
        /// The day on which the money left.
        on: NaiveDate,
    },
    /// 绩效评价. What became of the money, for every county that got any.
    ReviewPerformance {
        /// By county.
        reports: BTreeMap<Code, Performance>,
    },
}
