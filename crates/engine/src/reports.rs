//! 责任落实报告. The figures of a plan by lead, supporting unit, county, heading or class, and the
//! list behind every figure.
//!
//! A figure is (group, duty, kind, bucket); a report puts those of one group into one row. Nothing
//! is counted here that [`Reader::obligations`] does not list under the same choice.

use std::collections::BTreeMap;

use duban_domain::audit::act::{Export, Reading};
use duban_domain::obligation::{Bucket, Kind};
use duban_domain::people::duty::Duty;
use duban_domain::value::id::PlanId;
use duban_store::read::report;

use crate::error::EngineError;
use crate::queries::{Reader, ask};
use crate::view::{
    AsOf, Axis, FigureQuery, FigureRow, Group, ObligationQuery, ObligationRow, Page, Slice,
};

/// 分组方式. By whom a report is grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GroupBy {
    /// 牵头单位. What bureaus owe as leads, alone or beside others.
    Lead,
    /// 配合单位. What bureaus owe as supports.
    Support,
    /// 县区. What counties owe.
    County,
    /// 章节. What all owe on the tasks under a heading.
    Section,
    /// 县域类型. What counties owe, by class.
    Class,
}

impl GroupBy {
    /// Every way.
    pub const ALL: [Self; 5] =
        [Self::Lead, Self::Support, Self::County, Self::Section, Self::Class];

    /// The duties that such a report is about; all where there is none.
    pub fn duties(self) -> &'static [Duty] {
        match self {
            Self::Lead => &[Duty::Lead, Duty::CoLead],
            Self::Support => &[Duty::Support],
            Self::County | Self::Class => &[Duty::Implement],
            Self::Section => &[],
        }
    }

    fn axis(self) -> Axis {
        match self {
            Self::Lead | Self::Support | Self::County | Self::Class => Axis::Unit,
            Self::Section => Axis::Section,
        }
    }
}

/// One row of a report: a group and its figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportRow {
    /// Of whom.
    pub group: Group,
    figures: Figures,
}

/// Count and days for every kind and bucket.
type Figures = BTreeMap<(Kind, Bucket), (i64, i64)>;

impl ReportRow {
    /// How many count in the bucket.
    pub fn count(&self, kind: Kind, bucket: Bucket) -> i64 {
        self.figures.get(&(kind, bucket)).map_or(0, |(count, _)| *count)
    }

    /// On how many days they have counted, added up.
    pub fn days(&self, kind: Kind, bucket: Bucket) -> i64 {
        self.figures.get(&(kind, bucket)).map_or(0, |(_, days)| *days)
    }

    /// 按时. How many were met, and not late.
    pub fn on_time(&self, kind: Kind) -> i64 {
        self.count(kind, Bucket::Met).saturating_sub(self.count(kind, Bucket::Late))
    }

    /// 完成率. What is met of what is owed, in basis points; none where nothing is owed.
    pub fn completion_rate(&self) -> Option<i64> {
        let owed = self.count(Kind::Completion, Bucket::Total);
        let met = self.count(Kind::Completion, Bucket::Met);
        met.checked_mul(10_000)?.checked_div(owed)
    }
}

impl Reader {
    /// The rows of a report at the end of a day, in the order of their groups; `scheme` is the
    /// scheme of classes that [`GroupBy::Class`] groups by.
    ///
    /// # Errors
    /// When the database fails, as every read.
    pub async fn accountability(
        &self,
        plan: PlanId,
        group_by: GroupBy,
        scheme: &str,
        as_of: AsOf,
    ) -> Result<Vec<ReportRow>, EngineError> {
        let figures = match group_by {
            GroupBy::Class => {
                ask!(self, |tx, eyes| report::figures_by_class(tx, eyes, plan, scheme, as_of))?
            }
            GroupBy::Lead | GroupBy::Support | GroupBy::County | GroupBy::Section => {
                let query = FigureQuery { plan, axis: group_by.axis(), duties: group_by.duties() };
                ask!(self, |tx, eyes| report::figures(tx, eyes, query, as_of))?
            }
        };
        self.exported(Export::Report(plan));
        Ok(rows(figures))
    }

    /// The obligations behind a figure, what is due first coming first.
    pub async fn obligations(
        &self,
        query: &ObligationQuery,
        as_of: AsOf,
        page: &Page,
    ) -> Result<Slice<ObligationRow>, EngineError> {
        let found = ask!(self, |tx, eyes| report::list(tx, eyes, query, as_of, page))?;
        Ok(self.seen_page(found, Reading::Obligations, |row| row.unit))
    }

    /// How many obligations are behind a figure: the figure itself.
    pub async fn obligation_count(
        &self,
        query: &ObligationQuery,
        as_of: AsOf,
    ) -> Result<u64, EngineError> {
        ask!(self, |tx, eyes| report::count(tx, eyes, query, as_of))
    }
}

fn rows(figures: Vec<FigureRow>) -> Vec<ReportRow> {
    let mut groups: BTreeMap<Group, Figures> = BTreeMap::new();
    for figure in figures {
        let known = groups.entry(figure.group).or_default();
        let sum = known.entry((figure.kind, figure.bucket)).or_default();
        sum.0 = sum.0.saturating_add(figure.count);
        sum.1 = sum.1.saturating_add(figure.days);
    }
    groups.into_iter().map(|(group, figures)| ReportRow { group, figures }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn duties_of_one_group_are_added_up() {
        let figure = |duty, count| FigureRow {
            group: Group::Section("四/(一)".into()),
            duty,
            kind: Kind::Completion,
            bucket: Bucket::Total,
            count,
            days: 2,
        };
        let rows = rows(vec![figure(Duty::Lead, 1), figure(Duty::Implement, 14)]);
        let counted: Vec<i64> =
            rows.iter().map(|row| row.count(Kind::Completion, Bucket::Total)).collect();
        assert_eq!(counted, [15]);
        assert_eq!(rows.first().and_then(ReportRow::completion_rate), Some(0));
    }
}
