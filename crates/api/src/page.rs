//! Relay connections: arguments to pages, pages to connections. No other module knows cursors.
//!
//! A cursor is the sort key of a row, sealed with the name of its list, so that a cursor of one
//! list or order is refused by another.

use async_graphql::{Context, OutputType, SimpleObject};
use duban_domain::value::hex;
use duban_engine::view::{Key, KeyValue, Page, Slice, Take};

use crate::error::Problem;
use crate::types;

/// The most characters of a cursor: it holds a title at the most.
const CURSOR_MAX: usize = 4_000;

/// The most items of a page.
pub const LIMIT: i32 = 100;

/// 分页参数. The arguments of a connection as they came in.
#[derive(Debug, Clone, Default)]
pub struct Window {
    /// How many from the start.
    pub first: Option<i32>,
    /// Only those behind this cursor.
    pub after: Option<String>,
    /// How many from the end.
    pub last: Option<i32>,
    /// Only those before this cursor.
    pub before: Option<String>,
}

impl Window {
    /// The page that is meant, of the list of this name.
    ///
    /// # Errors
    /// `BAD_INPUT` unless exactly one of `first` and `last` is given, from 1 to 100, and cursors
    /// are of this list.
    pub fn page(&self, list: &str) -> Result<Page, Problem> {
        let take = match (self.first, self.last) {
            (Some(count), None) => Take::First(bounded(count)?),
            (None, Some(count)) => Take::Last(bounded(count)?),
            (None, None) | (Some(_), Some(_)) => {
                return Err(Problem::bad_input(
                    "请在 first 和 last 中恰好给出一个。",
                    "Give exactly one of `first` and `last`.",
                ));
            }
        };
        let key = |cursor: &Option<String>| {
            cursor.as_deref().map(|cursor| open(cursor, list)).transpose()
        };
        Ok(Page { take, after: key(&self.after)?, before: key(&self.before)? })
    }
}

fn bounded(count: i32) -> Result<u32, Problem> {
    u32::try_from(count).ok().filter(|_| (1..=LIMIT).contains(&count)).ok_or_else(|| {
        Problem::bad_input(
            format!("每页应为 1 至 {LIMIT} 项,不能是 {count}。"),
            format!("A page has 1 to {LIMIT} items, not {count}."),
        )
    })
}

/// 分页信息. Where a page lies in its list.
///
/// A page of a list. 分页信息。
#[derive(Debug, Clone, SimpleObject)]
pub struct PageInfo {
    /// Whether items follow behind the last one. 后面是否还有。
    pub has_next_page: bool,
    /// Whether items lie before the first one. 前面是否还有。
    pub has_previous_page: bool,
    /// The cursor of the first item; null on an empty page. 首项游标。空页为 null。
    pub start_cursor: Option<String>,
    /// The cursor of the last item; null on an empty page. 末项游标。空页为 null。
    pub end_cursor: Option<String>,
}

/// An item of a list and its place in it. 列表中的一项及其位置。
#[derive(Debug, Clone, SimpleObject)]
#[graphql(
    concrete(name = "PlanEdge", params(types::plan::Plan)),
    concrete(name = "FindingEdge", params(types::finding::Finding)),
    concrete(name = "TaskChangeEdge", params(types::comparison::TaskChange)),
    concrete(name = "TaskEdge", params(types::task::Task)),
    concrete(name = "AssignmentEdge", params(types::assignment::Assignment)),
    concrete(name = "EvidenceEdge", params(types::evidence::Evidence)),
    concrete(name = "AssessmentEdge", params(types::assessment::Assessment)),
    concrete(name = "AssessmentItemEdge", params(types::assessment::AssessmentItem)),
    concrete(name = "AssessmentCountyEdge", params(types::assessment::course::AssessmentCounty)),
    concrete(
        name = "AssessmentObjectionEdge",
        params(types::assessment::course::AssessmentObjection)
    ),
    concrete(name = "CountyScoreEdge", params(types::assessment::CountyScore)),
    concrete(name = "SheetEdge", params(types::sheet::Sheet)),
    concrete(name = "SheetLineEdge", params(types::sheet::SheetLine)),
    concrete(name = "AssignmentPeriodEdge", params(types::assignment::AssignmentPeriod)),
    concrete(name = "JournalEntryEdge", params(types::journal::JournalEntry)),
    concrete(name = "AuditEntryEdge", params(types::audit::AuditEntry)),
    concrete(name = "OrganisationEdge", params(types::organisation::Organisation)),
    concrete(name = "PersonEdge", params(types::organisation::Person)),
    concrete(name = "PostEdge", params(types::organisation::Post)),
    concrete(name = "ObligationEdge", params(types::report::Obligation)),
    concrete(name = "ChangeEdge", params(types::past::Change)),
    concrete(name = "CorrectionEdge", params(types::past::Correction))
)]
pub struct Edge<T: OutputType> {
    /// Its place, for `after` and `before`. 游标,用于 after 和 before。
    pub cursor: String,
    /// The item itself. 该项。
    pub node: T,
}

/// A page of a list. 列表的一页。
#[derive(Debug, Clone, SimpleObject)]
#[graphql(
    concrete(name = "PlanConnection", params(types::plan::Plan)),
    concrete(name = "FindingConnection", params(types::finding::Finding)),
    concrete(name = "TaskChangeConnection", params(types::comparison::TaskChange)),
    concrete(name = "TaskConnection", params(types::task::Task)),
    concrete(name = "AssignmentConnection", params(types::assignment::Assignment)),
    concrete(name = "EvidenceConnection", params(types::evidence::Evidence)),
    concrete(name = "AssessmentConnection", params(types::assessment::Assessment)),
    concrete(name = "AssessmentItemConnection", params(types::assessment::AssessmentItem)),
    concrete(
        name = "AssessmentCountyConnection",
        params(types::assessment::course::AssessmentCounty)
    ),
    concrete(
        name = "AssessmentObjectionConnection",
        params(types::assessment::course::AssessmentObjection)
    ),
    concrete(name = "CountyScoreConnection", params(types::assessment::CountyScore)),
    concrete(name = "SheetConnection", params(types::sheet::Sheet)),
    concrete(name = "SheetLineConnection", params(types::sheet::SheetLine)),
    concrete(name = "AssignmentPeriodConnection", params(types::assignment::AssignmentPeriod)),
    concrete(name = "JournalEntryConnection", params(types::journal::JournalEntry)),
    concrete(name = "AuditEntryConnection", params(types::audit::AuditEntry)),
    concrete(name = "OrganisationConnection", params(types::organisation::Organisation)),
    concrete(name = "PersonConnection", params(types::organisation::Person)),
    concrete(name = "PostConnection", params(types::organisation::Post)),
    concrete(name = "ObligationConnection", params(types::report::Obligation)),
    concrete(name = "ChangeConnection", params(types::past::Change)),
    concrete(name = "CorrectionConnection", params(types::past::Correction))
)]
pub struct Connection<T: OutputType>
where
    Edge<T>: OutputType,
{
    /// The items of this page, in order. 本页各项。
    pub edges: Vec<Edge<T>>,
    /// Where the page lies. 分页信息。
    pub page_info: PageInfo,
    /// How many items all pages have; counted only when asked for. 总数;仅在查询时计算。
    pub total_count: Option<u64>,
}

/// A page of rows and what makes items of them.
pub struct Found<R> {
    /// The rows.
    pub slice: Slice<R>,
    /// How many there are on all pages, if it was asked.
    pub total: Option<u64>,
}

impl<R> Found<R> {
    /// The connection of a list, each row made into a node.
    pub fn connect<T: OutputType>(
        self,
        list: &str,
        key: impl Fn(&R) -> Key,
        node: impl Fn(R) -> T,
    ) -> Connection<T>
    where
        Edge<T>: OutputType,
    {
        let Slice { rows, has_next, has_previous } = self.slice;
        let edges: Vec<Edge<T>> = rows
            .into_iter()
            .map(|row| Edge { cursor: seal(&key(&row), list), node: node(row) })
            .collect();
        let page_info = PageInfo {
            has_next_page: has_next,
            has_previous_page: has_previous,
            start_cursor: edges.first().map(|edge| edge.cursor.clone()),
            end_cursor: edges.last().map(|edge| edge.cursor.clone()),
        };
        Connection { edges, page_info, total_count: self.total }
    }

    /// Cuts the page out of a short list that is in memory as a whole, in the order of its keys.
    pub fn cut(rows: Vec<R>, page: &Page, key: impl Fn(&R) -> Key) -> Self {
        let total = u64::try_from(rows.len()).ok();
        let inside = |place: &Option<Key>| {
            place.as_ref().and_then(|place| rows.iter().position(|row| key(row) == *place))
        };
        let from = inside(&page.after).map_or(0, |place| place.saturating_add(1));
        let to = inside(&page.before).unwrap_or(rows.len());
        let (from, to) = match page.take {
            Take::First(count) => (from, to.min(from.saturating_add(size(count)))),
            Take::Last(count) => (from.max(to.saturating_sub(size(count))), to),
        };
        let (has_next, has_previous) = (to < rows.len(), from > 0);
        let rows = rows.into_iter().skip(from).take(to.saturating_sub(from)).collect();
        Self { slice: Slice { rows, has_next, has_previous }, total }
    }
}

fn size(count: u32) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

/// Whether the client wants to know how many there are on all pages.
pub fn wants_total(ctx: &Context<'_>) -> bool {
    ctx.look_ahead().field("totalCount").exists()
}

/// The cursor of a row: list and key in hexadecimal, so that nobody reads meaning into it.
fn seal(key: &Key, list: &str) -> String {
    let mut text = list.to_owned();
    for value in key {
        text.push('\u{1f}');
        text.push_str(&match value {
            KeyValue::Int(number) => format!("n{number}"),
            KeyValue::Text(text) => format!("t{text}"),
            KeyValue::Instant(at) => format!("i{}", at.timestamp_millis()),
            KeyValue::Date(on) => format!("d{on}"),
            KeyValue::Id(id) => format!("u{id}"),
        });
    }
    hex::encode(text.as_bytes())
}

fn open(cursor: &str, list: &str) -> Result<Key, Problem> {
    read(cursor, list).ok_or_else(|| {
        Problem::bad_input(
            "游标不属于该列表或该排序。请使用本列表返回的游标。",
            "The cursor is not one of this list in this order. Use a cursor that it gave.",
        )
    })
}

fn read(cursor: &str, list: &str) -> Option<Key> {
    if cursor.len() > CURSOR_MAX {
        return None;
    }
    let text = String::from_utf8(hex::decode(cursor)?).ok()?;
    let mut parts = text.split('\u{1f}');
    if parts.next() != Some(list) {
        return None;
    }
    parts.map(value).collect()
}

fn value(part: &str) -> Option<KeyValue> {
    let kind = part.chars().next()?;
    let rest = part.get(kind.len_utf8()..)?;
    match kind {
        'n' => rest.parse().ok().map(KeyValue::Int),
        't' => Some(KeyValue::Text(rest.to_owned())),
        'i' => rest
            .parse()
            .ok()
            .and_then(chrono::DateTime::from_timestamp_millis)
            .map(KeyValue::Instant),
        'd' => rest.parse().ok().map(KeyValue::Date),
        'u' => rest.parse().ok().map(KeyValue::Id),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn window(first: i32, after: Option<String>) -> Window {
        Window { first: Some(first), after, ..Window::default() }
    }

    #[test]
    fn exactly_one_size_from_1_to_100_is_taken() {
        assert!(Window::default().page("plans").is_err());
        assert!(Window { last: Some(1), ..window(1, None) }.page("plans").is_err());
        for count in [0, -1, 101, i32::MIN] {
            assert!(window(count, None).page("plans").is_err(), "{count}");
        }
        assert_eq!(window(100, None).page("plans").map(|page| page.take), Ok(Take::First(100)));
    }

    #[test]
    fn a_cursor_is_only_opened_by_its_own_list() {
        let key = vec![
            KeyValue::Int(-3),
            KeyValue::Text("城关镇 tu1".into()),
            KeyValue::Date("2026-11-23".parse().unwrap()),
            KeyValue::Id(Uuid::from_u128(9)),
        ];
        let cursor = seal(&key, "tasks.NO.ASC");
        let page = window(1, Some(cursor.clone())).page("tasks.NO.ASC");
        assert_eq!(page.map(|page| page.after), Ok(Some(key)));
        assert!(window(1, Some(cursor)).page("tasks.NO.DESC").is_err());
        assert!(window(1, Some("zz".into())).page("tasks.NO.ASC").is_err());
    }

    #[test]
    fn a_short_list_is_cut_like_a_long_one() {
        let key = |row: &i64| vec![KeyValue::Int(*row)];
        let after = |row: i64| Page::first(2).after(key(&row));
        let found = Found::cut(vec![1, 2, 3, 4], &after(1), key);
        assert_eq!(found.slice, Slice { rows: vec![2, 3], has_next: true, has_previous: true });
        let found = Found::cut(vec![1, 2, 3, 4], &Page::last(3), key);
        assert_eq!(found.slice, Slice { rows: vec![2, 3, 4], has_next: false, has_previous: true });
        let found = Found::cut(Vec::<i64>::new(), &Page::last(3), key);
        assert_eq!(found.slice, Slice { rows: vec![], has_next: false, has_previous: false });
    }
}
