//! The scheme, the counties and the objections of an assessment as clients see them.

use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use duban_domain::assessment::state::{Adjustment, Plan, Rectification};
use duban_domain::measure::score::scheme::{AdjustmentRule, Class, Effect, Indicator, Ranking};
use duban_domain::value::code::Code;
use duban_engine::queries::assessments::course::{CountyRow, ObjectionRow};

use super::DatumKind;
use crate::id::Id;
use crate::mutation::adjustment::AdjustmentKind;
use crate::mutation::objection::ObjectionRuling;
use crate::types::assessment::datum_value;
use crate::types::organisation::{Organisation, Person, optional_person, optional_unit};
use crate::types::scalar::{Date, date};

/// What a year is scored by. 考核方案。
#[derive(Debug, Clone)]
pub struct AssessmentScheme(pub Plan);

/// What a year is scored by. 考核方案。
#[Object]
impl AssessmentScheme {
    /// What it calls itself. 名称。
    async fn title(&self) -> &str {
        self.0.title.as_str()
    }

    /// The year. 考核年度。
    async fn year(&self) -> i32 {
        self.0.year
    }

    /// By when it gives fair notice. 印发期限。
    async fn publish_by(&self) -> Date {
        self.0.publish_by.into()
    }

    /// The publicity of the scores, in working days. 公示期(工作日)。
    async fn publicity_workdays(&self) -> u32 {
        self.0.terms.publicity_workdays
    }

    /// That of what an upheld objection changed, in working days. 更正公示期(工作日)。
    async fn republication_workdays(&self) -> u32 {
        self.0.terms.republication_workdays
    }

    /// By when an objection is decided, in working days. 异议裁定期限(工作日)。
    async fn objection_workdays(&self) -> u32 {
        self.0.terms.objection_workdays
    }

    /// By when the lowest rectify, in months. 整改期限(月)。
    async fn rectification_months(&self) -> u32 {
        self.0.terms.rectification_months
    }

    /// The classes that counties are compared within. 分类。
    async fn classes(&self) -> Vec<SchemeClass> {
        self.0.scheme.classes.iter().map(|class| SchemeClass::of(class, &self.0)).collect()
    }

    /// The dimensions. 维度。
    async fn dimensions(&self) -> Vec<SchemeCode> {
        self.0.scheme.dimensions.iter().map(|code| SchemeCode::of(code, &self.0)).collect()
    }

    /// The indicators, at most 200. 指标,至多 200 项。
    async fn indicators(&self) -> Vec<SchemeIndicator> {
        self.0.scheme.indicators.iter().map(|one| SchemeIndicator::of(one, &self.0)).collect()
    }

    /// What may add or take points or bar the upper grades. 加减分和否决事项。
    async fn adjustments(&self) -> Vec<SchemeAdjustment> {
        self.0.scheme.adjustments.iter().map(|rule| SchemeAdjustment::of(rule, &self.0)).collect()
    }

    /// The most that bonuses add, four places. 加分上限。
    async fn bonus_cap(&self) -> String {
        self.0.scheme.caps.bonus.to_string()
    }

    /// The most that deductions take, four places. 扣分上限。
    async fn deduction_cap(&self) -> String {
        self.0.scheme.caps.deduction.to_string()
    }

    /// From this total on excellent is possible. 优秀线。
    async fn excellent_from(&self) -> String {
        self.0.scheme.grading.excellent.to_string()
    }

    /// From this total on a county is good. 良好线。
    async fn good_from(&self) -> String {
        self.0.scheme.grading.good.to_string()
    }

    /// From this total on it is fair, below it poor. 一般线,低于为较差。
    async fn fair_from(&self) -> String {
        self.0.scheme.grading.fair.to_string()
    }

    /// The share of a class that may be excellent, as a fraction; null where lines alone decide.
    /// 优秀比例(分数);只按分数线时为 null。
    async fn quota(&self) -> Option<String> {
        self.0.scheme.grading.quota.map(|quota| quota.to_string())
    }
}

/// A code of a scheme with what it is called. 代码与名称。
#[derive(Debug, Clone, SimpleObject)]
pub struct SchemeCode {
    /// The code. 代码。
    code: String,
    /// What it is called. 名称。
    name: String,
}

impl SchemeCode {
    fn of(code: &Code, plan: &Plan) -> Self {
        Self { code: code.to_string(), name: plan.name(code).to_owned() }
    }
}

/// A class of counties. 分类。
#[derive(Debug, Clone, SimpleObject)]
pub struct SchemeClass {
    /// The code. 代码。
    code: String,
    /// What it is called. 名称。
    name: String,
    /// Whether its counties are ranked. 是否排名。
    ranked: bool,
    /// Its counties, by their codes. 成员县区代码。
    members: Vec<String>,
}

impl SchemeClass {
    fn of(class: &Class, plan: &Plan) -> Self {
        let members = plan.counties.iter().filter(|(_, of)| **of == class.code);
        Self {
            code: class.code.to_string(),
            name: plan.name(&class.code).to_owned(),
            ranked: class.ranking == Ranking::Ranked,
            members: members.map(|(county, _)| county.to_string()).collect(),
        }
    }
}

/// An indicator of a scheme. 考核指标。
#[derive(Debug, Clone, SimpleObject)]
pub struct SchemeIndicator {
    /// The code. 代码。
    code: String,
    /// What it is called. 名称。
    name: String,
    /// The code of its dimension. 维度代码。
    dimension: String,
    /// The code of who supplies the datum. 数据来源代码。
    source: String,
    /// The code of who checks it. 审核单位代码。
    checker: String,
    /// The number of the method, M1 to M9, or D for the record. 计分方法编号(M1—M9、D)。
    method: String,
    /// The parameters of the method as JSON; figures in millionths, points in ten-thousandths.
    /// 方法参数(JSON;数值为百万分之一,分值为万分之一)。
    parameters: String,
    /// The target; null where classes or counties have their own. 目标值;由分类或县区确定时为 null。
    target: Option<String>,
    /// What it weighs in each class that uses it. 各分类权重。
    weights: Vec<SchemeWeight>,
}

impl SchemeIndicator {
    fn of(one: &Indicator, plan: &Plan) -> Self {
        let weights = one.classes.iter().map(|(class, terms)| SchemeWeight {
            class: class.to_string(),
            weight: terms.weight.to_string(),
            target: terms.target.map(|target| target.to_string()),
        });
        Self {
            code: one.code.to_string(),
            name: plan.name(&one.code).to_owned(),
            dimension: one.dimension.to_string(),
            source: one.source.to_string(),
            checker: one.checker.to_string(),
            method: one.method.id().to_owned(),
            parameters: serde_json::to_string(&one.method).unwrap_or_default(),
            target: one.target.map(|target| target.to_string()),
            weights: weights.collect(),
        }
    }
}

/// What an indicator weighs in a class. 分类权重。
#[derive(Debug, Clone, SimpleObject)]
pub struct SchemeWeight {
    /// The code of the class. 分类代码。
    class: String,
    /// The weight, four places; those of a class add up to 100. 权重。
    weight: String,
    /// The target of the class; null where that of the indicator counts. 分类目标;用指标目标时为 null。
    target: Option<String>,
}

/// What may move a score beside the data. 加减分和否决事项。
#[derive(Debug, Clone, SimpleObject)]
pub struct SchemeAdjustment {
    /// The code. 代码。
    code: String,
    /// What it is called. 名称。
    name: String,
    /// What it does. 类别。
    kind: AdjustmentKind,
    /// The most points for one matter; null for a veto. 每项最高分值;否决为 null。
    points: Option<String>,
    /// The document that lets it count. 依据文件。
    basis: String,
}

impl SchemeAdjustment {
    fn of(rule: &AdjustmentRule, plan: &Plan) -> Self {
        let (kind, points) = match rule.effect {
            Effect::Bonus(most) => (AdjustmentKind::Bonus, Some(most)),
            Effect::Deduction(most) => (AdjustmentKind::Deduction, Some(most)),
            Effect::Veto => (AdjustmentKind::Veto, None),
        };
        Self {
            code: rule.code.to_string(),
            name: plan.name(&rule.code).to_owned(),
            kind,
            points: points.map(|points| points.to_string()),
            basis: rule.basis.clone(),
        }
    }
}

/// What was entered for a county beside its data, and what it owes. 考核对象。
#[derive(Debug, Clone)]
pub struct AssessmentCounty(pub CountyRow);

/// What was entered for a county beside its data, and what it owes. 考核对象。
#[Object]
impl AssessmentCounty {
    /// The county, as the scheme names it. 县区代码。
    async fn county(&self) -> &str {
        &self.0.county
    }

    /// What it is called. 名称。
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The county itself. 县区。
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        optional_unit(ctx, self.0.as_of, Some(self.0.unit)).await
    }

    /// The class it is compared within. 所属分类。
    async fn class(&self) -> &str {
        &self.0.class
    }

    /// Bonus, deduction, veto and red orders, in the order in which they were entered.
    /// 加减分、否决和红色督办单,按登记顺序。
    async fn adjustments(&self) -> Vec<CountyAdjustment> {
        self.0.adjustments.iter().map(CountyAdjustment::of).collect()
    }

    /// How far its rectification is; null where it owes none. 整改状态;无须整改为 null。
    async fn rectification(&self) -> Option<RectificationState> {
        self.0.rectification.as_ref().map(|known| match known {
            Rectification::Owed(_) => RectificationState::Owed,
            Rectification::HandedIn(..) => RectificationState::HandedIn,
            Rectification::Accepted(_) => RectificationState::Accepted,
        })
    }

    /// By when it is owed; null unless it is. 整改期限;非待整改为 null。
    async fn rectify_by(&self) -> Option<Date> {
        match &self.0.rectification {
            Some(Rectification::Owed(due_on)) => date(Some(*due_on)),
            Some(Rectification::HandedIn(..) | Rectification::Accepted(_)) | None => None,
        }
    }

    /// What shows the rectification; null until it is handed in. 整改佐证;报送前为 null。
    async fn rectification_evidence_id(&self) -> Option<ID> {
        match &self.0.rectification {
            Some(Rectification::HandedIn(evidence, _) | Rectification::Accepted(evidence)) => {
                Some(Id(*evidence).into())
            }
            Some(Rectification::Owed(_)) | None => None,
        }
    }
}

/// Something that moved the score of a county beside its data. 县区加减分。
#[derive(Debug, Clone, SimpleObject)]
pub struct CountyAdjustment {
    /// What it does. 类别。
    kind: AdjustmentKind,
    /// The rule of the scheme; null for red orders. 方案中的事项代码;红色督办单为 null。
    rule: Option<String>,
    /// What for; null for red orders. 事项;红色督办单为 null。
    matter: Option<String>,
    /// The points, four places; null for a veto and for red orders. 分值;否决和红色督办单为 null。
    points: Option<String>,
    /// The document; null for red orders. 依据文件;红色督办单为 null。
    basis: Option<String>,
    /// How many red orders; null for the other kinds. 红色督办单数;其他类别为 null。
    red_orders: Option<u32>,
}

impl CountyAdjustment {
    fn of(adjustment: &Adjustment) -> Self {
        let (kind, rule, matter, points, basis) = match adjustment {
            Adjustment::Bonus(it) => {
                (AdjustmentKind::Bonus, &it.rule, &it.matter, Some(it.points), &it.basis)
            }
            Adjustment::Deduction(it) => {
                (AdjustmentKind::Deduction, &it.rule, &it.matter, Some(it.points), &it.basis)
            }
            Adjustment::Veto(it) => (AdjustmentKind::Veto, &it.rule, &it.matter, None, &it.basis),
            Adjustment::RedOrders(orders) => {
                let (rule, matter, points, basis) = (None, None, None, None);
                let kind = AdjustmentKind::RedOrders;
                return Self { kind, rule, matter, points, basis, red_orders: Some(*orders) };
            }
        };
        Self {
            kind,
            rule: Some(rule.to_string()),
            matter: Some(matter.clone()),
            points: points.map(|points| points.to_string()),
            basis: Some(basis.clone()),
            red_orders: None,
        }
    }
}

/// How far a rectification is. 整改状态。
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum RectificationState {
    /// It is owed. 待整改。
    Owed,
    /// It was handed in. 已报整改。
    HandedIn,
    /// It was accepted. 已验收。
    Accepted,
}

/// An objection to one datum of a county. 异议。
#[derive(Debug, Clone)]
pub struct AssessmentObjection(pub ObjectionRow);

/// An objection to one datum of a county. 异议。
#[Object]
impl AssessmentObjection {
    /// Its number, counted from 1. 编号,从 1 起。
    async fn number(&self) -> u32 {
        self.0.number
    }

    /// The county, as the scheme names it. 县区代码。
    async fn county(&self) -> &str {
        &self.0.county
    }

    /// The county itself. 县区。
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        optional_unit(ctx, self.0.as_of, Some(self.0.unit)).await
    }

    /// The indicator, as the scheme names it. 指标代码。
    async fn indicator(&self) -> &str {
        &self.0.indicator
    }

    /// What the indicator is called. 指标名称。
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What the datum should be: its kind. 主张的数据类别。
    async fn claim_kind(&self) -> DatumKind {
        DatumKind::of(&self.0.claim.datum)
    }

    /// What the datum should be; null for votes, records and what is no figure.
    /// 主张的数值;评议、履职记录和非数值为 null。
    async fn claim_value(&self) -> Option<String> {
        datum_value(&self.0.claim.datum)
    }

    /// What shows it. 佐证。
    async fn evidence_id(&self) -> ID {
        Id(self.0.evidence).into()
    }

    /// Why. 理由。
    async fn reason(&self) -> &str {
        &self.0.reason
    }

    /// Who objected; null where hidden. 异议人;不可见为 null。
    async fn by(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        optional_person(ctx, self.0.as_of, self.0.by).await
    }

    /// By when it is decided. 裁定期限。
    async fn due_on(&self) -> Date {
        self.0.due_on.into()
    }

    /// What became of it; null while it is open. 裁定;未裁定为 null。
    async fn ruling(&self) -> Option<ObjectionRuling> {
        self.0.ruling.map(Into::into)
    }

    /// Why it was decided so; null while it is open. 裁定理由;未裁定为 null。
    async fn because(&self) -> Option<&str> {
        self.0.because.as_deref()
    }

    /// Who decided; null while it is open, and where hidden. 裁定人;未裁定或不可见为 null。
    async fn decided_by(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        optional_person(ctx, self.0.as_of, self.0.decided_by).await
    }
}
