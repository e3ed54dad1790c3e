//! The words that announce a duty.

use crate::piece::{Piece, Sieve};

/// What a label before a colon announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    Lead,
    Listed,
    Support,
    Implement,
    Person,
    Deadline,
}

const LABELS: &[(&str, Label)] = &[
    ("牵头责任单位", Label::Lead),
    ("牵头责任部门", Label::Lead),
    ("责任牵头单位", Label::Lead),
    ("牵头负责单位", Label::Lead),
    ("市级牵头单位", Label::Lead),
    ("市直牵头单位", Label::Lead),
    ("第一责任单位", Label::Lead),
    ("总牵头单位", Label::Lead),
    ("牵头单位", Label::Lead),
    ("牵头部门", Label::Lead),
    ("主责单位", Label::Lead),
    ("主责部门", Label::Lead),
    ("主办单位", Label::Lead),
    ("主办部门", Label::Lead),
    ("主要责任单位", Label::Lead),
    ("主体责任单位", Label::Lead),
    ("配合责任单位", Label::Support),
    ("责任配合单位", Label::Support),
    ("配合单位", Label::Support),
    ("配合部门", Label::Support),
    ("协同单位", Label::Support),
    ("协同部门", Label::Support),
    ("协同配合单位", Label::Support),
    ("协办单位", Label::Support),
    ("协办部门", Label::Support),
    ("协助单位", Label::Support),
    ("协助部门", Label::Support),
    ("协作单位", Label::Support),
    ("参与单位", Label::Support),
    ("参与部门", Label::Support),
    ("参加单位", Label::Support),
    ("支持单位", Label::Support),
    ("指导单位", Label::Support),
    ("落实单位", Label::Implement),
    ("实施单位", Label::Implement),
    ("实施主体", Label::Implement),
    ("属地单位", Label::Implement),
    ("责任单位", Label::Listed),
    ("责任部门", Label::Listed),
    ("责任主体", Label::Listed),
    ("责任分工", Label::Listed),
    ("负责单位", Label::Listed),
    ("负责部门", Label::Listed),
    ("承办单位", Label::Listed),
    ("承担单位", Label::Listed),
    ("任务分工", Label::Listed),
    ("责任领导", Label::Person),
    ("牵头领导", Label::Person),
    ("分管领导", Label::Person),
    ("分管市领导", Label::Person),
    ("牵头市领导", Label::Person),
    ("市级领导", Label::Person),
    ("挂帅领导", Label::Person),
    ("包联领导", Label::Person),
    ("责任人", Label::Person),
    ("负责人", Label::Person),
    ("完成时限", Label::Deadline),
    ("完成时间", Label::Deadline),
    ("完成期限", Label::Deadline),
    ("时限要求", Label::Deadline),
    ("时间要求", Label::Deadline),
    ("时间节点", Label::Deadline),
    ("办结时限", Label::Deadline),
    ("时限", Label::Deadline),
    ("责任科室", Label::Listed),
    ("责任处室", Label::Listed),
    ("工作单位", Label::Listed),
    ("责任县区", Label::Implement),
    ("共同牵头单位", Label::Lead),
    ("联合牵头单位", Label::Lead),
];

/// Short labels; they count only with a colon right after them.
const SHORT_LABELS: &[(&str, Label)] = &[
    ("牵头", Label::Lead),
    ("配合", Label::Support),
    ("协同", Label::Support),
    ("参与", Label::Support),
    ("责任", Label::Listed),
    ("落实", Label::Implement),
];

/// The label that begins at this place, with the length of its word.
pub(super) fn label_at(piece: Piece<'_>, at: usize) -> Option<(Label, usize)> {
    let first = Sieve::of(piece.at(at)?);
    LABELS
        .iter()
        .find(|(word, _)| first.opens(word) && piece.has_at(at, word))
        .map(|(word, label)| (*label, word.chars().count()))
}

/// The label with its colon that begins at this place; blanks and a remark in brackets may stand
/// between, as in 责任单位(列第一位的为牵头单位):
pub(super) fn labelled_at(piece: Piece<'_>, at: usize) -> Option<(Label, usize)> {
    let Some((label, length)) = label_at(piece, at) else {
        let (word, label) = SHORT_LABELS.iter().find(|(word, _)| piece.has_at(at, word))?;
        let colon = at + word.chars().count();
        return (piece.at(colon) == Some(':')).then_some((*label, colon + 1 - at));
    };
    let mut end = at + length;
    while piece.at(end).is_some_and(|c| c == ' ' || c == '及') {
        end += 1;
    }
    if piece.at(end) == Some('(') {
        let closing = piece.cut(end, end + 40).position(|c| c == ')')?;
        end += closing + 1;
    }
    (piece.at(end) == Some(':')).then_some((label, end + 1 - at))
}

/// What the verb after a list of units says about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verb {
    Lead,
    Listed,
    Support,
    Implement,
}

/// Verbs that close a list of units; longer before shorter.
pub(super) const VERBS: &[(&str, Verb)] = &[
    ("共同牵头负责", Verb::Lead),
    ("联合牵头负责", Verb::Lead),
    ("分别牵头负责", Verb::Lead),
    ("按职责牵头负责", Verb::Lead),
    ("牵头组织实施", Verb::Lead),
    ("牵头统筹推进", Verb::Lead),
    ("牵头负责落实", Verb::Lead),
    ("牵头推进落实", Verb::Lead),
    ("牵头会同", Verb::Lead),
    ("共同牵头", Verb::Lead),
    ("分别牵头", Verb::Lead),
    ("联合牵头", Verb::Lead),
    ("牵头负责", Verb::Lead),
    ("牵头组织", Verb::Lead),
    ("牵头落实", Verb::Lead),
    ("牵头实施", Verb::Lead),
    ("牵头推进", Verb::Lead),
    ("牵头抓总", Verb::Lead),
    ("负责牵头", Verb::Lead),
    ("总牵头", Verb::Lead),
    ("牵头", Verb::Lead),
    ("主办", Verb::Lead),
    ("主责", Verb::Lead),
    ("按照职责分工配合", Verb::Support),
    ("按职责分工配合", Verb::Support),
    ("按职责分工参与", Verb::Support),
    ("按职责配合", Verb::Support),
    ("积极配合", Verb::Support),
    ("协同配合", Verb::Support),
    ("配合落实", Verb::Support),
    ("配合实施", Verb::Support),
    ("配合推进", Verb::Support),
    ("配合做好", Verb::Support),
    ("共同配合", Verb::Support),
    ("协助配合", Verb::Support),
    ("参与配合", Verb::Support),
    ("参加配合", Verb::Support),
    ("共同参与", Verb::Support),
    ("协同推进", Verb::Support),
    ("协同落实", Verb::Support),
    ("等配合", Verb::Support),
    ("配合", Verb::Support),
    ("参与", Verb::Support),
    ("参加", Verb::Support),
    ("协助", Verb::Support),
    ("协同", Verb::Support),
    ("协办", Verb::Support),
    ("支持", Verb::Support),
    ("指导", Verb::Support),
    ("按照职责分工负责落实", Verb::Listed),
    ("按职责分工负责落实", Verb::Listed),
    ("按照职责分工分别负责", Verb::Listed),
    ("按职责分工分别负责", Verb::Listed),
    ("按照职责分工抓好落实", Verb::Listed),
    ("按照职责分工负责", Verb::Listed),
    ("按职责分工负责", Verb::Listed),
    ("按照职责分工落实", Verb::Listed),
    ("按职责分工落实", Verb::Listed),
    ("按职责分工推进", Verb::Listed),
    ("按职责分工", Verb::Listed),
    ("按照各自职责负责", Verb::Listed),
    ("按照各自职责分工负责", Verb::Listed),
    ("按各自职责分工负责", Verb::Listed),
    ("按各自职责负责", Verb::Listed),
    ("按照各自职责", Verb::Listed),
    ("依职责分工负责", Verb::Listed),
    ("依职责负责", Verb::Listed),
    ("按职责负责", Verb::Listed),
    ("按职能负责", Verb::Listed),
    ("分工负责", Verb::Listed),
    ("分别负责", Verb::Listed),
    ("共同负责", Verb::Listed),
    ("共同推进", Verb::Listed),
    ("具体负责", Verb::Listed),
    ("负责落实", Verb::Implement),
    ("负责实施", Verb::Implement),
    ("负责组织实施", Verb::Implement),
    ("组织实施", Verb::Implement),
    ("具体实施", Verb::Implement),
    ("具体落实", Verb::Implement),
    ("抓好落实", Verb::Implement),
    ("贯彻落实", Verb::Implement),
    ("推进落实", Verb::Implement),
    ("落实", Verb::Implement),
    ("实施", Verb::Implement),
    ("承办", Verb::Listed),
    ("负责", Verb::Listed),
];

/// The verb that ends a segment, with the length of its word.
pub(super) fn verb_at_end(piece: Piece<'_>) -> Option<(Verb, usize)> {
    let last = Sieve::of(piece.last()?);
    VERBS
        .iter()
        .filter(|(word, _)| last.closes(word) && piece.ends_with(word))
        .max_by_key(|(word, _)| word.len())
        .map(|(word, verb)| (*verb, word.chars().count()))
}
