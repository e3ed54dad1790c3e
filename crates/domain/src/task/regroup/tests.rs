//! Splitting and merging: no word is lost or doubled, and each stays where it was read.

use std::sync::Arc;

use chrono::DateTime;
use uuid::Uuid;

use super::*;
use crate::people::actor::Actor;
use crate::task::state::evolve;
use crate::value::id::{PlanId, TargetId};
use crate::value::text::Title;

const WORDS: &str = "建公园。修路面。治污水。";

fn task_id(no: u128) -> TaskId {
    TaskId(Uuid::from_u128(no))
}

fn target(no: u128) -> Target {
    Target::bare(TargetId(Uuid::from_u128(no)), "建成")
}

fn unit(no: u128) -> UnitId {
    UnitId(Uuid::from_u128(no))
}

fn content(no: u32, words: &str, start: u32) -> Content {
    let length = u32::try_from(words.chars().count()).unwrap();
    Content {
        clause: Clause {
            plan: PlanId(Uuid::from_u128(50)),
            no,
            section: "一".to_owned(),
            title: Title::parse("补短板").unwrap(),
            body: Body::parse(words).unwrap(),
            span: Some(Span { start, end: start + length }),
            spans: Vec::new(),
            raw_units: Some("住建局".to_owned()),
            open_ended: false,
            due_on: "2026-12-31".parse().unwrap(),
            due_inferred: true,
            units: Vec::new(),
        },
        duties: Duties {
            lead: Some(unit(1)),
            lead_inferred: true,
            co_leads: Vec::new(),
            supports: vec![unit(2)],
            implementers: Implementers::None,
        },
        targets: vec![target(60), target(61)],
        lead_confirmed: true,
        due_confirmed: false,
        leader: None,
    }
}

fn facts() -> Facts {
    let facts = Facts::new(Actor::System, DateTime::UNIX_EPOCH, Arc::default());
    Facts { last_no: 7, ..facts }
}

fn part(no: u128, ranges: &[(u32, u32)], targets: &[u128]) -> Part {
    Part {
        task: task_id(no),
        title: Title::parse("分出").unwrap(),
        ranges: ranges.iter().map(|(start, end)| Span { start: *start, end: *end }).collect(),
        targets: targets.iter().map(|no| TargetId(Uuid::from_u128(*no))).collect(),
    }
}

/// The words of a clause, read in the document again.
fn read(document: &str, clause: &Clause) -> String {
    let spans = clause.span.iter().chain(&clause.spans);
    spans
        .flat_map(|span| {
            let (start, length) = (span.start as usize, (span.end - span.start) as usize);
            document.chars().skip(start).take(length)
        })
        .collect()
}

#[test]
fn a_part_takes_its_sentences_and_targets_and_the_rest_stays() {
    let own = content(3, WORDS, 5);
    let document = format!("前面五个字{WORDS}后面");
    let events = split(&own, &[part(100, &[(4, 8)], &[61])], &facts()).unwrap();
    let [Event::TaskSplit { branches, .. }] = events.as_slice() else { panic!("{events:?}") };
    let branch = &branches[0];
    assert_eq!((branch.clause.no, branch.clause.body.as_str()), (8, "修路面。"));
    assert_eq!(branch.targets, [target(61)]);
    assert_eq!(read(&document, &branch.clause), "修路面。");
    assert!(
        !branch.duties.lead_inferred,
        "what was confirmed of the whole is confirmed of the part"
    );
    assert!(branch.clause.due_inferred);
    let task = events.iter().fold(Task::Draft(Box::new(own)), evolve);
    let left = task.content().unwrap();
    assert_eq!((left.clause.no, left.clause.body.as_str()), (3, "建公园。治污水。"));
    assert_eq!(read(&document, &left.clause), "建公园。治污水。");
    assert_eq!(left.targets, [target(60)]);
}

#[test]
fn what_was_split_can_be_split_and_merged_again() {
    let document = format!("前面五个字{WORDS}后面");
    let own = Task::Draft(Box::new(content(3, WORDS, 5)));
    let events = split(own.content().unwrap(), &[part(100, &[(4, 8)], &[])], &facts()).unwrap();
    let [Event::TaskSplit { branches, .. }] = events.as_slice() else { panic!("{events:?}") };
    let Branch { clause, duties, targets, .. } = branches[0].clone();
    let own = events.iter().fold(own, evolve);
    let again = split(own.content().unwrap(), &[part(101, &[(4, 8)], &[60])], &facts()).unwrap();
    let [Event::TaskSplit { branches, .. }] = again.as_slice() else { panic!("{again:?}") };
    assert_eq!(read(&document, &branches[0].clause), "治污水。");
    let drafted = Event::TaskDrafted { clause: Box::new(clause), duties, targets };
    let other = Arc::new(evolve(Task::Absent, &drafted));
    let facts = Facts { tasks: [(task_id(100), other)].into(), ..facts() };
    let events = merge(own.content().unwrap(), &[task_id(100)], &facts).unwrap();
    let merged = events.iter().fold(own, evolve);
    let merged = merged.content().unwrap();
    assert_eq!(merged.clause.body.as_str(), "建公园。治污水。修路面。");
    assert_eq!(read(&document, &merged.clause), "建公园。治污水。修路面。");
    assert_eq!(merged.targets.len(), 2);
}

#[test]
fn ranges_lie_inside_apart_and_leave_something() {
    let own = content(3, WORDS, 5);
    let refused = |parts: &[Part]| split(&own, parts, &facts()).unwrap_err();
    let unfit = |start, end| Rejection::RangeUnfit { start, end, length: 12 };
    assert_eq!(refused(&[part(100, &[(4, 13)], &[])]), unfit(4, 13));
    assert_eq!(refused(&[part(100, &[(8, 4)], &[])]), unfit(8, 4));
    assert_eq!(refused(&[part(100, &[(0, 5)], &[]), part(101, &[(4, 8)], &[])]), unfit(4, 8));
    assert_eq!(refused(&[part(100, &[], &[60])]), Rejection::PartEmpty { no: 1 });
    assert_eq!(refused(&[part(100, &[(0, 12)], &[])]), Rejection::NothingLeft);
    let twice = [part(100, &[(0, 4)], &[60]), part(101, &[(4, 8)], &[60])];
    let target = TargetId(Uuid::from_u128(60));
    assert_eq!(refused(&twice), Rejection::TargetUnknown { target });
}

#[test]
fn numbers_of_parts_follow_the_last_of_the_plan() {
    let own = content(3, WORDS, 5);
    let parts = [part(100, &[(0, 4)], &[]), part(101, &[(8, 12)], &[])];
    let events = split(&own, &parts, &facts()).unwrap();
    let [Event::TaskSplit { branches, .. }] = events.as_slice() else { panic!("{events:?}") };
    let numbers: Vec<u32> = branches.iter().map(|branch| branch.clause.no).collect();
    assert_eq!(numbers, [8, 9]);
}

#[test]
fn the_merged_task_is_answered_for_by_everybody_once() {
    let own = content(3, "建公园。", 5);
    let mut other = content(4, "修路面。", 20);
    other.duties.lead = Some(unit(2));
    other.duties.supports = vec![unit(1), unit(3)];
    other.duties.implementers = Implementers::Units { units: vec![unit(11)] };
    other.clause.due_on = "2027-06-30".parse().unwrap();
    other.due_confirmed = true;
    let tasks = [(task_id(4), Arc::new(Task::Draft(Box::new(other))))].into();
    let facts = Facts { tasks, ..facts() };
    let events = merge(&own, &[task_id(4)], &facts).unwrap();
    let merged = events.iter().fold(Task::Draft(Box::new(own.clone())), evolve);
    let merged = merged.content().unwrap();
    assert_eq!(merged.duties.lead, Some(unit(1)));
    assert_eq!(merged.duties.co_leads, [unit(2)], "who led the other answers equally");
    assert_eq!(merged.duties.supports, [unit(3)]);
    assert_eq!(merged.duties.implementers, Implementers::Units { units: vec![unit(11)] });
    assert_eq!(merged.clause.due_on, "2027-06-30".parse().unwrap());
    assert!(merged.due_confirmed);
    let refused = |others: &[TaskId]| merge(&own, others, &facts).unwrap_err();
    assert_eq!(refused(&[task_id(9)]), Rejection::NotMergeable { task: task_id(9) });
    assert_eq!(refused(&[task_id(4); 2]), Rejection::NotMergeable { task: task_id(4) });
}

#[test]
fn words_that_the_reading_put_right_keep_the_place_of_the_whole() {
    let mut own = content(3, WORDS, 5);
    own.clause.span = Some(Span { start: 5, end: 40 });
    let events = split(&own, &[part(100, &[(4, 8)], &[])], &facts()).unwrap();
    let [Event::TaskSplit { clause, branches }] = events.as_slice() else { panic!("{events:?}") };
    let whole = Some(Span { start: 5, end: 40 });
    assert_eq!((clause.span, branches[0].clause.span), (whole, whole));
    let drafted = |clause: Clause| Event::TaskDrafted {
        clause: Box::new(clause),
        duties: own.duties.clone(),
        targets: Vec::new(),
    };
    let other = Arc::new(evolve(Task::Absent, &drafted(branches[0].clause.clone())));
    let left = evolve(Task::Absent, &drafted((**clause).clone()));
    let facts = Facts { tasks: [(task_id(100), other)].into(), ..facts() };
    let events = merge(left.content().unwrap(), &[task_id(100)], &facts).unwrap();
    let merged = events.iter().fold(left, evolve);
    let clause = &merged.content().unwrap().clause;
    assert_eq!((clause.span, clause.spans.as_slice()), (whole, &[][..]), "one place, once");
}
