//! A draft for people: headings, tasks with units and targets, aims, findings, each with its line.

use duban_intake::Span;
use duban_intake::draft::{Draft, Finding, Resolution, ResolvedBy, Role, Target, Task};

/// The lines to print for a draft.
pub fn lines(draft: &Draft) -> Vec<String> {
    let place = Place::of(draft);
    let mut page = head(draft);
    if !draft.sections.is_empty() {
        page.extend([String::new(), "headings".to_owned()]);
    }
    page.extend(draft.sections.iter().map(|section| {
        let indent = "  ".repeat(section.level);
        format!("{}{indent}{}  {}", place.line(section.span), section.number, section.title)
    }));
    for task in &draft.tasks {
        page.push(String::new());
        page.extend(about(task, &place));
    }
    if !draft.goals.is_empty() {
        page.extend([String::new(), "aims outside tasks".to_owned()]);
    }
    page.extend(
        draft.goals.iter().map(|goal| format!("{}  {}", place.line(goal.span), promise(goal))),
    );
    if !draft.findings.is_empty() {
        page.extend([String::new(), "findings".to_owned()]);
    }
    page.extend(draft.findings.iter().flat_map(|finding| asked(finding, &place)));
    page.extend([String::new(), sum(draft)]);
    page
}

/// Where the lines of the text end, so that a line is found without counting again.
struct Place(Vec<usize>);

impl Place {
    fn of(draft: &Draft) -> Self {
        let ends = draft.text().chars().enumerate().filter(|(_, c)| *c == '\n');
        Self(ends.map(|(at, _)| at).collect())
    }

    fn line(&self, span: Span) -> String {
        format!("line {:>4}", 1 + self.0.partition_point(|&end| end < span.start))
    }
}

fn head(draft: &Draft) -> Vec<String> {
    let source = &draft.source;
    let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".into());
    let issued = source.issued_on.map_or_else(|| "-".into(), |on| on.to_string());
    let mut head = vec![
        format!("{}  {}", or_dash(&source.document_number), or_dash(&source.title)),
        format!("issued by {} on {issued}", or_dash(&source.issuer)),
    ];
    if let Some(common) = &draft.common_implementers {
        let of = common.applies_to_section.as_ref().map(|section| format!(" of {section}"));
        let of = of.unwrap_or_default();
        head.push(format!("every task{of} is carried out by: {}", common.names.join("、")));
    }
    head
}

fn about(task: &Task, place: &Place) -> Vec<String> {
    let title = task.title.as_deref().unwrap_or(&task.starts_with);
    let mut lines =
        vec![format!("{}  {} {title}  [{}]", place.line(task.span), task.id, task.path.join("/"))];
    for duty in &task.duties {
        let part = match duty.role {
            Role::Lead if task.lead_basis.is_inferred() => "lead (listed first)",
            Role::Lead => "lead",
            Role::CoLead => "co-lead",
            Role::Support => "support",
            Role::Implement => "implement",
        };
        let known = duty.organisation.as_ref().map(known).unwrap_or_default();
        lines.push(format!("{}    {part}: {}{known}", place.line(duty.span), duty.unit));
    }
    if task.open_ended {
        lines.push(format!("{}    and others not named", place.line(task.units_span)));
    }
    if let Some(words) = &task.deadline_text {
        let on = task.deadline.map_or_else(|| "no date".to_owned(), |on| on.to_string());
        lines.push(format!("{}    due: {words} ({on})", place.line(task.units_span)));
    }
    let promised = task.targets.iter();
    lines.extend(
        promised.map(|target| format!("{}    - {}", place.line(target.span), promise(target))),
    );
    lines
}

/// Which organisation a unit was recognised as, when its name does not say it.
fn known(found: &Resolution) -> String {
    match found.by {
        ResolvedBy::Name => String::new(),
        ResolvedBy::Alias | ResolvedBy::Abbreviation => format!(" = {}", found.name),
        ResolvedBy::Similarity => format!(" = {}? ({} per cent)", found.name, found.certainty),
    }
}

fn promise(target: &Target) -> String {
    let by = target.deadline.map_or_else(String::new, |on| format!(" by {on}"));
    let carried = if target.deadline_carried { " (date from above)" } else { "" };
    let scope = target.scope.as_deref().map_or_else(String::new, |scope| format!(" [{scope}]"));
    format!("{}{by}{carried}{scope}", target.text.split_whitespace().collect::<String>())
}

fn asked(finding: &Finding, place: &Place) -> [String; 2] {
    let code = serde_json::to_value(finding.code).ok();
    let code = code.as_ref().and_then(|code| code.as_str()).unwrap_or_default();
    let about = finding.target.as_deref().or(finding.task.as_deref()).unwrap_or("-");
    let words: String = finding.words.chars().take(30).collect();
    [
        format!("{}  {about}  {code} “{words}”: {}", place.line(finding.span), finding.ask),
        format!("{:11}{}", "", finding.ask_in_english),
    ]
}

fn sum(draft: &Draft) -> String {
    let targets: usize = draft.tasks.iter().map(|task| task.targets.len()).sum();
    format!(
        "{} headings, {} tasks, {targets} targets, {} goals, {} findings, {} repairs",
        draft.sections.len(),
        draft.tasks.len(),
        draft.goals.len(),
        draft.findings.len(),
        draft.repairs.len(),
    )
}

#[cfg(test)]
mod tests {
    use duban_intake::{Hints, read};

    use super::lines;

    const PLAN: &str = "一、目标\n到2025年，覆盖率达到90%。\n二、任务\n\
        （一）修路。到2026年，新建道路60公里。（责任单位：市交通局、市财政局等）\n";

    #[test]
    fn everything_found_stands_with_its_line() {
        let draft = read(PLAN.as_bytes(), &Hints::default()).expect("a plan");
        let page = lines(&draft);
        for wanted in [
            "line    4    二/(一)  修路",
            "line    4  T01 修路  [二/(一)]",
            "line    4    lead (listed first): 市交通局",
            "line    4    and others not named",
            "line    4    - 新建道路60公里 by 2026-12-31",
            "line    2  覆盖率达到90% by 2025-12-31",
            "3 headings, 1 tasks, 1 targets, 1 goals, 2 findings, 0 repairs",
        ] {
            assert!(page.iter().any(|line| line == wanted), "{wanted}: {page:#?}");
        }
        let asked = "line    4  T01  LEAD_INFERRED “市交通局、市财政局等”";
        assert!(page.iter().any(|line| line.starts_with(asked)), "{page:#?}");
    }
}
