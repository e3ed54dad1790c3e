//! Figures of reports against the plain reading of every obligation, on random histories.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use duban_domain::assignment::Assignment;
use duban_domain::assignment::event::Event as AssignmentEvent;
use duban_domain::assignment::record::{Charge, Record};
use duban_domain::command::{Event, State, StreamId};
use duban_domain::obligation::{Bucket, End, Kind, Obligation};
use duban_domain::people::duty::Duty;
use duban_domain::time::{business_date, start_of_day};
use duban_domain::value::id::UnitId;
use duban_store::StoreError;
use duban_store::page::Page;
use duban_store::projection::{Change, project};
use duban_store::read::report::{
    self, Axis, FigureQuery, FigureRow, Group, ObligationQuery, ObligationRow,
};
use duban_store::read::{AsOf, Visibility};
use duban_store::statement::counted;

use super::world::{self, A, B, CITY, PLAN, X, Y, day, id, read, unit};
use crate::contract::database::TestDatabase;

on_both_databases!(
    figures_say_what_every_obligation_says,
    the_list_behind_a_figure_has_as_many_rows,
    classes_are_counted_as_of_the_day,
);

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        (self.0 >> 33) % sides
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }

    fn day(&mut self) -> NaiveDate {
        day("2026-04-20") + Days::new(self.below(30))
    }
}

/// What was known of one assignment since an instant.
struct Version {
    assignment: usize,
    known_from: DateTime<Utc>,
    charge: Charge,
    obligations: Vec<Obligation>,
}

fn charge(dice: &mut Dice) -> Charge {
    let (task, lead, section) = dice.pick(&[(21, A, "四/(一)/1"), (22, B, "四/(一)/12")]);
    Charge {
        plan: id(PLAN).into(),
        jurisdiction: id(CITY).into(),
        task: id(task).into(),
        section: section.to_owned(),
        lead: id(lead).into(),
        unit: id(dice.pick(&[X, Y, A, B])).into(),
        duty: dice.pick(&[Duty::Implement, Duty::Implement, Duty::Support]),
        sign_due_on: day("2026-01-12"),
        due_on: day("2026-12-31"),
        in_force_from: day("2026-01-01"),
        targets: Vec::new(),
    }
}

fn shake(dice: &mut Dice, obligations: &mut Vec<Obligation>) {
    if dice.below(2) == 0 {
        obligations.push(Obligation {
            kind: dice.pick(&[Kind::Milestone, Kind::Row]),
            subject: format!("{}", obligations.len()),
            opened_on: dice.day(),
            due_on: (dice.below(6) > 0).then(|| dice.day()),
            carried_over: dice.below(5) == 0,
            end: None,
        });
    }
    for obligation in obligations {
        let on = dice.day().max(obligation.opened_on);
        match dice.below(8) {
            0 => obligation.due_on = Some(dice.day()),
            1 => obligation.end = Some(End::Met(on)),
            2 => obligation.end = Some(End::Failed(on)),
            3 => obligation.end = Some(End::Void(on)),
            4 => obligation.end = None,
            _ => {}
        }
    }
}

fn state(charge: &Charge, obligations: &[Obligation]) -> State {
    let mut record = Record::open(charge, charge.in_force_from);
    record.obligations = obligations.to_vec();
    State::Assignment(Arc::new(Assignment::Signed(Box::new(record))))
}

/// Lives through a few weeks, and tells every version of every assignment.
async fn live(database: &TestDatabase, dice: &mut Dice) -> Vec<Version> {
    world::units(database).await;
    world::plans(database).await;
    world::tasks(database).await;
    let charges: Vec<Charge> = (0..10).map(|_| charge(dice)).collect();
    let mut now: Vec<Vec<Obligation>> = vec![Vec::new(); charges.len()];
    let mut versions = Vec::new();
    for round in 0..12_i64 {
        // The first millisecond of a day and the last one, in turn.
        let start = start_of_day(day("2026-04-22") + Days::new(2 * round.unsigned_abs()));
        let recorded_at = start - TimeDelta::milliseconds(round % 2);
        let mut changes = Vec::new();
        for (number, charge) in charges.iter().enumerate() {
            if round > 0 && dice.below(2) == 0 {
                continue;
            }
            let stream = StreamId::Assignment(id(500 + number as u128).into());
            let before = match round {
                0 => State::absent(stream),
                _ => state(charge, &now[number]),
            };
            shake(dice, &mut now[number]);
            changes.push(Change {
                stream,
                version: round + 1,
                event: Event::Assignment(AssignmentEvent::EndedWithLead { on: day("2026-05-01") }),
                before,
                after: state(charge, &now[number]),
                recorded_at,
            });
            let (charge, obligations) = (charge.clone(), now[number].clone());
            versions.push(Version {
                assignment: number,
                known_from: recorded_at,
                charge,
                obligations,
            });
        }
        let changes = &changes;
        let written: Result<(), StoreError> =
            database.store.write(move |tx| async move { project(&tx, changes).await }).await;
        written.unwrap();
    }
    versions
}

/// The versions believed at the end of a day: of each assignment the last, in the order they came.
fn believed(versions: &[Version], known_on: NaiveDate) -> Vec<&Version> {
    let known = versions.iter().filter(|version| business_date(version.known_from) <= known_on);
    let last: BTreeMap<usize, &Version> = known.map(|v| (v.assignment, v)).collect();
    last.into_values().collect()
}

fn sees(eyes: Visibility, charge: &Charge) -> bool {
    match eyes {
        Visibility::Unit(own) => charge.unit == own || charge.lead == own,
        _ => true,
    }
}

fn group(axis: Axis, charge: &Charge) -> Group {
    match axis {
        Axis::Unit => Group::Unit(charge.unit),
        Axis::Lead => Group::Lead(charge.lead),
        Axis::Section => Group::Section(charge.section.clone()),
    }
}

type Figures = BTreeMap<(Group, Duty, Kind, Bucket), (i64, i64)>;

fn plain(versions: &[&Version], eyes: Visibility, axis: Axis, on: NaiveDate) -> Figures {
    let mut figures = Figures::new();
    for version in versions.iter().filter(|version| sees(eyes, &version.charge)) {
        for obligation in &version.obligations {
            for bucket in Bucket::ALL {
                let days = day("2026-04-01").iter_days().take_while(|day| *day <= on);
                let days = days.filter(|day| obligation.counts_in(bucket, *day)).count();
                let key =
                    (group(axis, &version.charge), version.charge.duty, obligation.kind, bucket);
                let sum = figures.entry(key).or_default();
                sum.0 += i64::from(obligation.counts_in(bucket, on));
                sum.1 += i64::try_from(days).unwrap();
            }
        }
    }
    figures.retain(|_, sum| *sum != (0, 0));
    figures
}

fn by_key(rows: Vec<FigureRow>) -> Figures {
    let pair =
        |row: FigureRow| ((row.group, row.duty, row.kind, row.bucket), (row.count, row.days));
    rows.into_iter().map(pair).collect()
}

fn all_eyes() -> Vec<Visibility> {
    let whole = [Visibility::System, Visibility::Plan(id(PLAN).into())];
    whole.into_iter().chain([A, B, X, Y].map(unit)).collect()
}

async fn figures_say_what_every_obligation_says(database: TestDatabase) {
    let dice = &mut Dice(7);
    let versions = live(&database, dice).await;
    for _ in 0..25 {
        let as_of = AsOf::known(dice.day(), dice.day());
        let axis = dice.pick(&[Axis::Unit, Axis::Lead, Axis::Section]);
        let known = believed(&versions, as_of.known_on);
        for eyes in all_eyes() {
            let query = FigureQuery { plan: id(PLAN).into(), axis, duties: &[] };
            let (rows, statements) =
                counted(async { read!(database, |tx| report::figures(&tx, eyes, query, as_of)) })
                    .await;
            assert_eq!(statements, 1);
            let expected = plain(&known, eyes, axis, as_of.on);
            assert_eq!(by_key(rows.unwrap()), expected, "{eyes:?} {axis:?} {as_of:?}");
        }
    }
    let as_of = AsOf::day(day("2026-05-20"));
    let query = FigureQuery { plan: id(PLAN).into(), axis: Axis::Unit, duties: &[] };
    for eyes in [Visibility::Nothing, Visibility::Plan(id(11).into()), unit(CITY)] {
        let rows = read!(database, |tx| report::figures(&tx, eyes, query, as_of)).unwrap();
        assert_eq!(rows, [], "{eyes:?}");
    }
    let eyes = Visibility::Jurisdiction(id(CITY).into());
    let rows = read!(database, |tx| report::figures(&tx, eyes, query, as_of)).unwrap();
    assert!(!rows.is_empty());
}

async fn behind(
    database: &TestDatabase,
    eyes: Visibility,
    query: &ObligationQuery,
    as_of: AsOf,
) -> Vec<ObligationRow> {
    let mut rows: Vec<ObligationRow> = Vec::new();
    loop {
        let page = rows.last().map_or(Page::first(3), |last| Page::first(3).after(last.key()));
        let page = &page;
        let slice = read!(database, |tx| report::list(&tx, eyes, query, as_of, page)).unwrap();
        rows.extend(slice.rows);
        if !slice.has_next {
            return rows;
        }
    }
}

async fn the_list_behind_a_figure_has_as_many_rows(database: TestDatabase) {
    let dice = &mut Dice(11);
    let versions = live(&database, dice).await;
    for eyes in all_eyes() {
        let as_of = AsOf::known(dice.day(), dice.day());
        let axis = dice.pick(&[Axis::Unit, Axis::Lead, Axis::Section]);
        let figures = plain(&believed(&versions, as_of.known_on), eyes, axis, as_of.on);
        for ((group, duty, kind, bucket), (count, days)) in figures {
            let query = &ObligationQuery {
                plan: id(PLAN).into(),
                group: Some(group),
                duties: vec![duty],
                kind: Some(kind),
                listing: bucket.into(),
            };
            let rows = behind(&database, eyes, query, as_of).await;
            assert_eq!(rows.len() as i64, count, "{query:?} {as_of:?} {eyes:?}");
            let number = read!(database, |tx| report::count(&tx, eyes, query, as_of)).unwrap();
            assert_eq!(number, rows.len() as u64);
            for row in &rows {
                let obligation = Obligation {
                    kind: row.kind,
                    subject: row.subject.clone(),
                    opened_on: row.opened_on,
                    due_on: row.due_on,
                    carried_over: row.carried_over,
                    end: row.end,
                };
                assert!(obligation.counts_in(bucket, as_of.on), "{row:?}");
                let overdue = day("2026-04-01").iter_days().take_while(|day| *day <= as_of.on);
                let overdue = overdue.filter(|d| obligation.counts_in(Bucket::Overdue, *d));
                assert_eq!(row.days_overdue(as_of.on), overdue.count() as i64, "{row:?}");
            }
            if bucket == Bucket::Overdue && days > 0 && count > 0 {
                let sum: i64 = rows.iter().map(|row| row.days_overdue(as_of.on)).sum();
                assert!(sum <= days, "what is no longer overdue has its days as well");
            }
        }
    }
}

async fn classes_are_counted_as_of_the_day(database: TestDatabase) {
    let dice = &mut Dice(13);
    let versions = live(&database, dice).await;
    let county: [UnitId; 2] = [id(X).into(), id(Y).into()];
    for (on, class) in [("2026-04-30", "III"), ("2026-05-12", "IV")] {
        let as_of = AsOf::known(day(on), day("2026-05-30"));
        let known = believed(&versions, as_of.known_on);
        let eyes = Visibility::System;
        let rows = read!(database, |tx| {
            report::figures_by_class(&tx, eyes, id(PLAN).into(), "DUBAN_4", as_of)
        });
        let rows = rows.unwrap();
        let mut expected = Figures::new();
        for ((group, duty, kind, bucket), (count, days)) in
            plain(&known, eyes, Axis::Unit, as_of.on)
        {
            if duty != Duty::Implement {
                continue;
            }
            let class = (group == Group::Unit(county[0])).then(|| class.to_owned());
            let group = Group::Class { scheme: "DUBAN_4".to_owned(), class };
            let sum = expected.entry((group, duty, kind, bucket)).or_default();
            *sum = (sum.0 + count, sum.1 + days);
        }
        assert!(!expected.is_empty());
        for ((group, duty, kind, bucket), (count, _)) in &expected {
            let query = &ObligationQuery {
                plan: id(PLAN).into(),
                group: Some(group.clone()),
                duties: vec![*duty],
                kind: Some(*kind),
                listing: (*bucket).into(),
            };
            let number = read!(database, |tx| report::count(&tx, eyes, query, as_of)).unwrap();
            assert_eq!(number as i64, *count);
        }
        assert_eq!(by_key(rows), expected);
    }
}
