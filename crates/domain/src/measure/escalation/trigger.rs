//! 触发条件. Which rungs are called for on a date, and which of them were taken already.

use chrono::{Datelike, Months, NaiveDate};

use super::facts::{LadderFacts, Order, OwedKind};
use super::rules::LadderRules;
use super::{Measure, Trigger};
use crate::measure::light::Colour;
use crate::time::Period;
use crate::time::calendar::Calendar;

/// Everything the ladder looks at on a date.
pub(super) struct Moment<'a> {
    /// The limits.
    pub rules: &'a LadderRules,
    /// The working days.
    pub calendar: &'a Calendar,
    /// The facts.
    pub facts: &'a LadderFacts,
    /// The date.
    pub on: NaiveDate,
}

/// A trigger with the day since which it holds.
type Since = (NaiveDate, Trigger);

/// Gives every rung that is called for and not yet taken, with what calls for it.
pub(super) fn due(moment: &Moment<'_>) -> Vec<(Measure, Vec<Trigger>)> {
    let answered = |measure| moment.answered(measure);
    [
        (Measure::Reminder, moment.near()),
        (Measure::Urge, moment.unurged()),
        (Measure::BlueOrder, open(moment.blue(), answered(Measure::BlueOrder))),
        (Measure::YellowOrder, open(moment.yellow(), answered(Measure::YellowOrder))),
        (Measure::RedOrder, open(moment.red(), answered(Measure::RedOrder))),
        (Measure::Criticism, open(moment.criticism(), answered(Measure::Criticism))),
        (Measure::Interview, open(moment.interview(), answered(Measure::Interview))),
        (Measure::AccountabilityProposal, moment.proposal()),
    ]
    .into_iter()
    .filter(|(_, triggers)| !triggers.is_empty())
    .collect()
}

/// What has answered a rung so far.
enum Answered {
    /// Nothing.
    Never,
    /// An act on that day: what was so before it is answered.
    On(NaiveDate),
    /// An order that still runs: it answers everything until its time is up.
    Running,
}

fn open(triggers: Vec<Since>, answered: Answered) -> Vec<Trigger> {
    triggers
        .into_iter()
        .filter(|(since, _)| match answered {
            Answered::Never => true,
            Answered::On(day) => *since > day,
            Answered::Running => false,
        })
        .map(|(_, trigger)| trigger)
        .collect()
}

impl Moment<'_> {
    fn answered(&self, measure: Measure) -> Answered {
        let last = |days: &[NaiveDate]| {
            days.iter().max().map_or(Answered::Never, |day| Answered::On(*day))
        };
        let colour = match measure {
            Measure::BlueOrder => Colour::Blue,
            Measure::YellowOrder => Colour::Yellow,
            Measure::RedOrder => Colour::Red,
            Measure::Criticism => return last(&self.facts.criticised_on),
            Measure::Interview => return last(&self.facts.interviewed_on),
            Measure::Reminder | Measure::Urge | Measure::AccountabilityProposal => {
                return Answered::Never;
            }
        };
        let orders: Vec<&Order> =
            self.facts.orders.iter().filter(|order| order.colour >= colour).collect();
        if orders.iter().any(|order| order.is_running(self.on)) {
            return Answered::Running;
        }
        let issued: Vec<NaiveDate> = orders.iter().map(|order| order.issued_on).collect();
        last(&issued)
    }

    /// Level 0: on the very day that lies so many working days before a deadline.
    fn near(&self) -> Vec<Trigger> {
        let mut triggers = Vec::new();
        for owed in &self.facts.owed {
            for workdays in &self.rules.remind_workdays {
                if self.calendar.subtract_workdays(owed.due_on, *workdays) == self.on {
                    triggers.push(Trigger::Near {
                        matter: owed.matter.clone(),
                        due_on: owed.due_on,
                        workdays: *workdays,
                    });
                }
            }
        }
        triggers
    }

    /// Level 1: what was missed and not urged since.
    fn unurged(&self) -> Vec<Trigger> {
        let late =
            |due_on| self.calendar.add_workdays(due_on, self.rules.urge_after_workdays) <= self.on;
        let urged = |matter, due_on| {
            let urges = &self.facts.urges;
            urges.iter().any(|urge| urge.matter == matter && urge.sent_on > due_on)
        };
        self.facts
            .owed
            .iter()
            .filter(|owed| late(owed.due_on) && !urged(owed.matter.clone(), owed.due_on))
            .map(|owed| Trigger::Missed { matter: owed.matter.clone(), due_on: owed.due_on })
            .collect()
    }

    /// Level 2: yellow at the last month-end, or an urge without an answer.
    fn blue(&self) -> Vec<Since> {
        let mut triggers = self.month_ends(Colour::Yellow, 1, Trigger::YellowAt);
        for urge in &self.facts.urges {
            let until = self.calendar.add_workdays(urge.sent_on, self.rules.urge_reply_workdays);
            if urge.answered_on.is_none() && until < self.on {
                let (matter, sent_on) = (urge.matter.clone(), urge.sent_on);
                triggers.push((next_day(until), Trigger::UrgeUnanswered { matter, sent_on }));
            }
        }
        triggers
    }

    /// Level 3: a blue order not met, a first red month-end, two yellow ones, two missed reports.
    fn yellow(&self) -> Vec<Since> {
        let mut triggers = self.unmet(Colour::Blue);
        triggers.extend(self.month_ends(Colour::Red, 1, Trigger::RedAt));
        triggers.extend(self.month_ends(
            Colour::Yellow,
            self.rules.months_to_next,
            Trigger::YellowAt,
        ));
        let missed = run(&self.facts.missed_reports, self.rules.missed_reports);
        triggers
            .extend(missed.map(|(last, count)| (next_day(last), Trigger::ReportsMissed(count))));
        triggers
    }

    /// Level 4: a yellow order not met, two red month-ends, a target's milestone long overdue.
    fn red(&self) -> Vec<Since> {
        let mut triggers = self.unmet(Colour::Yellow);
        triggers.extend(self.month_ends(Colour::Red, self.rules.months_to_next, Trigger::RedAt));
        for owed in &self.facts.owed {
            let red_on = self.calendar.add_workdays(owed.due_on, self.rules.red_after_workdays);
            if owed.kind == OwedKind::TargetMilestone && red_on <= self.on {
                let (matter, due_on) = (owed.matter.clone(), owed.due_on);
                triggers.push((red_on, Trigger::Missed { matter, due_on }));
            }
        }
        triggers
    }

    /// Level 5: a red order in the quarter, or silence after an urge.
    fn criticism(&self) -> Vec<Since> {
        let quarter = |day: NaiveDate| (day.year(), day.month0() / 3);
        let mut triggers = self.red_orders(1, |order| quarter(order.issued_on) == quarter(self.on));
        for owed in &self.facts.owed {
            let line = self.calendar.add_workdays(owed.due_on, self.rules.bulletin_after_workdays);
            let silent = self.facts.urges.iter().find(|urge| {
                urge.matter == owed.matter
                    && urge.sent_on > owed.due_on
                    && urge.answered_on.is_none()
            });
            if let Some(urge) = silent.filter(|_| line <= self.on) {
                let (matter, sent_on) = (urge.matter.clone(), urge.sent_on);
                triggers.push((line, Trigger::UrgeUnanswered { matter, sent_on }));
            }
        }
        triggers
    }

    /// Level 6: red at two month-ends, two red orders in twelve months, last in two quarters.
    fn interview(&self) -> Vec<Since> {
        let mut triggers = self.month_ends(Colour::Red, self.rules.months_to_next, Trigger::RedAt);
        let year_ago = self.on.checked_sub_months(Months::new(12)).unwrap_or(NaiveDate::MIN);
        triggers.extend(
            self.red_orders(self.rules.red_orders_in_year, |order| order.issued_on > year_ago),
        );
        let last = run(&self.facts.ranked_last_on, self.rules.last_quarters);
        triggers.extend(last.map(|(published_on, _)| (published_on, Trigger::RankedLast)));
        triggers
    }

    /// Level 7: a red order not met after an interview, falsification, obstruction.
    fn proposal(&self) -> Vec<Trigger> {
        let interviewed = self.facts.interviewed_on.iter().min();
        let unmet = self.facts.orders.iter().filter(|order| {
            order.colour == Colour::Red
                && order.is_unmet(self.on)
                && interviewed.is_some_and(|day| *day < self.on && *day >= order.issued_on)
        });
        let found = self.facts.misconduct.iter().filter(|found| found.proposed_on.is_none());
        unmet
            .map(|order| Trigger::OrderNotMet { order: order.code.clone() })
            .chain(found.map(|found| Trigger::Misconduct(found.finding.clone())))
            .collect()
    }

    /// Gives the run of closed month-ends up to the last one that are at least of a colour, where
    /// it is long enough.
    fn month_ends(
        &self,
        colour: Colour,
        needed: u32,
        trigger: impl Fn(Vec<Period>) -> Trigger,
    ) -> Vec<Since> {
        let mut months = Vec::new();
        let mut month = Period::of(self.on).previous();
        while self.facts.month_ends.get(&month).is_some_and(|shown| *shown >= colour) {
            months.push(month);
            month = month.previous();
        }
        let long_enough = u32::try_from(months.len()).is_ok_and(|count| count >= needed.max(1));
        match months.first().filter(|_| long_enough) {
            Some(last) => vec![(last.next().first_day(), trigger(months))],
            None => Vec::new(),
        }
    }

    fn unmet(&self, colour: Colour) -> Vec<Since> {
        let orders = self.facts.orders.iter();
        orders
            .filter(|order| order.colour == colour && order.is_unmet(self.on))
            .map(|order| {
                let trigger = Trigger::OrderNotMet { order: order.code.clone() };
                (next_day(order.rectify_on), trigger)
            })
            .collect()
    }

    fn red_orders(&self, needed: u32, counts: impl Fn(&Order) -> bool) -> Vec<Since> {
        let orders: Vec<&Order> = self
            .facts
            .orders
            .iter()
            .filter(|order| order.colour == Colour::Red && order.issued_on <= self.on)
            .filter(|order| counts(order))
            .collect();
        let enough = u32::try_from(orders.len()).is_ok_and(|count| count >= needed.max(1));
        match orders.iter().map(|order| order.issued_on).max().filter(|_| enough) {
            Some(last) => {
                let codes = orders.iter().map(|order| order.code.clone()).collect();
                vec![(last, Trigger::RedOrders(codes))]
            }
            None => Vec::new(),
        }
    }
}

/// Gives the last day of a run that is long enough, and how long it is.
fn run(days: &[NaiveDate], needed: u32) -> Option<(NaiveDate, u32)> {
    let count = u32::try_from(days.len()).ok().filter(|count| *count >= needed.max(1))?;
    days.iter().max().map(|last| (*last, count))
}

fn next_day(day: NaiveDate) -> NaiveDate {
    day.succ_opt().unwrap_or(day)
}
