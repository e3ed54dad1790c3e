use super::{Number, quantities};
use crate::{glyph::plain, piece::Piece};

fn figures(text: &str) -> Vec<(i64, Option<i64>, String)> {
    let chars: Vec<char> = text.chars().map(plain).collect();
    quantities(Piece::new(&chars, 0))
        .into_iter()
        .map(|q| (q.value.millionths, q.upper.map(|n| n.millionths), q.unit))
        .collect()
}

#[test]
fn arabic_figures_keep_their_magnitude_in_the_unit() {
    assert_eq!(figures("改造１.98万亩"), [(1_980_000, None, "万亩".to_owned())]);
    assert_eq!(figures("达到12,500户"), [(12_500_000_000, None, "户".to_owned())]);
    assert_eq!(figures("8.5公里/平方公里以上"), [(8_500_000, None, "公里/平方公里".to_owned())]);
}

#[test]
fn ranges_and_ratios() {
    assert_eq!(figures("1.1-1.3 倍之间"), [(1_100_000, Some(1_300_000), "倍".to_owned())]);
    assert_eq!(figures("3至5个"), [(3_000_000, Some(5_000_000), "个".to_owned())]);
    assert_eq!(figures("10%—15%"), [(10_000_000, Some(15_000_000), "%".to_owned())]);
    assert_eq!(figures("不低于1∶8"), [(125_000, None, String::new())]);
}

#[test]
fn chinese_figures_need_a_unit() {
    assert_eq!(figures("办好二十五所学校"), [(25_000_000, None, "所".to_owned())]);
    assert_eq!(figures("统一规划"), []);
    assert_eq!(figures("百分之八十"), [(80_000_000, None, "%".to_owned())]);
}

#[test]
fn a_ratio_is_exact_in_json() {
    let third = Number::ratio(1, 3).expect("a ratio");
    assert_eq!(serde_json::to_string(&third).expect("json"), "0.3333333333333333");
    assert_eq!(serde_json::to_string(&Number::whole(40)).expect("json"), "40");
}
