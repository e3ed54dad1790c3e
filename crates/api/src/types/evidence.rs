//! Evidence as clients see it.

use async_graphql::{Context, Enum, ID, Object, Result};
use duban_domain::command::StreamId;
use duban_domain::evidence::state::{Exhibit, Purpose};
use duban_domain::value::id::{AssignmentId, EvidenceId};
use duban_engine::error::EngineError;
use duban_engine::queries::Reader;
use duban_engine::request::Outcome;
use duban_engine::view::EvidenceRow;

use crate::id::Id;
use crate::loader::{ActionsOn, ResponsibleFor, all, one};
use crate::page::{Connection, Window};
use crate::types::action::AvailableAction;
use crate::types::assignment::Assignment;
use crate::types::journal::{JournalEntry, history};
use crate::types::organisation::{Organisation, Person, Post, optional_person, optional_unit};
use crate::types::payload::Loaded;
use crate::types::scalar::{Date, Month, date};
use crate::types::states::EvidenceState;

/// A file or link that shows what was done; judged by another unit, never overwritten. 佐证。
#[derive(Debug, Clone)]
pub struct Evidence(pub EvidenceRow);

/// A file or link that shows what was done; judged by another unit, never overwritten. 佐证。
#[Object]
impl Evidence {
    /// Its identity. 标识。
    pub async fn id(&self) -> ID {
        Id(self.0.id).into()
    }

    /// The assignment it belongs to. 责任事项。
    async fn assignment(&self, ctx: &Context<'_>) -> Result<Option<Assignment>> {
        Ok(one::<AssignmentId>(ctx, self.0.as_of, self.0.assignment).await?.map(Assignment))
    }

    /// Who handed it in. 提交单位。
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        optional_unit(ctx, self.0.as_of, Some(self.0.unit)).await
    }

    /// The post that answers for that unit today; null where there is nobody, and where hidden.
    /// 责任岗位;单位无人或不可见时为 null。
    async fn responsible_post(&self, ctx: &Context<'_>) -> Result<Option<Post>> {
        Ok(all(ctx, self.0.as_of, ResponsibleFor(self.0.unit)).await?.into_iter().next().map(Post))
    }

    /// What it shows. 用途。
    async fn purpose(&self) -> EvidencePurpose {
        match self.0.purpose {
            Purpose::Milestone(_) => EvidencePurpose::Milestone,
            Purpose::Target(_) => EvidencePurpose::Target,
            Purpose::Row(_) => EvidencePurpose::Row,
            Purpose::Closing => EvidencePurpose::Closing,
        }
    }

    /// The milestone or target it shows; null for rows and closings. 节点或指标标识;月报行与办结为 null。
    async fn purpose_id(&self) -> Option<ID> {
        match self.0.purpose {
            Purpose::Milestone(id) => Some(Id(id).into()),
            Purpose::Target(id) => Some(Id(id).into()),
            Purpose::Row(_) | Purpose::Closing => None,
        }
    }

    /// The month whose row it shows; null for other purposes. 期次;其他用途为 null。
    async fn period(&self) -> Option<Month> {
        match self.0.purpose {
            Purpose::Row(period) => Some(period.into()),
            Purpose::Milestone(_) | Purpose::Target(_) | Purpose::Closing => None,
        }
    }

    /// Its title. 标题。
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// The name of the file; null for links. 文件名;链接为 null。
    async fn file_name(&self) -> Option<&str> {
        match &self.0.exhibit {
            Exhibit::File { file_name, .. } => Some(file_name),
            Exhibit::Link { .. } => None,
        }
    }

    /// The SHA-256 digest of the file, in hexadecimal; null for links. 文件摘要(SHA-256);链接为 null。
    async fn digest(&self) -> Option<String> {
        match &self.0.exhibit {
            Exhibit::File { digest, .. } => Some(digest.to_string()),
            Exhibit::Link { .. } => None,
        }
    }

    /// Where it is read: the path of the download, or the address of the link. 下载路径或链接地址。
    async fn url(&self) -> String {
        match &self.0.exhibit {
            Exhibit::File { .. } => format!("/evidence/{}", Id(self.0.id).text()),
            Exhibit::Link { url } => url.clone(),
        }
    }

    /// Who handed it in; null where hidden. 提交人;不可见为 null。
    async fn submitted_by(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        optional_person(ctx, self.0.as_of, self.0.submitted_by).await
    }

    /// When it was handed in. 提交日。
    async fn submitted_on(&self) -> Date {
        self.0.submitted_on.into()
    }

    /// What was found about it. 状态。
    async fn state(&self) -> EvidenceState {
        self.0.state.into()
    }

    /// Who judged it; null until then, and where hidden. 核验人;未核验或不可见为 null。
    async fn judged_by(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        optional_person(ctx, self.0.as_of, self.0.judged_by).await
    }

    /// For which unit it was judged; null until then. 核验单位;未核验为 null。
    async fn judged_unit(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        optional_unit(ctx, self.0.as_of, self.0.judged_unit).await
    }

    /// When it was judged; null until then. 核验日;未核验为 null。
    async fn judged_on(&self) -> Option<Date> {
        date(self.0.judged_on)
    }

    /// Why it was refused; null unless it was. 不予认可的理由;其他情形为 null。
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// What the viewer may do with it now. 当前可办事项。
    async fn available_actions(&self, ctx: &Context<'_>) -> Result<Vec<AvailableAction>> {
        all(ctx, self.0.as_of, ActionsOn(StreamId::Evidence(self.0.id))).await
    }

    /// What happened to it, the oldest first. 历史。
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, 1 to 100. 从头取几项。")] first: Option<i32>,
        #[graphql(desc = "Only those behind this cursor. 该游标之后。")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100. 从尾取几项。")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor. 该游标之前。")] before: Option<String>,
    ) -> Result<Connection<JournalEntry>> {
        let window = Window { first, after, last, before };
        history(ctx, self.0.as_of, StreamId::Evidence(self.0.id), &window).await
    }

    /// Its version, for `expectedVersion`. 版本号。
    async fn version(&self) -> i64 {
        self.0.version
    }
}

/// What a piece of evidence shows. 佐证用途。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum EvidencePurpose {
    /// That a milestone is done. 节点完成。
    Milestone,
    /// That a figure is true. 指标数据。
    Target,
    /// What a row says. 月报行。
    Row,
    /// That the whole is done. 办结。
    Closing,
}

impl Loaded for Option<Evidence> {
    async fn load(reader: &Reader, outcome: &Outcome) -> Result<Self, EngineError> {
        let ids: Vec<EvidenceId> = outcome
            .addressed
            .iter()
            .filter_map(|stream| match stream {
                StreamId::Evidence(id) => Some(*id),
                _ => None,
            })
            .collect();
        Ok(reader.evidence_by_ids(&ids).await?.into_iter().next().map(Evidence))
    }

    fn none() -> Self {
        None
    }
}
