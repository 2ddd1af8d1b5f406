//! What is repeated, how often, and after which waits.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use prepai_core::agent::AgentEvent;
use prepai_core::clock::Clock;
use prepai_core::code::CodeExecutor;
use prepai_core::layers::{Layer, Retry, RetryPolicy};
use prepai_core::testing::{
    ScriptedAgent, ScriptedExecutor, ScriptedTextToSpeech, Step, VirtualClock, poll_idle, samples,
};
use prepai_core::{Error, ErrorKind};

use super::{program, seconds, shared, unavailable, words};

fn policy() -> RetryPolicy {
    RetryPolicy { attempts: 4, total: seconds(60), base: seconds(1), max: seconds(3), seed: 7 }
}

/// An executor that goes wrong `errors` times, and the same in a retry layer.
fn failing(
    clock: &VirtualClock,
    policy: RetryPolicy,
    errors: Vec<Error>,
) -> (Arc<ScriptedExecutor>, Arc<dyn CodeExecutor>) {
    let scripted = errors
        .into_iter()
        .fold(ScriptedExecutor::new(shared(clock), &["python"]), |it, error| it.answers([Step::Fail(error)]));
    let scripted = Arc::new(scripted);
    let layered = Retry::new(policy, shared(clock)).code(scripted.clone());
    (scripted, layered)
}

#[test]
fn only_errors_that_may_pass_are_retried() {
    for (error, attempts) in [
        (unavailable(), 2),
        (Error::new(ErrorKind::Internal, "a defect").retry(true), 2),
        (unavailable().retry(false), 1),
        (Error::new(ErrorKind::Unsupported, "no such language"), 1),
    ] {
        let clock = VirtualClock::new();
        let (scripted, layered) = failing(&clock, policy(), vec![error.clone()]);
        let result = clock.run(layered.run(program("x")));
        assert_eq!((result.is_ok(), scripted.programs().len()), (attempts == 2, attempts), "{error:?}");
        assert!(scripted.programs().iter().all(|asked| *asked == program("x")));
    }
}

#[test]
fn waits_double_up_to_the_longest_with_jitter_from_the_seed() {
    let waits = |seed| {
        let clock = VirtualClock::new();
        let policy = RetryPolicy { seed, ..policy() };
        let (_, layered) = failing(&clock, policy, vec![unavailable(); 3]);
        let mut run = layered.run(program("x"));
        let mut moments = vec![Duration::ZERO];
        while poll_idle(&mut run).is_pending() {
            moments.extend(clock.advance_to_next());
        }
        moments.windows(2).map(|pair| pair[1] - pair[0]).collect::<Vec<_>>()
    };
    let ours = waits(7);
    for (wait, whole) in ours.iter().zip([1, 2, 3]) {
        assert!(*wait >= seconds(whole) / 2 && *wait <= seconds(whole), "{ours:?}");
    }
    assert_eq!((ours.len(), &ours), (3, &waits(7)));
    assert_ne!(ours, waits(8));
}

#[test]
fn attempts_are_bounded_and_the_last_error_counts_them() {
    let clock = VirtualClock::new();
    let (scripted, layered) = failing(&clock, policy(), vec![unavailable(); 9]);
    let error = clock.run(layered.run(program("x"))).unwrap_err();
    assert_eq!((error.kind(), error.fact("attempts")), (ErrorKind::Unavailable, Some("4")));
    assert_eq!(scripted.programs().len(), 4);
}

#[test]
fn a_backend_says_how_long_to_wait() {
    let clock = VirtualClock::new();
    let (_, layered) = failing(&clock, policy(), vec![unavailable().after(seconds(20))]);
    assert!(clock.run(layered.run(program("x"))).is_ok());
    assert_eq!(clock.monotonic(), seconds(20));
}

#[test]
fn no_attempt_begins_after_the_total_time() {
    let clock = VirtualClock::new();
    let (scripted, layered) = failing(&clock, policy(), vec![unavailable().after(seconds(40)); 3]);
    assert!(clock.run(layered.run(program("x"))).is_err());
    assert_eq!((scripted.programs().len(), clock.monotonic()), (2, seconds(40)));
}

#[test]
fn a_stream_is_begun_again_only_before_its_first_item() {
    let text = |piece: &str| Step::Give(AgentEvent::Text(piece.to_owned()));
    let clock = VirtualClock::new();
    let agent = ScriptedAgent::new(shared(&clock))
        .answers([Step::Fail(unavailable())])
        .answers([text("Hello"), text(" Ada"), Step::Fail(unavailable())])
        .says("never");
    let agent = Arc::new(agent);
    let layered = Retry::new(policy(), shared(&clock)).agent(agent.clone());
    let items: Vec<_> = clock.run(layered.respond(samples::agent_request("Hi.")).collect());
    assert_eq!(items.len(), 3);
    assert!(
        matches!(&items[..2], [Ok(AgentEvent::Text(a)), Ok(AgentEvent::Text(b))] if a == "Hello" && b == " Ada")
    );
    assert_eq!(items[2].as_ref().unwrap_err().kind(), ErrorKind::Unavailable);
    assert_eq!(agent.requests().len(), 2);
}

#[test]
fn a_stream_that_never_begins_gives_its_last_error_once() {
    let clock = VirtualClock::new();
    let voice = (0..9).fold(ScriptedTextToSpeech::new(shared(&clock)), |voice, _| {
        voice.answers([Step::Fail(unavailable())])
    });
    let voice = Arc::new(voice);
    let layered = Retry::new(policy(), shared(&clock)).text_to_speech(voice.clone());
    let items: Vec<_> = clock.run(layered.synthesize(words("Hello.")).collect());
    assert!(matches!(&items[..], [Err(error)] if error.fact("attempts") == Some("4")), "{items:?}");
    assert_eq!(voice.requests().len(), 4);
}

#[test]
fn whoever_stops_waiting_stops_the_attempts() {
    let clock = VirtualClock::new();
    let (scripted, layered) = failing(&clock, policy(), vec![unavailable(); 9]);
    let mut run = layered.run(program("x"));
    assert!(poll_idle(&mut run).is_pending());
    drop(run);
    assert_eq!((clock.sleepers(), scripted.programs().len()), (0, 1));
}
