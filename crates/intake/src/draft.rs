//! What reading gives: a draft plan in which every item points back to its words.
//!
//! The JSON form has the shape of the hand-labelled plans used for measuring (`source`,
//! `sections`, `commonImplementers`, `tasks` with `targets`, `goals`) and adds what a careful
//! reader wants beside it: duties with their organisations, findings, repairs, and certainty.
//!
//! Spans are code points of [`Draft::text`], the decoded text before repair.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{decode::Decoded, quantity::Number, span::Span};

/// A plan as read, before the office has corrected it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Draft {
    /// What the document says about itself.
    pub source: Source,
    /// The tree of headings, flattened in reading order.
    pub sections: Vec<Section>,
    /// Units that carry out every task although no task names them.
    pub common_implementers: Option<CommonImplementers>,
    /// The tasks, in reading order.
    pub tasks: Vec<Task>,
    /// Commitments that stand outside tasks: aims, prefaces, closing provisions.
    pub goals: Vec<Target>,
    /// What a careful reader would ask about.
    pub findings: Vec<Finding>,
    /// What was mended before reading.
    pub repairs: Vec<Repair>,
    /// The decoded text and where its parts stood in the file. Not part of the JSON form.
    #[serde(skip)]
    pub decoded: Decoded,
}

impl Draft {
    /// The decoded text before repair; every span counts its code points.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.decoded.text
    }

    /// The line of the decoded text a span begins in, from 1.
    #[must_use]
    pub fn line(&self, span: Span) -> usize {
        1 + self.decoded.text.chars().take(span.start).filter(|&c| c == '\n').count()
    }

    /// The words of a span.
    #[must_use]
    pub fn words(&self, span: Span) -> String {
        self.decoded.text.chars().skip(span.start).take(span.len()).collect()
    }

    /// The words of a span as they were read: with the repairs inside it made.
    #[must_use]
    pub fn repaired(&self, span: Span) -> String {
        let mut read = String::new();
        let mut from = span.start;
        let first = self.repairs.partition_point(|repair| repair.span.end <= span.start);
        for repair in
            self.repairs.iter().skip(first).take_while(|repair| repair.span.start < span.end)
        {
            read.push_str(&self.words(Span::new(from, repair.span.start.max(from))));
            read.push_str(&repair.now);
            from = repair.span.end;
        }
        read.push_str(&self.words(Span::new(from, span.end)));
        read
    }

    /// All targets with the task they belong to; goals come last, without one.
    pub fn targets(&self) -> impl Iterator<Item = (Option<&Task>, &Target)> {
        self.tasks
            .iter()
            .flat_map(|task| task.targets.iter().map(move |target| (Some(task), target)))
            .chain(self.goals.iter().map(|target| (None, target)))
    }
}

/// 来源. The document's own particulars. Absent means: not found in the text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Source {
    /// Name of the file, as given.
    pub file: Option<String>,
    /// Title of the plan itself.
    pub title: Option<String>,
    /// Title of the notice that carries the plan, where there is one.
    pub notice_title: Option<String>,
    /// 文号. Number of this document, never of one it cites.
    pub document_number: Option<String>,
    /// 发文机关. Who issued it.
    pub issuer: Option<String>,
    /// 成文日期. Date of signing.
    pub issued_on: Option<NaiveDate>,
    /// 发布日期. Date of publication.
    pub published_on: Option<NaiveDate>,
    /// 索引号.
    pub index_number: Option<String>,
    /// 主题词.
    pub subject_words: Vec<String>,
    /// 主送机关. To whom it is addressed.
    pub recipients: Vec<String>,
    /// The city, province or county that speaks.
    pub region: Option<String>,
    /// Documents it says it rests on.
    pub basis: Vec<String>,
    /// 公开方式, such as 此件公开发布.
    pub disclosure: Option<String>,
}

/// 章节. A heading.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Section {
    /// Numbers from the top down, joined by `/`: `四/(一)/1`.
    pub number: String,
    /// The heading without its number.
    pub title: String,
    /// 1 for the outermost.
    pub level: usize,
    /// Whether the text goes on in the same line.
    pub run_in: bool,
    /// Where the heading stands.
    pub span: Span,
}

/// 共同落实单位. Units that a blanket clause charges with all tasks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CommonImplementers {
    /// The units, elided lists written out.
    pub names: Vec<String>,
    /// The clause, as written.
    pub phrase: String,
    /// Number of the section whose tasks it covers; absent for the whole document.
    pub applies_to_section: Option<String>,
    /// Where the clause stands.
    pub span: Span,
}

/// 任务. The run of text that one phrase of responsibility closes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Task {
    /// `T01`, `T02`, … in reading order.
    pub id: String,
    /// Numbers of the headings above it.
    pub path: Vec<String>,
    /// A short name taken from the text.
    pub title: Option<String>,
    /// What the title was taken from.
    pub title_source: TitleSource,
    /// The one unit that answers for it, as written.
    pub lead: Option<String>,
    /// Why that unit.
    pub lead_basis: LeadBasis,
    /// The other units named, as written.
    pub supporting: Vec<String>,
    /// Every unit named, with its part and the organisation it is.
    pub duties: Vec<Duty>,
    /// Whether the list of units is left open (等有关单位).
    pub open_ended: bool,
    /// The list of units, as written.
    pub units_text: String,
    /// First twelve characters of the run.
    pub starts_with: String,
    /// First twelve characters after the title.
    pub body_starts_with: String,
    /// Last twelve characters before the phrase of responsibility.
    pub ends_with: String,
    /// The run without the phrase of responsibility.
    pub span: Span,
    /// The phrase of responsibility.
    pub units_span: Span,
    /// Line of the decoded text it begins in, from 1.
    pub line: usize,
    /// A date that holds for the task as a whole (a table column, a labelled 完成时限).
    pub deadline: Option<NaiveDate>,
    /// The words of that date.
    pub deadline_text: Option<String>,
    /// Person or leader named for it (责任人, 分管领导), as written.
    pub persons: Vec<String>,
    /// What is promised, measurable or dated.
    pub targets: Vec<Target>,
    /// Figures in it that are not targets, and why.
    pub distractors: Vec<Distractor>,
}

/// What a task's title was taken from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum TitleSource {
    /// The heading above.
    #[default]
    ItemHeading,
    /// The heading at the start of the paragraph.
    RunIn,
    /// The short first sentence.
    BoldLead,
    /// The first clause, for want of better.
    FirstClause,
    /// The cell of a table.
    Cell,
}

/// 牵头依据. Why a unit is taken for the lead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LeadBasis {
    /// The text says so (牵头).
    Stated,
    /// A rule of this document says the first listed leads.
    FirstListedByRule,
    /// It is listed first; the office has to confirm.
    #[default]
    FirstListed,
    /// No other unit is named.
    OnlyUnit,
}

impl LeadBasis {
    /// Whether the office has to confirm the lead.
    #[must_use]
    pub fn is_inferred(self) -> bool {
        matches!(self, Self::FirstListed)
    }
}

/// 职责. One unit's part in a task.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Duty {
    /// The part.
    pub role: Role,
    /// The unit as written; an elided list is written out.
    pub unit: String,
    /// Where it stands.
    pub span: Span,
    /// The organisation it is; absent when none is near enough, so that a new one is proposed.
    pub organisation: Option<Resolution>,
}

/// 职责类别. The part a unit has in a task.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum Role {
    /// 牵头.
    Lead,
    /// 共同牵头.
    CoLead,
    /// 配合.
    #[default]
    Support,
    /// 落实, by localities.
    Implement,
}

/// Which known organisation a unit is, and how sure that is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Resolution {
    /// Its name in the hints.
    pub name: String,
    /// How it was found.
    pub by: ResolvedBy,
    /// 0 to 100.
    pub certainty: u8,
}

/// How an organisation was recognised.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ResolvedBy {
    /// Its very name.
    #[default]
    Name,
    /// One of its aliases.
    Alias,
    /// Its name shortened (市发改委 for 市发展和改革委员会).
    Abbreviation,
    /// A name much like it; the office has to confirm.
    Similarity,
}

/// 目标. A measurable or dated commitment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Target {
    /// `T01-1`, or `G01` for a goal.
    pub id: String,
    /// What is measured.
    pub indicator: String,
    /// How value and outcome compare.
    pub comparator: Comparator,
    /// The figure; absent for a qualitative commitment.
    pub value: Option<Number>,
    /// The upper figure of a range.
    pub value_max: Option<Number>,
    /// Its unit, with 万 or 亿 where the text has it.
    pub unit: Option<String>,
    /// Last day to reach it.
    pub deadline: Option<NaiveDate>,
    /// The words of the date.
    pub deadline_text: Option<String>,
    /// Set when the date is carried on from an earlier sentence.
    pub deadline_carried: bool,
    /// Repetition.
    pub period: Option<Period>,
    /// Whom or what it covers.
    pub scope: Option<String>,
    /// A figure for each of these (每个县).
    pub per: Option<String>,
    /// Whether the text only hopes for it (力争).
    pub aspirational: bool,
    /// Whether the figure itself does not count (低于, 超过).
    pub strict_inequality: bool,
    /// The words of the commitment.
    pub text: String,
    /// Where they stand.
    pub span: Span,
    /// Numbers of the headings above it; given for goals.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub path: Vec<String>,
}

/// How the value of a target and the outcome compare.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Comparator {
    /// 不低于, 以上.
    #[serde(rename = ">=")]
    AtLeast,
    /// 不超过, 低于.
    #[serde(rename = "<=")]
    AtMost,
    /// 达到.
    #[serde(rename = "=")]
    Equal,
    /// A range.
    #[serde(rename = "between")]
    Between,
    /// No figure.
    #[default]
    #[serde(rename = "qualitative")]
    Qualitative,
}

/// 周期. How often a commitment comes round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Period {
    /// 每年.
    Yearly,
    /// 每半年.
    HalfYearly,
    /// 每季度.
    Quarterly,
    /// 每月.
    Monthly,
    /// 每周.
    Weekly,
}

/// A figure that is not a target.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Distractor {
    /// The figure with its unit.
    pub text: String,
    /// Why it is not a target.
    pub why: String,
    /// Where it stands.
    pub span: Span,
}

/// Something a careful reader would ask about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// What kind of question.
    pub code: FindingCode,
    /// The task it is about.
    pub task: Option<String>,
    /// The target it is about.
    pub target: Option<String>,
    /// The words it is about.
    pub words: String,
    /// Where they stand.
    pub span: Span,
    /// What has to be decided, in one sentence of Chinese.
    pub ask: String,
    /// The same in English.
    pub ask_in_english: String,
}

/// Kinds of findings; stable names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FindingCode {
    /// A task promises nothing that can be measured.
    NoMeasurableTarget,
    /// A task has no date.
    NoDeadline,
    /// The lead is only listed first.
    LeadInferred,
    /// The first listed is a class of localities.
    LeadIsLocality,
    /// One indicator has two values.
    TargetsDiffer,
    /// Yearly quantities do not add up to the total.
    YearlySumDiffers,
    /// A target depends on the class of the locality.
    ClassDependent,
    /// One commitment stands under two leads.
    SameCommitmentTwoLeads,
    /// Two tasks are nearly the same.
    NearDuplicateTasks,
    /// A paragraph commits without naming a unit.
    NoResponsibleUnit,
    /// A word of scope needs a list.
    ScopeNeedsList,
    /// A sentence stands twice.
    DuplicatedSentence,
    /// The text breaks off.
    CutOff,
    /// The list of units is open.
    OpenList,
    /// A unit is not among the known organisations.
    UnknownUnit,
    /// A unit was recognised by likeness only.
    UncertainUnit,
}

/// A mend made before reading. Putting `was` back at `span` undoes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Repair {
    /// What was wrong.
    pub kind: RepairKind,
    /// What the document has.
    pub was: String,
    /// What was read instead.
    pub now: String,
    /// Where it stands.
    pub span: Span,
}

/// Kinds of noise that are mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RepairKind {
    /// The number of a page inside the text.
    PageMarker,
    /// A line of the site that carries the copy.
    Banner,
    /// Letters read for digits.
    OcrFigure,
    /// A line broken inside a sentence.
    BrokenLine,
    /// Latin letters that belong to no word.
    StrayLetters,
    /// A blank that sets off a figure.
    StrayBlank,
    /// A sentence repeated at once.
    RepeatedSentence,
    /// A mark of Markdown inside the text.
    Markup,
}
