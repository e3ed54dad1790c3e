//! Plans and their headings.

use duban_domain::plan::Plan;
use duban_domain::plan::finding::Kept;
use duban_domain::value::id::PlanId;

use super::image::{Image, Row};
use crate::rows::Target;

const PLAN: Target = Target {
    table: "plan",
    columns: &[
        "plan_id",
        "title",
        "doc_no",
        "index_no",
        "issuer",
        "issued_on",
        "published_on",
        "horizon_end",
        "jurisdiction_id",
        "blanket",
        "state",
        "in_force_from",
        "attachment_id",
        "file_name",
        "digest",
        "version",
        "known_from",
    ],
    key: &["plan_id"],
};

const SECTION: Target = Target {
    table: "plan_section",
    columns: &["plan_id", "ordinal", "number", "title", "level", "known_from"],
    key: &["plan_id", "ordinal"],
};

const FINDING: Target = Target {
    table: "finding",
    columns: &[
        "finding_id",
        "plan_id",
        "ordinal",
        "code",
        "task_id",
        "target_id",
        "words",
        "span_start",
        "span_end",
        "ask_zh",
        "ask_en",
        "must_decide",
        "settled_on",
        "settled_by",
        "decision",
        "meant_id",
        "known_from",
    ],
    key: &["finding_id"],
};

/// Those that keep a history by days.
pub(super) const TABLES: &[&Target] = &[&PLAN, &SECTION, &FINDING];

pub(super) fn image(id: PlanId, plan: &Plan, version: i64) -> Image {
    let Some(document) = plan.document() else { return Image::default() };
    let row = vec![
        id.0.into(),
        document.title.as_str().into(),
        document.doc_no.as_ref().map(|number| number.to_string()).into(),
        document.index_no.clone().into(),
        document.issuer.clone().into(),
        document.issued_on.into(),
        document.published_on.into(),
        document.horizon_end.into(),
        document.jurisdiction.0.into(),
        document.blanket.into(),
        plan.name().into(),
        plan.force().map(|force| force.from).into(),
        document.source.attachment.0.into(),
        document.source.file_name.clone().into(),
        document.source.digest.to_string().into(),
        version.into(),
    ];
    let sections = (0_i32..).zip(&document.sections).map(|(ordinal, section)| {
        vec![
            id.0.into(),
            ordinal.into(),
            section.number.clone().into(),
            section.title.clone().into(),
            section.level.cast_signed().into(),
        ]
    });
    let findings = (0_i32..).zip(plan.findings()).map(|(at, kept)| finding_row(id, at, kept));
    Image::default()
        .with(&PLAN, vec![row])
        .with(&SECTION, sections.collect())
        .with(&FINDING, findings.collect())
}

fn finding_row(plan: PlanId, ordinal: i32, Kept { finding, settlement }: &Kept) -> Row {
    let (start, end) = super::task::span(finding.span);
    let settled = settlement.as_ref();
    vec![
        finding.id.0.into(),
        plan.0.into(),
        ordinal.into(),
        finding.code.as_str().into(),
        finding.task.map(|id| id.0).into(),
        finding.target.map(|id| id.0).into(),
        finding.words.clone().into(),
        start,
        end,
        finding.ask.zh.clone().into(),
        finding.ask.en.clone().into(),
        finding.must_decide.into(),
        settled.map(|settled| settled.on).into(),
        settled.and_then(|settled| settled.by).map(|id| id.0).into(),
        settled.and_then(|settled| settled.decision.as_ref()).map(|text| text.as_str()).into(),
        settled.and_then(|settled| settled.meant).map(|id| id.0).into(),
    ]
}
