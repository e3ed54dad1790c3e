//! Evidence and what was found about it.

use duban_domain::evidence::Evidence;
use duban_domain::evidence::state::{Exhibit, Purpose, Verdict};
use duban_domain::value::id::EvidenceId;

use super::assignment::person;
use super::image::Image;
use crate::rows::Target;

const EVIDENCE: Target = Target {
    table: "evidence",
    columns: &[
        "evidence_id",
        "plan_id",
        "task_id",
        "assignment_id",
        "unit_id",
        "lead_id",
        "purpose",
        "purpose_of",
        "title",
        "attachment_id",
        "file_name",
        "digest",
        "url",
        "submitted_by",
        "submitted_on",
        "state",
        "judged_by",
        "judged_unit_id",
        "judged_on",
        "reason",
        "version",
        "known_from",
    ],
    key: &["evidence_id"],
};

/// Those that keep a history by days.
pub(super) const TABLES: &[&Target] = &[&EVIDENCE];

pub(super) fn image(id: EvidenceId, evidence: &Evidence, version: i64) -> Image {
    let Some((content, verdict)) = evidence.content() else { return Image::default() };
    let purpose_of = match content.purpose {
        Purpose::Milestone(id) => Some(id.to_string()),
        Purpose::Target(id) => Some(id.to_string()),
        Purpose::Row(period) => Some(period.to_string()),
        Purpose::Closing => None,
    };
    let (attachment, file_name, digest, url) = match &content.exhibit {
        Exhibit::File { attachment, file_name, digest } => {
            (Some(attachment.0), Some(file_name.clone()), Some(digest.to_string()), None)
        }
        Exhibit::Link { url } => (None, None, None, Some(url.clone())),
    };
    let (by, unit, on, reason) = match verdict {
        Verdict::Pending => (None, None, None, None),
        Verdict::Verified { by, unit, on } => (*by, *unit, Some(*on), None),
        Verdict::Refused { reason, by, unit, on } => {
            (*by, *unit, Some(*on), Some(reason.to_string()))
        }
    };
    let row = vec![
        id.0.into(),
        content.plan.0.into(),
        content.task.0.into(),
        content.assignment.0.into(),
        content.unit.0.into(),
        content.lead.0.into(),
        content.purpose.as_str().into(),
        purpose_of.into(),
        content.title.as_str().into(),
        attachment.into(),
        file_name.into(),
        digest.into(),
        url.into(),
        person(content.by),
        content.on.into(),
        evidence.name().into(),
        person(by),
        unit.map(|unit| unit.0).into(),
        on.into(),
        reason.into(),
        version.into(),
    ];
    Image::default().with(&EVIDENCE, vec![row])
}
