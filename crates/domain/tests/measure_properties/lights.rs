//! Properties of lights.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use duban_domain::measure::light::facts::{
    Coordination, Deadline, LightFacts, Milestone, Override, Report, TargetProgress,
};
use duban_domain::measure::light::flip::flips_if;
use duban_domain::measure::light::gap::worst_gap;
use duban_domain::measure::light::rules::{GapRule, LightRules, Linear};
use duban_domain::measure::light::timeline::timeline;
use duban_domain::measure::light::{Colour, light};
use duban_domain::time::Period;
use duban_domain::time::calendar::Calendar;
use duban_domain::value::decimal::Figure;
use duban_domain::value::exact::Exact;
use proptest::prelude::*;

use super::generate::config;

fn day(number: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 1, 1).unwrap().checked_add_days(Days::new(number)).unwrap()
}

fn days() -> impl Strategy<Value = NaiveDate> {
    (0_u64..500).prop_map(day)
}

fn rules() -> impl Strategy<Value = LightRules> {
    let percent = |number| Exact::new(number, 100).unwrap();
    let gap = prop_oneof![
        Just(GapRule::Points { yellow: Exact::whole(10), red: Exact::whole(30) }),
        Just(GapRule::Ratio { red: percent(50) }),
        Just(GapRule::Steps { watch: percent(80), yellow: percent(60) }),
    ];
    let linear = prop_oneof![Just(Linear::Off), Just(Linear::On)];
    (gap, linear, 1_u32..8, 0_u32..4, 0_u32..12).prop_map(|(gap, linear, red, months, blue)| {
        LightRules {
            gap,
            linear,
            overdue_red_workdays: red,
            yellow_months_to_red: months,
            blue_before_workdays: blue,
        }
    })
}

fn target() -> impl Strategy<Value = TargetProgress> {
    let figure = || (0_i64..100).prop_map(|number| Figure(number * 1_000_000));
    let accepted = prop::collection::btree_map(days(), figure(), 0..4);
    (days(), 0_u64..400, prop::option::of(figure()), figure(), accepted).prop_map(
        |(start_on, length, baseline, target, accepted)| TargetProgress {
            code: "target".into(),
            start_on,
            due_on: start_on.checked_add_days(Days::new(length)).unwrap(),
            baseline,
            target,
            accepted,
        },
    )
}

fn milestones() -> impl Strategy<Value = Vec<Milestone>> {
    prop::collection::vec((days(), prop::option::of(days())), 0..4).prop_map(|dates| {
        let weight = 100 / u32::try_from(dates.len().max(1)).unwrap();
        let rows = dates.into_iter().enumerate().map(|(at, (due_on, accepted_on))| Milestone {
            code: format!("m{at}").into(),
            due_on,
            weight,
            accepted_on,
        });
        rows.collect()
    })
}

fn reports() -> impl Strategy<Value = Vec<Report>> {
    prop::collection::vec(prop::option::of(0_u64..60), 0..8).prop_map(|late| {
        let mut period = Period::new(2025, 2).unwrap();
        let mut reports = Vec::new();
        for late in late {
            let due_on = period.day(28);
            let submitted_on =
                late.and_then(|late| period.day(10).checked_add_days(Days::new(late)));
            reports.push(Report { period, due_on, submitted_on });
            period = period.next();
        }
        reports
    })
}

fn facts() -> impl Strategy<Value = LightFacts> {
    let deadlines = prop::collection::vec((days(), prop::option::of(days())), 0..3);
    let frozen =
        prop::collection::vec(prop_oneof![Just(Colour::Green), Just(Colour::Yellow)], 0..4);
    let coordination = prop_oneof![Just(Coordination::Needed), Just(Coordination::NotNeeded)];
    let overridden = prop::option::weighted(0.2, days());
    (
        (deadlines, milestones(), prop::option::of(target())),
        (reports(), frozen, coordination, overridden, days()),
    )
        .prop_map(|((deadlines, milestones, target), rest)| {
            let (reports, frozen, coordination, overridden, in_force_from) = rest;
            let deadlines = deadlines.into_iter().enumerate();
            let first = Period::new(2025, 1).unwrap();
            let months = std::iter::successors(Some(first), |month| Some(month.next()));
            LightFacts {
                deadlines: deadlines
                    .map(|(at, (due_on, met_on))| Deadline {
                        code: format!("m{at}").into(),
                        due_on,
                        met_on,
                    })
                    .collect(),
                milestones,
                targets: target.into_iter().collect(),
                reports,
                frozen: months.zip(frozen).collect::<BTreeMap<_, _>>(),
                coordination,
                overridden: overridden.map(|set_on| Override {
                    colour: Colour::Blue,
                    set_on,
                    reason: "测试".to_owned(),
                }),
                ..LightFacts::open(in_force_from)
            }
        })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_timeline_shows_every_day_as_it_will_be(rules in rules(), facts in facts(), from in days()) {
        let calendar = Calendar::default();
        let spans = timeline(&rules, &calendar, &facts, from);
        let mut current = spans.iter().peekable();
        let mut colour = Colour::Grey;
        for day in from.iter_days().take(1_100) {
            if let Some(span) = current.next_if(|span| span.from == day) {
                colour = span.light.colour;
            }
            prop_assert_eq!(light(&rules, &calendar, &facts, day).colour, colour, "{}", day);
        }
    }

    #[test]
    fn a_light_is_as_bad_as_its_worst_cause(rules in rules(), facts in facts(), on in days()) {
        let light = light(&rules, &Calendar::default(), &facts, on);
        let worst = light.because.iter().map(|cause| cause.colour).max();
        prop_assert_eq!(light.colour, worst.unwrap_or(Colour::Green));
        prop_assert_eq!(light.because.first().map(|cause| cause.colour), worst);
    }

    #[test]
    fn an_act_that_is_named_betters_the_light(rules in rules(), facts in facts(), on in days()) {
        let calendar = Calendar::default();
        let now = light(&rules, &calendar, &facts, on).colour;
        let flips = flips_if(&rules, &calendar, &facts, on);
        if let Some((_, colour)) = flips.act {
            prop_assert!(colour < now);
        }
        if let Some((day, colour)) = flips.next {
            prop_assert!(day > on && colour != now);
        }
    }

    #[test]
    fn more_progress_never_worsens_the_gap(rules in rules(), facts in facts(), on in days()) {
        let mut further = facts.clone();
        for target in &mut further.targets {
            target.accepted.retain(|accepted_on, _| *accepted_on <= on);
            target.accepted.insert(on, target.target);
        }
        for milestone in &mut further.milestones {
            milestone.accepted_on = milestone.accepted_on.map(|accepted_on| accepted_on.min(on)).or(Some(on));
        }
        let colour = |facts: &LightFacts| {
            worst_gap(&rules, facts, on).map_or(Colour::Green, |gap| rules.gap.colour(&gap))
        };
        prop_assert!(colour(&further) <= colour(&facts));
        prop_assert_eq!(colour(&further), Colour::Green);
    }
}
