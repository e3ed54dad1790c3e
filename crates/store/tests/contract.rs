//! What the store promises, each promise tried on a SQLite file and on PostgreSQL.

/// Makes of each named case one test per database. A case that is not named is dead code.
macro_rules! on_both_databases {
    ($($case:ident),+ $(,)?) => {$(
        mod $case {
            use crate::contract::database::TestDatabase;

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn sqlite() {
                super::$case(TestDatabase::sqlite().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn postgres() {
                if let Some(database) = TestDatabase::postgres(module_path!()).await {
                    super::$case(database).await;
                }
            }
        }
    )+};
}

#[cfg(test)]
mod contract {
    mod database;

    mod connect;
    mod transaction;

    mod audit;
    mod chain;
    mod codec;
    mod installation;
    mod journal;
    mod order;
    mod tamper;

    mod page;
    mod read;
    mod rows;

    mod account;
    mod attachment;
    mod idempotency;
    mod timer;
}
