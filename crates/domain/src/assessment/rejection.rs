//! Every lawful no of a year's assessment.

use chrono::NaiveDate;

use crate::rejection::rejections;

rejections! {
    /// The state does not allow the action.
    WrongState "WRONG_STATE" { action: &'static str, state: &'static str }
        => "考核处于 {state} 状态,不能执行 {action}。", "The assessment is {state}; `{action}` is not possible from there.";
           "请查看 availableActions。", "See `availableActions`.";
    /// The scheme cannot be used.
    SchemeFaulty "SCHEME_FAULTY" { count: usize, first: String }
        => "方案有 {count} 处问题,首个为:{first}。", "The scheme has {count} faults, the first being: {first}.";
           "请修订方案后再印发。", "Revise the scheme and publish it then.";
    /// The scheme cannot be read.
    SchemeUnreadable "SCHEME_UNREADABLE" { count: usize, list: String } on "scheme"
        => "方案有 {count} 处不能读取:{list}。", "The scheme cannot be read in {count} places: {list}.";
           "请按所列行、键和值更正方案文本。", "Correct the lines, keys and values that are listed.";
    /// More counties or indicators than one assessment holds.
    TooLarge "TOO_LARGE" { counties: usize, indicators: usize }
        => "方案有 {counties} 个考核对象、{indicators} 项指标,各不得超过 200。", "The scheme has {counties} counties and {indicators} indicators; 200 of each is the most.";
           "请拆分方案。", "Divide it.";
    /// Somebody would confirm what he made himself.
    MakerIsChecker "MAKER_IS_CHECKER"
        => "本人经办的事项不能由本人确认。", "You made this yourself; another person must confirm it.";
           "请由另一人办理。", "Let another person do it.";
    /// A digest is needed and the engine gave none.
    DigestMissing "DIGEST_MISSING"
        => "缺少内容摘要,不能办理。", "The digest of the content is missing.";
           "请重试。", "Try again.";
    /// The publicity of the scheme is shorter than the rules allow.
    PublicityTooShort "PUBLICITY_TOO_SHORT" { workdays: u32 } on "publicityWorkdays"
        => "公示期 {workdays} 个工作日,少于 5 个工作日。", "The publicity of {workdays} working days is shorter than 5.";
           "请设为 5 个工作日以上。", "Set it to five working days or more.";
    /// A county is of a class that the scheme does not have, or a code has no unit on file.
    PartyUnknown "PARTY_UNKNOWN" { code: String } on "units"
        => "“{code}”不在方案分类或单位名录中。", "`{code}` is not in the classes of the scheme or not a unit on file.";
           "请核对考核对象、分类和数据来源、审核单位。", "Check the counties, their classes, and the units that supply and check.";
    /// The county has no such indicator.
    PlaceUnknown "PLACE_UNKNOWN" { county: String, indicator: String } on "indicator"
        => "指标“{indicator}”不计入“{county}”的考核。", "The indicator `{indicator}` does not count for `{county}`.";
           "请使用该县区所属分类的指标。", "Use an indicator of the county's class.";
    /// The datum was confirmed and is not asked for twice.
    AlreadyConfirmed "ALREADY_CONFIRMED" { county: String, indicator: String }
        => "“{county}”的“{indicator}”已确认,不重复填报。", "`{indicator}` of `{county}` is confirmed and is not asked for twice.";
           "如有错误,请由审核单位退回。", "Where it is wrong, the checking unit returns it.";
    /// What does not apply or was not reported needs a reason.
    ReasonMissing "REASON_MISSING" on "note"
        => "不适用或未报须说明理由。", "What does not apply or was not reported needs a reason.";
           "请填写说明。", "Write the note.";
    /// Nothing waits to be checked.
    NothingToCheck "NOTHING_TO_CHECK" { county: String, indicator: String }
        => "“{county}”的“{indicator}”没有待审核的数据。", "There is no datum of `{indicator}` of `{county}` to check.";
           "请先填报。", "Hand it in first.";
    /// Not applicable is approved, a value is checked; not the one by the other.
    OtherWayOfConfirming "OTHER_WAY_OF_CONFIRMING" { action: &'static str }
        => "该数据项须以 {action} 确认。", "This datum is confirmed by `{action}`.";
           "不适用由考核主任核定,其余由审核单位审核。", "The director approves what does not apply; the checking unit checks all else.";
    /// The post is not of the unit that checks this indicator.
    NotTheChecker "NOT_THE_CHECKER" { checker: String }
        => "该指标由“{checker}”审核。", "`{checker}` checks this indicator.";
           "请由审核单位办理。", "Let the checking unit do it.";
    /// The post is not of the unit that supplies this indicator, nor of the county.
    NotTheSource "NOT_THE_SOURCE" { source: String }
        => "该指标由“{source}”提供。", "`{source}` supplies this indicator.";
           "请由数据来源单位办理。", "Let the supplying unit do it.";
    /// The post is of another county.
    NotOwnCounty "NOT_OWN_COUNTY" { county: String } on "county"
        => "只有“{county}”可以办理本县区事项。", "Only `{county}` acts on its own matters.";
           "请使用该县区的岗位。", "Act for a post of that county.";
    /// An adjustment does not rest on a rule of the scheme, or goes beyond it.
    AdjustmentUnfit "ADJUSTMENT_UNFIT" { fault: String } on "rule"
        => "加减分不符合方案:{fault}。", "The adjustment does not fit the scheme: {fault}.";
           "请核对事项类别、分值和依据。", "Check the rule, the points and the basis.";
    /// Data are missing or not confirmed.
    ItemsUnconfirmed "ITEMS_UNCONFIRMED" { count: usize, first: String }
        => "有 {count} 个数据项未确认,首个为 {first}。", "{count} data are not confirmed, the first being {first}.";
           "请逐项审核,或登记为未报。", "Check each, or enter that it was not reported.";
    /// The data cannot be scored.
    CannotScore "CANNOT_SCORE" { count: usize, first: String }
        => "数据有 {count} 处问题,不能计分,首个为:{first}。", "The data have {count} faults and cannot be scored, the first being: {first}.";
           "请更正后再冻结。", "Correct them before freezing.";
    /// The time for objections is over.
    PublicityOver "PUBLICITY_OVER" { until: NaiveDate, today: NaiveDate }
        => "公示已于 {until} 届满,今天是 {today}。", "The publicity ended on {until}, and today is {today}.";
           "逾期异议不予受理。", "Objections after that are not taken.";
    /// The time for objections is not over.
    PublicityRuns "PUBLICITY_RUNS" { until: NaiveDate, today: NaiveDate }
        => "公示至 {until} 届满,今天是 {today}。", "The publicity runs until {until}, and today is {today}.";
           "请于届满次日办理。", "Do it on the day after.";
    /// The claim changes nothing.
    ClaimChangesNothing "CLAIM_CHANGES_NOTHING"
        => "异议主张与冻结数据相同。", "What is claimed is what was frozen.";
           "请写明应更正的数据。", "Say what the datum should be.";
    /// There is no such open objection.
    NoSuchObjection "NO_SUCH_OBJECTION" { number: u32 }
        => "没有待裁定的第 {number} 号异议。", "There is no open objection number {number}.";
           "请核对编号。", "Check the number.";
    /// The evidence is not on file, or not the county's own.
    EvidenceUnknown "EVIDENCE_UNKNOWN" { evidence: String, county: String } on "evidenceId"
        => "“{county}”在本方案下没有佐证 {evidence}。", "`{county}` has no evidence `{evidence}` under this plan.";
           "请先提交佐证,再引用其编号。", "Submit the evidence first and name it then.";
    /// Who scored, or handled the datum, would decide.
    DeciderIsInvolved "DECIDER_IS_INVOLVED"
        => "参与计分或经办该数据的人员不得裁定异议。", "Who scored or handled the datum may not decide the objection.";
           "请由未参与的人员裁定。", "Let somebody decide who took no part.";
    /// Objections are open.
    ObjectionsOpen "OBJECTIONS_OPEN" { count: usize }
        => "有 {count} 件异议尚未裁定。", "{count} objections are not decided.";
           "请先逐件裁定。", "Decide each first.";
    /// Upheld objections are not in the scores yet.
    RescoreDue "RESCORE_DUE" { count: usize }
        => "有 {count} 件成立的异议尚未重新计分。", "{count} upheld objections are not in the scores yet.";
           "请先重新计分并公示变动。", "Score again and publicise what changed.";
    /// No upheld objection asks for new scores.
    NothingUpheld "NOTHING_UPHELD"
        => "没有成立的异议,不能退回重新计分。", "No objection was upheld, so nothing is scored again.";
           "只有异议成立才重新计分。", "Only an upheld objection leads back to scoring.";
    /// The county owes no rectification, or not in this state.
    NoRectification "NO_RECTIFICATION" { county: String } on "county"
        => "“{county}”没有可办理的整改事项。", "`{county}` has no rectification to act upon.";
           "只有一般、较差等次的县区须整改。", "Only counties of the two lower grades owe one.";
}
