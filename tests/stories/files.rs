//! Which files a command may refer to, and what becomes of bytes that nobody knows.

use std::fs;

use axum::http::StatusCode;
use chrono::TimeDelta;
use duban_domain::command::Command;
use duban_domain::plan::state::Source;
use duban_domain::value::id::UnitId;
use duban_engine::error::EngineError;
use serde_json::json;

use crate::harness::TestApp;
use crate::harness::database::Database;
use crate::harness::upload::file;

async fn settled() -> TestApp {
    let mut app = TestApp::open(Database::sqlite().await).await;
    app.settle().await;
    app
}

/// The commands that draft the plan of the tests from a kept file.
async fn draft(app: &TestApp, source: &Source) -> Vec<Command> {
    let text = include_bytes!("../data/plan.txt");
    let register = app.engine.register().await.unwrap();
    let read = duban_intake::read(text, &register.hints("plan.txt")).unwrap();
    let city = UnitId(app.names["city"].parse().unwrap());
    app.engine.plan_draft(&read, &register, city, source.clone()).unwrap().commands
}

#[track_caller]
fn unusable<T: std::fmt::Debug>(result: Result<T, EngineError>) {
    match result {
        Err(EngineError::Rejected(noes)) => {
            assert_eq!(noes.first.rejection.refusal().code(), "FILE_UNUSABLE");
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_file_serves_one_thing_of_who_uploaded_it() {
    let app = settled().await;
    let source = app.keep("clerk", "plan.txt", b"a plan").await;
    let twice = [draft(&app, &source).await, draft(&app, &source).await].concat();
    unusable(app.try_as("clerk", twice).await);
    unusable(app.try_as("director", draft(&app, &source).await).await);
    let other = Source { digest: app.keep("clerk", "x.txt", b"other").await.digest, ..source };
    unusable(app.try_as("clerk", draft(&app, &other).await).await);
    let source = app.keep("clerk", "plan.txt", b"a plan").await;
    app.give_as("clerk", draft(&app, &source).await).await;
    unusable(app.try_as("clerk", draft(&app, &source).await).await);
    app.end().await;
}

#[tokio::test]
async fn bytes_that_nobody_knows_are_swept_and_known_ones_stay() {
    let mut app = settled().await;
    app.draft_plan().await;
    let stray = app.files.path(&"ab".repeat(32)).unwrap();
    fs::create_dir_all(stray.parent().unwrap()).unwrap();
    fs::write(&stray, "left by a crash").unwrap();
    let young = app.engine.sweep_files(&app.files, TimeDelta::hours(1)).await.unwrap();
    assert_eq!((young, stray.exists()), (0, true));
    let swept = app.engine.sweep_files(&app.files, TimeDelta::zero()).await.unwrap();
    assert_eq!((swept, stray.exists()), (1, false));
    let path = format!("/plans/{}/source", app.names["plan"]);
    assert_eq!(app.download(Some("clerk"), &path).await.status(), StatusCode::OK);
    app.end().await;
}

#[tokio::test]
async fn a_kept_file_whose_bytes_are_gone_or_cut_is_said_to_be_lost() {
    let mut app = settled().await;
    app.draft_plan().await;
    let path = format!("/plans/{}/source", app.names["plan"]);
    let folders =
        fs::read_dir(app.files.path(&"00".repeat(32)).unwrap().ancestors().nth(2).unwrap());
    let kept = folders.unwrap().flat_map(|folder| fs::read_dir(folder.unwrap().path()).unwrap());
    let kept = kept.map(|file| file.unwrap().path()).next().unwrap();
    fs::write(&kept, "cut").unwrap();
    assert_eq!(app.download(Some("clerk"), &path).await.status(), StatusCode::SERVICE_UNAVAILABLE);
    fs::remove_file(&kept).unwrap();
    assert_eq!(app.download(Some("clerk"), &path).await.status(), StatusCode::SERVICE_UNAVAILABLE);
    app.end().await;
}

fn kept(app: &TestApp) -> usize {
    let key = app.files.path(&"00".repeat(32)).unwrap();
    let Ok(folders) = fs::read_dir(key.ancestors().nth(2).unwrap()) else { return 0 };
    folders.map(|folder| fs::read_dir(folder.unwrap().path()).unwrap().count()).sum()
}

#[tokio::test]
async fn a_refused_upload_is_answered_in_both_languages_and_leaves_nothing() {
    let app = settled().await;
    let query =
        "mutation($input: ImportPlanInput!) { importPlan(input: $input) { errors { code } } }";
    for (name, text, found) in [
        ("plan.docx", "方案", "ends in `docx`, but its content is plain text"),
        ("plan.txt", "<html>方案</html>", "ends in `txt`, but its content is HTML"),
        ("plan.html", "<svg onload='x'/>", "The content of the file is an SVG drawing"),
        ("plan.txt", "#!/bin/sh\n", "The content of the file is a script"),
        ("plan.txt", "%PDF-1.7\n", "The content of the file is PDF"),
        ("plan.txt", "", "The content of the file is an empty file"),
    ] {
        let answer =
            app.answer(Some("clerk"), query, json!({ "input": { "file": file(name, text) } }));
        let answer = answer.await;
        let error = &answer["errors"][0];
        assert_eq!(error["extensions"]["code"], "BAD_INPUT", "{answer}");
        let message = error["message"].as_str().unwrap();
        assert!(message.contains(found), "{message}");
        let taken = "Taken as a plan document: plain text, Markdown, HTML, DOCX, XLSX.";
        assert!(message.ends_with(taken), "{message}");
    }
    assert_eq!(kept(&app), 0);
    app.end().await;
}
