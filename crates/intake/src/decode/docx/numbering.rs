//! Automatic numbers of Word paragraphs, which the text itself does not hold.

use std::collections::HashMap;

use quick_xml::{Reader, events::Event};

use super::{attribute, value};

/// Levels of a Word list.
const LEVELS: usize = 9;

/// The list definitions of a document and how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    /// Definition of each list.
    lists: HashMap<String, String>,
    definitions: HashMap<String, Vec<Level>>,
    /// List and level of a paragraph style.
    styles: HashMap<String, (String, usize)>,
    counts: HashMap<String, [u32; LEVELS]>,
}

/// One level of a list.
#[derive(Clone, Debug, Default)]
struct Level {
    format: String,
    /// Such as `(%1)` or `%1.%2`.
    pattern: String,
    start: u32,
}

impl Numbering {
    /// Reads the list definitions; damaged ones give no numbers.
    pub(super) fn read(numbers: &[u8], styles: &[u8]) -> Self {
        let mut numbering = Self::default();
        numbering.read_definitions(&String::from_utf8_lossy(numbers));
        numbering.read_styles(&String::from_utf8_lossy(styles));
        numbering
    }

    fn read_definitions(&mut self, source: &str) {
        let mut reader = Reader::from_str(source);
        let (mut definition, mut list) = (String::new(), String::new());
        while let Ok(event) = reader.read_event() {
            let (Event::Start(tag) | Event::Empty(tag)) = &event else {
                if matches!(event, Event::Eof) {
                    return;
                } else {
                    continue;
                }
            };
            match tag.local_name().as_ref() {
                "abstractNum" => definition = attribute(tag, "abstractNumId"),
                "num" => list = attribute(tag, "numId"),
                "abstractNumId" => {
                    self.lists.insert(list.clone(), value(tag));
                }
                "lvl" => {
                    let levels = self.definitions.entry(definition.clone()).or_default();
                    if levels.len() < LEVELS {
                        levels.push(Level { start: 1, ..Level::default() });
                    }
                }
                "numFmt" => self.with_level(&definition, |level| level.format = value(tag)),
                "lvlText" => self.with_level(&definition, |level| level.pattern = value(tag)),
                "start" => self
                    .with_level(&definition, |level| level.start = value(tag).parse().unwrap_or(1)),
                _ => {}
            }
        }
    }

    fn with_level(&mut self, definition: &str, act: impl FnOnce(&mut Level)) {
        if let Some(level) =
            self.definitions.get_mut(definition).and_then(|levels| levels.last_mut())
        {
            act(level);
        }
    }

    fn read_styles(&mut self, source: &str) {
        let mut reader = Reader::from_str(source);
        let (mut style, mut level) = (String::new(), 0);
        while let Ok(event) = reader.read_event() {
            let (Event::Start(tag) | Event::Empty(tag)) = &event else {
                if matches!(event, Event::Eof) {
                    return;
                } else {
                    continue;
                }
            };
            match tag.local_name().as_ref() {
                "style" => {
                    style = attribute(tag, "styleId");
                    level = 0;
                }
                "ilvl" => level = value(tag).parse().unwrap_or(0),
                "numId" => {
                    self.styles.insert(style.clone(), (value(tag), level));
                }
                _ => {}
            }
        }
    }

    /// The number of the next paragraph of a list; empty for a paragraph of none.
    pub(super) fn next(&mut self, list: Option<(String, usize)>, style: Option<String>) -> String {
        let by_style = style.and_then(|style| self.styles.get(&style).cloned());
        let named = list.filter(|(list, _)| !list.is_empty());
        let Some((list, level)) =
            named.or(by_style).filter(|(list, level)| list != "0" && *level < LEVELS)
        else {
            return String::new();
        };
        let Some(levels) =
            self.lists.get(&list).and_then(|definition| self.definitions.get(definition))
        else {
            return String::new();
        };
        let counts = self.counts.entry(list).or_insert([0; LEVELS]);
        for (depth, count) in counts.iter_mut().enumerate().skip(level) {
            let start = levels.get(depth).map_or(1, |level| level.start);
            *count = match (depth == level, *count) {
                (true, 0) => start,
                (true, count) => count.saturating_add(1),
                (false, _) => 0,
            };
        }
        written(levels, counts, level)
    }
}

/// Puts the counts into the level's pattern.
fn written(levels: &[Level], counts: &[u32; LEVELS], level: usize) -> String {
    let Some(pattern) = levels.get(level).map(|level| level.pattern.as_str()) else {
        return String::new();
    };
    let mut number = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('%') {
        number.push_str(before);
        let depth = after.chars().next().and_then(|c| c.to_digit(10)).unwrap_or(0) as usize;
        let Some(depth) = depth.checked_sub(1) else {
            return String::new();
        };
        let format = levels.get(depth).map_or("decimal", |level| level.format.as_str());
        number.push_str(&digits(counts.get(depth).copied().unwrap_or(1).max(1), format));
        rest = after.get(1..).unwrap_or("");
    }
    number.push_str(rest);
    let is_bullet =
        levels.get(level).is_some_and(|level| level.format == "bullet" || level.format == "none");
    if is_bullet { String::new() } else { number }
}

/// A count in the list's kind of figures.
fn digits(count: u32, format: &str) -> String {
    match format {
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "ideographTraditional"
        | "chineseLegalSimplified" => chinese(count),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" | "ideographEnclosedCircle" => {
            let circled = char::from_u32(0x245f + count).filter(|_| count <= 20);
            circled.map_or_else(|| count.to_string(), String::from)
        }
        _ => count.to_string(),
    }
}

/// A count below a hundred in Chinese.
fn chinese(count: u32) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |value: u32| DIGITS.get(value as usize).copied().unwrap_or("");
    match count {
        0..=9 => digit(count).to_owned(),
        10..=19 => format!("十{}", digit(count - 10)),
        20..=99 => format!("{}十{}", digit(count / 10), digit(count % 10)),
        _ => count.to_string(),
    }
}
