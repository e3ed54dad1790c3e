//! Reads across days: what changed between two of them, and what was learnt about one afterwards.

use duban_domain::value::id::{AssignmentId, PlanId, UnitId};
use duban_store::read::{change, correction};

use super::{Reader, ask};
use crate::error::EngineError;
use crate::view::{About, AsOf, Between, Changed, CorrectionRow, Page, Slice};

impl Reader {
    /// 变动. A page of the things of a plan that are otherwise on the later day than on the earlier.
    ///
    /// # Errors
    /// When the database fails, as every read.
    pub async fn changes(
        &self,
        between: Between,
        page: &Page,
    ) -> Result<Slice<Changed>, EngineError> {
        ask!(self, |tx, eyes| change::list(tx, eyes, between, page))
    }

    /// How many things changed.
    pub async fn change_count(&self, between: Between) -> Result<u64, EngineError> {
        ask!(self, |tx, eyes| change::count(tx, eyes, between))
    }

    /// 更正. A page of what was learnt about a day of a plan afterwards.
    pub async fn corrections(
        &self,
        plan: PlanId,
        as_of: AsOf,
        page: &Page,
    ) -> Result<Slice<CorrectionRow>, EngineError> {
        ask!(self, |tx, eyes| correction::list(tx, eyes, plan, as_of, page))
    }

    /// How much was learnt.
    pub async fn correction_count(&self, plan: PlanId, as_of: AsOf) -> Result<u64, EngineError> {
        ask!(self, |tx, eyes| correction::count(tx, eyes, plan, as_of))
    }

    /// What was learnt about these things on the day that is looked at, at most so much of each;
    /// nothing where the present is looked at.
    pub async fn corrections_of(
        &self,
        things: &[About],
        limit: u32,
    ) -> Result<Vec<CorrectionRow>, EngineError> {
        let day = self.day();
        let (mut assignments, mut units): (Vec<AssignmentId>, Vec<UnitId>) = Default::default();
        for thing in things {
            match thing {
                About::Assignment(id) => assignments.push(*id),
                About::Unit(id) => units.push(*id),
            }
        }
        let (assignments, units) = (&assignments, &units);
        let mut rows =
            ask!(self, |tx, eyes| correction::of_assignments(tx, eyes, assignments, day, limit))?;
        rows.extend(ask!(self, |tx, eyes| correction::of_units(tx, eyes, units, day, limit))?);
        Ok(rows)
    }
}
