//! The months: counties and bureaus write, sign and submit, and show what they did.

use anyhow::{Context, Result};
use chrono::NaiveDate;

use super::review::{Came, Unseen};
use super::{Deed, Exhibit, Teller, Written, at, minutes, shifted};
use crate::demo::people::Pair;
use crate::demo::story::{Month, Temperament, Work, Worth};

impl Teller<'_> {
    pub(super) fn months(&mut self) -> Result<()> {
        let story = self.story;
        for (number, month) in story.month.iter().enumerate() {
            let mut came = Vec::new();
            for (place, pair) in self.cast.counties.iter().enumerate() {
                came.extend(self.county_reports(month, number, (place, pair))?);
            }
            let mut own = Vec::new();
            for (place, pair) in self.cast.bureaus.iter().enumerate() {
                own.extend(self.bureau_reports(month, number, (place, pair))?);
            }
            self.review(month, &came, &own)?;
        }
        Ok(())
    }

    /// A county's sheet of the month, if it comes.
    fn county_reports(
        &mut self,
        month: &Month,
        number: usize,
        (place, pair): (usize, &Pair),
    ) -> Result<Option<Came>> {
        let story = self.story;
        let Some(day) = reports_on(story.temperament(&pair.unit)?, month, number)? else {
            return Ok(None);
        };
        let mut rows = Vec::new();
        let mut exhibits = Vec::new();
        for work in &story.work {
            if self.gone(work.task, &pair.unit, day) {
                continue;
            }
            let row = self.row(work, month, number, (place, pair, day))?;
            exhibits.extend(self.exhibit(work, &row, (pair, day))?);
            rows.push(row);
        }
        let (handler, signer) = (self.handler(&pair.unit)?, self.signer(&pair.unit)?);
        let (period, unit) = (month.period, pair.unit.clone());
        let write = Deed::Write(period, unit.clone(), rows);
        self.act(at(day, 14, minutes(place)), handler.as_str(), write);
        if !exhibits.is_empty() {
            self.act(at(day, 15, minutes(place)), handler, Deed::HandIn(exhibits));
        }
        self.act(at(day, 16, minutes(place)), signer, Deed::Submit(period, unit.clone(), None));
        Ok(Some(Came { unit, on: day }))
    }

    fn row(
        &mut self,
        work: &Work,
        month: &Month,
        number: usize,
        (place, pair, day): (usize, &Pair, NaiveDate),
    ) -> Result<Written> {
        let story = self.story;
        let temperament = story.temperament(&pair.unit)?;
        let (mut done, mut behind) = (Vec::new(), Vec::new());
        for (step, milestone) in work.milestones.iter().enumerate() {
            let key = (pair.unit.clone(), work.task, step);
            if self.claimed.contains(&key) {
                continue;
            }
            let count = place + step + usize::try_from(work.task)?;
            let dropped = temperament.drops_every.is_some_and(|every| count.is_multiple_of(every));
            // Who slips at all does not slip by the same days everywhere.
            let spread = i64::try_from(count % 3)? * temperament.slips_days.signum();
            let on = shifted(milestone.due_on, temperament.slips_days + spread);
            if !dropped && on <= day {
                self.claimed.insert(key);
                done.push((step, on));
            } else if milestone.due_on <= month.period.last_day() {
                behind.push(milestone.name.as_str());
            }
        }
        let problems = (!behind.is_empty()).then(|| {
            let named = story.words.behind.replace("{milestones}", &behind.join("、"));
            (named, story.words.next_steps.clone())
        });
        let figure = work.figure.as_ref().map(|figure| {
            let known = number.checked_sub(temperament.figures_lag_months);
            let value = known.and_then(|month| figure.values.get(month)).unwrap_or(&figure.before);
            (figure.indicator.clone(), value.clone())
        });
        let progress = work.progress.get(number).context("a month without progress")?.clone();
        Ok(Written { task: work.task, progress, problems, done, figure })
    }

    /// What is handed in with the row that claims the milestone it shows.
    fn exhibit(
        &mut self,
        work: &Work,
        row: &Written,
        (pair, on): (&Pair, NaiveDate),
    ) -> Result<Option<Exhibit>> {
        let story = self.story;
        let worth = story.temperament(&pair.unit)?.evidence;
        let shows = work.evidence.milestone.checked_sub(1).context("milestones count from 1")?;
        let claimed = row.done.iter().find(|(step, _)| *step == shows);
        let Some((step, done_on)) = claimed.filter(|_| worth != Worth::None) else {
            return Ok(None);
        };
        let milestone = work.milestones.get(*step).map_or("", |milestone| &milestone.name);
        let task = self.plan.task.iter().find(|task| task.no == work.task);
        let text = story
            .words
            .note
            .replace("{county}", &pair.name)
            .replace("{task}", task.map_or("", |task| &task.title))
            .replace("{milestone}", milestone)
            .replace("{done_on}", &done_on.to_string());
        let name = format!("{}:{}:{step}", pair.unit, work.task);
        let lead = self.lead(work.task)?.to_owned();
        self.unseen.push(Unseen { name: name.clone(), lead, worth, on });
        Ok(Some(Exhibit {
            name,
            held: (work.task, pair.unit.clone()),
            milestone: Some(*step),
            title: work.evidence.title.clone(),
            kind: work.evidence.kind,
            text,
        }))
    }

    /// A bureau reports on the tasks it leads.
    fn bureau_reports(
        &mut self,
        month: &Month,
        number: usize,
        (place, pair): (usize, &Pair),
    ) -> Result<Option<Came>> {
        let story = self.story;
        let led = self.leads.iter().filter(|(_, lead)| **lead == pair.unit).map(|(task, _)| *task);
        let tasks: Vec<u32> = led.collect();
        let day = reports_on(story.temperament(&pair.unit)?, month, number)?;
        let Some(day) = day.filter(|_| !tasks.is_empty()) else {
            return Ok(None);
        };
        let words = story.words.lead.get(number).context("a month without words of leads")?;
        let row = |task: u32| Written {
            task,
            progress: words.clone(),
            problems: None,
            done: Vec::new(),
            figure: None,
        };
        let rows = tasks.into_iter().map(row).collect();
        let (handler, signer) = (self.handler(&pair.unit)?, self.signer(&pair.unit)?);
        let (period, unit) = (month.period, pair.unit.clone());
        self.act(at(day, 14, minutes(place)), handler, Deed::Write(period, unit.clone(), rows));
        self.act(at(day, 16, minutes(place)), signer, Deed::Submit(period, unit.clone(), None));
        Ok(Some(Came { unit, on: day }))
    }
}

/// The day on which a unit reports for a month, if it does.
fn reports_on(
    temperament: &Temperament,
    month: &Month,
    number: usize,
) -> Result<Option<NaiveDate>> {
    if temperament.missed.contains(&month.period) {
        return Ok(None);
    }
    let after = temperament.reports_after_days.get(number).context("a month without reports")?;
    Ok(Some(shifted(month.due_on, *after)))
}
