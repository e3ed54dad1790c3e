//! Lists of units: where one name ends and the next begins.

use super::words;
use crate::{body::Body, glyph, piece::Piece};

/// Longest words that name the item of a task.
const LONGEST_ITEM: usize = 12;
/// Longest name of a unit.
const LONGEST_UNIT: usize = 30;

/// Word ends of bodies that can be charged with something.
#[rustfmt::skip]
const UNIT_ENDS: &[&str] = &[
    "局", "委", "委员会", "办", "办公室", "厅", "部", "院", "会", "中心", "公司", "集团", "政府",
    "管委会", "队", "行", "署", "处", "站", "所", "校", "大学", "社", "区", "县", "市", "省", "州",
    "盟", "旗", "镇", "乡", "街道", "部门", "单位", "企业", "联", "协", "台", "馆", "专班", "党委",
    "组", "段", "银", "园", "商", "基地", "军分区", "机构", "平台", "团市委", "团县委", "团省委",
    "机关", "村", "社区", "学院", "开发区", "示范区", "园区", "办事处", "有限责任公司", "电视台",
    "库", "中行", "保险", "移动", "联通", "电信", "铁塔", "石油", "石化", "领导小组", "司", "局长",
    "厂", "矿", "港", "分校", "自治州",
];

/// Levels that may stand before 有关部门.
#[rustfmt::skip]
const LEVELS: &[&str] = &[
    "国家", "国务院", "中央", "自治区", "省", "市", "州", "县", "区",
];

/// Words for bodies that are not named one by one.
#[rustfmt::skip]
const BODIES: &[&str] = &[
    "部门和单位", "部门及单位", "部门、单位", "部门单位", "单位和部门", "部门", "单位", "企业",
    "机构", "方面", "地方", "委办局",
];

/// Words that open a name which is no name of a body.
#[rustfmt::skip]
const VERBS: &[&str] = &[
    "建立", "形成", "构建", "强化", "完善", "健全", "加强", "坚持", "推动", "落实", "实行", "充分",
    "进一步",
];

/// A list of units.
#[derive(Debug, Default)]
pub(super) struct List<'a> {
    pub(super) units: Vec<Piece<'a>>,
    pub(super) open: bool,
}

/// Reads a list such as `市教育局、市财政局和各县(市、区)政府等`.
pub(super) fn read(piece: Piece<'_>) -> List<'_> {
    let mut list = List::default();
    let parts = piece.split_outside(|c| matches!(c, '、' | ',' | ';' | '/' | '\n'));
    let parts: Vec<Piece<'_>> = parts.into_iter().flat_map(split_at_blanks).collect();
    let mut parts = join_elided(piece, &parts);
    for part in &mut parts {
        let mut part = clean(*part);
        if is_anyone(part) {
            list.open = true;
            continue;
        }
        if let Some(shorter) = strip_open_end(part) {
            part = shorter;
            list.open = true;
        }
        for unit in split_at_and(part) {
            let mut unit = clean(unit);
            if let Some(shorter) = strip_open_end(unit) {
                unit = clean(shorter);
                list.open = true;
            }
            if is_anyone(unit) {
                list.open = true;
            } else if !is_nobody(unit) {
                list.units.push(unit);
            }
        }
    }
    list
}

/// Parts names that only blanks part, as lines of a cell are; a stray blank inside a name stays.
fn split_at_blanks(part: Piece<'_>) -> Vec<Piece<'_>> {
    let mut words = part.split_outside(char::is_whitespace);
    words.retain(|word| !word.is_empty());
    if words.len() > 1 && words.iter().all(|word| is_unit(*word)) { words } else { vec![part] }
}

fn clean(part: Piece<'_>) -> Piece<'_> {
    let part = part
        .trim_matches(|c| c.is_whitespace() || matches!(c, '。' | ',' | '、' | ':' | ';' | '*'));
    let part = part.strip_prefix("由").unwrap_or(part);
    let part = part.strip_prefix("以及").or_else(|| part.strip_prefix("及")).unwrap_or(part);
    without_item(part.strip_suffix("分别").unwrap_or(part))
}

/// The name without the item of the task that it answers for: 县教育局负责第1项.
fn without_item(part: Piece<'_>) -> Piece<'_> {
    let item = part.rfind("负责第").filter(|at| {
        part.len() - at <= LONGEST_ITEM && part.ends_with_any(&["项", "条", "部分"]).is_some()
    });
    item.map_or(part, |at| part.to(at))
}

/// The name without an ending that leaves the list open: 等, 等有关部门, 等市级相关单位.
fn strip_open_end(part: Piece<'_>) -> Option<Piece<'_>> {
    if let Some(rest) = part.strip_suffix("等") {
        return Some(rest);
    }
    let tail = part.from(part.len().saturating_sub(14));
    let at = tail.rfind("等")?;
    let rest = tail.from(at + 1);
    let open = is_anyone(rest) || BODIES.iter().any(|word| rest.is(word));
    open.then(|| part.to(part.len() - tail.len() + at))
}

/// Whether nobody is named: nothing, a dash, 无.
fn is_nobody(unit: Piece<'_>) -> bool {
    unit.is("无") || unit.chars().iter().all(|c| !c.is_alphanumeric())
}

/// Whether the words stand for whoever else is concerned: 有关部门, 市直各单位, 其他相关企业.
pub(super) fn is_anyone(unit: Piece<'_>) -> bool {
    let level =
        unit.starts_with_any(LEVELS).and_then(|word| unit.strip_prefix(word)).unwrap_or(unit);
    let rest = level.starts_with_any(&["直", "级", "属"]).map_or(level, |_| level.from(1));
    let opener = rest.starts_with_any(&["各", "其他", "其它"]);
    let rest = opener.and_then(|word| rest.strip_prefix(word)).unwrap_or(rest);
    let opener_two = rest.starts_with_any(&["有关", "相关", "责任", "成员", "配合", "参与"]);
    let rest = opener_two.and_then(|word| rest.strip_prefix(word)).unwrap_or(rest);
    let levelled = level.len() < unit.len() && rest.len() < level.len();
    (opener.is_some() || opener_two.is_some() || levelled)
        && BODIES.iter().any(|word| rest.is(word))
}

/// Puts `各县`, `区人民政府` together again: the first has no name of its own.
fn join_elided<'a>(whole: Piece<'a>, parts: &[Piece<'a>]) -> Vec<Piece<'a>> {
    let mut joined: Vec<Piece<'a>> = Vec::new();
    for &part in parts {
        let elided = part
            .starts_with_any(&["区", "市", "县", "旗", "州", "镇", "街道"])
            .is_some_and(|word| {
                let rest = part.strip_prefix(word).unwrap_or(part);
                rest.is_empty()
                    || rest
                        .starts_with_any(&["人民政府", "政府", "(", "等", "管委会", "直属"])
                        .is_some()
            });
        match joined.last().copied() {
            Some(before) if elided && before.starts_with("各") => {
                joined.pop();
                joined.push(whole.cut(before.start() - whole.start(), part.end() - whole.start()));
            }
            _ => joined.push(part),
        }
    }
    joined
}

/// Parts `A和B` where both sides are names; `住房和城乡建设局` stays whole.
fn split_at_and(part: Piece<'_>) -> Vec<Piece<'_>> {
    let mut units = Vec::new();
    let mut from = 0;
    let mut depth = crate::piece::Depth::default();
    for index in 0..part.len() {
        depth.pass(part.at(index).unwrap_or(' '));
        let Some(word) = part.from(index).starts_with_any(&["以及", "和", "及", "与", "会同"])
        else {
            continue;
        };
        let left = part.cut(from, index);
        let right = part.from(index + word.chars().count());
        if depth.is_outside() && left.weight() > 1 && is_unit(left) && begins_unit(right) {
            units.push(left);
            from = index + word.chars().count();
        }
    }
    units.push(part.from(from));
    units
}

/// Whether what follows a conjunction can be a name of its own.
fn begins_unit(right: Piece<'_>) -> bool {
    let next = right.split_outside(|c| matches!(c, '、' | ',' | '和'));
    next.first().is_some_and(|name| is_unit(*name) || is_anyone(*name)) || is_unit(right)
}

/// Whether the words look like the name of a body.
pub(super) fn is_unit(name: Piece<'_>) -> bool {
    let name = clean(name);
    let bare = without_brackets(name);
    let end = strip_open_end(bare).unwrap_or(bare);
    if end.weight() < 2 || end.weight() > LONGEST_UNIT || has_sentence_marks(end) {
        return false;
    }
    end.ends_with_any(UNIT_ENDS).is_some() || is_anyone(end)
}

/// Whether the words can be a department called by what it does: 财政, 市发改, 住建.
pub(super) fn is_department(name: Piece<'_>) -> bool {
    let name = clean(name);
    (2..=5).contains(&name.weight())
        && !has_sentence_marks(name)
        && name.chars().iter().all(|c| c.is_alphabetic())
}

/// Whether the words can hardly be anything but the name of a body, as a bare list must show.
pub(super) fn is_plainly_unit(name: Piece<'_>) -> bool {
    let name = clean(name);
    let bare = without_brackets(name);
    let end = strip_open_end(bare).unwrap_or(bare);
    let ends = [
        "局",
        "委",
        "委员会",
        "办公室",
        "厅",
        "部",
        "政府",
        "管委会",
        "支队",
        "总队",
        "公司",
        "分行",
        "法院",
        "检察院",
        "联合会",
        "总工会",
        "署",
        "中心",
        "编办",
    ];
    let plain = is_anyone(end)
        || end.ends_with_any(&ends).is_some()
        || end.starts_with("各") && is_locality(&end.to_string());
    is_unit(name) && plain
}

/// Whether the words are a sentence rather than a name.
fn has_sentence_marks(name: Piece<'_>) -> bool {
    let marks = name.chars().iter().any(|c| matches!(c, '。' | '%' | '《' | ':' | ';' | '“'));
    let digits = name.chars().iter().filter(|c| c.is_ascii_digit()).count() > 2;
    let works = [
        "工作专班",
        "工作委员会",
        "工作局",
        "工作部",
        "工作办公室",
        "工作领导小组",
        "工作组",
        "工作中心",
    ];
    let speaks = name.contains_any(&["负责", "推进", "任务", "的"])
        || name.contains("工作") && !name.contains_any(&works);
    let label = words::label_at(name, 0).is_some();
    marks || digits || (speaks && !label) || name.starts_with_any(VERBS).is_some()
}

fn without_brackets(name: Piece<'_>) -> Piece<'_> {
    if !name.last().is_some_and(glyph::closes) {
        return name;
    }
    let opening = name.chars().iter().rposition(|&c| glyph::opens(c)).unwrap_or(name.len());
    name.to(opening)
}

/// Parts a unit from a remark in brackets that is not of its name: (牵头), (含…,下同).
pub(super) fn without_remark(unit: Piece<'_>) -> (Piece<'_>, Option<Piece<'_>>) {
    let bare = without_brackets(unit);
    let remark = unit.from(bare.len()).trim_matches(|c| glyph::opens(c) || glyph::closes(c));
    let part = ["牵头", "牵头单位", "主责", "总牵头", "配合", "协助", "参与"];
    let aside = remark.starts_with_any(&["含", "包括"]).is_some() || remark.ends_with("下同");
    let is_remark = aside || part.iter().any(|word| remark.is(word));
    if is_remark && bare.weight() >= 2 { (bare, Some(remark)) } else { (unit, None) }
}

/// Whether a unit is a locality or a class of them (各县区, 高新区管委会).
pub(crate) fn is_locality(name: &str) -> bool {
    let chars: Vec<char> = name.chars().map(|c| glyph::simplified(glyph::plain(c))).collect();
    let piece = without_brackets(Piece::new(&chars, 0));
    let classes = [
        "各县",
        "各市",
        "各区",
        "各乡",
        "各镇",
        "各旗",
        "各盟",
        "各地",
        "各街道",
        "各省",
        "各设区",
        "各开发区",
        "各园区",
        "各功能区",
        "县(",
        "县级",
    ];
    if piece.starts_with_any(&classes).is_some() {
        return true;
    }
    let short = piece
        .strip_suffix("人民政府")
        .or_else(|| piece.strip_suffix("政府"))
        .or_else(|| piece.strip_suffix("党工委、管委会"))
        .or_else(|| piece.strip_suffix("管委会"))
        .or_else(|| piece.strip_suffix("管理委员会"))
        .or_else(|| piece.strip_suffix("街道办事处"))
        .unwrap_or(piece);
    let ends = ["县", "区", "旗", "镇", "乡", "街道", "街道办"];
    if ["街道", "街道办", "街道办事处"].iter().any(|name| piece.is(name)) {
        return true;
    }
    short.weight() >= 2 && short.ends_with_any(&ends).is_some() && !short.ends_with("军分区")
}

/// Writes out elided names: `长治高新区、经开区管委会` gives two committees.
pub(super) fn written_out(body: &Body, units: &[Piece<'_>]) -> Vec<String> {
    let zones = [
        "高新区",
        "经开区",
        "开发区",
        "示范区",
        "新区",
        "园区",
        "保税区",
        "经济技术开发区",
        "高新技术产业开发区",
    ];
    let mut names: Vec<String> = units.iter().map(|unit| body.quote(*unit)).collect();
    let mut suffix = "";
    for (name, unit) in names.iter_mut().zip(units).rev() {
        if unit.ends_with("管委会") {
            suffix = "管委会";
        } else if unit.ends_with_any(&zones).is_some() && !suffix.is_empty() {
            name.push_str(suffix);
        } else {
            suffix = "";
        }
    }
    let mut place = String::new();
    for (name, unit) in names.iter_mut().zip(units) {
        let bare = unit.strip_suffix("管委会").unwrap_or(*unit);
        let Some(zone) =
            zones.iter().filter(|zone| bare.ends_with(zone)).max_by_key(|zone| zone.len())
        else {
            place.clear();
            continue;
        };
        let before = bare.strip_suffix(zone).map(|before| body.quote(before)).unwrap_or_default();
        if before.is_empty() {
            name.insert_str(0, &place);
        } else if before != "各" {
            place = before;
        }
    }
    names
}
