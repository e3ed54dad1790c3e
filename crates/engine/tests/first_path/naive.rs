//! A second reading of the journal, by hand: from what happened to what is owed, and from that to
//! figures, one thing and one day after the other. It shares nothing with the product but the
//! events themselves.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use duban_domain::assignment::event::Event as Happened;
use duban_domain::assignment::record::{
    Balance, BalanceStanding, Charge, Fact, Milestone, Outcome,
};
use duban_domain::assignment::row::Claims;
use duban_domain::command::{Event, StreamId};
use duban_domain::evidence::event::Event as Shown;
use duban_domain::obligation::{Bucket, Kind};
use duban_domain::people::duty::Duty;
use duban_domain::people::organisation::{Event as Registered, Profile};
use duban_domain::time::Period;
use duban_domain::value::id::{AssignmentId, TargetId, UnitId};
use duban_engine::reports::GroupBy;
use duban_store::read::report::Group;

use super::town::day;

/// How something that was owed ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Met,
    Refused,
    Dropped,
}

/// One thing that somebody owes.
struct Owed {
    unit: UnitId,
    duty: Duty,
    section: String,
    kind: Kind,
    since: NaiveDate,
    due: Option<NaiveDate>,
    carried_over: bool,
    end: Option<(End, NaiveDate)>,
}

impl Owed {
    fn ended(&mut self, how: End, on: NaiveDate) {
        self.end = Some((how, on.max(self.since)));
    }

    /// Whether it counts on one day.
    fn counts(&self, bucket: Bucket, today: NaiveDate) -> bool {
        let ended = self.end.filter(|(_, on)| *on <= today).map(|(how, _)| how);
        let still = self.since <= today && ended != Some(End::Dropped);
        let limit = if self.carried_over { None } else { self.due };
        match bucket {
            Bucket::Total => still,
            Bucket::CarriedOver => still && self.carried_over,
            Bucket::Due => still && limit.is_some_and(|limit| limit <= today),
            Bucket::Met => ended == Some(End::Met),
            Bucket::Late => {
                let on = self.end.map(|(_, on)| on);
                ended == Some(End::Met) && limit.is_some_and(|limit| Some(limit) < on)
            }
            Bucket::Overdue => still && ended.is_none() && limit.is_some_and(|it| it < today),
            Bucket::Failed => ended == Some(End::Refused),
        }
    }
}

/// What is known of one month of an assignment besides what is owed.
#[derive(Default)]
struct Month {
    claims: Claims,
    returns: u32,
}

/// The figures of a report: how many count, and on how many days they have.
pub(crate) type Figures = BTreeMap<Group, BTreeMap<(Kind, Bucket), (i64, i64)>>;

/// Everything that is owed, as it was known at the end of a day.
#[derive(Default)]
pub(crate) struct Book {
    owed: BTreeMap<(String, Kind, String), Owed>,
    charges: BTreeMap<AssignmentId, Charge>,
    months: BTreeMap<(AssignmentId, Period), Month>,
    asked: BTreeMap<AssignmentId, (Outcome, NaiveDate)>,
    balances: BTreeMap<AssignmentId, Vec<Balance>>,
    figures: BTreeMap<(AssignmentId, TargetId), NaiveDate>,
    closed: BTreeSet<AssignmentId>,
    /// The class of a unit from which day on.
    classes: BTreeMap<UnitId, BTreeMap<NaiveDate, Option<String>>>,
    /// What happened, so often.
    pub(crate) seen: BTreeMap<&'static str, u32>,
}

impl Book {
    pub(crate) fn read(journal: &[(StreamId, Event, NaiveDate)], known_on: NaiveDate) -> Self {
        let mut book = Self::default();
        for (stream, event, _) in journal.iter().filter(|(.., day)| *day <= known_on) {
            match (stream, event) {
                (StreamId::Assignment(id), Event::Assignment(event)) => book.take(*id, event),
                (StreamId::Evidence(_), Event::Evidence(event)) => {
                    book.show(&stream.to_string(), event);
                }
                (StreamId::Unit(id), Event::Unit(Registered::UnitRegistered { profile })) => {
                    book.classify(*id, profile, day("0001-01-01"));
                }
                (
                    StreamId::Unit(id),
                    Event::Unit(Registered::UnitAmended { profile, effective_on, .. }),
                ) => book.classify(*id, profile, *effective_on),
                _ => {}
            }
        }
        book
    }

    /// From the day on the unit is of this class, whatever was said of later days.
    fn classify(&mut self, id: UnitId, profile: &Profile, on: NaiveDate) {
        let class = profile.classes.first().map(|tag| tag.class.clone());
        let days = self.classes.entry(id).or_default();
        let before = days.values().next_back().cloned();
        days.retain(|from, _| *from < on);
        days.insert(on, class.clone());
        self.note("reclassified", before.is_some_and(|before| before != class));
    }

    fn note(&mut self, what: &'static str, happened: bool) {
        *self.seen.entry(what).or_default() += u32::from(happened);
    }

    fn open(&mut self, id: AssignmentId, (kind, what): (Kind, String), owed: [NaiveDate; 2]) {
        let charge = &self.charges[&id];
        let [due, since] = owed;
        let item = Owed {
            unit: charge.unit,
            duty: charge.duty,
            section: charge.section.clone(),
            kind,
            since,
            due: Some(due),
            carried_over: due < charge.in_force_from,
            end: None,
        };
        self.note("carried over", item.carried_over);
        self.owed.insert((id.to_string(), kind, what), item);
    }

    fn find(&mut self, id: AssignmentId, kind: Kind, what: &str) -> Option<&mut Owed> {
        self.owed.get_mut(&(id.to_string(), kind, what.to_owned()))
    }

    fn end(&mut self, id: AssignmentId, (kind, what): (Kind, &str), on: NaiveDate) {
        let Some(owed) = self.find(id, kind, what) else { return };
        owed.ended(End::Met, on);
        let late = !owed.carried_over && owed.due.is_some_and(|due| on > due);
        let name = match kind {
            Kind::SignFor => "signed late",
            Kind::Row => "row late",
            Kind::Milestone => "milestone late",
            _ => "other late",
        };
        self.note(name, late);
    }

    fn drop(&mut self, id: AssignmentId, on: NaiveDate, dropped: impl Fn(&Kind, &str) -> bool) {
        let id = id.to_string();
        for ((of, kind, what), owed) in &mut self.owed {
            if *of == id && owed.end.is_none() && dropped(kind, what) {
                owed.ended(End::Dropped, on);
            }
        }
    }

    fn hand_over(&mut self, id: AssignmentId, charge: &Charge, on: NaiveDate) {
        self.charges.insert(id, charge.clone());
        let one = || "1".to_owned();
        self.open(id, (Kind::SignFor, one()), [charge.sign_due_on, on]);
        for target in &charge.targets {
            let what = target.target.to_string();
            self.open(id, (Kind::Target, what), [target.due_on, on]);
        }
        if charge.duty != Duty::Support {
            self.open(id, (Kind::Completion, one()), [charge.due_on, on]);
        }
    }

    fn plan(&mut self, id: AssignmentId, milestones: &[Milestone], on: NaiveDate) {
        let kept: Vec<String> = milestones.iter().map(|it| it.id.to_string()).collect();
        let gone =
            |kind: &Kind, what: &str| *kind == Kind::Milestone && !kept.iter().any(|it| it == what);
        self.drop(id, on, gone);
        for (milestone, what) in milestones.iter().zip(&kept) {
            match self.find(id, Kind::Milestone, what) {
                Some(known) if known.end.is_none() => known.due = Some(milestone.due_on),
                Some(_) => {}
                None => {
                    self.open(id, (Kind::Milestone, what.clone()), [milestone.due_on, on]);
                }
            }
        }
    }

    fn take(&mut self, id: AssignmentId, event: &Happened) {
        match event {
            Happened::AssignmentOpened { charge, on } => self.hand_over(id, charge, *on),
            Happened::AssignmentSignedFor { on, .. } => self.end(id, (Kind::SignFor, "1"), *on),
            Happened::MilestonesPlanned { milestones, on } => self.plan(id, milestones, *on),
            Happened::BalanceRecorded { balance } => {
                let done = balance.standing == BalanceStanding::Done;
                self.note("done before", done);
                self.balances.entry(id).or_default().push(balance.clone());
                match balance.target.filter(|_| done) {
                    Some(it) => self.end(id, (Kind::Target, &it.to_string()), balance.on),
                    None if done => self.end(id, (Kind::Completion, "1"), balance.on),
                    None => {}
                }
            }
            Happened::FactAmended { fact: Fact::Balance { balance }, meets, .. } => {
                self.restate(id, balance, *meets);
            }
            Happened::FactAmended { fact: Fact::Figure { target, on, .. }, meets, .. } => {
                self.figures.insert((id, *target), *on);
                let what = target.to_string();
                match self.find(id, Kind::Target, &what) {
                    Some(owed) if owed.end.is_some_and(|(how, _)| how == End::Dropped) => {}
                    Some(owed) => {
                        owed.end = None;
                        if *meets {
                            self.end(id, (Kind::Target, &what), *on);
                        }
                    }
                    None => {}
                }
            }
            Happened::FactAmended { fact: Fact::Milestone { milestone, on }, .. } => {
                self.end(id, (Kind::Milestone, &milestone.to_string()), *on);
            }
            Happened::ClosingRequested { request } => {
                self.asked.insert(id, (request.outcome, request.on));
            }
            Happened::ClosingSentBack { .. } => self.note("sent back", true),
            Happened::DeclaredNotApplicable { on, .. } => {
                self.note("not applicable", true);
                self.drop(id, *on, |_, _| true);
            }
            Happened::EndedWithLead { on } => self.drop(id, *on, |_, _| true),
            Happened::AssignmentClosed { on, .. } => {
                let (outcome, done_on) = self.asked[&id];
                self.note("closed", true);
                self.closed.insert(id);
                self.note("closed as partly met", outcome == Outcome::PartlyMet);
                self.end(id, (Kind::Completion, "1"), done_on);
                self.drop(id, *on, |kind, _| matches!(kind, Kind::Row | Kind::SignFor));
                if outcome == Outcome::NoLongerRequired {
                    self.drop(id, *on, |kind, _| matches!(kind, Kind::Milestone | Kind::Target));
                }
            }
            Happened::RowOpened { .. }
            | Happened::RowSubmitted { .. }
            | Happened::RowWithdrawn { .. }
            | Happened::RowChecked { .. }
            | Happened::RowAccepted { .. }
            | Happened::RowReturned { .. } => self.report(id, event),
        }
    }

    /// Another opening balance in place of one: what only that one had met is open again.
    fn restate(&mut self, id: AssignmentId, right: &Balance, figure_meets: bool) {
        let done = |known: &Balance| known.standing == BalanceStanding::Done;
        let all = self.balances.entry(id).or_default();
        let mut same: Vec<&mut Balance> =
            all.iter_mut().filter(|known| known.target == right.target).collect();
        let counted = same.iter().any(|known| done(known));
        *same.pop().unwrap() = right.clone();
        let on = all.iter().rev().find(|known| known.target == right.target && done(known));
        let on = on.map(|known| known.on);
        let what = right.target.map_or_else(|| "1".to_owned(), |target| target.to_string());
        let kind = if right.target.is_some() { Kind::Target } else { Kind::Completion };
        self.note("balance amended", true);
        if !counted && on.is_none() || right.target.is_none() && self.closed.contains(&id) {
            return;
        }
        let reported = right.target.filter(|_| figure_meets).map(|it| self.figures[&(id, it)]);
        let Some(owed) = self.find(id, kind, &what) else { return };
        if owed.end.is_none_or(|(how, _)| how != End::Dropped) {
            owed.end = None;
            if let Some(on) = on.or(reported) {
                owed.ended(End::Met, on);
            }
        }
    }

    fn report(&mut self, id: AssignmentId, event: &Happened) {
        match event {
            Happened::RowOpened { period, due_on, on } => {
                self.open(id, (Kind::Row, period.to_string()), [*due_on, *on]);
            }
            Happened::RowSubmitted { period, claims, on, .. } => {
                self.months.entry((id, *period)).or_default().claims = claims.clone();
                let what = period.to_string();
                if self.find(id, Kind::Row, &what).is_some_and(|row| row.end.is_none()) {
                    self.end(id, (Kind::Row, &what), *on);
                }
            }
            Happened::RowWithdrawn { period } => {
                let returned = self.months.entry((id, *period)).or_default().returns > 0;
                let row = self.find(id, Kind::Row, &period.to_string());
                row.filter(|_| !returned).unwrap().end = None;
            }
            Happened::RowAccepted { period, targets_met, .. } => {
                let claims = self.months.entry((id, *period)).or_default().claims.clone();
                for done in claims.milestones {
                    self.end(id, (Kind::Milestone, &done.milestone.to_string()), done.on);
                }
                for figure in claims.figures {
                    self.figures.insert((id, figure.target), figure.on);
                    let met = targets_met.contains(&figure.target);
                    self.note("target met", met);
                    if met {
                        self.end(id, (Kind::Target, &figure.target.to_string()), figure.on);
                    }
                }
            }
            Happened::RowReturned { period, .. } => {
                let month = self.months.entry((id, *period)).or_default();
                month.returns += 1;
                let returns = month.returns;
                self.note("returned", true);
                self.note("returned twice", returns == 2);
                if returns == 2 {
                    self.find(id, Kind::Row, &period.to_string()).unwrap().end = None;
                }
            }
            _ => {}
        }
    }

    fn show(&mut self, id: &str, event: &Shown) {
        let key = (id.to_owned(), Kind::Evidence, String::new());
        match event {
            Shown::EvidenceSubmitted { content } => {
                let item = Owed {
                    unit: content.unit,
                    duty: content.duty,
                    section: content.section.clone(),
                    kind: Kind::Evidence,
                    since: content.on,
                    due: None,
                    carried_over: false,
                    end: None,
                };
                self.owed.insert(key, item);
            }
            Shown::EvidenceVerified { on, .. } => {
                self.owed.get_mut(&key).unwrap().ended(End::Met, *on);
            }
            Shown::EvidenceRefused { on, .. } => {
                self.note("evidence refused", true);
                self.owed.get_mut(&key).unwrap().ended(End::Refused, *on);
            }
        }
    }

    /// The groups in which something counts.
    fn group(&self, by: GroupBy, owed: &Owed, on: NaiveDate) -> Option<Group> {
        let of_county = owed.duty == Duty::Implement;
        match by {
            GroupBy::Lead => {
                let leads = matches!(owed.duty, Duty::Lead | Duty::CoLead);
                leads.then_some(Group::Unit(owed.unit))
            }
            GroupBy::Support => (owed.duty == Duty::Support).then_some(Group::Unit(owed.unit)),
            GroupBy::County => of_county.then_some(Group::Unit(owed.unit)),
            GroupBy::Section => Some(Group::Section(owed.section.clone())),
            GroupBy::Class => of_county.then(|| Group::Class {
                scheme: "DUBAN_4".to_owned(),
                class: self.classes[&owed.unit].range(..=on).next_back().unwrap().1.clone(),
            }),
        }
    }

    /// The figures of a report at the end of a day.
    pub(crate) fn figures(&self, by: GroupBy, on: NaiveDate) -> Figures {
        let mut figures = Figures::new();
        for owed in self.owed.values() {
            let Some(group) = self.group(by, owed, on) else { continue };
            for bucket in Bucket::ALL {
                let mut days = 0;
                for today in day("2025-11-01").iter_days().take_while(|today| *today <= on) {
                    days += i64::from(owed.counts(bucket, today));
                }
                let now = i64::from(owed.counts(bucket, on));
                if days > 0 {
                    let group = figures.entry(group.clone()).or_default();
                    let sum = group.entry((owed.kind, bucket)).or_default();
                    *sum = (sum.0 + now, sum.1 + days);
                }
            }
        }
        figures
    }
}
