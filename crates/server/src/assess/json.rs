//! The result of a year as JSON: what went in, what came out, and why, down to the datum.

use anyhow::{Result, bail};
use duban_domain::measure::allot::result::{Allotment, Allotted, Hold};
use duban_domain::measure::score::explain::Explanation;
use duban_domain::measure::score::field::Field;
use duban_domain::measure::score::result::{ClassScores, CountyScore, Outcome};
use duban_domain::measure::score::{ALGORITHM, explain};
use duban_domain::value::code::Code;
use duban_domain::value::exact::Exact;
use duban_engine::year::{Assessed, Year};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::table::{because, obstacle};

/// Everything, in an order that never changes.
///
/// # Errors
/// When a score cannot be explained, which scoring has ruled out.
pub fn printed(year: &Year, assessed: &Assessed, files: [&Vec<u8>; 2]) -> Result<Value> {
    let [scheme, data] = files.map(|bytes| {
        let digest: [u8; 32] = Sha256::digest(bytes).into();
        duban_domain::value::digest::Digest(digest).to_string()
    });
    let classes = assessed.scored.classes.values().map(|class| class_of(year, class));
    Ok(json!({
        "title": year.title,
        "year": year.year,
        "algorithm": ALGORITHM,
        "scheme_sha256": scheme,
        "data_sha256": data,
        "scheme": year.scheme,
        "data": year.data,
        "not_applicable": not_applicable(year),
        "classes": classes.collect::<Result<Vec<_>>>()?,
        "fund": year.fund,
        "allotment": assessed.allotted.as_ref().map(|allotted| allotment(year, allotted)),
    }))
}

fn not_applicable(year: &Year) -> Vec<Value> {
    let reason = |(county, indicator): &(Code, Code), reason: &String| json!({ "county": county, "indicator": indicator, "reason": reason });
    year.not_applicable.iter().map(|(place, text)| reason(place, text)).collect()
}

fn class_of(year: &Year, class: &ClassScores) -> Result<Value> {
    let counties = class.counties.iter().map(|score| county(year, score));
    Ok(json!({
        "class": class.class,
        "name": year.name(&class.class),
        "counties": counties.collect::<Result<Vec<_>>>()?,
    }))
}

fn county(year: &Year, score: &CountyScore) -> Result<Value> {
    let mut dimensions = Map::new();
    for (code, points) in &score.dimensions {
        dimensions.insert(code.to_string(), points.to_string().into());
    }
    let mut indicators = Vec::with_capacity(score.indicators.len());
    for one in &score.indicators {
        match explain(&year.scheme, &year.data, &score.county, &one.indicator) {
            Ok(explanation) => indicators.push(indicator(year, &explanation)),
            Err(fault) => bail!("a score that was given cannot be explained: {fault}"),
        }
    }
    Ok(json!({
        "county": score.county,
        "name": year.name(&score.county),
        "dimensions": dimensions,
        "bonus": score.bonus.to_string(),
        "deduction": score.deduction.to_string(),
        "total": score.total.to_string(),
        "task_load": score.task_load,
        "red_orders": score.red_orders,
        "rank": score.rank,
        "grade": score.grade,
        "grade_because": because(&score.grade_because),
        "indicators": indicators,
    }))
}

fn indicator(year: &Year, explanation: &Explanation) -> Value {
    let weight = &explanation.weight;
    let outcome = match explanation.outcome {
        Outcome::Scored(_) => "SCORED",
        Outcome::NotReported => "NOT_REPORTED",
        Outcome::NotApplicable => "NOT_APPLICABLE",
    };
    let field = |field: &Option<Field>| {
        field.as_ref().map(|field| {
            json!({
                "lowest": field.lowest.to_string(),
                "lowest_by": field.lowest_by,
                "highest": field.highest.to_string(),
                "highest_by": field.highest_by,
            })
        })
    };
    let dropped = weight
        .dropped
        .iter()
        .map(|(code, points)| json!({ "indicator": code, "weight": points.to_string() }));
    json!({
        "indicator": explanation.indicator,
        "name": year.name(&explanation.indicator),
        "dimension": explanation.dimension,
        "method": explanation.method,
        "datum": explanation.item,
        "target": explanation.target.map(|target| target.to_string()),
        "weight": weight.nominal.to_string(),
        "weight_that_counts": weight.effective,
        "weight_dropped": dropped.collect::<Vec<_>>(),
        "field": field(&explanation.field),
        "increase_field": field(&explanation.increase_field),
        "exact": explanation.exact.map(Exact::reduced),
        "outcome": outcome,
        "points": explanation.outcome.points().to_string(),
        "arithmetic": explanation.arithmetic,
    })
}

fn allotment(year: &Year, allotted: &Allotted) -> Value {
    let excluded = allotted.excluded.iter().map(|one| {
        let because: Vec<String> = one.because.iter().map(obstacle).collect();
        json!({ "county": one.county, "name": year.name(&one.county), "because": because })
    });
    let given = allotted.allotments.iter().map(|one| given(year, one));
    json!({
        "algorithm": allotted.algorithm,
        "pool_fen": allotted.pool,
        "unit": allotted.unit,
        "counties": given.collect::<Vec<_>>(),
        "excluded": excluded.collect::<Vec<_>>(),
        "kept_back_fen": allotted.kept_back.decimal(4),
        "unallocated_fen": allotted.unallocated,
    })
}

fn given(year: &Year, one: &Allotment) -> Value {
    let factors = one.factors.iter().map(|part| {
        json!({
            "factor": part.factor,
            "weight": part.weight,
            "value": part.value.decimal(6),
            "sum": part.sum.decimal(6),
        })
    });
    json!({
        "county": one.county,
        "name": year.name(&one.county),
        "grade": one.grade,
        "factors": factors.collect::<Vec<_>>(),
        "performance": one.performance.as_ref().map(|share| share.decimal(6)),
        "share": one.share.decimal(12),
        "debt_coefficient": one.coefficient.map(|coefficient| coefficient.to_string()),
        "adjusted_share": one.adjusted.decimal(12),
        "cap_fen": one.cap,
        "capped": one.hold == Hold::Capped,
        "exact_fen": one.exact.decimal(4),
        "slice_fen": one.slice,
        "amount_fen": one.amount,
    })
}
