//! Reports of past days against a second reading of the journal, over a year of random work.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use duban_domain::obligation::{Bucket, Kind, Listing};
use duban_engine::reports::{GroupBy, ReportRow};
use duban_engine::view::{ObligationQuery, Page};
use duban_store::read::AsOf;

use super::naive::{Book, Figures};
use super::town::{Town, day};
use super::year::{Dice, Year};

/// What a year must have seen for its reports to tell anything.
const OCCASIONS: [&str; 13] = [
    "carried over",
    "closed as partly met",
    "done before",
    "evidence refused",
    "milestone late",
    "not applicable",
    "reclassified",
    "returned",
    "returned twice",
    "row late",
    "sent back",
    "signed late",
    "target met",
];

#[tokio::test]
async fn reports_of_past_days_equal_a_naive_fold_of_the_journal() {
    let mut year = Year::begin(Town::build().await, 3).await;
    year.pass().await;
    assert!(year.done > 60, "only {} commands came through", year.done);
    let journal = year.journal().await;
    let mut dice = Dice(7);
    let mut groups: BTreeMap<&str, usize> = BTreeMap::new();
    for draw in 0..50 {
        let on = day("2026-01-05") + TimeDelta::days(i64::try_from(dice.roll(420)).unwrap());
        let by = GroupBy::ALL[draw % 5];
        let naive = Book::read(&journal, on).figures(by, on);
        for (group, figures) in &naive {
            let counted = figures.values().filter(|(count, _)| *count > 0).count();
            *groups.entry(name(by)).or_default() += usize::from(counted > 0);
            assert!(counted > 0 || figures.values().any(|(_, days)| *days > 0), "{group:?}");
        }
        compare(&year, by, on, &naive).await;
    }
    assert_eq!(groups.len(), 5, "{groups:?}");
    let book = Book::read(&journal, day("2027-12-31"));
    for occasion in OCCASIONS {
        let seen = book.seen.get(occasion).is_some_and(|times| *times > 0);
        assert!(seen, "never {occasion}: {:?}", book.seen);
    }
    let missed = book.figures(GroupBy::County, day("2026-12-31"));
    let missed = missed.values().filter_map(|it| it.get(&(Kind::Row, Bucket::Overdue)));
    assert!(missed.map(|(count, _)| count).sum::<i64>() > 0, "no row was ever missed");
    one_units_figures_are_the_same(&year).await;
    every_number_opens_its_list(&year).await;
    every_kind_of_event_has_a_golden_sample(&year).await;
    year.town.end();
}

/// Group by group, the report says what was counted by hand, and nothing else.
async fn compare(year: &Year, by: GroupBy, on: chrono::NaiveDate, naive: &Figures) {
    let reader = year.town.engine.reader(&year.people[1]);
    let rows = reader.accountability(year.plan, by, "DUBAN_4", AsOf::day(on)).await.unwrap();
    assert_eq!(&figures(&rows), naive, "{by:?} as of {on}");
    for row in rows {
        let count = |kind, bucket| naive[&row.group].get(&(kind, bucket)).map_or(0, |it| it.0);
        for kind in Kind::ALL {
            let on_time = count(kind, Bucket::Met) - count(kind, Bucket::Late);
            assert_eq!(row.on_time(kind), on_time, "{by:?} {kind:?} as of {on}");
        }
        let owed = count(Kind::Completion, Bucket::Total);
        let done = count(Kind::Completion, Bucket::Met);
        let rate = (owed > 0).then(|| done * 10_000 / owed);
        assert_eq!(row.completion_rate(), rate, "{by:?} as of {on}");
    }
}

/// What the rows of a report say, in the form in which it is counted by hand.
pub(super) fn figures(rows: &[ReportRow]) -> Figures {
    let mut figures = Figures::new();
    for row in rows {
        let of_group = figures.entry(row.group.clone()).or_default();
        for kind in Kind::ALL {
            for bucket in Bucket::ALL {
                let sum = (row.count(kind, bucket), row.days(kind, bucket));
                if sum != (0, 0) {
                    of_group.insert((kind, bucket), sum);
                }
            }
        }
    }
    figures
}

fn name(by: GroupBy) -> &'static str {
    match by {
        GroupBy::Lead => "lead",
        GroupBy::Support => "support",
        GroupBy::County => "county",
        GroupBy::Section => "section",
        GroupBy::Class => "class",
    }
}

/// What a year writes into the journal is what the golden samples of the store keep readable.
async fn every_kind_of_event_has_a_golden_sample(year: &Year) {
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/../store/tests/golden/events");
    for event in year.events().await {
        let path = format!("{golden}/{}.{}.json", event.kind, event.schema);
        let known = std::path::Path::new(&path).exists();
        assert!(known, "write the first payload of `{}` to {path}: {}", event.kind, event.payload);
    }
}

/// Every number of every row lists exactly as many obligations, however the report is grouped.
async fn every_number_opens_its_list(year: &Year) {
    let reader = year.town.engine.reader(&year.people[1]);
    let (mut opened, mut days) = (0, 0);
    for on in ["2026-02-10", "2026-07-01", "2026-12-31"].map(day) {
        for by in GroupBy::ALL {
            let rows = reader.accountability(year.plan, by, "DUBAN_4", AsOf::day(on)).await;
            for row in rows.unwrap() {
                for kind in Kind::ALL {
                    let listings = Bucket::ALL.map(Listing::Counted);
                    for listing in listings.into_iter().chain([Listing::OnTime]) {
                        let number = match listing {
                            Listing::Counted(bucket) => row.count(kind, bucket),
                            Listing::OnTime | Listing::PastDue => row.on_time(kind),
                        };
                        let query = behind(year, by, &row, (kind, listing));
                        let listed = reader.obligation_count(&query, AsOf::day(on)).await.unwrap();
                        assert_eq!(i64::try_from(listed).unwrap(), number, "{query:?} on {on}");
                        opened += number;
                    }
                    let query = behind(year, by, &row, (kind, Listing::PastDue));
                    let page = Page::first(100);
                    let list = reader.obligations(&query, AsOf::day(on), &page).await.unwrap();
                    assert!(!list.has_next);
                    let sum: i64 = list.rows.iter().map(|item| item.days_overdue(on)).sum();
                    assert_eq!(sum, row.days(kind, Bucket::Overdue), "{query:?} on {on}");
                    days += sum;
                }
            }
        }
    }
    assert!(opened > 1_000 && days > 1_000, "{opened} opened, {days} days overdue");
}

fn behind(
    year: &Year,
    by: GroupBy,
    row: &ReportRow,
    (kind, listing): (Kind, Listing),
) -> ObligationQuery {
    ObligationQuery {
        plan: year.plan,
        group: Some(row.group.clone()),
        duties: by.duties().to_vec(),
        kind: Some(kind),
        listing,
    }
}

/// What a county is shown of itself is what the whole report says of it.
async fn one_units_figures_are_the_same(year: &Year) {
    let on = AsOf::day(day("2026-09-15"));
    let rows = async |who: usize| {
        let reader = year.town.engine.reader(&year.people[who]);
        reader.accountability(year.plan, GroupBy::County, "DUBAN_4", on).await.unwrap()
    };
    let (all, own) = (rows(1).await, rows(5).await);
    assert_eq!((all.len(), own.len()), (2, 1));
    assert!(all.contains(&own[0]));
}
