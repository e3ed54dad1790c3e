//! 升级阶梯. What is to be done next about an assignment that is late or behind: from a reminder
//! to a proposal to hold someone accountable.
//!
//! The ladder proposes; it never acts. Every step from the yellow order on names who approves it,
//! and what the law reserves for the government stays reserved (政府督查工作条例 art. 21).

pub mod facts;
pub mod rules;

mod trigger;

use chrono::NaiveDate;

use crate::time::Period;
use crate::time::calendar::Calendar;
use crate::time::deadline::{Term, due_on};
use crate::value::code::Code;
use facts::{Designation, LadderFacts, Supervision};
use rules::{AnswerRule, LadderRules};

/// 措施. A rung of the ladder; a later one outranks the earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// 提醒. Level 0, by the system.
    Reminder,
    /// 催办. Level 1.
    Urge,
    /// 蓝色督办单（提醒）. Level 2.
    BlueOrder,
    /// 黄色督办单（警告、限期）. Level 3.
    YellowOrder,
    /// 红色督办单（责令）. Level 4.
    RedOrder,
    /// 通报批评. Level 5.
    Criticism,
    /// 约谈. Level 6.
    Interview,
    /// 追责建议. Level 7: a proposal, never the act.
    AccountabilityProposal,
}

/// 触发条件. What a step answers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trigger {
    /// 临近到期. A deadline is so many working days away.
    Near {
        /// What is due.
        matter: Code,
        /// When.
        due_on: NaiveDate,
        /// How many working days before.
        workdays: u32,
    },
    /// 逾期. Something was due and is not done.
    Missed {
        /// What was due.
        matter: Code,
        /// When.
        due_on: NaiveDate,
    },
    /// 催办未复. An urge was not answered in time.
    UrgeUnanswered {
        /// What it was about.
        matter: Code,
        /// When it was sent.
        sent_on: NaiveDate,
    },
    /// 月末黄灯. Yellow at these month-ends, the latest first.
    YellowAt(Vec<Period>),
    /// 月末红灯. Red at these month-ends, the latest first.
    RedAt(Vec<Period>),
    /// 连续未报. Two reports were missed.
    ReportsMissed(u32),
    /// 督办单未落实. An order was not met in time and without a good reason.
    OrderNotMet {
        /// Which one.
        order: Code,
    },
    /// 红单. Red orders were issued, within the quarter or the twelve months before.
    RedOrders(Vec<Code>),
    /// 连续末位. Ranked last in the last two quarters.
    RankedLast,
    /// 弄虚作假或阻挠督查. Falsification or obstruction was found.
    Misconduct(Code),
}

/// 批准. Who has to approve a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Approval {
    /// 无需批准. No one: the issuer acts alone.
    None,
    /// 工作组组长. The group leader or the deputy secretary-general in charge.
    GroupLeader,
    /// 市政府或行政首长. The government or its head (政府督查工作条例 art. 21).
    Government,
}

/// 签发. Who issues a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Issuer {
    /// 系统. The system.
    System,
    /// 专班办公室工作人员. The clerk of the office.
    OfficeClerk,
    /// 专班办公室主任. The director of the office.
    OfficeDirector,
    /// 督查室. The supervision office.
    SupervisionOffice,
    /// 工作组组长. The group leader.
    GroupLeader,
}

/// 文书. What the paper of a step is called (政府督查工作条例 art. 7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// 无文书. A message, no paper.
    None,
    /// 催办通知.
    UrgeNotice,
    /// 工作提示函(蓝). The office's own paper, without a designation by the government.
    PromptLetter,
    /// 督办单. An order.
    Order,
    /// 函告、商请. A letter to a unit that is not of this government.
    Letter,
    /// 通报.
    Bulletin,
    /// 约谈通知.
    InterviewNotice,
    /// 追责建议书.
    Proposal,
}

/// 约谈对象. Whom an interview calls in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interviewee {
    /// 分管负责人. The one in charge of the matter.
    InCharge,
    /// 主要负责人. The head of the unit.
    Principal,
}

/// 步骤. One step that is due now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// 措施. The rung.
    pub measure: Measure,
    /// 理由. Everything that calls for it.
    pub because: Vec<Trigger>,
    /// 签发. Who issues it.
    pub issuer: Issuer,
    /// 批准. Who approves it.
    pub approval: Approval,
    /// 文书. What the paper is called.
    pub paper: Paper,
    /// 约谈对象. Whom it calls in, if it is an interview.
    pub interviewee: Option<Interviewee>,
    /// 答复期限. Until when it is to be answered.
    pub reply_on: Option<NaiveDate>,
    /// 整改期限. Until when the matter is to be put right.
    pub rectify_on: Option<NaiveDate>,
}

/// 升级. Gives the steps that are due on a date and not yet taken, the highest first. Of the three
/// orders only the highest is proposed: one matter, one order.
pub fn next_steps(
    rules: &LadderRules,
    calendar: &Calendar,
    facts: &LadderFacts,
    on: NaiveDate,
) -> Vec<Step> {
    let moment = trigger::Moment { rules, calendar, facts, on };
    let mut steps: Vec<Step> = trigger::due(&moment)
        .into_iter()
        .map(|(measure, because)| step(&moment, measure, because))
        .collect();
    steps.sort_by_key(|step| std::cmp::Reverse(step.measure));
    let is_order = |step: &Step| (Measure::BlueOrder..=Measure::RedOrder).contains(&step.measure);
    let highest = steps.iter().find(|step| is_order(step)).map(|step| step.measure);
    steps.retain(|step| !is_order(step) || Some(step.measure) == highest);
    steps
}

fn step(moment: &trigger::Moment<'_>, measure: Measure, because: Vec<Trigger>) -> Step {
    let (issuer, approval) = hands(measure);
    let (reply_on, rectify_on) = answers(moment, measure);
    Step {
        measure,
        issuer,
        approval,
        paper: paper(measure, moment.facts),
        interviewee: interviewee(moment.rules, measure, &because),
        because,
        reply_on,
        rectify_on,
    }
}

fn hands(measure: Measure) -> (Issuer, Approval) {
    match measure {
        Measure::Reminder => (Issuer::System, Approval::None),
        Measure::Urge => (Issuer::OfficeClerk, Approval::None),
        Measure::BlueOrder => (Issuer::OfficeDirector, Approval::None),
        Measure::YellowOrder | Measure::RedOrder => {
            (Issuer::SupervisionOffice, Approval::GroupLeader)
        }
        Measure::Criticism => (Issuer::OfficeDirector, Approval::Government),
        Measure::Interview => (Issuer::GroupLeader, Approval::Government),
        Measure::AccountabilityProposal => (Issuer::SupervisionOffice, Approval::Government),
    }
}

/// A unit that is not of this government gets letters from level 3 to 6; an office that was not
/// designated writes no order (政府督查工作条例 art. 7).
fn paper(measure: Measure, facts: &LadderFacts) -> Paper {
    match (measure, facts.supervision, facts.designation) {
        (Measure::Reminder, _, _) => Paper::None,
        (Measure::Urge, _, _) => Paper::UrgeNotice,
        (Measure::BlueOrder, _, Designation::None) => Paper::PromptLetter,
        (Measure::BlueOrder, Supervision::Direct, Designation::InForce) => Paper::Order,
        (Measure::BlueOrder, Supervision::Coordinate, Designation::InForce) => Paper::PromptLetter,
        (Measure::AccountabilityProposal, _, _) => Paper::Proposal,
        (
            Measure::YellowOrder | Measure::RedOrder | Measure::Criticism | Measure::Interview,
            Supervision::Coordinate,
            _,
        ) => Paper::Letter,
        (Measure::YellowOrder | Measure::RedOrder, Supervision::Direct, _) => Paper::Order,
        (Measure::Criticism, Supervision::Direct, _) => Paper::Bulletin,
        (Measure::Interview, Supervision::Direct, _) => Paper::InterviewNotice,
    }
}

fn answers(
    moment: &trigger::Moment<'_>,
    measure: Measure,
) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let workdays = |count| Some(moment.calendar.add_workdays(moment.on, count));
    let order = |rule: AnswerRule| (workdays(rule.reply_workdays), workdays(rule.rectify_workdays));
    match measure {
        Measure::Urge => (workdays(moment.rules.urge_reply_workdays), None),
        Measure::BlueOrder => order(moment.rules.blue),
        Measure::YellowOrder => order(moment.rules.yellow),
        Measure::RedOrder => order(moment.rules.red),
        Measure::Interview => {
            let term = Term::Days(moment.rules.interview_report_days);
            (Some(due_on(moment.calendar, moment.on, term)), None)
        }
        Measure::Reminder | Measure::Criticism | Measure::AccountabilityProposal => (None, None),
    }
}

fn interviewee(rules: &LadderRules, measure: Measure, because: &[Trigger]) -> Option<Interviewee> {
    if measure != Measure::Interview {
        return None;
    }
    let longest = because.iter().filter_map(|trigger| match trigger {
        Trigger::RedAt(months) => u32::try_from(months.len()).ok(),
        Trigger::Near { .. }
        | Trigger::Missed { .. }
        | Trigger::UrgeUnanswered { .. }
        | Trigger::YellowAt(_)
        | Trigger::ReportsMissed(_)
        | Trigger::OrderNotMet { .. }
        | Trigger::RedOrders(_)
        | Trigger::RankedLast
        | Trigger::Misconduct(_) => None,
    });
    let is_long = longest.max().is_some_and(|months| months >= rules.principal_red_months);
    Some(if is_long { Interviewee::Principal } else { Interviewee::InCharge })
}
