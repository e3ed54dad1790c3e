//! What came in is looked at: lead bureaus check or return rows and judge evidence, the office
//! accepts.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use chrono::NaiveDate;
use duban_domain::time::Period;

use super::{Deed, Held, Teller, at, minutes};
use crate::demo::story::{Month, Returned, Round, Story, Worth};

const OFFICE: &str = "office.clerk";

/// The bureau that hosts the office: its own rows are judged by the leader.
const HOST: &str = "CZ-HOUSING";
const LEADER: &str = "leader";

/// A sheet that came in.
pub(super) struct Came {
    pub(super) unit: String,
    pub(super) on: NaiveDate,
}

/// Evidence that nobody has looked at.
pub(super) struct Unseen {
    pub(super) name: String,
    pub(super) lead: String,
    pub(super) worth: Worth,
    pub(super) on: NaiveDate,
}

impl<'a> Teller<'a> {
    pub(super) fn review(&mut self, month: &Month, came: &[Came], own: &[Came]) -> Result<()> {
        let mut seen = BTreeSet::new();
        let mut again: Vec<&'a Returned> = Vec::new();
        for round in &month.rounds {
            let in_time = |sheet: &&Came, on: NaiveDate| sheet.on < on;
            let new: Vec<&str> = came
                .iter()
                .filter(|sheet| in_time(sheet, round.checked_on))
                .filter(|sheet| seen.insert(sheet.unit.as_str()))
                .map(|sheet| sheet.unit.as_str())
                .collect();
            let (ready, waits) = again.into_iter().partition(|row| row.again_on < round.checked_on);
            again = waits;
            let returned = self.checks(month.period, *round, &new, ready)?;
            again.extend(returned);
            self.judges(round.checked_on)?;
            let bureaus: Vec<&str> = own
                .iter()
                .filter(|sheet| in_time(sheet, round.accepted_on))
                .filter(|sheet| seen.insert(sheet.unit.as_str()))
                .map(|sheet| sheet.unit.as_str())
                .collect();
            self.accepts_bureaus(month.period, round.accepted_on, &bureaus);
        }
        Ok(())
    }

    /// Lead bureaus check the rows of new sheets and those that were reported again; the office
    /// accepts them a day later. Tells which rows were returned.
    fn checks(
        &mut self,
        period: Period,
        round: Round,
        new: &[&str],
        ready: Vec<&'a Returned>,
    ) -> Result<Vec<&'a Returned>> {
        let mut rows: BTreeMap<&str, Vec<Held>> = BTreeMap::new();
        let mut returned = Vec::new();
        for unit in new {
            for (task, lead) in self.leads.clone() {
                if self.gone(task, unit, round.checked_on) {
                    continue;
                }
                let story: &'a Story = self.story;
                let found = story.returned.iter().find(|known| {
                    known.unit == *unit && known.task == task && known.period == period
                });
                match found {
                    Some(row) => {
                        self.gives_back(lead, row, round.checked_on)?;
                        returned.push(row);
                    }
                    None => rows.entry(lead).or_default().push((task, (*unit).to_owned())),
                }
            }
        }
        for row in ready {
            rows.entry(self.lead(row.task)?).or_default().push((row.task, row.unit.clone()));
        }
        for (place, (lead, rows)) in rows.iter().enumerate() {
            let handler = self.handler(lead)?;
            let check = Deed::Check(period, rows.clone());
            self.act(at(round.checked_on, 10, minutes(place)), handler, check);
        }
        let all: Vec<Held> = rows.into_values().flatten().collect();
        if !all.is_empty() {
            self.act(at(round.accepted_on, 9, 0), OFFICE, Deed::Accept(period, all));
        }
        Ok(returned)
    }

    /// A row is returned, and reported again.
    fn gives_back(&mut self, lead: &str, row: &Returned, on: NaiveDate) -> Result<()> {
        let held = (row.task, row.unit.clone());
        let back = Deed::Return(row.period, held, row.reason.clone());
        self.act(at(on, 11, 10), self.handler(lead)?, back);
        let written = self.acts.iter().find_map(|act| match &act.deed {
            Deed::Write(period, unit, rows) if *period == row.period && *unit == row.unit => {
                rows.iter().find(|known| known.task == row.task)
            }
            _ => None,
        });
        let mut written = written.context("only what was written can be returned")?.clone();
        written.progress.clone_from(&row.progress);
        let write = Deed::Write(row.period, row.unit.clone(), vec![written]);
        self.act(at(row.again_on, 14, 50), self.handler(&row.unit)?, write);
        let submit = Deed::Submit(row.period, row.unit.clone(), Some(row.task));
        self.act(at(row.again_on, 16, 50), self.signer(&row.unit)?, submit);
        Ok(())
    }

    /// Lead bureaus verify or refuse what was handed in before a day.
    fn judges(&mut self, on: NaiveDate) -> Result<()> {
        let (ready, waits) = std::mem::take(&mut self.unseen)
            .into_iter()
            .partition::<Vec<Unseen>, _>(|evidence| evidence.on < on);
        self.unseen = waits;
        let mut found: BTreeMap<(String, Worth), Vec<String>> = BTreeMap::new();
        for evidence in ready {
            found.entry((evidence.lead, evidence.worth)).or_default().push(evidence.name);
        }
        for (place, ((lead, worth), names)) in found.into_iter().enumerate() {
            let deed = match worth {
                Worth::Sound => Deed::Verify(names),
                Worth::Thin | Worth::None => Deed::Refuse(names),
            };
            let handler = self.handler(&lead)?;
            self.act(at(on, 15, minutes(place)), handler, deed);
        }
        Ok(())
    }

    fn accepts_bureaus(&mut self, period: Period, on: NaiveDate, bureaus: &[&str]) {
        let (mut office, mut leader) = (Vec::new(), Vec::new());
        for (task, lead) in &self.leads {
            if bureaus.contains(lead) {
                let judge = if *lead == HOST { &mut leader } else { &mut office };
                judge.push((*task, (*lead).to_owned()));
            }
        }
        for (who, minute, rows) in [(OFFICE, 20, office), (LEADER, 30, leader)] {
            if !rows.is_empty() {
                self.act(at(on, 9, minute), who, Deed::Accept(period, rows));
            }
        }
    }
}
