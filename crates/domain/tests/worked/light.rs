//! 亮灯算例. Colours by gap, delay and missed reports (L1 and L2).

use chrono::NaiveDate;
use duban_domain::measure::light::facts::{
    Coordination, Deadline, LightFacts, Milestone, Override, Report, Stage, TargetProgress,
};
use duban_domain::measure::light::flip::{Act, flips_if};
use duban_domain::measure::light::gap::worst_gap;
use duban_domain::measure::light::index::LightCounts;
use duban_domain::measure::light::rollup::{RollUpRules, roll_up};
use duban_domain::measure::light::rules::{GapRule, LightRules, Linear};
use duban_domain::measure::light::timeline::timeline;
use duban_domain::measure::light::{Colour, Reason, light};
use duban_domain::time::Period;
use duban_domain::value::exact::Exact;

use super::calendar::calendar;
use super::scheme::{exact, figure};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn period(text: &str) -> Period {
    text.parse().unwrap()
}

/// The defaults of an office.
fn rules() -> LightRules {
    LightRules {
        gap: GapRule::Points { yellow: Exact::whole(10), red: Exact::whole(30) },
        linear: Linear::Off,
        overdue_red_workdays: 6,
        yellow_months_to_red: 2,
        blue_before_workdays: 10,
    }
}

fn ratio() -> LightRules {
    LightRules { gap: GapRule::Ratio { red: exact("0.5") }, linear: Linear::On, ..rules() }
}

fn linear() -> LightRules {
    LightRules { linear: Linear::On, ..rules() }
}

/// L1: from 2024-06-21 to 2025-12-31, with a percentage accepted and a green month before.
fn l1(actual: &str) -> LightFacts {
    let target = TargetProgress {
        code: "progress".into(),
        start_on: date("2024-06-21"),
        due_on: date("2025-12-31"),
        baseline: Some(figure("0")),
        target: figure("100"),
        accepted: [(date("2025-06-01"), figure(actual))].into(),
    };
    LightFacts {
        targets: vec![target],
        frozen: [(period("2025-05"), Colour::Green)].into(),
        ..LightFacts::open(date("2024-06-21"))
    }
}

/// L2: 20/40/40 by 2024-12-31, 2025-06-30, 2025-12-31.
fn l2(accepted: usize) -> LightFacts {
    let dates = [("m1", "2024-12-31", 20), ("m2", "2025-06-30", 40), ("m3", "2025-12-31", 40)];
    let milestones = dates.iter().enumerate().map(|(at, (code, due_on, weight))| Milestone {
        code: (*code).into(),
        due_on: date(due_on),
        weight: *weight,
        accepted_on: (at < accepted).then(|| date(due_on)),
    });
    LightFacts { milestones: milestones.collect(), ..LightFacts::open(date("2024-06-21")) }
}

fn colour(rules: &LightRules, facts: &LightFacts, on: &str) -> Colour {
    light(rules, &calendar(), facts, date(on)).colour
}

#[test]
fn l1_an_even_plan_in_points_and_by_ratio() {
    let on = date("2025-06-30");
    let gap = |actual| worst_gap(&linear(), &l1(actual), on).unwrap();
    assert_eq!(gap("62").planned, Exact::new(37_400, 558).unwrap());
    assert_eq!(gap("62").planned.decimal(2).unwrap(), "67.03");
    let points = ["62", "60", "38", "30"].map(|actual| gap(actual).points().decimal(2).unwrap());
    assert_eq!(points, ["5.03", "7.03", "29.03", "37.03"]);
    let colours = |rules: LightRules| {
        ["62", "60", "38", "30"].map(|actual| colour(&rules, &l1(actual), "2025-06-30"))
    };
    let (green, yellow, red) = (Colour::Green, Colour::Yellow, Colour::Red);
    assert_eq!(colours(linear()), [green, green, yellow, red]);
    assert_eq!(colours(ratio()), [yellow, yellow, yellow, red]);
    assert_eq!(colour(&rules(), &l1("0"), "2025-06-30"), green);
}

#[test]
fn l2_a_gap_of_ten_is_already_yellow() {
    let mut facts = l2(1);
    facts.milestones.insert(
        1,
        Milestone {
            code: "m2a".into(),
            due_on: date("2025-06-30"),
            weight: 30,
            accepted_on: Some(date("2025-06-30")),
        },
    );
    facts.milestones[2].weight = 10;
    let gap = worst_gap(&rules(), &facts, date("2025-06-30")).unwrap();
    assert_eq!((gap.planned, gap.actual), (Exact::whole(60), Exact::whole(50)));
    assert_eq!(colour(&rules(), &facts, "2025-07-01"), Colour::Yellow);
}

#[test]
fn a_deadline_turns_blue_then_yellow_then_red() {
    let deadline = Deadline { code: "target".into(), due_on: date("2025-12-31"), met_on: None };
    let facts = LightFacts { deadlines: vec![deadline], ..LightFacts::open(date("2024-06-21")) };
    let spans: Vec<_> = timeline(&rules(), &calendar(), &facts, date("2025-11-01"))
        .into_iter()
        .map(|span| (span.from.to_string(), span.light.colour))
        .collect();
    // Ten working days before is 12-17; the first working day after is Sunday 01-04, the sixth 01-09.
    let expected = [
        ("2025-11-01", Colour::Green),
        ("2025-12-17", Colour::Blue),
        ("2026-01-01", Colour::Green),
        ("2026-01-04", Colour::Yellow),
        ("2026-01-09", Colour::Red),
    ];
    assert_eq!(spans, expected.map(|(from, colour)| (from.to_owned(), colour)));
    let waiting = LightFacts { stage: Stage::CloseReview, ..facts.clone() };
    assert_eq!(colour(&rules(), &waiting, "2026-01-09"), Colour::Green);
    let adopted = LightFacts { in_force_from: date("2026-01-01"), ..facts };
    assert_eq!(colour(&rules(), &adopted, "2026-02-01"), Colour::Green);
}

fn report(month: &str, due_on: &str) -> Report {
    Report { period: period(month), due_on: date(due_on), submitted_on: None }
}

#[test]
fn one_missed_report_is_yellow_and_two_are_red() {
    let reports = vec![report("2026-03", "2026-03-30"), report("2026-04", "2026-04-28")];
    let facts = LightFacts { reports, ..LightFacts::open(date("2024-06-21")) };
    let on = |day| colour(&rules(), &facts, day);
    assert_eq!((on("2026-03-30"), on("2026-03-31")), (Colour::Green, Colour::Yellow));
    assert_eq!((on("2026-04-28"), on("2026-04-29")), (Colour::Yellow, Colour::Red));
    let flips = flips_if(&rules(), &calendar(), &facts, date("2026-04-10"));
    assert_eq!(flips.next, Some((date("2026-04-29"), Colour::Red)));
    assert_eq!(flips.act, Some((Act::Report(period("2026-03")), Colour::Green)));
}

#[test]
fn yellow_at_two_month_ends_turns_red_and_names_them() {
    let facts = LightFacts {
        frozen: [(period("2025-06"), Colour::Yellow), (period("2025-07"), Colour::Yellow)].into(),
        ..l2(1)
    };
    let mut behind = facts.clone();
    behind.milestones[1].weight = 15;
    let yellow = light(&rules(), &calendar(), &behind, date("2025-07-31"));
    assert_eq!(yellow.colour, Colour::Yellow);
    let red = light(&rules(), &calendar(), &behind, date("2025-08-01"));
    assert_eq!(red.colour, Colour::Red);
    let months = vec![period("2025-07"), period("2025-06")];
    assert_eq!(red.because[0].reason, Reason::Persistent { months });
    assert!(matches!(red.because[1].reason, Reason::Behind(_)));
    let spans = timeline(&rules(), &calendar(), &behind, date("2025-07-10"));
    assert_eq!(spans[1].from, date("2025-08-01"));
    behind.frozen.insert(period("2025-06"), Colour::Green);
    assert_eq!(colour(&rules(), &behind, "2025-08-01"), Colour::Yellow);
}

#[test]
fn step_one_decides_alone_and_an_override_ends_with_its_month() {
    let suspended = LightFacts { stage: Stage::Suspended, ..l2(0) };
    assert_eq!(colour(&rules(), &suspended, "2025-12-31"), Colour::Grey);
    let done = LightFacts { stage: Stage::Done, ..l2(0) };
    assert_eq!(colour(&rules(), &done, "2025-12-31"), Colour::Green);
    let overridden = Override {
        colour: Colour::Blue,
        set_on: date("2025-07-10"),
        reason: "汛期停工".to_owned(),
    };
    let overridden = LightFacts { overridden: Some(overridden), ..l2(0) };
    let on = |day| colour(&rules(), &overridden, day);
    assert_eq!((on("2025-07-31"), on("2025-08-01")), (Colour::Blue, Colour::Red));
}

#[test]
fn a_small_gap_with_a_call_for_help_is_blue() {
    let facts = LightFacts { coordination: Coordination::Needed, ..l1("62") };
    let light = light(&linear(), &calendar(), &facts, date("2025-06-30"));
    assert_eq!(light.colour, Colour::Blue);
    assert!(matches!(light.because[0].reason, Reason::NeedsCoordination(_)));
}

#[test]
fn the_least_figure_that_changes_the_colour_is_named() {
    // Planned 67.025…: red above 30 points, so 37.025090 is the least that is yellow.
    let flips = flips_if(&linear(), &calendar(), &l1("30"), date("2025-06-30"));
    let act = Act::Reach { target: "progress".into(), figure: figure("37.02509") };
    assert_eq!(flips.act, Some((act, Colour::Yellow)));
    assert_eq!(flips.next, None);
    let flips = flips_if(&linear(), &calendar(), &l1("62"), date("2025-06-30"));
    // 72 % is planned from 402 of 558 days on: 2025-07-28.
    assert_eq!(flips.next, Some((date("2025-07-28"), Colour::Yellow)));
}

#[test]
fn a_task_takes_the_colour_of_a_fifth_of_its_assignments() {
    let rules = RollUpRules { red_share: exact("0.20"), yellow_share: exact("0.30") };
    let counts = |yellow, red| LightCounts { green: 14 - yellow - red, blue: 0, yellow, red };
    let rolled = |own, yellow, red| roll_up(rules, own, counts(yellow, red));
    assert_eq!(rolled(Colour::Green, 0, 3), Colour::Red);
    assert_eq!(rolled(Colour::Green, 3, 2), Colour::Yellow);
    assert_eq!(rolled(Colour::Green, 3, 1), Colour::Green);
    assert_eq!(rolled(Colour::Red, 0, 0), Colour::Red);
    assert_eq!(rolled(Colour::Grey, 0, 14), Colour::Grey);
}
