//! The benchmarks, quickly: that they run and that their figures are of something. How fast a machine is cannot be
//! tested; see `docs/benchmarks.md`.

#![expect(clippy::unwrap_used, reason = "a test may")]

use serde_json::Value;
use std::process::{Command, Output};

fn bench(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bench")).args(args).output().unwrap()
}

#[test]
fn rows_run_and_every_figure_was_measured() {
    let place = tempfile::tempdir().unwrap();
    let json = place.path().join("deep/bench.json");
    let below = place.path().to_string_lossy();
    let only = ["evening", "nothing-new", "phone"];
    let mut args = vec!["--quick", "--dir", &below, "--json", json.to_str().unwrap(), "--only"];
    args.extend(only);
    let done = bench(&args);
    let said = format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "{said}");
    let run: Value = serde_json::from_slice(&std::fs::read(&json).unwrap()).unwrap();
    let rows = run["measured"].as_array().unwrap();
    assert_eq!(rows.iter().map(|row| row["name"].as_str().unwrap()).collect::<Vec<_>>(), only);
    for figure in rows.iter().flat_map(|row| row["figures"].as_array().unwrap()) {
        assert!(figure["n"].as_u64().unwrap() > 0 && figure["p50"].as_f64().unwrap() > 0.0, "{figure}");
    }
    assert!(run["machine"]["cores"].as_u64().unwrap() > 0 && run["machine"]["commit"].is_string(), "{run}");
    assert!(run["command"].as_str().unwrap().starts_with("cargo xtask bench --quick"), "{run}");
    let left: Vec<_> = std::fs::read_dir(place.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(left, ["deep"], "the benchmarks leave nothing but their figures");
}

#[test]
fn a_row_that_is_not_there_is_named() {
    let done = bench(&["--only", "nonsense"]);
    assert_eq!(done.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&done.stderr).contains("nonsense"));
    let listed = bench(&["--list"]);
    assert!(String::from_utf8_lossy(&listed.stdout).lines().any(|line| line.starts_with("storm ")));
}
