use super::*;
use std::path::Path;
use std::sync::atomic::AtomicI64;
use std::time::Duration;

/// A writer on a file, and the commits of its connection so far.
fn writer(directory: &Path) -> (Writer, Arc<AtomicI64>) {
    let mut connection = Connection::open(directory.join("x.db")).unwrap();
    connection.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE t (n INTEGER NOT NULL, filler BLOB)").unwrap();
    let commits = Arc::new(AtomicI64::new(0));
    let counter = commits.clone();
    let hook = move || {
        counter.fetch_add(1, Ordering::SeqCst);
        false
    };
    connection.commit_hook(Some(hook)).unwrap();
    (Writer::shared(connection), commits)
}

fn put(turn: &Turn<'_>, n: i64) -> Result<(), StorageError> {
    let statement = format!("INSERT INTO t VALUES ({n}, zeroblob(2000))");
    turn.connection().unwrap().execute_batch(&statement).map_err(failed)
}

fn write(writer: &Writer, n: i64) -> Result<(), StorageError> {
    let turn = writer.turn();
    turn.begin()?;
    put(&turn, n)?;
    turn.commit()
}

/// What another connection sees, which is what is committed.
fn kept(directory: &Path) -> Vec<i64> {
    let connection = Connection::open(directory.join("x.db")).unwrap();
    let mut statement = connection.prepare("SELECT n FROM t ORDER BY n").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

/// Lets so many others come while one has its turn, so that what follows is one batch.
fn until_waiting(writer: &Writer, how_many: usize) {
    while writer.waiting.load(Ordering::SeqCst) < how_many {
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn who_comes_at_one_time_waits_for_the_disk_together() {
    let directory = tempfile::tempdir().unwrap();
    let (writer, commits) = writer(directory.path());
    std::thread::scope(|scope| {
        let turn = writer.turn();
        turn.begin().unwrap();
        put(&turn, 0).unwrap();
        let others: Vec<_> = (1..10)
            .map(|n| {
                scope.spawn({
                    let writer = &writer;
                    move || write(writer, n)
                })
            })
            .collect();
        until_waiting(&writer, 9);
        assert!(kept(directory.path()).is_empty());
        turn.commit().unwrap();
        assert!(others.into_iter().all(|other| other.join().unwrap().is_ok()));
    });
    assert_eq!(kept(directory.path()), (0..10).collect::<Vec<_>>());
    assert_eq!(commits.load(Ordering::SeqCst), 1);
    write(&writer, 10).unwrap();
    assert_eq!((kept(directory.path()).len(), commits.load(Ordering::SeqCst)), (11, 2), "alone, one commits at once");
}

#[test]
fn nobody_waits_for_more_than_so_many_turns() {
    let directory = tempfile::tempdir().unwrap();
    let (writer, commits) = writer(directory.path());
    let writers = MOST * 2 + 1;
    std::thread::scope(|scope| {
        let turn = writer.turn();
        for n in 0..writers {
            scope.spawn({
                let writer = &writer;
                move || write(writer, n as i64).unwrap()
            });
        }
        until_waiting(&writer, writers);
        drop(turn);
    });
    assert_eq!((kept(directory.path()).len(), commits.load(Ordering::SeqCst)), (writers, 3));
}

#[test]
fn a_turn_that_is_dropped_takes_nobody_with_it_and_leaves_nobody_waiting() {
    for dropped in [0, 4, 9] {
        let directory = tempfile::tempdir().unwrap();
        let (writer, _) = writer(directory.path());
        let next = AtomicI64::new(0);
        std::thread::scope(|scope| {
            let turn = writer.turn();
            for _ in 0..10 {
                let (writer, next) = (&writer, &next);
                scope.spawn(move || {
                    let turn = writer.turn();
                    turn.begin().unwrap();
                    let n = next.fetch_add(1, Ordering::SeqCst);
                    put(&turn, n).unwrap();
                    if n == dropped { drop(turn) } else { turn.commit().unwrap() }
                });
            }
            until_waiting(&writer, 10);
            drop(turn);
        });
        assert_eq!(kept(directory.path()), (0..10).filter(|n| *n != dropped).collect::<Vec<_>>());
    }
}

#[test]
fn if_the_disk_is_full_nobody_is_told_that_anything_was_kept() {
    let directory = tempfile::tempdir().unwrap();
    let (writer, _) = writer(directory.path());
    let outcomes: Vec<Result<(), StorageError>> = std::thread::scope(|scope| {
        let turn = writer.turn();
        let pages: i64 = turn.connection().unwrap().query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
        let limit = format!("PRAGMA max_page_count = {}", pages + 2);
        turn.connection().unwrap().execute_batch(&limit).unwrap();
        let others: Vec<_> = (0..8)
            .map(|n| {
                scope.spawn({
                    let writer = &writer;
                    move || write(writer, n)
                })
            })
            .collect();
        until_waiting(&writer, 8);
        drop(turn);
        others.into_iter().map(|other| other.join().unwrap()).collect()
    });
    let told = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    assert!(told < 8 && outcomes.iter().any(|outcome| matches!(outcome, Err(StorageError::Full))));
    assert_eq!(kept(directory.path()).len(), told);
}
