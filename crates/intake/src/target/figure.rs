//! Which figures are targets.
//!
//! A figure counts when its clause promises it. Everything else in a plan that looks like a figure
//! is named with the reason why it does not count.

use super::{clause::Clause, words};
use crate::{
    draft::Comparator,
    piece::{Piece, Sieve},
    quantity::{Quantity, Script},
};
use words::Edge;

/// Why a figure inside a date is no target; not worth telling anybody.
pub(super) const IN_A_DATE: &str = "part of a date";
/// Why a figure that says whom a clause covers is no target.
const THRESHOLD: &str = "a threshold that says whom it covers";

/// What a figure is.
#[derive(Clone, Debug)]
pub(super) enum Verdict {
    Target(Measure),
    /// Not a target, and why.
    Not(&'static str),
}

/// How a figure is compared, and where its subject ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Measure {
    pub(super) comparator: Comparator,
    pub(super) edge: Edge,
    /// Local place where the comparing word begins; the figure's own place when there is none.
    pub(super) subject_ends: usize,
    /// Local place after the figure and the word that follows it.
    pub(super) ends: usize,
}

/// Units of time and age; they measure a target only when something is to be shortened.
#[rustfmt::skip]
const TIMES: &[&str] = &[
    "年", "个月", "天", "日", "小时", "个小时", "分钟", "工作日", "个工作日", "周", "岁", "周岁",
];
/// Units that name rather than count.
#[rustfmt::skip]
const NAMES: &[&str] = &[
    "级", "期", "届", "轮", "路", "档", "层", "点", "道", "面", "方", "类", "对",
];

/// Units with which a number in words still counts; 三项 and 四区 are names of sets.
#[rustfmt::skip]
const COUNTED_IN_WORDS: &[&str] = &[
    "所", "家", "座", "条", "处", "套", "台", "辆", "亩", "公里", "户", "名",
];

/// Most characters of the name between its size and its count.
const LONGEST_COUNTED: usize = 12;
/// Longest way from 预期寿命 and its like to the figure.
const LONGEST_LIFETIME: usize = 10;

/// Units with which a number in words names a set even behind its noun (推进四区四县).
const SETS: &[&str] = &["省", "市", "区", "县", "镇", "乡", "村", "街道", "社区", "门", "支"];

/// Units that measure each of what is counted: a furnace by its power, a project by its cost.
const ATTRIBUTES: &[&str] = &["千瓦", "兆瓦", "蒸吨", "元"];

/// What stands where in a clause, looked up once for all its figures.
struct Scene {
    /// Where the first verb that promises ends.
    act: Option<usize>,
    /// Where the first word for what is reached already ends.
    achieved: Option<usize>,
    /// Where the first word of money handed out ends.
    subsidy: Option<usize>,
    /// Where the first word that shortens a time ends.
    shortened: Option<usize>,
    /// Whether the clause only permits.
    permits: bool,
    /// For each character whether it stands inside quotes or book marks.
    named: Vec<bool>,
}

impl Scene {
    fn of(text: Piece<'_>) -> Self {
        let mut quoted = 0_i32;
        let named = text.chars().iter().map(|&c| {
            match c {
                '“' | '《' => quoted += 1,
                '”' | '》' => quoted -= 1,
                _ => {}
            }
            quoted > 0
        });
        Self {
            act: text.first_end(words::ACTS),
            achieved: achieved(text),
            subsidy: subsidy(text),
            shortened: text.first_end(words::SHORTENS),
            permits: text.contains_any(words::PERMITS),
            named: named.collect(),
        }
    }
}

/// Where the first word of money handed out ends; 贴息资金 is money set aside, not a standard.
fn subsidy(text: Piece<'_>) -> Option<usize> {
    let mut from = 0;
    while let Some((at, word)) = text.from(from).find_any(words::SUBSIDIES) {
        let end = from + at + word.chars().count();
        if !text.has_at(end, "资金") {
            return Some(end);
        }
        from = end;
    }
    None
}

/// Where the first word for what is reached already ends; a year compared with is none.
fn achieved(text: Piece<'_>) -> Option<usize> {
    let mut from = 0;
    while let Some((at, word)) = text.from(from).find_any(words::ACHIEVED) {
        let (at, end) = (from + at, from + at + word.chars().count());
        let compared = matches!(word, "去年" | "上年")
            && text.to(at).ends_with_any(words::COMPARES_WITH).is_some();
        if !compared {
            return Some(end);
        }
        from = end;
    }
    None
}

/// Whether what ends at `end` stands before the figure.
fn precedes(end: Option<usize>, figure: &Quantity) -> bool {
    end.is_some_and(|end| end <= figure.from)
}

/// Judges every figure of a clause.
pub(super) fn judge(clause: &Clause<'_>, figures: &[Quantity]) -> Vec<Verdict> {
    let mut verdicts: Vec<Verdict> = Vec::new();
    if figures.is_empty() {
        return verdicts;
    }
    let scene = Scene::of(clause.text);
    let measured: Vec<Option<Measure>> =
        figures.iter().map(|figure| measure_before(clause.text, figure)).collect();
    let last_measured = measured.iter().rposition(Option::is_some);
    for (index, figure) in figures.iter().enumerate() {
        let own = measured.get(index).copied().flatten();
        let own = own.or_else(|| inherited(clause.text, figures, &verdicts, index));
        let later = last_measured.is_some_and(|last| last > index);
        let verdict = match reason_against(clause, &scene, figure, own) {
            Some(why) => Verdict::Not(why),
            None if sizes_the_counted(clause.text, figure, figures.get(index + 1)) => {
                Verdict::Not(THRESHOLD)
            }
            None if own.is_none() && later && !stands_alone(clause.text, figure) => {
                Verdict::Not("part of the indicator's name")
            }
            None => Verdict::Target(own.unwrap_or_else(|| plain_measure(clause.text, figure))),
        };
        verdicts.push(verdict);
    }
    share_thresholds(clause.text, figures, &mut verdicts);
    verdicts
}

/// Whether the figure is the size of what the next figure counts: 产值超100亿元集群2个.
fn sizes_the_counted(text: Piece<'_>, figure: &Quantity, next: Option<&Quantity>) -> bool {
    let Some(next) = next else { return false };
    let (_, ends) = measure_after(text, figure);
    let gap = text.cut(ends, next.from);
    let together = !gap.chars().iter().any(|c| matches!(c, '、' | '和' | ' ' | '(' | ')'))
        && gap.len() <= LONGEST_COUNTED
        && !gap.contains_any(words::ACTS);
    let sized = ATTRIBUTES.iter().any(|unit| figure.unit.ends_with(unit));
    sized
        && together
        && matches!(next.unit.as_str(), "个" | "家" | "项" | "户" | "台" | "座" | "所")
}

/// Of thresholds that are joined (5亿元以上、30万元以上的项目) each is one when the last is.
fn share_thresholds(text: Piece<'_>, figures: &[Quantity], verdicts: &mut [Verdict]) {
    for index in (1..figures.len()).rev() {
        let (Some(figure), Some(next)) = (figures.get(index - 1), figures.get(index)) else {
            continue;
        };
        let (after_word, ends) = measure_after(text, figure);
        let gap = text.cut(ends, next.from);
        let joined = after_word.is_some()
            && gap.first().is_some_and(|c| matches!(c, '、' | '或' | '且' | '和'))
            && !gap.contains_any(words::ACTS);
        let next_is_threshold = matches!(verdicts.get(index), Some(Verdict::Not(THRESHOLD)));
        if let Some(verdict) = verdicts.get_mut(index - 1).filter(|_| joined && next_is_threshold) {
            *verdict = Verdict::Not(THRESHOLD);
        }
    }
}

/// The comparing word before the figure: next to it, or a short phrase ending in 的 away.
fn measure_before(text: Piece<'_>, figure: &Quantity) -> Option<Measure> {
    let before = text.to(figure.from).trim();
    let near = before.from(before.len().saturating_sub(14));
    let mut best: Option<(usize, usize, Comparator, Edge)> = None;
    let apart = near.last().is_some_and(|c| matches!(c, '的' | '约' | '各')) || near.contains("少");
    let end = near.last()?;
    if !apart && words::BEFORE_ENDS.binary_search(&end).is_err() {
        return None;
    }
    let last = Sieve::of(end);
    for (word, comparator, edge) in words::BEFORE {
        let adjacent = last.closes(word) && near.ends_with(word);
        if !adjacent && !apart {
            continue;
        }
        let length = word.chars().count();
        let reaching = |at: &usize| reaches(word, near.from(at + length).trim());
        let found =
            if adjacent { Some(near.len() - length) } else { near.rfind(word).filter(reaching) };
        let Some(at) = found else { continue };
        let ends = at + length;
        if best
            .is_none_or(|(place, longest, _, _)| ends > place || ends == place && length > longest)
        {
            best = Some((ends, length, *comparator, *edge));
        }
    }
    let (place, length, comparator, edge) = best?;
    let (after, ends) = measure_after(text, figure);
    let comparator = combine(comparator, after, figure);
    let subject_ends = near.start() - text.start() + place - length;
    Some(Measure { comparator, edge, subject_ends, ends })
}

/// Whether a comparing word governs the figure over the words between: none, a short phrase ending
/// in 的 (控制在机动车保有量的1.3倍), or for 至少 a verb (至少办好一所).
fn reaches(word: &str, gap: Piece<'_>) -> bool {
    let act = word.ends_with('少') && gap.weight() <= 4 && gap.ends_with_any(words::ACTS).is_some();
    let phrase = word.chars().count() > 1 && gap.len() <= 12 && gap.ends_with("的");
    gap.is_empty() || act || phrase || gap.is("约") || gap.is("各")
}

/// The word after the figure wins over 达到 and over 控制在.
fn combine(before: Comparator, after: Option<Comparator>, figure: &Quantity) -> Comparator {
    if figure.upper.is_some() {
        return Comparator::Between;
    }
    after.unwrap_or(before)
}

fn measure_after(text: Piece<'_>, figure: &Quantity) -> (Option<Comparator>, usize) {
    let blanks = text.from(figure.to).chars().iter().take_while(|c| **c == ' ').count();
    let after = text.from(figure.to + blanks);
    for (word, comparator) in words::AFTER {
        if after.starts_with(word) {
            return (*comparator, figure.to + blanks + word.chars().count());
        }
    }
    (None, figure.to)
}

fn plain_measure(text: Piece<'_>, figure: &Quantity) -> Measure {
    let (after, ends) = measure_after(text, figure);
    let comparator = combine(Comparator::Equal, after, figure);
    Measure { comparator, edge: Edge::Counts, subject_ends: figure.from, ends }
}

/// The second figure of `分别达到65%和55%` compares as the first.
fn inherited(
    text: Piece<'_>,
    figures: &[Quantity],
    verdicts: &[Verdict],
    index: usize,
) -> Option<Measure> {
    let (Some(Verdict::Target(first)), Some(before), Some(figure)) =
        (verdicts.last(), index.checked_sub(1).and_then(|i| figures.get(i)), figures.get(index))
    else {
        return None;
    };
    let gap = text.cut(first.ends.max(before.to), figure.from);
    let joined = gap.is("、") || gap.is("和") || gap.is(",") || gap.is("及");
    let (after, ends) = measure_after(text, figure);
    let comparator = combine(first.comparator, after, figure);
    (joined && text.to(before.from).contains("分别")).then_some(Measure {
        comparator,
        ends,
        ..*first
    })
}

/// Why the figure is no target, if there is a reason.
fn reason_against(
    clause: &Clause<'_>,
    scene: &Scene,
    figure: &Quantity,
    own: Option<Measure>,
) -> Option<&'static str> {
    let text = clause.text;
    let before = text.to(figure.from);
    let after = text.from(figure.to);
    if clause.dates.iter().any(|date| date.from < figure.to && figure.from < date.to) {
        return Some(IN_A_DATE);
    }
    if scene.named.get(figure.from).copied().unwrap_or(false) {
        return Some("inside a name");
    }
    named(figure, before, after)
        .or_else(|| timed(figure, before, scene, own))
        .or_else(|| levered(before, after))
        .or_else(|| handed_out(figure, before, scene, own))
        .or_else(|| scoped(text, figure, own))
        .or_else(|| counted(text, scene, figure, own))
        .or_else(|| uncommitted(clause, scene, figure, own))
}

/// Road numbers, grades, telephone numbers, document numbers, ordinals.
fn named(figure: &Quantity, before: Piece<'_>, after: Piece<'_>) -> Option<&'static str> {
    let joins = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '.' | '〔' | '#');
    if before.last().is_some_and(joins)
        || after.first().is_some_and(|c| c.is_ascii_alphabetic() || c == '+')
            && figure.unit.is_empty()
    {
        return Some("part of a name");
    }
    if before.ends_with("第")
        || before.ends_with("N")
        || after.starts_with_any(&["号", "#"]).is_some()
    {
        return Some("an ordinal or a number in a name");
    }
    let names = |unit: &str| NAMES.contains(&unit) || unit.ends_with('级');
    if names(&figure.unit) || after.first() == Some('级') {
        return Some("a grade or a name");
    }
    None
}

fn timed(
    figure: &Quantity,
    before: Piece<'_>,
    scene: &Scene,
    own: Option<Measure>,
) -> Option<&'static str> {
    let subject = before.from(before.len().saturating_sub(LONGEST_LIFETIME));
    if !TIMES.contains(&figure.unit.as_str()) || subject.contains_any(&["预期寿命", "教育年限"])
    {
        return None;
    }
    if figure.unit.ends_with('岁') && own.is_none() {
        return Some("an age");
    }
    (own.is_none() || !precedes(scene.shortened, figure)).then_some("a length of time")
}

/// 以上党党参等17个…为龙头: what is used, not what is promised.
fn levered(before: Piece<'_>, after: Piece<'_>) -> Option<&'static str> {
    let near = before.from(before.len().saturating_sub(60));
    let lever = near.from(near.rfind("以")?);
    let within = !lever.contains_any(&["为", "以上", "以内", "以下", "以来"]);
    (within && after.to(60).contains("为")).then_some("an existing stock used as a lever")
}

fn handed_out(
    figure: &Quantity,
    before: Piece<'_>,
    scene: &Scene,
    own: Option<Measure>,
) -> Option<&'static str> {
    let reached =
        own.is_some_and(|own| own.comparator == Comparator::Equal) && before.ends_with("达到");
    let money = figure.unit.contains('元');
    (money && !reached && precedes(scene.subsidy, figure)).then_some("a subsidy standard")
}

/// Thresholds that say whom a clause covers: 10万人以上的县, 超过30年的管网.
fn scoped(text: Piece<'_>, figure: &Quantity, own: Option<Measure>) -> Option<&'static str> {
    let (after_word, ends) = measure_after(text, figure);
    let rest = text.from(ends);
    let before = text.to(figure.from);
    let share = figure.unit == "%" && before.weight() <= 6;
    let verb_only = own.is_none_or(|own| {
        let word = text.cut(own.subject_ends, figure.from);
        word.is("完成") || word.is("实现")
    });
    if verb_only && !share && limits_each(text, figure) {
        return Some(THRESHOLD);
    }
    if share || follows_act(text, figure) && own.is_none() {
        return None;
    }
    let attributive = rest.starts_with("的") && rest.len() > 1;
    let compares = after_word.is_some() || own.is_some();
    let noun_follows = after_word.is_some() && own.is_none() && rest.first().is_some_and(is_word);
    (attributive && compares || noun_follows).then_some(THRESHOLD)
}

/// Whether `完成30万千瓦以上机组改造` limits what is worked on rather than counting it: what lies
/// below a limit, and what is measured by an attribute of each.
fn limits_each(text: Piece<'_>, figure: &Quantity) -> bool {
    let (after_word, ends) = measure_after(text, figure);
    let rest = text.from(ends);
    let attribute = ATTRIBUTES.iter().any(|unit| figure.unit.ends_with(unit))
        && rest.starts_with_any(words::AMOUNTS).is_none();
    let limited = after_word == Some(Comparator::AtMost)
        || attribute && after_word == Some(Comparator::AtLeast);
    limited && rest.first().is_some_and(is_word)
}

/// Counts that list what follows, and sets called by their number.
fn counted(
    text: Piece<'_>,
    scene: &Scene,
    figure: &Quantity,
    own: Option<Measure>,
) -> Option<&'static str> {
    let (before, after) = (text.to(figure.from), text.from(figure.to));
    let compared = own.is_some_and(|own| own.subject_ends < figure.from);
    if after.starts_with_any(words::LISTED).is_some() {
        return Some("a count of what is listed");
    }
    if figure.script == Script::Chinese {
        let strong = compared
            && before
                .ends_with_any(&["至少", "不少于", "不低于", "达到", "超过", "不超过", "不少于"])
                .is_some();
        let plural = figure.value.millionths >= 2_000_000;
        let act = before.ends_with_any(words::ACTS).is_some();
        let strong = strong || before.contains_any(&["至少", "不少于"]) && act;
        let weak = plural && act && COUNTED_IN_WORDS.contains(&figure.unit.as_str());
        let behind = postposed(text, figure)
            && precedes(scene.act, figure)
            && !SETS.contains(&figure.unit.as_str());
        if !strong && !weak && !behind {
            return Some("a set called by its number");
        }
    }
    if figure.unit.is_empty() && !compared {
        return Some("a number without a unit");
    }
    None
}

/// Nothing in the clause promises it. A quantity put after its noun (招聘教师200名) is a promise
/// whatever the verb; one before its noun needs a verb known to promise.
fn uncommitted(
    clause: &Clause<'_>,
    scene: &Scene,
    figure: &Quantity,
    own: Option<Measure>,
) -> Option<&'static str> {
    if clause.past || precedes(scene.achieved, figure) {
        return Some("reached already");
    }
    if clause.deadline.is_some() {
        return None;
    }
    if scene.permits {
        return Some("permitted, not promised");
    }
    let promised = own.is_some() || postposed(clause.text, figure) || precedes(scene.act, figure);
    (!promised).then_some("nothing promises it")
}

/// Whether the figure is put after its noun: nothing of its phrase follows.
fn postposed(text: Piece<'_>, figure: &Quantity) -> bool {
    let (_, ends) = measure_after(text, figure);
    figure.from >= 2 && text.at(ends).is_none_or(|c| matches!(c, '、' | '和' | '及' | '(' | ')'))
}

/// Whether the figure is no part of the name of what a later figure measures.
fn stands_alone(text: Piece<'_>, figure: &Quantity) -> bool {
    follows_act(text, figure) || postposed(text, figure)
}

/// Whether a verb stands right before the figure.
fn follows_act(text: Piece<'_>, figure: &Quantity) -> bool {
    text.to(figure.from).trim().ends_with_any(words::ACTS).is_some()
}

fn is_word(c: char) -> bool {
    c.is_alphabetic() && !matches!(c, '的' | '和' | '及')
}
