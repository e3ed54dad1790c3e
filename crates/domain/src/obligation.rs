//! 应尽事项. Everything that is counted: who owed what by when, and when it was met.
//!
//! Reports never count rows; they add up [`Delta`]s, and time itself is one: an obligation due on
//! a day turns overdue the day after without anybody doing anything. [`contributions`] says what
//! one obligation adds to which bucket on which day; the difference between two versions of it is
//! what an event adds, so that moving a date takes the old figure back and adds the new one.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// 事项类别. What is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Kind {
    /// 签收.
    SignFor,
    /// 月报行. One row of a monthly sheet.
    Row,
    /// 节点.
    Milestone,
    /// 指标.
    Target,
    /// 办结. The assignment as a whole.
    Completion,
    /// 佐证. Evidence that was handed in and is to be checked.
    Evidence,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::SignFor, Self::Row, Self::Milestone, Self::Target, Self::Completion, Self::Evidence];

    /// The kind as clients see it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignFor => "SIGN_FOR",
            Self::Row => "ROW",
            Self::Milestone => "MILESTONE",
            Self::Target => "TARGET",
            Self::Completion => "COMPLETION",
            Self::Evidence => "EVIDENCE",
        }
    }

    /// Reads the form of [`Kind::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// 了结. How an obligation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "how", content = "on", rename_all = "snake_case")]
pub enum End {
    /// 完成. Met on that day.
    Met(NaiveDate),
    /// 未通过. Ended without being met: evidence that was refused.
    Failed(NaiveDate),
    /// 取消. No longer owed from that day.
    Void(NaiveDate),
}

/// 应尽事项. One thing owed by one unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obligation {
    /// What is owed.
    pub kind: Kind,
    /// Which one: an id or a period, unique within its assignment and kind.
    pub subject: String,
    /// Since when it is owed.
    pub opened_on: NaiveDate,
    /// Until when; none for what has no limit.
    pub due_on: Option<NaiveDate>,
    /// 结转. Due before the plan came into force here: shown, never overdue.
    pub carried_over: bool,
    /// How it ended.
    pub end: Option<End>,
}

/// 计数项. What reports add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Bucket {
    /// 总数.
    Total,
    /// 结转.
    CarriedOver,
    /// 已到期. Its due date has come.
    Due,
    /// 已完成.
    Met,
    /// 逾期完成. Met after the due date.
    Late,
    /// 逾期未完成. Past the due date and still open.
    Overdue,
    /// 未通过.
    Failed,
}

impl Bucket {
    /// Every bucket.
    pub const ALL: [Self; 7] = [
        Self::Total,
        Self::CarriedOver,
        Self::Due,
        Self::Met,
        Self::Late,
        Self::Overdue,
        Self::Failed,
    ];

    /// The bucket as clients see it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Total => "TOTAL",
            Self::CarriedOver => "CARRIED_OVER",
            Self::Due => "DUE",
            Self::Met => "MET",
            Self::Late => "LATE",
            Self::Overdue => "OVERDUE",
            Self::Failed => "FAILED",
        }
    }

    /// Reads the form of [`Bucket::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|bucket| bucket.as_str() == text)
    }
}

/// 明细口径. What a list of obligations is drawn up by: a bucket, or what is read off several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listing {
    /// Those that count in a bucket.
    Counted(Bucket),
    /// 按时完成. Met, and not late.
    OnTime,
    /// 曾逾期. Past the due date and open, or ended after it: those whose days overdue add up.
    PastDue,
}

impl From<Bucket> for Listing {
    fn from(bucket: Bucket) -> Self {
        Self::Counted(bucket)
    }
}

/// 增减. What is added to a bucket from a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Delta {
    /// To which.
    pub bucket: Bucket,
    /// From which day on.
    pub day: NaiveDate,
    /// How many.
    pub amount: i64,
}

impl Obligation {
    /// Whether it counts in `bucket` at the end of `day`, from its own dates alone.
    ///
    /// This is the plain reading of the terms; the deltas must add up to it.
    pub fn counts_in(&self, bucket: Bucket, day: NaiveDate) -> bool {
        let ended = |end: fn(&End) -> Option<NaiveDate>| {
            self.end.as_ref().and_then(end).filter(|on| *on <= day)
        };
        let met = ended(|end| if let End::Met(on) = end { Some(*on) } else { None });
        let failed = ended(|end| if let End::Failed(on) = end { Some(*on) } else { None });
        let void = ended(|end| if let End::Void(on) = end { Some(*on) } else { None });
        let here = self.opened_on <= day && void.is_none();
        let binding = self.due_on.filter(|_| !self.carried_over);
        match bucket {
            Bucket::Total => here,
            Bucket::CarriedOver => here && self.carried_over,
            Bucket::Due => here && binding.is_some_and(|due| due <= day),
            Bucket::Met => met.is_some(),
            Bucket::Late => binding.zip(met).is_some_and(|(due, on)| on > due),
            Bucket::Overdue => {
                here && met.is_none() && failed.is_none() && binding.is_some_and(|due| due < day)
            }
            Bucket::Failed => failed.is_some(),
        }
    }

    /// Whether it stands in the list at the end of `day`.
    pub fn listed_in(&self, listing: Listing, day: NaiveDate) -> bool {
        match listing {
            Listing::Counted(bucket) => self.counts_in(bucket, day),
            Listing::OnTime => {
                self.counts_in(Bucket::Met, day) && !self.counts_in(Bucket::Late, day)
            }
            Listing::PastDue => {
                let binding = self.due_on.filter(|_| !self.carried_over);
                let after = |due: NaiveDate| match self.end {
                    Some(End::Met(on) | End::Failed(on) | End::Void(on)) => on > due,
                    None => true,
                };
                self.opened_on <= day && binding.is_some_and(|due| due < day && after(due))
            }
        }
    }
}

/// What one obligation adds to the buckets, day by day.
pub fn contributions(obligation: &Obligation) -> Vec<Delta> {
    let mut deltas = Vec::new();
    let mut add = |bucket, day, amount| deltas.push(Delta { bucket, day, amount });
    let opened = obligation.opened_on;
    let binding = obligation.due_on.filter(|_| !obligation.carried_over);
    let void = match obligation.end {
        Some(End::Void(on)) => Some(on.max(opened)),
        Some(End::Met(_) | End::Failed(_)) | None => None,
    };
    // What counts while the obligation is owed at all is taken back when it no longer is.
    let mut while_owed = |bucket, day: NaiveDate| {
        add(bucket, day, 1);
        if let Some(on) = void {
            add(bucket, on.max(day), -1);
        }
    };
    while_owed(Bucket::Total, opened);
    if obligation.carried_over {
        while_owed(Bucket::CarriedOver, opened);
    }
    if let Some(due) = binding {
        while_owed(Bucket::Due, due.max(opened));
        // An obligation is overdue from the day after, or from its opening if that is later.
        let overdue = next(due).max(opened);
        add(Bucket::Overdue, overdue, 1);
        let ended = match obligation.end {
            Some(End::Met(on) | End::Failed(on) | End::Void(on)) => Some(on),
            None => None,
        };
        if let Some(on) = ended {
            add(Bucket::Overdue, on.max(overdue), -1);
        }
    }
    match obligation.end {
        Some(End::Met(on)) => {
            add(Bucket::Met, on, 1);
            if binding.is_some_and(|due| on > due) {
                add(Bucket::Late, on, 1);
            }
        }
        Some(End::Failed(on)) => add(Bucket::Failed, on, 1),
        Some(End::Void(_)) | None => {}
    }
    deltas
}

/// What an event adds when it turns `before` into `after`: nothing where they agree.
pub fn difference(before: Option<&Obligation>, after: Option<&Obligation>) -> Vec<Delta> {
    let mut sums: BTreeMap<(Bucket, NaiveDate), i64> = BTreeMap::new();
    let sides = [(before, -1), (after, 1)];
    for (obligation, sign) in sides {
        for delta in obligation.map(contributions).unwrap_or_default() {
            *sums.entry((delta.bucket, delta.day)).or_default() += sign * delta.amount;
        }
    }
    sums.into_iter()
        .filter(|(_, amount)| *amount != 0)
        .map(|((bucket, day), amount)| Delta { bucket, day, amount })
        .collect()
}

fn next(day: NaiveDate) -> NaiveDate {
    day.checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn open(due: &str) -> Obligation {
        Obligation {
            kind: Kind::Milestone,
            subject: "m".into(),
            opened_on: day("2026-01-01"),
            due_on: Some(day(due)),
            carried_over: false,
            end: None,
        }
    }

    fn sum(deltas: &[Delta], bucket: Bucket, on: NaiveDate) -> i64 {
        deltas.iter().filter(|d| d.bucket == bucket && d.day <= on).map(|d| d.amount).sum()
    }

    #[test]
    fn deltas_add_up_to_the_plain_reading_on_every_day() {
        let ends = [
            None,
            Some(End::Met(day("2026-01-05"))),
            Some(End::Met(day("2026-01-25"))),
            Some(End::Failed(day("2026-01-22"))),
            Some(End::Void(day("2026-01-10"))),
            Some(End::Void(day("2026-01-28"))),
        ];
        for end in ends {
            for carried_over in [false, true] {
                let obligation = Obligation { end, carried_over, ..open("2026-01-20") };
                let deltas = contributions(&obligation);
                for on in day("2025-12-30").iter_days().take(40) {
                    for bucket in Bucket::ALL {
                        let plain = i64::from(obligation.counts_in(bucket, on));
                        assert_eq!(sum(&deltas, bucket, on), plain, "{bucket:?} {on} {end:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn moving_a_due_date_takes_the_old_figure_back() {
        let moved = difference(Some(&open("2026-01-20")), Some(&open("2026-01-31")));
        assert_eq!(sum(&moved, Bucket::Overdue, day("2026-01-21")), -1);
        assert_eq!(sum(&moved, Bucket::Overdue, day("2026-02-01")), 0);
        assert_eq!(sum(&moved, Bucket::Total, day("2026-02-01")), 0);
    }

    #[test]
    fn nothing_changed_adds_nothing() {
        assert_eq!(difference(Some(&open("2026-01-20")), Some(&open("2026-01-20"))), vec![]);
    }
}
