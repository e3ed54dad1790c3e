//! 升级规则. The limits of the ladder.

use serde::{Deserialize, Serialize};

/// 升级规则. When which rung is reached, and how long an answer may take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LadderRules {
    /// 到期前提醒. So many working days before a deadline (default 10 and 3).
    pub remind_workdays: Vec<u32>,
    /// 逾期催办. So many working days after it (default 1).
    pub urge_after_workdays: u32,
    /// 催办答复. So many working days for an answer (default 2).
    pub urge_reply_workdays: u32,
    /// 逾期通报. So many working days after the deadline, with the urge unanswered (default 5).
    pub bulletin_after_workdays: u32,
    /// 逾期红单. From so many working days late on a milestone of a target (default 6).
    pub red_after_workdays: u32,
    /// 持续月数. So many month-ends of a colour in a row call for the next rung (default 2).
    pub months_to_next: u32,
    /// 连续未报. So many missed reports call for a yellow order (default 2).
    pub missed_reports: u32,
    /// 连续末位. Ranked last in so many quarters calls for an interview (default 2).
    pub last_quarters: u32,
    /// 约谈红单数. So many red orders in twelve months call for an interview (default 2).
    pub red_orders_in_year: u32,
    /// 约谈主要负责人. From so many red month-ends in a row on, the head is called (default 3).
    pub principal_red_months: u32,
    /// 约谈后报告. So many days for the report after an interview (default 15).
    pub interview_report_days: u32,
    /// 蓝单期限. Answer and rectification of a blue order.
    pub blue: AnswerRule,
    /// 黄单期限. Of a yellow one.
    pub yellow: AnswerRule,
    /// 红单期限. Of a red one.
    pub red: AnswerRule,
}

/// 答复与整改期限. How long an order leaves, in working days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerRule {
    /// 答复. For the answer.
    pub reply_workdays: u32,
    /// 整改. To put the matter right.
    pub rectify_workdays: u32,
}

impl Default for LadderRules {
    fn default() -> Self {
        let answer =
            |reply_workdays, rectify_workdays| AnswerRule { reply_workdays, rectify_workdays };
        Self {
            remind_workdays: vec![10, 3],
            urge_after_workdays: 1,
            urge_reply_workdays: 2,
            bulletin_after_workdays: 5,
            red_after_workdays: 6,
            months_to_next: 2,
            missed_reports: 2,
            last_quarters: 2,
            red_orders_in_year: 2,
            principal_red_months: 3,
            interview_report_days: 15,
            blue: answer(5, 15),
            yellow: answer(5, 15),
            red: answer(3, 10),
        }
    }
}
