//! Words around figures.

use std::sync::LazyLock;

use crate::draft::Comparator;

/// Verbs that promise an outcome.
#[rustfmt::skip]
pub(super) const ACTS: &[&str] = &[
    "建设", "建成", "新建", "改建", "扩建", "改造", "打造", "培育", "创建", "引进", "扶持", "完成",
    "实施", "推进", "抓好", "新增", "建立", "形成", "组建", "设立", "发展", "举办", "开展", "培训",
    "遴选", "评选", "认定", "选派", "配备", "安装", "更新", "布局", "开工", "竣工", "力争", "实现",
    "争取", "确保", "种植", "绿化", "治理", "修复", "整治", "消除", "淘汰", "化解", "发放", "筹集",
    "供应", "帮扶", "推广", "办好", "攻克", "突破", "转化", "取得", "建好", "新改建", "改扩建",
    "提升", "提高", "达到", "增加", "增长", "降低", "下降", "减少", "吸纳", "解决", "落实", "制定",
    "出台", "编制", "孵化", "招引", "签约", "落地", "投放", "储备", "申报", "争创", "评定", "开通",
    "开行", "铺设", "疏浚", "清理", "拆除", "回收", "利用", "开发", "收储", "出让", "盘活", "投资",
    "覆盖", "建有", "拥有", "保持", "稳定", "控制", "培养", "招收", "扩大", "新开", "增设", "整合",
    "撤并", "划定", "排查", "检查", "抽检", "组织", "征集", "发布", "推出", "生产", "加装", "打通",
    "贯通", "通车", "投用", "启用", "运营", "建档", "签订", "认证", "入库", "上市", "转移",
];

/// Words before a figure and how they compare; longer before shorter.
pub(super) const BEFORE: &[(&str, Comparator, Edge)] = &[
    ("≥", Comparator::AtLeast, Edge::Counts),
    (">=", Comparator::AtLeast, Edge::Counts),
    (">", Comparator::AtLeast, Edge::Excluded),
    ("≤", Comparator::AtMost, Edge::Counts),
    ("<=", Comparator::AtMost, Edge::Counts),
    ("<", Comparator::AtMost, Edge::Excluded),
    ("不得低于", Comparator::AtLeast, Edge::Counts),
    ("不得少于", Comparator::AtLeast, Edge::Counts),
    ("不低于", Comparator::AtLeast, Edge::Counts),
    ("不少于", Comparator::AtLeast, Edge::Counts),
    ("不小于", Comparator::AtLeast, Edge::Counts),
    ("至少", Comparator::AtLeast, Edge::Counts),
    ("最少", Comparator::AtLeast, Edge::Counts),
    ("达到或超过", Comparator::AtLeast, Edge::Counts),
    ("不得高于", Comparator::AtMost, Edge::Counts),
    ("不得超过", Comparator::AtMost, Edge::Counts),
    ("不高于", Comparator::AtMost, Edge::Counts),
    ("不大于", Comparator::AtMost, Edge::Counts),
    ("不多于", Comparator::AtMost, Edge::Counts),
    ("不超过", Comparator::AtMost, Edge::Counts),
    ("不突破", Comparator::AtMost, Edge::Counts),
    ("不超", Comparator::AtMost, Edge::Counts),
    ("最多", Comparator::AtMost, Edge::Counts),
    ("低于", Comparator::AtMost, Edge::Excluded),
    ("小于", Comparator::AtMost, Edge::Excluded),
    ("少于", Comparator::AtMost, Edge::Excluded),
    ("超过", Comparator::AtLeast, Edge::Excluded),
    ("突破", Comparator::AtLeast, Edge::Excluded),
    ("高于", Comparator::AtLeast, Edge::Excluded),
    ("大于", Comparator::AtLeast, Edge::Excluded),
    ("多于", Comparator::AtLeast, Edge::Excluded),
    ("超", Comparator::AtLeast, Edge::Excluded),
    ("达到", Comparator::Equal, Edge::Counts),
    ("提高到", Comparator::Equal, Edge::Counts),
    ("提高至", Comparator::Equal, Edge::Counts),
    ("提升到", Comparator::Equal, Edge::Counts),
    ("提升至", Comparator::Equal, Edge::Counts),
    ("增加到", Comparator::Equal, Edge::Counts),
    ("增加至", Comparator::Equal, Edge::Counts),
    ("增长到", Comparator::Equal, Edge::Counts),
    ("扩大到", Comparator::Equal, Edge::Counts),
    ("发展到", Comparator::Equal, Edge::Counts),
    ("保持在", Comparator::Equal, Edge::Counts),
    ("稳定在", Comparator::Equal, Edge::Counts),
    ("巩固在", Comparator::Equal, Edge::Counts),
    ("保持", Comparator::Equal, Edge::Counts),
    ("维持在", Comparator::Equal, Edge::Counts),
    ("控制在", Comparator::AtMost, Edge::Counts),
    ("控制到", Comparator::AtMost, Edge::Counts),
    ("下降到", Comparator::Equal, Edge::Counts),
    ("下降至", Comparator::Equal, Edge::Counts),
    ("降低到", Comparator::Equal, Edge::Counts),
    ("降低至", Comparator::Equal, Edge::Counts),
    ("压缩至", Comparator::AtMost, Edge::Counts),
    ("压缩到", Comparator::AtMost, Edge::Counts),
    ("缩短至", Comparator::AtMost, Edge::Counts),
    ("缩短到", Comparator::AtMost, Edge::Counts),
    ("压减至", Comparator::AtMost, Edge::Counts),
    ("压减到", Comparator::AtMost, Edge::Counts),
    ("降至", Comparator::Equal, Edge::Counts),
    ("降到", Comparator::Equal, Edge::Counts),
    ("减至", Comparator::Equal, Edge::Counts),
    ("增至", Comparator::Equal, Edge::Counts),
    ("升至", Comparator::Equal, Edge::Counts),
    ("总数达", Comparator::Equal, Edge::Counts),
    ("下降", Comparator::Equal, Edge::Counts),
    ("降低", Comparator::Equal, Edge::Counts),
    ("减少", Comparator::Equal, Edge::Counts),
    ("增长", Comparator::Equal, Edge::Counts),
    ("增加", Comparator::Equal, Edge::Counts),
    ("提高", Comparator::Equal, Edge::Counts),
    ("提升", Comparator::Equal, Edge::Counts),
    ("实现", Comparator::Equal, Edge::Counts),
    ("完成", Comparator::Equal, Edge::Counts),
    ("约为", Comparator::Equal, Edge::Counts),
    ("为", Comparator::Equal, Edge::Counts),
    ("达", Comparator::Equal, Edge::Counts),
];

/// The characters those words end with, sorted: asked first, they keep the list cheap.
pub(super) static BEFORE_ENDS: LazyLock<Vec<char>> = LazyLock::new(|| {
    let mut ends: Vec<char> = BEFORE.iter().filter_map(|word| word.0.chars().next_back()).collect();
    ends.sort_unstable();
    ends.dedup();
    ends
});

/// Whether the figure itself satisfies the comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    Counts,
    Excluded,
}

/// Words after a figure and how they compare.
pub(super) const AFTER: &[(&str, Option<Comparator>)] = &[
    ("及以上", Some(Comparator::AtLeast)),
    ("以上", Some(Comparator::AtLeast)),
    ("及以下", Some(Comparator::AtMost)),
    ("以下", Some(Comparator::AtMost)),
    ("以内", Some(Comparator::AtMost)),
    ("之内", Some(Comparator::AtMost)),
    ("之间", None),
    ("左右", Some(Comparator::Equal)),
    ("上下", Some(Comparator::Equal)),
];

/// Nouns that are measured; a list of them before one figure is several targets.
#[rustfmt::skip]
pub(super) const MEASURES: &[&str] = &[
    "率", "比例", "占比", "比重", "覆盖面", "密度", "数量", "总量", "面积", "水平", "产值", "收入",
    "规模", "里程", "产量", "强度", "指数", "得分", "满意度", "增加值", "系数", "浓度", "能力",
    "达标率", "总数",
];

/// Nouns that are counted only to list what follows.
#[rustfmt::skip]
pub(super) const LISTED: &[&str] = &[
    "方面", "环节", "领域", "原则", "部分", "阶段", "层面", "层次", "维度", "步骤", "重点方向",
    "统筹", "关键", "坚持", "转变", "统一", "清单", "要素", "专项行动", "重点任务", "方向", "体系",
    "字",
];

/// Words that only permit or favour.
#[rustfmt::skip]
pub(super) const PERMITS: &[&str] = &[
    "鼓励", "优先支持", "允许", "可以", "可给予", "优先安排", "优先考虑", "优先推荐",
];

/// Words that speak of what has been reached.
#[rustfmt::skip]
pub(super) const ACHIEVED: &[&str] = &[
    "已", "现有", "目前", "截至", "截止", "去年", "上年", "累计完成了", "共有", "曾", "以来", "近年",
];

/// Words before a year that make it the base of a comparison, not the time of a report.
pub(super) const COMPARES_WITH: &[&str] = &["比", "较", "与", "于"];

/// Words before a figure that set a level to rise to: in a statement of aims more is as good.
#[rustfmt::skip]
pub(super) const RISES_TO: &[&str] = &[
    "达到", "提高到", "提高至", "提升到", "提升至", "增加到", "增加至", "增长到", "扩大到", "发展到",
    "增至", "升至", "总数达", "达",
];

/// Words before a figure that set a level to fall to: in a statement of aims less is as good.
#[rustfmt::skip]
pub(super) const FALLS_TO: &[&str] = &[
    "下降到", "下降至", "降低到", "降低至", "降至", "降到", "减至",
];

/// Nouns that are themselves an amount: 完成10亿元以上投资.
#[rustfmt::skip]
pub(super) const AMOUNTS: &[&str] = &[
    "投资", "贷款", "资金", "融资", "信贷", "产值", "营收", "收入", "税收", "债券", "交易额", "销售额",
    "装机", "容量", "产能",
];

/// Words of money handed out.
#[rustfmt::skip]
pub(super) const SUBSIDIES: &[&str] = &[
    "给予", "补助", "奖励", "补贴", "奖补", "资助", "贴息", "最高", "罚款", "一次性",
];

/// Words that speak of shortening, or of times that are themselves a measure.
#[rustfmt::skip]
pub(super) const SHORTENS: &[&str] = &[
    "压缩", "缩短", "压减", "控制在", "期望寿命", "预期寿命", "受教育年限", "办结", "天数", "优良",
];
