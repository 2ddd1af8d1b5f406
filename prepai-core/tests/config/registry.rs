//! Backends from names and settings.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::StreamExt;
use prepai_core::agent::Agent;
use prepai_core::clock::Clock;
use prepai_core::config::{Config, Sources};
use prepai_core::ids::Ids;
use prepai_core::registry::{Given, Registry, register};
use prepai_core::storage::MemoryStore;
use prepai_core::testing::{
    ScriptedAgent, ScriptedExecutor, ScriptedTool, SeededIds, Step, VirtualClock, samples,
};
use prepai_core::{Backends, Error, ErrorKind, Result};

use super::{env, file};

/// The core's registry with an agent `scripted` whose first answer fails.
fn registry() -> Registry {
    let mut registry = Registry::new();
    register(&mut registry);
    registry.add_agent("scripted", |context| {
        let unavailable = Step::Fail(Error::new(ErrorKind::Unavailable, "not yet"));
        Ok(Arc::new(ScriptedAgent::new(Arc::clone(context.clock)).answers([unavailable]).says("Hello.")))
    });
    registry
}

fn build(registry: &Registry, sources: &Sources, given: Given) -> Result<Backends> {
    registry.build(&Config::load(registry.schema(), sources)?, given)
}

fn scripted(backend: &str) -> Sources {
    env(&[("PREPAI_AGENT_BACKEND", "scripted"), ("PREPAI_SESSIONS_BACKEND", backend)])
}

#[test]
fn what_is_not_given_is_constructed() {
    let clock = VirtualClock::new();
    let given = Given {
        clock: Some(Arc::new(clock.clone())),
        ids: Some(Arc::new(SeededIds::new(1))),
        code: Some(Arc::new(ScriptedExecutor::new(Arc::new(clock.clone()), &["python"]))),
        ..Given::default()
    };
    let backends = build(&registry(), &scripted("memory"), given).unwrap();
    clock.run(backends.ready()).unwrap();
    assert!(backends.code.is_some() && backends.text_to_speech.is_none());
    assert_eq!(backends.ids.fresh(samples::NOW), SeededIds::new(1).fresh(samples::NOW));
}

#[test]
fn without_any_setting_an_interview_can_begin() {
    let mut registry = Registry::new();
    register(&mut registry);
    assert!(build(&registry, &Sources::default(), Given::default()).is_ok());
    assert_eq!(registry.agent().next(), Some("local"));
    let stores: Vec<&str> = registry.sessions().filter(|name| *name != "postgres").collect();
    assert_eq!(stores, ["sqlite", "files", "memory"]);
    assert_eq!(registry.sessions().any(|name| name == "postgres"), cfg!(feature = "postgres"));
}

#[test]
fn what_is_given_is_not_constructed() {
    let mut registry = Registry::new();
    registry.add_agent("broken", |_| Err(Error::new(ErrorKind::Internal, "must not be called")));
    registry.add_sessions("broken", |_| Err(Error::new(ErrorKind::Internal, "must not be called")));
    let agent: Arc<dyn Agent> = Arc::new(ScriptedAgent::new(Arc::new(VirtualClock::new())));
    let given = Given {
        agent: Some(agent.clone()),
        sessions: Some(Arc::new(MemoryStore::new())),
        ..Given::default()
    };
    let backends = build(&registry, &Sources::default(), given).unwrap();
    assert!(Arc::ptr_eq(&backends.agent, &agent), "what is given comes without layers");
    let error = build(&registry, &Sources::default(), Given::default()).unwrap_err();
    assert_eq!((error.kind(), error.fact("backend")), (ErrorKind::Internal, Some("agent=broken")));
}

#[test]
fn an_unknown_name_is_refused_with_those_that_are_there() {
    let error = build(&registry(), &scripted("memry"), Given::default()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotAvailable);
    let message = error.message();
    assert!(
        message.starts_with("PREPAI_SESSIONS_BACKEND: `sessions.backend` is `memry`, and there are: "),
        "{message}"
    );
    assert!(message.contains("`memory`") && message.ends_with("; did you mean `memory`?"), "{message}");

    let error = build(&registry(), &scripted("none"), Given::default()).unwrap_err();
    assert!(error.message().contains("there has to be one"), "{error:?}");
}

#[test]
fn the_first_backend_of_a_slot_is_the_default() {
    // Whatever the core brings itself must not be in the way.
    let mut registry = Registry::new();
    registry.add_agent("scripted", |context| Ok(Arc::new(ScriptedAgent::new(Arc::clone(context.clock)))));
    registry.add_sessions("memory", |_| Ok(Arc::new(MemoryStore::new())));
    registry
        .add_code("first", |context| Ok(Arc::new(ScriptedExecutor::new(Arc::clone(context.clock), &["a"]))));
    registry
        .add_code("second", |context| Ok(Arc::new(ScriptedExecutor::new(Arc::clone(context.clock), &["b"]))));
    let language = |registry: &Registry, choice: &[(&str, &str)]| {
        let mut sources = scripted("memory");
        sources.env.extend(super::pairs(choice));
        let code = build(registry, &sources, Given::default()).unwrap().code;
        code.map(|code| code.languages()[0].id.clone())
    };
    assert_eq!(language(&registry, &[]).as_deref(), Some("a"));
    assert_eq!(language(&registry, &[("PREPAI_CODE_BACKEND", "second")]).as_deref(), Some("b"));
    assert_eq!(language(&registry, &[("PREPAI_CODE_BACKEND", "none")]), None);
    registry
        .add_code("first", |context| Ok(Arc::new(ScriptedExecutor::new(Arc::clone(context.clock), &["c"]))));
    assert_eq!(language(&registry, &[]).as_deref(), Some("c"), "the same name again replaces");
    assert_eq!(registry.code().collect::<Vec<_>>(), ["first", "second"]);
}

#[test]
fn a_constructor_looks_its_settings_up_and_the_rest_is_refused() {
    type Seen = Arc<Mutex<Vec<String>>>;
    let seen = Seen::default();
    let mut registry = registry();
    let record = Arc::clone(&seen);
    registry.add_agent("mine", move |context| {
        let section = &context.section;
        let key = section.secret("key")?.map(|key| key.expose().to_owned());
        let wait = section.duration("wait")?.unwrap_or_default();
        record.lock().unwrap().push(format!("{} {key:?} {wait:?}", section.required("model")?));
        Ok(Arc::new(ScriptedAgent::new(Arc::clone(context.clock))))
    });
    let build = |text: &str| {
        let text = format!("sessions.backend = 'memory'\nagent.backend = 'mine'\n[agent.mine]\n{text}");
        build(&registry, &file(&text), Given::default())
    };
    build("model = 'm-1'\nkey = 'k'\nwait = '2s'").unwrap();
    assert_eq!(*seen.lock().unwrap(), ["m-1 Some(\"k\") 2s"]);
    for (text, message) in [
        ("", "config: `agent.mine.model` must be set"),
        (
            "model = 'm-1'\nmodle = 'm-2'",
            "/etc/prepai/prepai.toml:5: unknown setting `agent.mine.modle`; did you mean `model`?",
        ),
        ("model = 1", "/etc/prepai/prepai.toml:4: `agent.mine.model` must be a text"),
    ] {
        assert_eq!(build(text).unwrap_err().message(), message);
    }
}

#[test]
fn constructed_backends_have_the_layers_of_the_configuration() {
    let answered = |variables: &[(&str, &str)]| {
        let clock = VirtualClock::new();
        let mut sources = scripted("memory");
        sources.env.extend(super::pairs(variables));
        let given = Given { clock: Some(Arc::new(clock.clone())), ..Given::default() };
        let agent = build(&registry(), &sources, given).unwrap().agent;
        let first = clock.run(agent.respond(samples::agent_request("Hi.")).next()).unwrap();
        (first.is_ok(), clock.monotonic())
    };
    let (ok, waited) = answered(&[("PREPAI_LAYERS_WAIT", "10s"), ("PREPAI_LAYERS_WAIT_MAX", "10s")]);
    assert!(ok && (5..=10).contains(&waited.as_secs()), "{waited:?}");
    assert_eq!(answered(&[("PREPAI_LAYERS_ATTEMPTS", "1")]), (false, Duration::ZERO));
    assert_eq!(answered(&[("PREPAI_LAYERS_ENABLED", "false")]), (false, Duration::ZERO));
}

#[test]
fn registered_tools_stand_beside_the_built_in_ones() {
    let mut registry = registry();
    registry
        .add_tool(|context| Ok(Arc::new(ScriptedTool::new(Arc::clone(context.clock), "look_up_weather"))));
    let backends = build(&registry, &scripted("memory"), Given::default()).unwrap();
    let names: Vec<_> = backends.tools.specs().iter().map(|spec| spec.name.clone()).collect();
    let builtin: Vec<_> = prepai_core::tool::builtin().specs().iter().map(|spec| spec.name.clone()).collect();
    assert_eq!(names.last().map(String::as_str), Some("look_up_weather"));
    assert_eq!(names[..names.len() - 1], builtin);
}

#[test]
fn packs_are_read_over_the_built_in_content() {
    let mut sources = scripted("memory");
    sources.env.extend(super::pairs(&[("PREPAI_BANK_PACKS", "/no/such/pack")]));
    let error = build(&registry(), &sources, Given::default()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error:?}");
}

#[test]
fn constructing_opens_nothing() {
    // PostgreSQL needs a server: its own suite has one.
    for name in registry().sessions().filter(|name| *name != "postgres") {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let mut sources = scripted(name);
        sources.env.extend(super::pairs(&[("PREPAI_DATA", &data.display().to_string())]));
        let backends = build(&registry(), &sources, Given::default()).unwrap();
        assert!(!data.exists(), "{name}");
        futures::executor::block_on(backends.ready()).unwrap();
        assert_eq!(data.exists(), name != "memory", "{name}");
    }
    assert_eq!(registry().sessions().next(), Some("sqlite"));
}
