//! Units of measure and counting words.

use std::{collections::BTreeMap, sync::LazyLock};

use crate::piece::Piece;

/// Magnitudes that are written with the unit.
const MAGNITUDES: &[&str] = &["万亿", "百万", "千万", "百亿", "千亿", "万", "亿"];

/// Units and counting words, longer before shorter where one begins another.
#[rustfmt::skip]
const UNITS: &[&str] = &[
    "个百分点", "个标准", "个工作日", "个小时", "个月", "个", "百分点", "公里/平方公里", "平方公里",
    "平方米", "平方千米", "立方米", "公里", "千米", "千瓦时", "千瓦", "兆瓦时", "兆瓦", "公顷",
    "公斤", "公升", "公吨", "美元", "港元", "欧元", "元/人", "吨标准煤", "吨", "工作日", "小时",
    "分钟", "人次", "人", "名", "户", "家", "所", "条", "处", "座", "项", "套", "件", "台", "辆",
    "架", "艘", "米", "亩", "元", "倍", "岁", "周岁", "年", "天", "日", "周", "次", "场次", "场",
    "期", "批", "张", "床", "只", "头", "羽", "株", "棵", "份", "篇", "部", "支", "类", "种", "门",
    "宗", "起", "对", "幅", "块", "片", "路", "档", "例", "位", "届", "轮", "级", "层", "间", "栋",
    "幢", "孔", "口", "眼", "班", "首", "本", "册", "盏", "车次", "标箱", "度", "克", "毫克",
    "微克", "毫米", "厘米", "升", "摄氏度", "%", "‰", "℃", "村", "镇", "乡", "县", "区", "市", "省",
    "市县", "街道", "社区", "学位", "床位", "泊位", "车位", "枚", "斤", "户次", "瓦", "伏", "千伏",
    "卷", "道", "艘次", "家次", "人份", "颗", "根", "面", "桶", "箱", "点", "组", "队", "站", "方",
    "宗地", "标准箱", "蒸吨", "GW", "MW", "kW", "km", "TEU",
];

/// Units that may follow a slash or 每, as in 吨/日.
#[rustfmt::skip]
const PER: &[&str] = &[
    "平方公里", "平方米", "千人口", "千人", "万人", "人", "户", "年", "月", "日", "天", "亩",
    "公顷", "小时", "吨", "立方米", "村", "所", "个", "套", "公里", "米", "车", "升", "千克", "家",
    "生",
];

/// Reads the unit that follows a number; gives it with its length, blanks before it included.
pub(super) fn read(piece: Piece<'_>) -> (String, usize) {
    let blanks = piece.chars().iter().take_while(|&&c| c == ' ').count().min(2);
    let mut unit = String::new();
    let mut length = blanks;
    if matches!(piece.at(length), Some('余' | '多')) {
        length += 1;
    }
    if let Some(magnitude) = piece.from(length).starts_with_any(MAGNITUDES) {
        unit.push_str(magnitude);
        length += magnitude.chars().count();
        if matches!(piece.at(length), Some('余' | '多')) {
            length += 1;
        }
    }
    if let Some(word) = longest(piece.from(length), &UNITS_BY_FIRST) {
        unit.push_str(word);
        length += word.chars().count();
        if piece.at(length) == Some('/')
            && let Some(per) = longest(piece.from(length + 1), &PER_BY_FIRST)
        {
            unit.push('/');
            unit.push_str(per);
            length += 1 + per.chars().count();
        }
    }
    if !unit.is_empty() && piece.has_at(length, "(次)") {
        unit.push('次');
        length += 3;
    }
    if unit.is_empty() { (unit, 0) } else { (unit, length) }
}

/// Words by the character they open with, which keeps long lists cheap.
type ByFirst = BTreeMap<char, Vec<&'static str>>;

static UNITS_BY_FIRST: LazyLock<ByFirst> = LazyLock::new(|| by_first(UNITS));
static PER_BY_FIRST: LazyLock<ByFirst> = LazyLock::new(|| by_first(PER));

fn by_first(words: &[&'static str]) -> ByFirst {
    let mut grouped = ByFirst::new();
    for word in words {
        if let Some(first) = word.chars().next() {
            grouped.entry(first).or_default().push(word);
        }
    }
    grouped
}

fn longest(piece: Piece<'_>, words: &ByFirst) -> Option<&'static str> {
    let words = words.get(&piece.first()?)?;
    let fits = words.iter().copied().filter(|word| piece.starts_with(word));
    fits.max_by_key(|word| word.len())
}
