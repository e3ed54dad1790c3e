//! The first days: the plan is taken in, dispatched, signed for and planned.

use anyhow::Result;
use chrono::NaiveDate;

use super::{Deed, Held, Teller, at, minutes, shifted};

const CLERK: &str = "office.clerk";
const DIRECTOR: &str = "office.director";

impl Teller<'_> {
    pub(super) fn opening(&mut self) -> Result<()> {
        let day = self.story.begins_on;
        self.act(at(day, 8, 40), CLERK, Deed::DraftPlan);
        self.act(at(day, 9, 0), DIRECTOR, Deed::Confirm);
        self.act(at(day, 9, 5), DIRECTOR, Deed::Issue);
        for (minute, leader) in (6..).zip(&self.story.leader) {
            let tasks = self.plan.tasks_under(&leader.section);
            self.act(at(day, 9, minute), CLERK, Deed::NameLeader(leader.name.clone(), tasks));
        }
        self.act(at(day, 9, 10), CLERK, Deed::Dispatch);
        self.act(at(shifted(day, 2), 10, 0), CLERK, Deed::RecordBalances);
        for known in &self.story.not_applicable {
            let held = (known.task, known.unit.clone());
            let deed = Deed::NotApplicable(held, known.reason.clone());
            self.act(at(known.on, 9, 30), DIRECTOR, deed);
        }
        for (place, pair) in self.cast.counties.iter().enumerate() {
            let signed_on = self.sign(&pair.unit, place)?;
            let tasks = self.worked_on(&pair.unit);
            let signer = self.signer(&pair.unit)?;
            self.act(at(signed_on, 14, minutes(place)), signer, Deed::PlanMilestones(tasks));
        }
        for (place, pair) in self.cast.bureaus.iter().enumerate() {
            self.sign(&pair.unit, place)?;
        }
        Ok(())
    }

    fn sign(&mut self, unit: &str, place: usize) -> Result<NaiveDate> {
        let after = self.story.temperament(unit)?.signs_after_days;
        let day = shifted(self.story.begins_on, after);
        let handler = self.handler(unit)?;
        // A number that is nobody's: none begins with four zeros.
        let phone = format!("0355-0000{place:03}");
        let liaison = Deed::NameLiaison(unit.to_owned(), phone);
        self.act(at(day, 9, minutes(place)), handler.clone(), liaison);
        self.act(at(day, 10, minutes(place)), handler, Deed::SignFor(unit.to_owned()));
        Ok(day)
    }

    /// The tasks that a county works on; what it is later found not to have is left out.
    fn worked_on(&self, unit: &str) -> Vec<Held> {
        let waived = |task: u32| {
            let mut known = self.story.not_applicable.iter();
            known.any(|known| known.task == task && known.unit == unit)
        };
        let tasks = self.story.work.iter().map(|work| work.task).filter(|task| !waived(*task));
        tasks.map(|task| (task, unit.to_owned())).collect()
    }
}
