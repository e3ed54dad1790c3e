//! Every lawful no of a unit.

use chrono::NaiveDate;

use crate::rejection::rejections;
use crate::value::id::{PersonId, UnitId};

rejections! {
    /// The unit is on file.
    AlreadyRegistered "ALREADY_REGISTERED" { name: String }
        => "单位“{name}”已登记。", "The unit \"{name}\" is on file already.";
           "请改用变更。", "Amend it instead.";
    /// The unit is not on file.
    NotRegistered "NOT_REGISTERED"
        => "单位尚未登记。", "The unit is not on file.";
           "请先登记。", "Register it first.";
    /// The unit above it is not on file.
    ParentUnknown "PARENT_UNKNOWN" { parent: UnitId } on "parentId"
        => "上级单位 {parent} 不在名录中。", "The unit above, {parent}, is not on file.";
           "请先登记上级单位。", "Register the unit above first.";
    /// The same name twice.
    AliasTwice "ALIAS_TWICE" { alias: String } on "aliases"
        => "名称“{alias}”重复。", "The name \"{alias}\" is given twice.";
           "每个名称只列一次。", "List every name once.";
    /// Too many names or classes.
    TooManyNames "TOO_MANY_NAMES" { count: usize, limit: usize } on "aliases"
        => "共 {count} 个名称或分类,至多 {limit} 个。", "{count} names or classes were given; at most {limit} are accepted.";
           "请精简。", "Give fewer.";
    /// A bureau does not become a county.
    KindChanged "KIND_CHANGED" { name: String } on "kind"
        => "单位“{name}”不能在市直单位与县区之间变更。", "The unit \"{name}\" cannot turn from a bureau into a county or back.";
           "请另行登记新单位。", "Register a new unit.";
    /// A change does not count from a day to come.
    EffectiveInFuture "EFFECTIVE_IN_FUTURE" { on: NaiveDate, today: NaiveDate } on "effectiveOn"
        => "生效日期 {on} 晚于今日 {today}。", "The change would count from {on}, after today, {today}.";
           "请填写今日或更早的日期,或到期再办。", "Give today or an earlier day, or wait until then.";
    /// What is told late says why, and by which document.
    BasisMissing "BASIS_MISSING" { on: NaiveDate, today: NaiveDate } on "basis"
        => "生效日期 {on} 早于今日 {today},须同时说明理由和依据文件。", "The change counts from {on}, before today, {today}: a reason and a document are required.";
           "请填写 reason 和 basis。", "Give `reason` and `basis`.";
    /// A liaison is one of the unit's own people.
    LiaisonElsewhere "LIAISON_ELSEWHERE" { person: PersonId, unit: String } on "personId"
        => "人员 {person} 在“{unit}”没有岗位,不能作其联络员。", "{person} holds no post in \"{unit}\" and cannot be its liaison.";
           "请指定在该单位任职的人员。", "Name somebody who holds a post there.";
}
