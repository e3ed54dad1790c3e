//! Random steps: who does what to which thing, with the odds of telling cases raised.

use duban_domain::assignment::command::Command as AssignmentCommand;
use duban_domain::assignment::record::{Balance, BalanceStanding, Fact, Milestone, Outcome};
use duban_domain::assignment::row::{Claims, FigureReported, MilestoneDone};
use duban_domain::command::{Command, State, StreamId, ask};
use duban_domain::evidence::command::Command as EvidenceCommand;
use duban_domain::evidence::state::{Exhibit, Purpose};
use duban_domain::people::actor::Actor;
use duban_domain::sheet::SheetKey;
use duban_domain::sheet::command::Command as SheetCommand;
use duban_domain::sheet::state::{Entry, Report};
use duban_domain::time::{Period, business_date};
use duban_domain::value::decimal::Figure;
use duban_domain::value::id::{AssignmentId, EvidenceId, MilestoneId};
use duban_domain::value::text::{DocNo, Name, Paragraph, Reason};
use proptest::prelude::{Strategy, any};

use super::assessment;
use super::bench::{Bench, EAST, LEAD, PLAN, TARGET, WEST};

/// One step, in numbers that are read modulo what there is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step {
    pub(crate) who: u8,
    what: u8,
    which: u8,
    detail: u8,
}

/// A step of any kind.
pub(crate) fn step() -> impl Strategy<Value = Step> {
    (any::<u8>(), any::<u8>(), any::<u8>(), any::<u8>())
        .prop_map(|(who, what, which, detail)| Step { who, what, which, detail })
}

/// How many kinds of steps there are; the lower numbers come up more often.
const KINDS: u8 = 24;

fn reason() -> Reason {
    Reason::parse("材料不全").unwrap()
}

fn words() -> Paragraph {
    Paragraph::parse("已完成。").unwrap()
}

impl Step {
    /// Who acts: seven times out of eight somebody who may, otherwise anybody.
    pub(crate) fn actor(&self, bench: &mut Bench, command: &Command) -> Actor {
        let people = bench.people.clone();
        let stream = command.stream();
        let state = bench.state(stream);
        let may: Vec<Actor> = people
            .iter()
            .filter(|actor| ask(&state, command, &bench.facts(**actor, stream)).is_ok())
            .copied()
            .collect();
        let choice = if may.is_empty() || self.who.is_multiple_of(8) { people } else { may };
        choice[usize::from(self.who) % choice.len()]
    }

    /// The command, or none where the step lets time pass.
    pub(crate) fn command(&self, bench: &mut Bench) -> Option<Command> {
        let assignments: Vec<AssignmentId> = bench.all_assignments().into_keys().collect();
        let id = assignments[usize::from(self.which) % assignments.len()];
        let period = self.period(bench);
        let own = |command| Some(Command::Assignment(id, command));
        match self.what % KINDS {
            0 => {
                bench.wait(i64::from(self.detail % 20));
                None
            }
            1 | 2 => own(AssignmentCommand::SignFor),
            3 => self.milestones(bench).map(|command| Command::Assignment(id, command)),
            4 => own(self.balance()),
            5 => Some(Command::Sheet(self.sheet(bench), self.draft(bench, id))),
            6 => Some(Command::Sheet(
                self.sheet(bench),
                SheetCommand::Submit { assignments: Vec::new() },
            )),
            7 => Some(Command::Sheet(
                self.sheet(bench),
                SheetCommand::Withdraw { assignments: vec![id] },
            )),
            8 => Some(Command::Sheet(
                self.sheet(bench),
                SheetCommand::CopyLast { assignments: Vec::new() },
            )),
            9 => own(AssignmentCommand::CheckRow { period }),
            10 => own(AssignmentCommand::AcceptRow { period }),
            11 => own(AssignmentCommand::ReturnRow { period, reason: reason() }),
            12 => Some(Command::Evidence(EvidenceId(bench.fresh()), self.evidence(id))),
            13 => self.verdict(bench),
            14 => own(self.closing()),
            15 => own(AssignmentCommand::SendBack { reason: reason() }),
            16 => own(AssignmentCommand::Close),
            17 | 18 => own(self.amendment(bench)),
            20..=23 => {
                let id = assessment::ASSESSMENT;
                let state = bench.state(StreamId::Assessment(id));
                let State::Assessment(known) = state else { panic!("{state:?} is none") };
                let command = assessment::command(known.name(), self.which, self.detail);
                Some(Command::Assessment(id, command))
            }
            _ => own(AssignmentCommand::DeclareNotApplicable { reason: reason() }),
        }
    }

    /// A figure of the last days that may or may not do.
    fn amendment(&self, bench: &Bench) -> AssignmentCommand {
        let on = business_date(bench.now) - chrono::Days::new(u64::from(self.detail % 9));
        let value = Some(Figure(i64::from(self.detail) * 1_000_000));
        let fact = match self.balance() {
            AssignmentCommand::RecordBalance { balance } if self.detail.is_multiple_of(3) => {
                Fact::Balance { balance }
            }
            _ => Fact::Figure { target: TARGET, value, on },
        };
        AssignmentCommand::AmendFact { fact, reason: reason() }
    }

    fn period(&self, bench: &Bench) -> Period {
        let today = Period::of(business_date(bench.now));
        if self.detail.is_multiple_of(4) { today.previous() } else { today }
    }

    fn sheet(&self, bench: &Bench) -> SheetKey {
        let units = [EAST, WEST, LEAD];
        let unit = units[usize::from(self.which) % units.len()];
        SheetKey { plan: PLAN, unit, period: self.period(bench) }
    }

    fn milestones(&self, bench: &mut Bench) -> Option<AssignmentCommand> {
        let count = u32::from(self.detail % 3) + 1;
        let due_on = business_date(bench.now);
        let milestones = (0..count)
            .map(|place| Milestone {
                id: MilestoneId(bench.fresh()),
                name: Name::parse("开工").unwrap(),
                due_on,
                weight: if place == 0 { 100 - 10 * (count - 1) } else { 10 },
            })
            .collect();
        Some(AssignmentCommand::PlanMilestones { milestones })
    }

    fn balance(&self) -> AssignmentCommand {
        let target = self.detail.is_multiple_of(2).then_some(TARGET);
        let standing = BalanceStanding::ALL[usize::from(self.detail) % 3];
        let document = DocNo::parse("某函〔2025〕1号").unwrap();
        let on = "2025-12-25".parse().unwrap();
        AssignmentCommand::RecordBalance {
            balance: Balance { target, standing, value: None, on, document },
        }
    }

    fn draft(&self, bench: &Bench, id: AssignmentId) -> SheetCommand {
        if self.detail.is_multiple_of(5) {
            return SheetCommand::Draft { rows: vec![(id, Entry::NoChange)] };
        }
        let on = business_date(bench.now);
        let known = bench.assignment(id);
        let record = known.record();
        let open = record.and_then(|record| record.open_milestones().next().map(|m| m.id));
        let bears = record.is_some_and(|record| !record.charge.targets.is_empty());
        let value = Some(Figure(i64::from(self.detail) * 100_000));
        let claims = Claims {
            milestones: open.into_iter().map(|milestone| MilestoneDone { milestone, on }).collect(),
            figures: bears
                .then_some(FigureReported { target: TARGET, value, on })
                .into_iter()
                .collect(),
        };
        let entry = Entry::Report(Box::new(Report {
            progress: words(),
            problems: None,
            next_steps: None,
            coordination: None,
            claims,
        }));
        SheetCommand::Draft { rows: vec![(id, entry)] }
    }

    fn evidence(&self, id: AssignmentId) -> EvidenceCommand {
        let purposes = [Purpose::Closing, Purpose::Target(TARGET)];
        EvidenceCommand::Submit {
            assignment: id,
            purpose: purposes[usize::from(self.detail) % purposes.len()],
            title: Name::parse("照片").unwrap(),
            exhibit: Exhibit::Link { url: "https://example.cn/1".into() },
        }
    }

    fn verdict(&self, bench: &Bench) -> Option<Command> {
        let known: Vec<EvidenceId> = bench
            .states
            .keys()
            .filter_map(|stream| match stream {
                StreamId::Evidence(id) => Some(*id),
                _ => None,
            })
            .collect();
        let id = known.get(usize::from(self.which) % known.len().max(1))?;
        let command = if self.detail.is_multiple_of(3) {
            EvidenceCommand::Refuse { reason: reason() }
        } else {
            EvidenceCommand::Verify
        };
        Some(Command::Evidence(*id, command))
    }

    fn closing(&self) -> AssignmentCommand {
        let outcome = Outcome::ALL[usize::from(self.detail) % 4];
        let basis = Some(DocNo::parse("某函〔2026〕2号").unwrap());
        AssignmentCommand::RequestClosing { outcome, statement: words(), basis }
    }
}
