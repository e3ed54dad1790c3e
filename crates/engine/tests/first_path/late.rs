//! Timers that ran late: nobody looked at them while the server was down. What they do counts from
//! the day it was due, is known from the day it was done, and asks nothing of who was not there.

use chrono::NaiveDate;
use duban_domain::assignment::command::Command as AssignmentCommand;
use duban_domain::command::Command;
use duban_domain::obligation::{Bucket, Kind};
use duban_domain::value::id::AssignmentId;
use duban_engine::queries::Reader;
use duban_engine::reports::GroupBy;
use duban_engine::view::{About, AsOf, Page};
use duban_store::Sql;

use super::life::{county_assignments, issued};
use super::town::{Town, day, noon};

/// While the server was down, and the day on which it is up again.
const DOWN: &str = "2026-02-10";
const UP: &str = "2026-03-05";

/// Every row that is owed: of whom, for which month, since when.
async fn rows(town: &Town) -> Vec<(AssignmentId, String, NaiveDate)> {
    let sql = "SELECT assignment_id, subject, opened_on FROM obligation WHERE kind = 'ROW'
        ORDER BY assignment_id, subject";
    let store = town.engine.store();
    let found = store.read(|tx| async move { tx.query_rows(&Sql::new(sql)).await }).await.unwrap();
    let mut rows = Vec::new();
    for row in &found {
        let id = AssignmentId(row.try_get_by_index(0).unwrap());
        rows.push((id, row.try_get_by_index(1).unwrap(), row.try_get_by_index(2).unwrap()));
    }
    rows
}

fn sign(id: AssignmentId) -> Vec<Command> {
    vec![Command::Assignment(id, AssignmentCommand::SignFor)]
}

#[tokio::test]
async fn a_late_timer_counts_from_its_day_and_is_known_from_today() {
    let town = Town::build().await;
    let (people, plan) = issued(&town).await;
    let own = county_assignments(&town, town.counties[0]).await;
    town.run(people.handler, sign(own[0])).await.unwrap();
    let reader: Reader = town.engine.reader(&people.clerk);
    let (reader, as_of) = (&reader, AsOf::day(day(DOWN)));
    let told = |as_of| async move {
        let report = reader.accountability(plan, GroupBy::County, "DUBAN_4", as_of).await.unwrap();
        let owed = report.iter().map(|row| row.count(Kind::Row, Bucket::Total)).sum::<i64>();
        (owed, format!("{report:?}"))
    };
    town.clock.set(noon(DOWN));
    let said = told(as_of).await;
    assert_eq!(said.0, 1, "January's row");

    town.clock.set(noon(UP));
    assert!(town.engine.sweep().await.unwrap() >= 2, "February's sheet, and then March's");
    let since = |period: &str, on: &str| (own[0], period.to_owned(), day(on));
    let wanted = [
        since("2026-01", "2026-01-05"),
        since("2026-02", "2026-02-01"),
        since("2026-03", "2026-03-01"),
    ];
    assert_eq!(rows(&town).await, wanted);
    assert_eq!(told(as_of).await, said, "what was said stays");
    let known = AsOf::known(day(DOWN), day(UP));
    assert_eq!(told(known).await.0, 2, "February's row stands beside it");
    let eve = AsOf::known(day(DOWN), day("2026-03-04"));
    assert_eq!(told(eve).await, said, "the day before nobody knew");

    let learnt = reader.corrections(plan, known, &Page::first(10)).await.unwrap().rows;
    let [learnt] = learnt.as_slice() else { panic!("{learnt:?}") };
    assert_eq!((learnt.about, learnt.subject.as_str()), (About::Assignment(own[0]), "2026-02"));
    assert_eq!((learnt.fact_on, learnt.known_on), (day("2026-02-01"), day(UP)));
    town.end();
}

#[tokio::test]
async fn a_late_timer_asks_no_row_of_a_month_before_the_signing() {
    let town = Town::build().await;
    let (people, _) = issued(&town).await;
    let own = county_assignments(&town, town.counties[0]).await;
    town.run(people.handler, sign(own[0])).await.unwrap();
    town.clock.set(noon(UP));
    // Somebody is faster than the timers of the weeks that were missed.
    town.run(people.handler, sign(own[1])).await.unwrap();
    town.engine.sweep().await.unwrap();
    let of = |id| {
        let town = &town;
        async move {
            let rows = rows(town).await;
            let own = rows.into_iter().filter(|row| row.0 == id);
            own.map(|row| row.1).collect::<Vec<_>>()
        }
    };
    assert_eq!(of(own[0]).await, ["2026-01", "2026-02", "2026-03"]);
    assert_eq!(of(own[1]).await, ["2026-03"], "it was signed for in March");
    // Two sheets of one unit are due at once: both are opened, each for those that were there.
    town.clock.set(noon("2026-05-06"));
    town.engine.sweep().await.unwrap();
    assert_eq!(of(own[1]).await, ["2026-03", "2026-04", "2026-05"]);
    town.end();
}
