//! 方案比对. Two plans, or two versions of one, held against each other: which tasks are new, gone or
//! changed, and in what.
//!
//! Tasks are matched by their words, never by their numbers: a new version counts anew. What is
//! alike to the letter goes first, then what has most pairs of characters in common. Pairs that
//! stand in very many tasks say nothing and are passed over, so the work grows with the length of
//! the documents and not with its square.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::task::target::Comparator;
use crate::value::decimal::Figure;
use crate::value::id::UnitId;

/// How many characters of a task are looked at to match it.
const LOOKED_AT: usize = 2_000;

/// In how many tasks a pair of characters may stand and still say something.
const COMMON: usize = 40;

/// From which certainty on two tasks are taken for the same, in per cent.
const LEAST: u32 = 40;

/// 比对项. What is compared of a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// 标题.
    pub title: String,
    /// 正文.
    pub body: String,
    /// The lead.
    pub lead: Option<UnitId>,
    /// Everybody else who is named, by any duty.
    pub others: BTreeSet<UnitId>,
    /// Its measures.
    pub targets: Vec<Measure>,
    /// 完成时限.
    pub due_on: NaiveDate,
}

/// 比对指标. What is compared of a target.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Measure {
    /// 指标名称.
    pub indicator: String,
    /// How a figure is held against it.
    pub comparator: Comparator,
    /// 目标值.
    pub value: Option<Figure>,
    /// 区间上限.
    pub value_max: Option<Figure>,
    /// 单位 of the figures.
    pub unit: Option<String>,
    /// 时限.
    pub due_on: Option<NaiveDate>,
}

/// 变动内容. In what two versions of a task differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Aspect {
    /// 标题.
    Title,
    /// 正文.
    Text,
    /// 牵头单位.
    Lead,
    /// 其他单位.
    Units,
    /// 指标.
    Targets,
    /// 完成时限.
    DueOn,
}

/// 比对结果. A task of the left, of the right, or one of each that are taken for the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// Its place on the left; none where it is new.
    pub left: Option<usize>,
    /// Its place on the right; none where it is gone.
    pub right: Option<usize>,
    /// How sure it is that both are the same, 0 to 100; 100 where there is only one.
    pub certainty: u32,
    /// In what they differ.
    pub changed: Vec<Aspect>,
}

/// Compares two plans: the pairs and what is new in the order of the right, then what is gone in
/// the order of the left.
pub fn compare(left: &[Item], right: &[Item]) -> Vec<Pair> {
    let matched = matches(left, right);
    let alone = |left, right| Pair { left, right, certainty: 100, changed: Vec::new() };
    let mut pairs = Vec::with_capacity(right.len());
    for (place, item) in right.iter().enumerate() {
        let twin = matched.get(&place).and_then(|(twin, certainty)| {
            left.get(*twin).map(|known| Pair {
                left: Some(*twin),
                right: Some(place),
                certainty: *certainty,
                changed: changed(known, item),
            })
        });
        pairs.push(twin.unwrap_or_else(|| alone(None, Some(place))));
    }
    let kept: BTreeSet<usize> = matched.values().map(|(twin, _)| *twin).collect();
    let gone = (0..left.len()).filter(|place| !kept.contains(place));
    pairs.extend(gone.map(|place| alone(Some(place), None)));
    pairs
}

/// For each place on the right the one on the left and how sure that is.
fn matches(left: &[Item], right: &[Item]) -> BTreeMap<usize, (usize, u32)> {
    let mut matched = BTreeMap::new();
    let mut free: BTreeSet<usize> = (0..left.len()).collect();
    let mut same: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (place, item) in left.iter().enumerate().rev() {
        same.entry((&item.title, &item.body)).or_default().push(place);
    }
    for (place, item) in right.iter().enumerate() {
        let twins = same.get_mut(&(item.title.as_str(), item.body.as_str()));
        if let Some(twin) = twins.and_then(Vec::pop) {
            free.remove(&twin);
            matched.insert(place, (twin, 100));
        }
    }
    let rest: Vec<usize> = (0..right.len()).filter(|place| !matched.contains_key(place)).collect();
    let mut alike = alike(left, right, (&free, &rest));
    // The surest first; of equally sure ones those that come first in both.
    alike.sort_by_key(|(certainty, twin, place)| (std::cmp::Reverse(*certainty), *place, *twin));
    for (certainty, twin, place) in alike {
        if free.contains(&twin) && !matched.contains_key(&place) {
            free.remove(&twin);
            matched.insert(place, (twin, certainty));
        }
    }
    matched
}

type Pairs = BTreeSet<(char, char)>;

/// Who could be whom, and how sure that is.
fn alike(
    left: &[Item],
    right: &[Item],
    (free, rest): (&BTreeSet<usize>, &[usize]),
) -> Vec<(u32, usize, usize)> {
    let known: BTreeMap<usize, Pairs> =
        free.iter().filter_map(|place| Some((*place, pairs(left.get(*place)?)))).collect();
    let mut index: BTreeMap<(char, char), Vec<usize>> = BTreeMap::new();
    for (place, pairs) in &known {
        for pair in pairs {
            index.entry(*pair).or_default().push(*place);
        }
    }
    let mut found = Vec::new();
    for place in rest {
        let own = right.get(*place).map(pairs).unwrap_or_default();
        let rare = own.iter().filter_map(|pair| index.get(pair)).filter(|at| at.len() <= COMMON);
        let near: BTreeSet<usize> = most_named(rare);
        for twin in near {
            let Some(other) = known.get(&twin) else { continue };
            let shared = own.intersection(other).count();
            let certainty = share(shared, own.len().saturating_add(other.len()));
            if certainty >= LEAST {
                found.push((certainty, twin, *place));
            }
        }
    }
    found
}

/// The few that are named most often.
fn most_named<'a>(lists: impl Iterator<Item = &'a Vec<usize>>) -> BTreeSet<usize> {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for place in lists.flatten() {
        *counts.entry(*place).or_default() += 1;
    }
    let mut counts: Vec<(usize, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(place, count)| (std::cmp::Reverse(*count), *place));
    counts.into_iter().take(8).map(|(place, _)| place).collect()
}

/// Twice the shared pairs over all, in per cent; below 100, which is said of the very same words.
fn share(shared: usize, all: usize) -> u32 {
    u32::try_from(shared.saturating_mul(200) / all.max(1)).map_or(99, |share| share.min(99))
}

fn pairs(item: &Item) -> Pairs {
    let text: Vec<char> = item
        .title
        .chars()
        .chain(item.body.chars())
        .filter(|c| !c.is_whitespace() && !c.is_ascii_digit())
        .take(LOOKED_AT)
        .collect();
    text.iter().copied().zip(text.iter().copied().skip(1)).collect()
}

fn changed(left: &Item, right: &Item) -> Vec<Aspect> {
    let sorted = |item: &Item| {
        let mut targets = item.targets.clone();
        targets.sort();
        targets
    };
    let differ = [
        (Aspect::Title, left.title != right.title),
        (Aspect::Text, left.body != right.body),
        (Aspect::Lead, left.lead != right.lead),
        (Aspect::Units, left.others != right.others),
        (Aspect::Targets, sorted(left) != sorted(right)),
        (Aspect::DueOn, left.due_on != right.due_on),
    ];
    differ.into_iter().filter_map(|(aspect, differs)| differs.then_some(aspect)).collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn item(title: &str, body: &str) -> Item {
        Item {
            title: title.to_owned(),
            body: body.to_owned(),
            lead: Some(UnitId(Uuid::from_u128(1))),
            others: BTreeSet::new(),
            targets: Vec::new(),
            due_on: "2026-12-31".parse().unwrap(),
        }
    }

    fn ratio(low: i64, high: i64) -> Measure {
        Measure {
            indicator: "停车位与汽车保有量之比".to_owned(),
            comparator: Comparator::Between,
            value: Some(Figure(low)),
            value_max: Some(Figure(high)),
            unit: None,
            due_on: None,
        }
    }

    #[test]
    fn a_plan_is_the_same_as_itself() {
        let plan = [item("停车", "补齐停车设施短板。"), item("公园", "建设口袋公园。")];
        let same = compare(&plan, &plan);
        assert!(same.iter().all(|pair| pair.certainty == 100 && pair.changed.is_empty()));
        assert!(same.iter().all(|pair| pair.left == pair.right));
    }

    #[test]
    fn what_moved_is_found_by_its_words_and_not_by_its_number() {
        let left = [
            item("补齐停车设施短板", "加快建设公共停车场,停车位与汽车保有量之比达到1.1。"),
            item("建设口袋公园", "结合边角空地见缝插绿,方便群众就近休闲。"),
        ];
        let mut moved =
            item("补齐停车设施短板", "加快建设公共停车场,停车位与汽车保有量之比达到1.3。");
        moved.targets = vec![ratio(1_300_000, 1_600_000)];
        moved.due_on = "2027-06-30".parse().unwrap();
        let right = [item("整治背街小巷", "分批更新路面、照明和排水。"), left[1].clone(), moved];
        let found = compare(&left, &right);
        let places: Vec<_> = found.iter().map(|pair| (pair.left, pair.right)).collect();
        assert_eq!(places, [(None, Some(0)), (Some(1), Some(1)), (Some(0), Some(2))]);
        let [_, same, changed] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((same.certainty, same.changed.as_slice()), (100, &[][..]));
        assert!((LEAST..100).contains(&changed.certainty), "{}", changed.certainty);
        assert_eq!(changed.changed, [Aspect::Text, Aspect::Targets, Aspect::DueOn]);
    }

    #[test]
    fn what_is_gone_stands_at_the_end() {
        let left = [item("停车", "补齐停车设施短板。"), item("公园", "建设口袋公园。")];
        let found = compare(&left, &left[1..]);
        let places: Vec<_> = found.iter().map(|pair| (pair.left, pair.right)).collect();
        assert_eq!(places, [(Some(1), Some(0)), (Some(0), None)]);
    }

    #[test]
    fn the_same_words_twice_are_matched_once_each() {
        let twice = [item("公园", "建设口袋公园。"), item("公园", "建设口袋公园。")];
        let found = compare(&twice[..1], &twice);
        let places: Vec<_> = found.iter().map(|pair| (pair.left, pair.right)).collect();
        assert_eq!(places, [(Some(0), Some(0)), (None, Some(1))]);
    }

    #[test]
    fn the_order_of_targets_is_no_change() {
        let mut left = item("停车", "补齐停车设施短板。");
        left.targets = vec![ratio(1, 2), ratio(3, 4)];
        let mut right = left.clone();
        right.targets.reverse();
        assert_eq!(compare(&[left], &[right])[0].changed, []);
    }
}
