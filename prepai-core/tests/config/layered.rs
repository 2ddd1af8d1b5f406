//! Which source wins, what is refused, and where it says the fault is.

use std::path::{Path, PathBuf};
use std::time::Duration;

use prepai_core::config::{Config, Kind, Origin, Schema, Setting, Sources, settings};

use super::{env, file, flag, load, pairs, refused};

#[test]
fn flags_win_over_the_environment_over_the_file_over_defaults() {
    let mut sources = Sources::default();
    let mode = |sources: &Sources| {
        let config = load(sources).unwrap();
        let mode = config.text(settings::INTERVIEW_LANGUAGE).unwrap().to_owned();
        (mode, config.origin(settings::INTERVIEW_LANGUAGE).unwrap().to_string())
    };
    let found = |value: &str, origin: &str| (value.to_owned(), origin.to_owned());
    assert_eq!(mode(&sources), found("en-US", "default"));
    sources.file = file("\n[interview]\nlanguage = \"de-DE\"\n").file;
    assert_eq!(mode(&sources), found("de-DE", "/etc/prepai/prepai.toml:3"));
    sources.env =
        pairs(&[("PREPAI_INTERVIEW_LANGUAGE", "fr-FR"), ("PREPAI_INTERVIEW_LANGUAGE", "from .env")]);
    assert_eq!(mode(&sources), found("fr-FR", "PREPAI_INTERVIEW_LANGUAGE"));
    sources.flags = vec![flag("--language", settings::INTERVIEW_LANGUAGE, "it-IT")];
    assert_eq!(mode(&sources), found("it-IT", "--language"));
}

#[test]
fn every_type_is_read_from_file_and_environment_alike() {
    let from_file = file(
        "bank.packs = ['questions', '/srv/more']\nlog.level = 'debug'\n[layers]\nenabled = false\nattempts = 5\nwait = 0.5\n\
         call_timeout = '2m'\n[interview]\nthinking_time = 1.5\nduration_minutes = 30\n[sessions]\npath = 'logs'",
    );
    let from_env = env(&[
        ("PREPAI_BANK_PACKS", "/etc/prepai/questions:/srv/more"),
        ("PREPAI_LOG", "debug"),
        ("PREPAI_LAYERS_ENABLED", "false"),
        ("PREPAI_LAYERS_ATTEMPTS", "5"),
        ("PREPAI_LAYERS_WAIT", "500ms"),
        ("PREPAI_LAYERS_CALL_TIMEOUT", "120"),
        ("PREPAI_INTERVIEW_THINKING_TIME", "1.5"),
        ("PREPAI_INTERVIEW_DURATION_MINUTES", "30"),
        ("PREPAI_SESSIONS_PATH", "/etc/prepai/logs"),
    ]);
    for sources in [from_file, from_env] {
        let config = load(&sources).unwrap();
        let packs = [PathBuf::from("/etc/prepai/questions"), PathBuf::from("/srv/more")];
        assert_eq!(config.paths(settings::BANK_PACKS), packs);
        assert_eq!(config.text(settings::LOG_LEVEL), Some("debug"));
        assert_eq!(config.bool(settings::LAYERS_ENABLED), Some(false));
        assert_eq!(config.integer(settings::LAYERS_ATTEMPTS), Some(5));
        assert_eq!(config.duration(settings::LAYERS_WAIT), Some(Duration::from_millis(500)));
        assert_eq!(config.duration(settings::LAYERS_CALL_TIMEOUT), Some(Duration::from_secs(120)));
        assert_eq!(config.number(settings::INTERVIEW_THINKING_TIME), Some(1.5));
        assert_eq!(config.integer(settings::INTERVIEW_DURATION_MINUTES), Some(30));
        assert_eq!(config.path(settings::SESSIONS_PATH), Some(Path::new("/etc/prepai/logs")));
    }
}

#[test]
fn unknown_keys_are_refused_with_place_and_suggestion() {
    assert_eq!(
        refused(&file("# mine\n\n[agent]\nbakend = \"local\"\n")),
        "/etc/prepai/prepai.toml:4: unknown setting `agent.bakend`; did you mean `agent.backend`?"
    );
    assert_eq!(refused(&file("zzz = 1")), "/etc/prepai/prepai.toml:1: unknown setting `zzz`");
    assert_eq!(
        refused(&env(&[("PREPAI_DTA", "/tmp")])),
        "PREPAI_DTA: no setting has this name; did you mean `PREPAI_DATA`?"
    );
    let sources = Sources { flags: vec![flag("--set", "log.levl", "x")], ..Sources::default() };
    assert_eq!(refused(&sources), "--set: unknown setting `log.levl`; did you mean `log.level`?");
    assert!(load(&env(&[("PATH", "/bin"), ("PREPAI_CONFIG", "x.toml"), ("PREPAI_DATA", "")])).is_ok());
}

#[test]
fn wrong_values_are_refused_with_place_and_what_they_must_be() {
    for (text, message) in [
        ("[layers]\nattempts = 0", "2: `layers.attempts` must be a whole number from 1 to 20"),
        ("[layers]\nattempts = '3'", "2: `layers.attempts` must be a whole number from 1 to 20"),
        ("[layers]\nenabled = 'yes'", "2: `layers.enabled` must be `true` or `false`"),
        ("[interview]\nmode = 'hard'", "2: `interview.mode` must be one of `practice`, `real`"),
        ("log.level = 3", "1: `log.level` must be a text"),
        ("log.level = [1]", "1: `log.level` has a value of no use here"),
        ("log = 1979-05-27", "1: `log` has a value of no use here"),
        ("[log", "1: "),
        ("log.level = 'a'\nlog.level = 'b'", "2: duplicate key"),
    ] {
        let found = refused(&file(text));
        assert!(found.starts_with(&format!("/etc/prepai/prepai.toml:{message}")), "{text}: {found}");
    }
    let found = refused(&env(&[("PREPAI_LAYERS_WAIT", "soon")]));
    assert!(found.starts_with("PREPAI_LAYERS_WAIT: `layers.wait` must be a time"), "{found}");
}

#[test]
fn the_data_folder_follows_the_platform_unless_told() {
    let data = |variables: &[(&str, &str)]| load(&env(variables)).unwrap().data().to_owned();
    assert_eq!(data(&[("XDG_DATA_HOME", "/x"), ("HOME", "/home/ada")]), Path::new("/x/prepai"));
    if cfg!(target_os = "linux") {
        assert_eq!(data(&[("HOME", "/home/ada")]), Path::new("/home/ada/.local/share/prepai"));
        assert_eq!(data(&[("XDG_DATA_HOME", "x"), ("HOME", "/h")]), Path::new("/h/.local/share/prepai"));
    }
    assert_eq!(data(&[]), Path::new("prepai-data"));
    assert_eq!(data(&[("HOME", "/home/ada"), ("PREPAI_DATA", "here")]), Path::new("here"));
    let config = load(&file("data = 'mine'")).unwrap();
    assert_eq!(config.data(), Path::new("/etc/prepai/mine"));
    assert_eq!(config.origin(settings::DATA), Some(&Origin::File("/etc/prepai/prepai.toml".into(), 1)));
}

#[test]
fn settings_of_other_crates_have_names_of_their_own_in_the_environment() {
    let mut schema = Schema::core();
    schema.add(&[Setting {
        key: "agent.bedrock.agent_id",
        kind: Kind::Text,
        default: None,
        doc: "",
        env: &["BEDROCK_AGENT_ID"],
    }]);
    let id = |variables: &[(&str, &str)]| {
        let config = Config::load(schema.clone(), &env(variables)).unwrap();
        config.text("agent.bedrock.agent_id").map(str::to_owned)
    };
    assert_eq!(id(&[("BEDROCK_AGENT_ID", "ABCD1234")]).as_deref(), Some("ABCD1234"));
    let both = [("BEDROCK_AGENT_ID", "ABCD1234"), ("PREPAI_AGENT_BEDROCK_AGENT_ID", "EFGH5678")];
    assert_eq!(id(&both).as_deref(), Some("EFGH5678"));
}

#[test]
fn a_named_file_must_be_there_and_dotenv_is_weaker_than_the_environment() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.toml");
    let read = || {
        Sources::of_process(
            Vec::new(),
            Some(path.clone()),
            pairs(&[("PATH", "from .env"), ("FRESH_NAME", "x")]),
        )
    };
    assert_eq!(read().unwrap_err().kind(), prepai_core::ErrorKind::NotFound);
    std::fs::write(&path, "log.level = 'debug'").unwrap();
    let sources = read().unwrap();
    assert_eq!(sources.file.as_ref().map(|file| file.path.clone()), Some(path.clone()));
    let first =
        |wanted: &str| sources.env.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    assert_eq!(first("FRESH_NAME"), Some("x"));
    assert_ne!(first("PATH"), Some("from .env"));
}
