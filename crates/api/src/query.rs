//! What can be asked.

pub mod assessment;
pub mod assignment;
pub mod audit;
pub mod journal;
pub mod node;
pub mod organisation;
pub mod past;
pub mod plan;
pub mod report;
pub mod score;
pub mod sheet;
pub mod task;
pub mod viewer;

use async_graphql::MergedObject;

/// What can be read; every list is a page, and everything is seen with the eyes of the post that
/// asks. 查询。列表一律分页;所见以当前岗位为限。
#[derive(MergedObject, Default)]
pub struct Query(
    viewer::ViewerQuery,
    organisation::OrganisationQuery,
    plan::PlanQuery,
    task::TaskQuery,
    assignment::AssignmentQuery,
    sheet::SheetQuery,
    assessment::AssessmentQuery,
    score::ScoreQuery,
    report::ReportQuery,
    past::PastQuery,
    journal::JournalQuery,
    audit::AuditQuery,
    node::NodeQuery,
);
