//! What is kept, cut off and resumed.

use super::*;

fn notice(number: usize) -> ServerMessage {
    ServerMessage::Notice { code: "test", message: number.to_string() }
}

fn tell(outlet: &mut Outlet, number: usize) {
    outlet.send(&notice(number), Audience::Two);
}

fn numbers(sent: &[Arc<Sent>]) -> Vec<u64> {
    sent.iter().map(|sent| sent.seq).collect()
}

#[test]
fn who_comes_back_gets_what_was_missed_once() {
    let mut outlet = Outlet::default();
    (0..5).for_each(|number| tell(&mut outlet, number));
    let mut mailbox = outlet.attach(Some(3), Form::Typed);
    assert_eq!(numbers(&mailbox.missed.unwrap()), [4, 5]);
    assert_eq!(mailbox.last_seq, 5);
    tell(&mut outlet, 6);
    assert_eq!(mailbox.messages.try_recv().unwrap().seq, 6);
    assert!(mailbox.messages.try_recv().is_err());
}

#[test]
fn what_is_not_kept_or_was_never_sent_cannot_be_resumed() {
    let mut outlet = Outlet::default();
    (0..KEPT + 10).for_each(|number| tell(&mut outlet, number));
    assert!(outlet.attach(Some(3), Form::Typed).missed.is_none());
    assert!(outlet.attach(Some(10), Form::Typed).missed.is_some());
    let never = u64::try_from(KEPT).unwrap() + 11;
    assert!(outlet.attach(Some(never), Form::Typed).missed.is_none());
    assert!(outlet.attach(Some(u64::MAX), Form::Typed).missed.is_none());
}

#[test]
fn a_newer_socket_takes_over() {
    let mut outlet = Outlet::default();
    let mut old = outlet.attach(None, Form::Typed);
    let new = outlet.attach(None, Form::Typed);
    assert_eq!(old.close.try_recv(), Ok(Close::TakenOver));
    assert!(!outlet.detach(old.number));
    tell(&mut outlet, 1);
    assert_eq!(new.messages.len(), 1, "the old one's end does not detach the new one");
}

#[test]
fn a_socket_that_does_not_read_is_cut_off_and_the_room_goes_on() {
    let mut outlet = Outlet::default();
    let mut slow = outlet.attach(None, Form::Typed);
    (0..=BEHIND).for_each(|number| tell(&mut outlet, number));
    assert_eq!(slow.close.try_recv(), Ok(Close::TooBusy));
    let missed = outlet.attach(Some(250), Form::Typed).missed;
    assert_eq!(missed.map(|missed| missed.len()), Some(BEHIND + 1 - 250));
}

#[test]
fn sound_is_resumed_only_where_it_was_not_played() {
    let mut outlet = Outlet::default();
    tell(&mut outlet, 0);
    (0..4).for_each(|n| outlet.sound(1, n * 320, 16_000, &[1; 320]));
    tell(&mut outlet, 1);
    outlet.played(1, 700);
    assert_eq!(numbers(&outlet.attach(Some(1), Form::Duplex).missed.unwrap()), [4, 5, 6]);
    outlet.flushed(1);
    assert_eq!(numbers(&outlet.attach(Some(1), Form::Duplex).missed.unwrap()), [6]);
    assert_eq!(outlet.bytes, notice(0).numbered(1).len() + notice(1).numbered(6).len());
}

#[test]
fn three_seconds_of_sound_are_kept_at_any_rate() {
    let mut outlet = Outlet::default();
    tell(&mut outlet, 0);
    (0..150).for_each(|n| outlet.sound(1, n * 960, 48_000, &[1; 960]));
    assert_eq!(outlet.attach(Some(1), Form::Duplex).missed.map(|missed| missed.len()), Some(150));
}

#[test]
fn whoever_plays_sentences_gets_each_as_one_file() {
    let mut outlet = Outlet::default();
    let mut mailbox = outlet.attach(None, Form::Sentences);
    (0..4).for_each(|n| outlet.sound(1, n * 320, 16_000, &[1; 320]));
    outlet.sentence(1, true);
    outlet.sentence(1, true);
    let Body::Sentence { file: Some(file), .. } = &mailbox.messages.try_recv().unwrap().body else {
        panic!()
    };
    assert_eq!((&file[..4], file.len()), (&b"RIFF"[..], 44 + 4 * 640));
    let silent = mailbox.messages.try_recv().unwrap();
    assert!(matches!(silent.body, Body::Sentence { file: None, .. }));
}
