//! Lists of units: where one name ends and the next begins.

use super::words;
use crate::{body::Body, glyph, piece::Piece};

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

/// Endings that leave a list open.
#[rustfmt::skip]
const OPEN_ENDS: &[&str] = &[
    "等市直有关部门和单位", "等有关部门和单位", "等相关部门和单位", "等有关部门单位",
    "等相关部门单位", "等市直有关单位", "等市直有关部门", "等市直相关部门", "等市直相关单位",
    "等市直部门", "等市级部门", "等有关单位", "等相关单位", "等有关部门", "等相关部门",
    "等责任单位", "等成员单位", "等有关企业", "等相关企业", "等有关方面", "等单位", "等部门",
    "等企业", "等",
];

/// Names that stand for whoever else is concerned.
#[rustfmt::skip]
const ANYONE: &[&str] = &[
    "有关部门和单位", "相关部门和单位", "有关部门单位", "相关部门单位", "有关部门", "相关部门",
    "有关单位", "相关单位", "有关方面", "相关企业", "有关企业", "其他部门", "其他单位",
    "其他有关部门", "其他相关部门", "其他有关单位", "其他相关单位", "各部门", "各单位",
    "各成员单位", "成员单位", "各有关部门", "各相关部门", "各有关单位", "各相关单位", "有关地方",
    "各有关部门和单位", "各相关部门和单位",
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
    let mut parts = join_elided(piece, &parts);
    for part in &mut parts {
        let mut part = clean(*part);
        if let Some((shorter, _)) = strip_open_end(part) {
            part = shorter;
            list.open = true;
        }
        for unit in split_at_and(part) {
            let unit = clean(unit);
            if is_anyone(unit) {
                list.open = true;
            } else if !unit.is_empty() {
                list.units.push(unit);
            }
        }
    }
    list
}

fn clean(part: Piece<'_>) -> Piece<'_> {
    let part = part
        .trim_matches(|c| c.is_whitespace() || matches!(c, '。' | ',' | '、' | ':' | ';' | '*'));
    let part = part.strip_prefix("由").unwrap_or(part);
    let part = part
        .strip_prefix("以及")
        .or_else(|| part.strip_prefix("及"))
        .unwrap_or(part);
    part.strip_suffix("分别").unwrap_or(part)
}

fn strip_open_end(part: Piece<'_>) -> Option<(Piece<'_>, usize)> {
    let end = part.ends_with_any(OPEN_ENDS)?;
    Some((part.strip_suffix(end)?, end.len()))
}

fn is_anyone(unit: Piece<'_>) -> bool {
    let bare = unit.starts_with_any(&[
        "市直",
        "省直",
        "县直",
        "区直",
        "市级",
        "国家",
        "国务院",
        "省级",
        "县级",
        "区级",
    ]);
    let rest = bare
        .and_then(|word| unit.strip_prefix(word))
        .unwrap_or(unit);
    ANYONE.iter().any(|word| rest.is(word))
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
        let Some(word) = part
            .from(index)
            .starts_with_any(&["以及", "和", "及", "与", "会同"])
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
    next.first()
        .is_some_and(|name| is_unit(*name) || is_anyone(*name))
        || is_unit(right)
}

/// Whether the words look like the name of a body.
pub(super) fn is_unit(name: Piece<'_>) -> bool {
    let name = clean(name);
    let bare = without_brackets(name);
    let end = strip_open_end(bare).map_or(bare, |(shorter, _)| shorter);
    if end.weight() < 2 || end.weight() > LONGEST_UNIT || has_sentence_marks(end) {
        return false;
    }
    end.ends_with_any(UNIT_ENDS).is_some() || is_anyone(end)
}

fn has_sentence_marks(name: Piece<'_>) -> bool {
    name.chars()
        .iter()
        .any(|c| matches!(c, '。' | '%' | '《' | ':' | '；' | '“'))
        || name.chars().iter().filter(|c| c.is_ascii_digit()).count() > 2
        || name.contains_any(&["负责", "推进", "任务", "的", "工作"])
            && words::label_at(name, 0).is_none()
            && !name.contains("工作专班")
            && !name.contains("工作委员会")
            && !name.contains("工作局")
            && !name.contains("工作部")
            && !name.contains("工作办公室")
}

fn without_brackets(name: Piece<'_>) -> Piece<'_> {
    if !name.last().is_some_and(glyph::closes) {
        return name;
    }
    let opening = name
        .chars()
        .iter()
        .rposition(|&c| glyph::opens(c))
        .unwrap_or(name.len());
    name.to(opening)
}

/// Whether a unit is a locality or a class of them (各县区, 高新区管委会).
pub(super) fn is_locality(name: &str) -> bool {
    let chars: Vec<char> = name.chars().map(glyph::plain).collect();
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
        let Some(zone) = zones
            .iter()
            .filter(|zone| bare.ends_with(zone))
            .max_by_key(|zone| zone.len())
        else {
            place.clear();
            continue;
        };
        let before = bare
            .strip_suffix(zone)
            .map(|before| body.quote(before))
            .unwrap_or_default();
        if before.is_empty() {
            name.insert_str(0, &place);
        } else if before != "各" {
            place = before;
        }
    }
    names
}
