//! 升级算例. The ladder, rung by rung.

use chrono::NaiveDate;
use duban_domain::measure::escalation::facts::{
    Designation, LadderFacts, Misconduct, Order, OrderOutcome, Owed, OwedKind, Supervision, Urge,
};
use duban_domain::measure::escalation::rules::LadderRules;
use duban_domain::measure::escalation::{
    Approval, Interviewee, Measure, Paper, Step, Trigger, next_steps,
};
use duban_domain::measure::light::Colour;

use super::calendar::calendar;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn facts() -> LadderFacts {
    LadderFacts::new(Supervision::Direct, Designation::InForce)
}

fn owing(kind: OwedKind) -> LadderFacts {
    let owed = Owed { matter: "target".into(), kind, due_on: date("2025-12-31") };
    LadderFacts { owed: vec![owed], ..facts() }
}

fn at(facts: &LadderFacts, on: &str) -> Vec<Step> {
    next_steps(&LadderRules::default(), &calendar(), facts, date(on))
}

fn measures(facts: &LadderFacts, on: &str) -> Vec<Measure> {
    at(facts, on).into_iter().map(|step| step.measure).collect()
}

fn with_month_ends(months: &[(&str, Colour)]) -> LadderFacts {
    let months = months.iter().map(|(month, colour)| (month.parse().unwrap(), *colour));
    LadderFacts { month_ends: months.collect(), ..facts() }
}

fn order(colour: Colour, issued_on: &str, rectify_on: &str, outcome: OrderOutcome) -> Order {
    Order {
        code: format!("{colour:?}-{issued_on}").into(),
        colour,
        issued_on: date(issued_on),
        rectify_on: date(rectify_on),
        outcome,
    }
}

#[test]
fn reminders_urge_and_bulletin_keep_their_days() {
    let mut facts = owing(OwedKind::Ordinary);
    assert_eq!(measures(&facts, "2025-12-17"), [Measure::Reminder]);
    assert_eq!(measures(&facts, "2025-12-18"), []);
    assert_eq!(measures(&facts, "2025-12-26"), [Measure::Reminder]);
    assert_eq!(measures(&facts, "2026-01-03"), []);
    assert_eq!(measures(&facts, "2026-01-04"), [Measure::Urge]);
    facts.urges.push(Urge {
        matter: "target".into(),
        sent_on: date("2026-01-04"),
        answered_on: None,
    });
    assert_eq!(measures(&facts, "2026-01-06"), []);
    assert_eq!(measures(&facts, "2026-01-07"), [Measure::BlueOrder]);
    assert_eq!(measures(&facts, "2026-01-08"), [Measure::Criticism, Measure::BlueOrder]);
    facts.urges[0].answered_on = Some(date("2026-01-06"));
    assert_eq!(measures(&facts, "2026-01-08"), []);
}

#[test]
fn a_milestone_of_a_target_turns_red_after_five_working_days() {
    let facts = owing(OwedKind::TargetMilestone);
    assert_eq!(measures(&facts, "2026-01-08"), [Measure::Urge]);
    assert_eq!(measures(&facts, "2026-01-09"), [Measure::RedOrder, Measure::Urge]);
    let red = &at(&facts, "2026-01-09")[0];
    assert_eq!(red.approval, Approval::GroupLeader);
    assert_eq!(red.reply_on, Some(date("2026-01-14")));
    assert_eq!(red.rectify_on, Some(date("2026-01-23")));
}

#[test]
fn yellow_months_call_for_blue_and_then_for_yellow() {
    let one = with_month_ends(&[("2026-02", Colour::Green), ("2026-03", Colour::Yellow)]);
    assert_eq!(measures(&one, "2026-04-01"), [Measure::BlueOrder]);
    let mut two = with_month_ends(&[("2026-02", Colour::Yellow), ("2026-03", Colour::Yellow)]);
    assert_eq!(measures(&two, "2026-04-01"), [Measure::YellowOrder]);
    two.orders.push(order(Colour::Yellow, "2026-04-01", "2026-04-23", OrderOutcome::Pending));
    assert_eq!(measures(&two, "2026-04-23"), []);
    // Not put right in time, and without a good reason.
    let because = vec![Trigger::OrderNotMet { order: "Yellow-2026-04-01".into() }];
    let steps = at(&two, "2026-04-24");
    assert_eq!((steps[0].measure, &steps[0].because), (Measure::RedOrder, &because));
    two.orders[0].outcome = OrderOutcome::Excused;
    assert_eq!(measures(&two, "2026-04-24"), []);
}

#[test]
fn red_months_call_for_an_interview_and_in_the_end_for_the_head() {
    let months = [("2026-01", Colour::Red), ("2026-02", Colour::Red), ("2026-03", Colour::Red)];
    let interviewee = |months: &[(&str, Colour)]| {
        let steps = at(&with_month_ends(months), "2026-04-01");
        assert_eq!((steps[0].measure, steps[1].measure), (Measure::Interview, Measure::RedOrder));
        assert_eq!(steps[0].approval, Approval::Government);
        assert_eq!(steps[0].reply_on, Some(date("2026-04-16")));
        steps[0].interviewee
    };
    assert_eq!(interviewee(&months[1..]), Some(Interviewee::InCharge));
    assert_eq!(interviewee(&months), Some(Interviewee::Principal));
}

#[test]
fn a_red_order_is_criticised_within_its_quarter() {
    let mut facts = facts();
    facts.orders.push(order(Colour::Red, "2026-02-02", "2026-02-14", OrderOutcome::Met));
    assert_eq!(measures(&facts, "2026-03-31"), [Measure::Criticism]);
    assert_eq!(measures(&facts, "2026-04-01"), []);
    facts.criticised_on.push(date("2026-02-05"));
    assert_eq!(measures(&facts, "2026-03-31"), []);
    facts.orders.push(order(Colour::Red, "2026-03-02", "2026-03-16", OrderOutcome::Met));
    assert_eq!(measures(&facts, "2026-03-31"), [Measure::Interview, Measure::Criticism]);
}

#[test]
fn accountability_is_proposed_after_an_interview_or_for_falsification() {
    let mut facts = facts();
    facts.orders.push(order(Colour::Red, "2026-02-02", "2026-02-14", OrderOutcome::NotMet));
    facts.criticised_on.push(date("2026-02-20"));
    assert_eq!(measures(&facts, "2026-03-02"), []);
    facts.interviewed_on.push(date("2026-02-25"));
    let steps = at(&facts, "2026-03-02");
    assert_eq!(steps[0].measure, Measure::AccountabilityProposal);
    assert_eq!((steps[0].approval, steps[0].paper), (Approval::Government, Paper::Proposal));
    let found = Misconduct { finding: "f1".into(), proposed_on: None };
    let falsified = LadderFacts { misconduct: vec![found], ..self::facts() };
    assert_eq!(measures(&falsified, "2026-03-02"), [Measure::AccountabilityProposal]);
}

#[test]
fn missed_reports_are_answered_once() {
    let mut facts = facts();
    facts.missed_reports = vec![date("2026-02-28"), date("2026-03-30")];
    assert_eq!(measures(&facts, "2026-03-31"), [Measure::YellowOrder]);
    facts.orders.push(order(Colour::Yellow, "2026-03-31", "2026-04-22", OrderOutcome::Met));
    assert_eq!(measures(&facts, "2026-04-10"), []);
}

#[test]
fn papers_are_named_by_who_may_write_them() {
    let blue = |supervision, designation| {
        let months = [("2026-03".parse().unwrap(), Colour::Yellow)].into();
        let facts =
            LadderFacts { month_ends: months, ..LadderFacts::new(supervision, designation) };
        at(&facts, "2026-04-01")[0].paper
    };
    assert_eq!(blue(Supervision::Direct, Designation::InForce), Paper::Order);
    assert_eq!(blue(Supervision::Direct, Designation::None), Paper::PromptLetter);
    let months = [("2026-03".parse().unwrap(), Colour::Red)].into();
    let party = LadderFacts {
        month_ends: months,
        ..LadderFacts::new(Supervision::Coordinate, Designation::InForce)
    };
    let step = &at(&party, "2026-04-01")[0];
    assert_eq!((step.measure, step.paper), (Measure::YellowOrder, Paper::Letter));
}
