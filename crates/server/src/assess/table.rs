//! The result of a year as tables for people. What debt took is not shown: levels and coefficients
//! are never published.

use duban_domain::measure::allot::candidate::Obstacle;
use duban_domain::measure::allot::result::{Allotment, Allotted, Hold};
use duban_domain::measure::score::grade::{Grade, GradeReason};
use duban_domain::measure::score::result::{ClassScores, CountyScore};
use duban_domain::value::money::Fen;
use duban_engine::year::{Assessed, Year};

/// The lines to print.
pub fn lines(year: &Year, assessed: &Assessed) -> Vec<String> {
    let mut lines = vec![format!("{} {}", year.year, year.title)];
    for class in assessed.scored.classes.values() {
        lines.push(String::new());
        lines.extend(scores(year, class));
    }
    if let Some(allotted) = &assessed.allotted {
        lines.push(String::new());
        lines.extend(money(year, allotted));
    }
    lines
}

fn scores(year: &Year, class: &ClassScores) -> Vec<String> {
    let mut order: Vec<&CountyScore> = class.counties.iter().collect();
    order.sort_by_key(|score| (score.rank, std::cmp::Reverse(score.total), score.county.clone()));
    let dimensions = order.first().map(|score| score.dimensions.as_slice()).unwrap_or_default();
    let mut header = vec!["rank".to_owned(), "county".to_owned()];
    header.extend(dimensions.iter().map(|(code, _)| code.to_string()));
    header.extend(["bonus", "deduction", "total", "grade", "because"].map(str::to_owned));
    let row = |score: &&CountyScore| {
        let rank = score.rank.map_or_else(|| "-".to_owned(), |rank| rank.to_string());
        let mut row = vec![rank, year.name(&score.county).to_owned()];
        row.extend(score.dimensions.iter().map(|(_, points)| points.two_places()));
        row.extend([score.bonus, score.deduction, score.total].map(|points| points.two_places()));
        row.extend([grade(score.grade).to_owned(), because(&score.grade_because)]);
        row
    };
    let rows = order.iter().map(row).collect();
    let mut lines = vec![format!("class {} {}", class.class, year.name(&class.class))];
    lines.extend(aligned(header, rows));
    lines
}

fn money(year: &Year, allotted: &Allotted) -> Vec<String> {
    let header = ["county", "grade", "share", "exact yuan", "slice", "cap", "amount yuan"];
    let row = |one: &Allotment| {
        let cap = match (one.cap, one.hold) {
            (None, _) => "-".to_owned(),
            (Some(cap), Hold::Free) => cap.to_string(),
            (Some(cap), Hold::Capped) => format!("{cap} reached"),
        };
        let hundredth = duban_domain::value::share::Share::new(1_u8.into(), 100_u8.into());
        let exact = hundredth.map(|hundredth| one.exact.times(&hundredth).decimal(4));
        vec![
            year.name(&one.county).to_owned(),
            grade(one.grade).to_owned(),
            one.share.decimal(6),
            exact.unwrap_or_default(),
            one.slice.to_string(),
            cap,
            one.amount.to_string(),
        ]
    };
    let rows = allotted.allotments.iter().map(row).collect();
    let mut lines =
        vec![format!("fund: {} yuan in steps of {}", allotted.pool, Fen(allotted.unit.fen()))];
    lines.extend(aligned(header.map(str::to_owned).to_vec(), rows));
    for excluded in &allotted.excluded {
        let because: Vec<String> = excluded.because.iter().map(obstacle).collect();
        lines.push(format!("  {}: nothing, {}", year.name(&excluded.county), because.join("; ")));
    }
    let given = allotted.pool.minus(allotted.unallocated).unwrap_or(Fen::ZERO);
    lines.push(format!("  given {given}, left in the pool {}", allotted.unallocated));
    lines
}

/// The name of a grade, as offices write it.
pub fn grade(grade: Grade) -> &'static str {
    match grade {
        Grade::Excellent => "优秀",
        Grade::Good => "良好",
        Grade::Fair => "一般",
        Grade::Poor => "较差",
    }
}

/// Why a county has its grade.
pub fn because(reason: &GradeReason) -> String {
    match reason {
        GradeReason::Line(line) => format!("reaches {}", line.two_places()),
        GradeReason::QuotaFull { places } => format!("the quota of {places} for 优秀 is full"),
        GradeReason::Vetoed { basis } => format!("veto: {basis}"),
        GradeReason::BelowLines => "below all lines".to_owned(),
    }
}

/// Why a county gets nothing.
pub fn obstacle(obstacle: &Obstacle) -> String {
    match obstacle {
        Obstacle::Grade(found) => format!("the grade {} is too low", grade(*found)),
        Obstacle::Vetoed => "a veto stands against it".to_owned(),
        Obstacle::Zone => "zones are not rewarded".to_owned(),
        Obstacle::PlanNotAdopted => "it has not adopted its plan".to_owned(),
        Obstacle::ReportsNotMet => "it has not met its duty to report".to_owned(),
    }
}

/// Aligns columns; a Chinese character is two wide, and figures stand to the right.
fn aligned(header: Vec<String>, rows: Vec<Vec<String>>) -> Vec<String> {
    let all: Vec<Vec<String>> = std::iter::once(header).chain(rows).collect();
    let columns = all.first().map_or(0, Vec::len);
    let widths: Vec<usize> = (0..columns)
        .map(|column| all.iter().filter_map(|row| row.get(column)).map(|cell| width(cell)).max())
        .map(Option::unwrap_or_default)
        .collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, wide)| {
            let gap = " ".repeat(wide.saturating_sub(width(cell)));
            let figure = cell.starts_with(|first: char| first.is_ascii_digit() || first == '-');
            if figure { format!("{gap}{cell}") } else { format!("{cell}{gap}") }
        });
        format!("  {}", cells.collect::<Vec<_>>().join("  ")).trim_end().to_owned()
    };
    all.iter().map(line).collect()
}

fn width(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_below_chinese_names() {
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        let lines = aligned(row(["county", "A", "total"]), vec![row(["襄垣县", "9.50", "87.30"])]);
        assert_eq!(lines, ["  county  A     total", "  襄垣县  9.50  87.30"]);
    }
}
