//! Every lawful no about audit streams.

use chrono::NaiveDate;

use super::Node;
use crate::rejection::rejections;

rejections! {
    /// The stream was sealed with another end.
    SealedOtherwise "AUDIT_SEALED_OTHERWISE" { node: Node, day: NaiveDate, entries: i64, sealed: i64 }
        => "节点 {node} 在 {day} 的审计流已按 {sealed} 条封存,不能改按 {entries} 条封存。", "The audit stream of {node} on {day} was sealed with {sealed} entries and cannot be sealed with {entries}.";
           "请用 duban verify 核对审计记录。", "Compare the entries with `duban verify`.";
    /// The stream was never sealed.
    NotSealed "AUDIT_NOT_SEALED" { node: Node, day: NaiveDate }
        => "节点 {node} 在 {day} 的审计流尚未封存。", "The audit stream of {node} on {day} was not sealed.";
           "请先封存,再到期清除。", "Seal it before it is removed.";
    /// The law asks for it.
    WithinFloor "AUDIT_WITHIN_FLOOR" { day: NaiveDate, today: NaiveDate, floor: u32 }
        => "{day} 的审计记录至今日 {today} 未满 {floor} 天,依法不得清除。", "What was audited on {day} is not more than {floor} days old on {today}; the law keeps it.";
           "请在满六个月后清除。", "Remove it after six months.";
}
