//! What is more sensitive than the thing it stands on: contents of the journal, words that were
//! not handed in yet, names of people, digests.
//!
//! The name is the path; its last part is looked for in the answer.

use serde_json::json;

use super::{About, Case};

pub const SECRETS: &[Case] = &[
    Case {
        name: "Assignment.history.payload",
        document: "query($id: ID!) { assignment(id: $id) { history(first: 9) \
                   { edges { node { payload } } } } }",
        ask: |world, at| json!({ "id": world.held(at, "signed") }),
        about: About::Thing,
    },
    Case {
        name: "Assignment.latestLine.progress",
        document: "query($id: ID!) { assignment(id: $id) { latestLine { entry { progress } } } }",
        ask: |world, at| json!({ "id": world.reviewed(at, "drafted") }),
        about: About::Thing,
    },
    Case {
        name: "Assignment.responsiblePost.personName",
        document: "query($id: ID!) { assignment(id: $id) { responsiblePost { personName } } }",
        ask: |world, at| json!({ "id": world.held(at, "signed") }),
        about: About::Thing,
    },
    Case {
        name: "Assignment.signedBy.name",
        document: "query($id: ID!) { assignment(id: $id) { signedBy { name } } }",
        ask: |world, at| json!({ "id": world.held(at, "signed") }),
        about: About::Thing,
    },
    Case {
        name: "Assignment.statement",
        document: "query($id: ID!) { assignment(id: $id) { statement } }",
        ask: |world, at| json!({ "id": world.reviewed(at, "closing") }),
        about: About::Thing,
    },
    Case {
        name: "Evidence.history.payload",
        document: "query($id: ID!) { evidenceItem(id: $id) { history(first: 9) \
                   { edges { node { payload } } } } }",
        ask: |world, at| json!({ "id": world.reviewed(at, "evidence") }),
        about: About::Thing,
    },
    Case {
        name: "Evidence.url",
        document: "query($id: ID!) { evidenceItem(id: $id) { url } }",
        ask: |world, at| json!({ "id": world.reviewed(at, "evidence") }),
        about: About::Thing,
    },
    Case {
        name: "Organisation.liaison.phone",
        document: "query($id: ID!) { organisation(id: $id) { liaison { phone } } }",
        ask: |world, at| json!({ "id": world.unit(at) }),
        about: About::Thing,
    },
    Case {
        name: "JournalEntry.payload",
        document: "query($id: ID) { journal(first: 9, stream: $id) \
                   { edges { node { payload } } } }",
        ask: |world, at| json!({ "id": world.asked(at, "signed.task") }),
        about: About::Thing,
    },
    Case {
        name: "JournalEntry.log.payload",
        document: "{ journal(first: 9) { edges { node { payload } } } }",
        ask: |_, _| json!({}),
        about: About::Oneself,
    },
    Case {
        name: "JournalEntry.person.name",
        document: "query($id: ID) { journal(first: 9, stream: $id) \
                   { edges { node { person { name } } } } }",
        ask: |world, at| json!({ "id": world.held(at, "signed") }),
        about: About::Thing,
    },
    Case {
        name: "Person.history.payload",
        document: "query($id: ID) { journal(first: 9, stream: $id) \
                   { edges { node { payload } } } }",
        ask: |world, at| json!({ "id": world.handler(at, "person") }),
        about: About::Thing,
    },
    Case {
        name: "Person.name",
        document: "query($id: ID!) { node(id: $id) { ... on Person { name } } }",
        ask: |world, at| json!({ "id": world.handler(at, "person") }),
        about: About::Thing,
    },
    Case {
        name: "Person.posts.role",
        document: "query($id: ID!) { node(id: $id) { ... on Person { posts { role } } } }",
        ask: |world, at| json!({ "id": world.handler(at, "person") }),
        about: About::Thing,
    },
    Case {
        name: "Plan.digest",
        document: "query($id: ID!) { plan(id: $id) { digest } }",
        ask: |world, at| json!({ "id": world.kept(at, "plan") }),
        about: About::Thing,
    },
    Case {
        name: "Plan.findings.words",
        document: "query($id: ID!) { plan(id: $id) { findings(first: 1) \
                   { edges { node { words } } } } }",
        ask: |world, at| json!({ "id": world.kept(at, "plan") }),
        about: About::Thing,
    },
    Case {
        name: "Plan.history.payload",
        document: "query($id: ID!) { plan(id: $id) { history(first: 9) \
                   { edges { node { payload } } } } }",
        ask: |world, at| json!({ "id": world.kept(at, "plan") }),
        about: About::Thing,
    },
    Case {
        name: "Sheet.history.payload",
        document: "query($id: ID!) { sheet(id: $id) { history(first: 9) \
                   { edges { node { payload } } } } }",
        ask: |world, at| json!({ "id": world.sheet(at) }),
        about: About::Thing,
    },
    Case {
        name: "Sheet.lines.digest",
        document: "query($id: ID!) { sheet(id: $id) { lines { digest } } }",
        ask: |world, at| json!({ "id": world.sheet(at) }),
        about: About::Thing,
    },
    Case {
        name: "Task.counties.id",
        document: "query($id: ID!) { task(id: $id) { counties(first: 9) \
                   { edges { node { id } } } } }",
        ask: |world, at| json!({ "id": world.asked(at, "signed.task") }),
        about: About::Thing,
    },
    Case {
        name: "Task.history.payload",
        document: "query($id: ID!) { task(id: $id) { history(first: 9) \
                   { edges { node { payload } } } } }",
        ask: |world, at| json!({ "id": world.asked(at, "signed.task") }),
        about: About::Thing,
    },
    Case {
        name: "Task.leadAssignment.id",
        document: "query($id: ID!) { task(id: $id) { leadAssignment { id } } }",
        ask: |world, at| json!({ "id": world.asked(at, "signed.task") }),
        about: About::Thing,
    },
];
