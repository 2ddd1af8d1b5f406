//! Folders that cannot be used, and other things that are not as they should be.

use crate::program::Home;

#[test]
fn a_data_folder_below_a_file_is_a_clear_error_before_anything_is_asked() {
    let home = Home::new();
    home.write("file", "not a folder");
    let data = home.path("file/data");
    let data = data.to_str().unwrap();
    for arguments in [&["interview"][..], &["interview", "--type", "x", "--name", "A"], &["bench", "writers"]]
    {
        let run = home.feed(&[&["--data", data], arguments].concat(), "1\nAda\nHello.\n");
        let error = run.failed(6, "unavailable");
        assert!(error["facts"]["path"].as_str().unwrap().contains("file"), "{error}");
        assert!(error["remedy"].as_str().unwrap().contains("--data"), "{error}");
        assert!(!run.err.contains("Which interview?"), "{run:?}");
    }
}

#[test]
#[cfg(unix)]
fn a_read_only_folder_is_a_clear_error() {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    let home = Home::new();
    let folder = home.path("locked");
    std::fs::create_dir(&folder).unwrap();
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o555)).unwrap();
    let data = folder.join("data");
    let mut command =
        home.command(&["--data", data.to_str().unwrap(), "interview", "--type", "x", "--name", "A"]);
    if rustix::process::geteuid().is_root() {
        // To root nothing is read-only: be nobody, who may pass through but not write.
        let parents =
            folder.ancestors().skip(1).take_while(|parent| parent.starts_with(std::env::temp_dir()));
        for parent in parents.filter(|parent| **parent != std::env::temp_dir()) {
            std::fs::set_permissions(parent, std::fs::Permissions::from_mode(0o755)).unwrap();
        }
        let program = home.path("prepai");
        std::fs::copy(env!("CARGO_BIN_EXE_prepai"), &program).unwrap();
        let mut nobody = std::process::Command::new(&program);
        nobody.args(command.get_args()).current_dir("/").env_clear().env("HOME", "/").uid(65534).gid(65534);
        command = nobody;
    }
    let output = command.output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(6), "{told}");
    assert!(told.contains("permission denied") && told.contains("locked"), "{told}");
}

#[test]
fn a_damaged_store_says_that_it_is_none_and_keeps_what_is_there() {
    let home = Home::new();
    std::fs::create_dir(home.path("data")).unwrap();
    let noise = "this is no database, ".repeat(100);
    home.write("data/prepai.db", &noise);
    let error = home.run(&["sessions"]).error();
    assert_ne!(error["code"], "internal", "{error}");
    assert_eq!(std::fs::read_to_string(home.path("data/prepai.db")).unwrap(), noise);
}

#[test]
fn the_doctor_names_what_does_not_work() {
    let home = Home::new();
    let well = home.run(&["doctor"]);
    assert_eq!(well.done()["ok"], true, "{well:?}");
    home.write("file", "not a folder");
    let run = home.run(&["--data", home.path("file/data").to_str().unwrap(), "doctor"]);
    assert_eq!(run.code, 1, "{run:?}");
    let checks = run.json()["checks"].as_array().unwrap().clone();
    let failed = |name: &str| checks.iter().any(|check| check["name"] == name && check["status"] == "fail");
    assert!(failed("data folder") && failed("store"), "{checks:?}");
    assert!(checks.iter().filter(|check| check["status"] == "fail").all(|check| check["remedy"].is_string()));
    assert!(home.run(&["doctor", "--text"]).out.contains("everything that is there works"));
}

#[test]
fn the_doctor_leaves_nothing_in_the_lists() {
    let home = Home::new();
    home.run(&["doctor"]).done();
    assert_eq!(home.run(&["sessions", "--demo"]).done()["sessions"].as_array().unwrap().len(), 0);
}

#[test]
fn ids_never_leave_their_folder() {
    let home = Home::new();
    for id in ["../x", "a/b", "", "x y", &"x".repeat(65)] {
        for command in ["export", "erase", "fork"] {
            let run = home.run(&[command, id]);
            assert_eq!(run.code, 2, "{id:?}: {run:?}");
        }
    }
}
