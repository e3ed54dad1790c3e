//! One value of the data file, in the form that the method of its indicator asks for.

use std::str::FromStr;

use duban_domain::measure::light::index::LightCounts;
use duban_domain::measure::score::data::Datum;
use duban_domain::measure::score::method::Method;
use duban_domain::measure::score::record::Record;
use duban_domain::value::decimal::Figure;

/// What is wrong with a value, and what would work.
pub(super) type Wrong = (String, &'static str);

/// Reads a value; blank means not reported.
pub(super) fn read(method: &Method, text: &str) -> Result<Datum, Wrong> {
    match text {
        "" | "未报" | "NOT_REPORTED" => return Ok(Datum::NotReported),
        "NA" | "N/A" | "不适用" => return Ok(Datum::NotApplicable),
        _ => {}
    }
    match method {
        Method::Votes { .. } => {
            let votes = parts(text).map(figure).collect::<Result<_, _>>()?;
            Ok(Datum::Votes(votes))
        }
        Method::LevelAndIncrease { .. } => {
            let wrong = || {
                let problem = "it is not a level and an increase".to_owned();
                (problem, "write both, such as 12.5;0.8")
            };
            let figures = parts(text).map(figure).collect::<Result<Vec<_>, _>>()?;
            let [level, increase] = figures.try_into().map_err(|_| wrong())?;
            Ok(Datum::LevelAndIncrease { level, increase })
        }
        Method::Record(_) => record(text).map(Datum::Record).ok_or_else(|| {
            let problem = "it is not a record of the year".to_owned();
            let remedy = "write on time/due;green/blue/yellow/red;closed/due, such as \
                          46/48;40/0/8/4;18/20";
            (problem, remedy)
        }),
        Method::Completion(_)
        | Method::Threshold(_)
        | Method::Steps(_)
        | Method::Bands(_)
        | Method::BestFull(_)
        | Method::Efficacy { .. }
        | Method::Range { .. } => figure(text).map(Datum::Value),
    }
}

/// Reads a figure.
pub(super) fn figure(text: &str) -> Result<Figure, Wrong> {
    const REMEDY: &str = "write digits with at most one point and six decimals, such as 7.9";
    text.parse().map_err(|error: <Figure as FromStr>::Err| (error.to_string(), REMEDY))
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split([';', '；']).map(str::trim)
}

/// Reads `46/48;40/0/8/4;18/20`; more on time than due, or more closed than due, is no record.
fn record(text: &str) -> Option<Record> {
    let groups: Vec<Vec<u32>> = parts(text)
        .map(|group| group.split('/').map(|number| number.trim().parse().ok()).collect())
        .collect::<Option<_>>()?;
    let [reports, lights, closures]: [Vec<u32>; 3] = groups.try_into().ok()?;
    let [reports_on_time, reports_due]: [u32; 2] = reports.try_into().ok()?;
    let [green, blue, yellow, red]: [u32; 4] = lights.try_into().ok()?;
    let [closed, closures_due]: [u32; 2] = closures.try_into().ok()?;
    let lights = LightCounts { green, blue, yellow, red };
    (reports_on_time <= reports_due && closed <= closures_due).then_some(Record {
        reports_due,
        reports_on_time,
        lights,
        closures_due,
        closed,
    })
}
