//! What must be true after any sequence of steps.

use std::collections::BTreeMap;

use duban_domain::assessment::command::Command as Assess;
use duban_domain::assignment::Assignment;
use duban_domain::assignment::event::Event as AssignmentEvent;
use duban_domain::assignment::record::Fact;
use duban_domain::available::{Obstacle, available};
use duban_domain::command::{Command, Event, State, StreamId};
use duban_domain::evidence::event::Event as EvidenceEvent;
use duban_domain::obligation::{Bucket, End, Kind, Obligation, contributions};
use duban_domain::people::actor::Actor;
use duban_domain::people::duty::Duty;
use duban_domain::time::business_date;
use duban_domain::value::id::AssignmentId;
use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, Strategy, proptest};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::bench::{Bench, No};
use super::random::{Step, step};

fn run(steps: &[Step]) -> Bench {
    let mut bench = Bench::new();
    for step in steps {
        take(&mut bench, step);
    }
    bench
}

/// Takes one step, and tells whether something came of it.
fn take(bench: &mut Bench, step: &Step) -> Option<Actor> {
    let command = step.command(bench)?;
    let actor = step.actor(bench, &command);
    bench.execute(actor, command).ok().map(|()| actor)
}

/// Every obligation of every assignment and piece of evidence.
fn obligations(bench: &Bench) -> Vec<Obligation> {
    let of_state = |(stream, state): (&StreamId, &State)| match (stream, state) {
        (_, State::Assignment(known)) => {
            known.record().map(|record| record.obligations.clone()).unwrap_or_default()
        }
        (StreamId::Evidence(id), State::Evidence(known)) => {
            known.obligation(*id).into_iter().collect()
        }
        _ => Vec::new(),
    };
    bench.states.iter().flat_map(of_state).collect()
}

/// The fact that a step set right.
fn amendment(events: &[(StreamId, Event)]) -> Option<(AssignmentId, Fact)> {
    match events.first()? {
        (
            StreamId::Assignment(id),
            Event::Assignment(AssignmentEvent::FactAmended { fact, .. }),
        ) => Some((*id, fact.clone())),
        _ => None,
    }
}

/// What was completed, without that of which a fact speaks; what was voided with its end belongs
/// to what stays.
fn but_for(known: &Assignment, fact: &Fact) -> Assignment {
    let Assignment::Completed(record, closure) = known else {
        panic!("{known:?} was amended, and is not completed")
    };
    let mut record = record.clone();
    let owed = match fact {
        Fact::Figure { target, .. } => {
            record.figures.remove(target);
            Some((Kind::Target, target.to_string()))
        }
        Fact::Milestone { milestone, .. } => Some((Kind::Milestone, milestone.to_string())),
        Fact::Balance { balance } => {
            record.balances.retain(|known| known.target != balance.target);
            balance.target.map(|target| (Kind::Target, target.to_string()))
        }
    };
    for known in &mut record.obligations {
        let spoken_of = owed
            .as_ref()
            .is_some_and(|(kind, subject)| known.kind == *kind && known.subject == *subject);
        if spoken_of && !matches!(known.end, Some(End::Void(_))) {
            known.end = None;
        }
    }
    Assignment::Completed(record, closure.clone())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn replaying_the_journal_gives_the_live_states(steps in vec(step(), 0..120)) {
        let bench = run(&steps);
        let mut replayed: BTreeMap<StreamId, State> = BTreeMap::new();
        for (stream, event) in &bench.journal {
            let state = replayed.remove(stream).unwrap_or_else(|| State::absent(*stream));
            replayed.insert(*stream, state.evolve(event));
        }
        assert_eq!(format!("{replayed:?}"), format!("{:?}", bench.states));
    }

    #[test]
    fn what_is_over_stays_as_it_is(steps in vec(step(), 0..150)) {
        let mut bench = Bench::new();
        for step in &steps {
            let over: BTreeMap<_, _> = bench
                .all_assignments()
                .into_iter()
                .filter(|(_, known)| known.is_over())
                .collect();
            let length = bench.journal.len();
            take(&mut bench, step);
            let amended = amendment(&bench.journal[length..]);
            for (id, known) in over {
                let now = bench.assignment(id);
                match &amended {
                    Some((of, fact)) if *of == id => {
                        assert_eq!(but_for(&now, fact), but_for(&known, fact));
                    }
                    _ => assert_eq!(now, known),
                }
            }
        }
    }

    #[test]
    fn nobody_judges_his_own_work_or_that_of_his_unit(steps in vec(step(), 0..150)) {
        let mut bench = Bench::new();
        for step in &steps {
            let length = bench.journal.len();
            let Some(actor) = take(&mut bench, step) else { continue };
            let Some((stream, event)) = bench.journal.get(length).cloned() else { continue };
            let judged = match (&event, bench.state(stream)) {
                (
                    Event::Evidence(
                        EvidenceEvent::EvidenceVerified { .. } | EvidenceEvent::EvidenceRefused { .. },
                    ),
                    State::Evidence(known),
                ) => known.content().map(|(content, _)| (content.unit, content.by)),
                (
                    Event::Assignment(
                        AssignmentEvent::AssignmentClosed { .. }
                        | AssignmentEvent::RowAccepted { .. }
                        | AssignmentEvent::RowReturned { .. }
                        | AssignmentEvent::RowChecked { .. }
                        | AssignmentEvent::ClosingSentBack { .. },
                    ),
                    State::Assignment(known),
                ) => known.record().map(|record| (record.charge.unit, None)),
                _ => None,
            };
            if let (Some((unit, maker)), Some(post)) = (judged, actor.post()) {
                assert_ne!(post.unit, unit);
                assert!(maker.is_none() || maker != actor.person());
            }
        }
    }

    #[test]
    fn deltas_add_up_to_what_is_owed_on_every_day(steps in vec(step(), 0..120)) {
        let bench = run(&steps);
        let start = business_date(bench.now) - chrono::TimeDelta::days(60);
        for obligation in obligations(&bench) {
            let deltas = contributions(&obligation);
            for on in start.iter_days().take(150) {
                for bucket in Bucket::ALL {
                    let sum: i64 = deltas
                        .iter()
                        .filter(|delta| delta.bucket == bucket && delta.day <= on)
                        .map(|delta| delta.amount)
                        .sum();
                    let plain = i64::from(obligation.counts_in(bucket, on));
                    assert_eq!(sum, plain, "{bucket:?} on {on}: {obligation:?}");
                }
            }
        }
    }

    #[test]
    fn there_is_one_lead_and_it_closes_last(steps in vec(step(), 0..200)) {
        let bench = run(&steps);
        let leads = bench.of_duty(Duty::Lead);
        assert_eq!(leads.len(), 1);
        let closed = matches!(*bench.assignment(leads[0]), Assignment::Completed(..));
        for id in bench.of_duty(Duty::Implement) {
            assert!(!closed || bench.assignment(id).is_over(), "the lead closed before {id}");
        }
        for id in bench.of_duty(Duty::Support) {
            assert_eq!(closed, bench.assignment(id).is_over(), "supports end with the lead");
        }
    }

    #[test]
    fn an_action_that_is_not_offered_is_refused_with_the_same_code(
        steps in vec(step(), 0..120),
        tries in vec(step(), 1..40),
    ) {
        let mut bench = run(&steps);
        for attempt in &tries {
            let Some(command) = attempt.command(&mut bench) else { continue };
            let actor = attempt.actor(&mut bench, &command);
            let Some(action) = offered_as(&command) else { continue };
            let stream = command.stream();
            let facts = bench.facts(actor, stream);
            let obstacle = available(stream, &bench.state(stream), &facts)
                .into_iter()
                .find(|offer| offer.action == action)
                .and_then(|offer| offer.because);
            let result = bench.execute(actor, command);
            match (obstacle, result) {
                // What is typed may still be wrong where the action itself is open.
                (None, Ok(()) | Err(No::Rejected(_))) => {}
                (Some(Obstacle::Denied(because)), Err(No::Denied(no))) => {
                    assert_eq!(because, no);
                }
                (Some(Obstacle::Refused(because)), Err(No::Rejected(no))) => {
                    assert_eq!(because.code(), no.refusal().code());
                }
                (obstacle, result) => {
                    let offered = obstacle.is_none();
                    panic!("{action} offered: {offered}, but {result:?}");
                }
            }
        }
    }
}

/// The properties above would say nothing if the steps never got anywhere.
#[test]
fn the_steps_reach_every_state() {
    let mut runner = TestRunner::deterministic();
    let mut reached: BTreeMap<String, u32> = BTreeMap::new();
    for _ in 0..200 {
        let steps = vec(step(), 150).new_tree(&mut runner).unwrap().current();
        for state in run(&steps).states.values() {
            let name = match state {
                State::Assignment(known) => {
                    let duty = known.record().map(|record| record.charge.duty);
                    format!("{} {}", duty.map_or("-", Duty::as_str), known.name())
                }
                State::Evidence(known) => format!("evidence {}", known.name()),
                State::Assessment(known) => format!("assessment {}", known.name()),
                _ => continue,
            };
            *reached.entry(name).or_default() += 1;
        }
    }
    let missing: Vec<&str> = [
        "LEAD COMPLETED",
        "LEAD CLOSE_REVIEW",
        "IMPLEMENT COMPLETED",
        "IMPLEMENT CLOSE_REVIEW",
        "IMPLEMENT NOT_APPLICABLE",
        "SUPPORT COMPLETED",
        "evidence VERIFIED",
        "evidence REFUSED",
        "assessment COLLECTING",
        "assessment SCORED",
        "assessment PUBLICISED",
    ]
    .into_iter()
    .filter(|name| !reached.contains_key(*name))
    .collect();
    assert!(missing.is_empty(), "never reached: {missing:?}; reached: {reached:?}");
}

/// The name under which a command is offered on a thing that exists.
fn offered_as(command: &Command) -> Option<&'static str> {
    match command {
        Command::Assignment(_, command) => Some(command.action().as_str()),
        Command::Sheet(_, command) => Some(command.action().as_str()),
        Command::Evidence(_, command) if command.action().judges() => {
            Some(command.action().as_str())
        }
        // Which datum it is about decides the others.
        Command::Assessment(
            _,
            Assess::Revise { .. }
            | Assess::PublishScheme
            | Assess::Collect
            | Assess::Freeze
            | Assess::Score
            | Assess::Review
            | Assess::Publicise
            | Assess::Rescore
            | Assess::CloseObjections
            | Assess::Approve
            | Assess::Publish,
        ) => Some(command.action()),
        _ => None,
    }
}
