//! Every lawful no of a person.

use crate::rejection::rejections;
use crate::value::id::{PostId, UnitId};

rejections! {
    /// The person is on file.
    AlreadyRegistered "ALREADY_REGISTERED" { name: String }
        => "人员“{name}”已登记。", "\"{name}\" is on file already.";
           "无需再次登记。", "There is no need to register again.";
    /// The person is not on file.
    NotRegistered "NOT_REGISTERED"
        => "人员尚未登记。", "The person is not on file.";
           "请先登记。", "Register the person first.";
    /// The role has no such grade.
    GradeUnfit "GRADE_UNFIT" { role: &'static str, grade: &'static str } on "grade"
        => "角色 {role} 没有职级 {grade}。", "The role {role} has no grade {grade}.";
           "请选择该角色的职级。", "Choose a grade of that role.";
    /// The unit is not on file.
    UnitUnknown "UNIT_UNKNOWN" { unit: UnitId } on "unitId"
        => "单位 {unit} 不在单位名录中。", "Unit {unit} is not on file.";
           "请先登记该单位。", "Register the unit first.";
    /// A county post needs a county, a bureau post a bureau.
    UnitUnfit "UNIT_UNFIT" { role: &'static str, unit: UnitId } on "unitId"
        => "角色 {role} 不能设在单位 {unit}。", "The role {role} does not fit unit {unit}.";
           "COUNTY 设在县区,BUREAU 设在市直单位。", "`COUNTY` sits in a county, `BUREAU` in a bureau.";
    /// Posts count in a plan or jurisdiction, or in their own unit.
    ScopeUnfit "SCOPE_UNFIT" { role: &'static str } on "scope"
        => "角色 {role} 的任职范围不当。", "The scope does not fit the role {role}.";
           "承办单位和三员限本单位;其他角色须指定方案或辖区。", "Holders and administrators count in their own unit; all others in a plan or jurisdiction.";
    /// The three administrators exclude all other roles.
    AdministratorsExclusive "ADMINISTRATORS_EXCLUSIVE" { role: &'static str, held: &'static str } on "role"
        => "已任 {held},不能再任 {role}:三员互斥。", "The person holds {held}; {role} cannot be added, for administrators are exclusive.";
           "请由另一人任职。", "Give the post to another person.";
    /// The same post again.
    PostHeld "POST_HELD" { role: &'static str } on "role"
        => "已任同一单位、职级和范围的 {role}。", "The person holds this post of {role} already.";
           "无需再次授予。", "There is no need to grant it again.";
    /// Not one of the person's posts.
    PostUnknown "POST_UNKNOWN" { post: PostId } on "postId"
        => "该人员没有岗位 {post}。", "The person does not hold post {post}.";
           "请使用该人员 posts 中的岗位。", "Use one of the person's `posts`.";
    /// Too many posts.
    TooManyPosts "TOO_MANY_POSTS" { limit: usize }
        => "一人至多 {limit} 个岗位。", "One person holds at most {limit} posts.";
           "请先免去其他岗位。", "Revoke another post first.";
}
