//! What the interviewer wants to do in a turn. It does not depend on the round: what the tools answered only decides
//! how it is carried out.

use super::listen::{self, Clarify, Intent, Missing, Text, Topic, missing};
use super::speak::words as w;
use super::speak::{self, Ack, Farewell, Verdict, choose, compose};
use super::view::View;
use crate::interview::bank::Words;
use crate::interview::{PhaseKind, TurnCause};
use crate::session::Cause;

/// What the interviewer wants.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Wish {
    /// To say hello and put the first question.
    Greet,
    /// To say this; nothing else happens.
    Say(String),
    /// To help with the next hint of the bank.
    Hint,
    /// To stay with the question: with a follow-up of the bank, or one of its own.
    FollowUp(Ack),
    /// To put the next question, in this phase or the next.
    GoOn(Ack),
    /// As `GoOn`, after these words about code.
    GoOnAfterCode(String),
    /// To stay with the exercise, after these words about code.
    FollowUpOnCode(String),
    /// To put a coding exercise now.
    Exercise,
    /// To say goodbye.
    Close(Farewell),
}

/// In the candidate's own part: questions that are answered before it is closed anyway.
const THEIR_QUESTIONS: usize = 6;

/// What the interviewer wants to do in this turn.
pub(super) fn decide(view: &View<'_>) -> Wish {
    let closing = view.briefing.phase.as_ref().is_some_and(|phase| phase.name == PhaseKind::Closing.as_str());
    let greeted = view.briefing.last_reply.is_some();
    match &view.briefing.cause {
        TurnCause::Prompted(Cause::TimeUp) => Wish::Close(Farewell::Time),
        _ if closing && greeted => match view.intent {
            Intent::End if !view.said.is_empty() => Wish::Close(Farewell::Asked),
            _ => Wish::Close(if is_over_time(view) { Farewell::Time } else { Farewell::Done }),
        },
        TurnCause::Prompted(Cause::Ready) if greeted => Wish::Say(speak::welcome_back(view)),
        TurnCause::Prompted(Cause::Ready) => Wish::Greet,
        TurnCause::Prompted(Cause::Code { .. }) => code(view),
        TurnCause::Prompted(Cause::Hint) => Wish::Say(speak::hint(view)),
        TurnCause::Prompted(Cause::Repeat) => Wish::Say(speak::repeat(view)),
        TurnCause::Prompted(Cause::Silence) => Wish::Say(silence(view)),
        TurnCause::Said(_) if view.intent == Intent::End => Wish::Close(Farewell::Asked),
        TurnCause::Said(_) if !greeted => Wish::Greet,
        TurnCause::Said(_) => heard(view),
    }
}

fn is_over_time(view: &View<'_>) -> bool {
    view.briefing.elapsed_s >= view.briefing.planned_s
}

/// Words of the candidate, after the greeting.
fn heard(view: &View<'_>) -> Wish {
    let in_questions = view.phase() == Some(PhaseKind::Questions);
    match view.intent {
        Intent::Empty => Wish::Say(empty(view)),
        Intent::Repeat => Wish::Say(speak::repeat(view)),
        Intent::Injection => lead_back(view, choose(view, w::INTERVIEWER)),
        Intent::Rude if view.just_said(w::CALM) => Wish::Say(choose(view, w::OFFER_STOP).to_owned()),
        Intent::Rude => lead_back(view, choose(view, w::CALM)),
        Intent::OffTopic => lead_back(view, choose(view, w::ELSEWHERE)),
        Intent::Wait => Wish::Say(choose(view, w::TIME).to_owned()),
        Intent::Yes | Intent::No | Intent::Short | Intent::Answer if offered_stop(view) => stop_or_not(view),
        _ if in_questions => questions(view),
        Intent::Hint => Wish::Hint,
        Intent::Solution => Wish::Say(speak::decline_solution(view)),
        Intent::Coding if view.briefing.exercise.is_some() => lead_back(view, "We have one open already."),
        Intent::Coding => Wish::Exercise,
        Intent::Clarify(what) => Wish::Say(speak::clarify(view, what)),
        Intent::Ask(topic) => Wish::Say(aside(view, topic)),
        Intent::Skip => Wish::GoOn(Ack::With(w::SKIPPED)),
        Intent::Refuse => Wish::GoOn(Ack::With(w::REFUSED)),
        Intent::Greeting => lead_back(view, choose(view, w::HELLO)),
        Intent::Thanks if view.is_stale() => Wish::GoOn(Ack::Answer),
        Intent::Thanks => lead_back(view, choose(view, w::WELCOME)),
        Intent::Yes | Intent::No => yes_or_no(view),
        Intent::DontKnow => dont_know(view),
        Intent::Short | Intent::Answer | Intent::End => answered(view),
    }
}

fn lead_back(view: &View<'_>, words: &str) -> Wish {
    Wish::Say(compose(Some(words), None, &speak::back(view)))
}

fn empty(view: &View<'_>) -> String {
    let words = if view.just_said(w::NOT_HEARD) { w::STILL_NOT_HEARD } else { w::NOT_HEARD };
    choose(view, words).to_owned()
}

/// Patience first, then help, then only presence; and again.
fn silence(view: &View<'_>) -> String {
    if view.just_said(w::SILENCE) || view.just_said(w::TIME) {
        let offer = if speak::has_hint(view) { w::OFFER_HINT } else { w::OFFER_REPEAT };
        return choose(view, offer).to_owned();
    }
    if view.just_said(w::OFFER_HINT) || view.just_said(w::OFFER_REPEAT) {
        return choose(view, w::STILL_HERE).to_owned();
    }
    choose(view, w::SILENCE).to_owned()
}

/// A question of the candidate in the middle of the interview: answered, and back.
fn aside(view: &View<'_>, topic: Topic) -> String {
    let answer = speak::answer(view, topic);
    if matches!(topic, Topic::Time | Topic::Feedback | Topic::Interviewer | Topic::Other) {
        return compose(Some(&answer), None, &speak::back(view));
    }
    compose(
        Some("Let's keep that for the end, there is time for your questions then."),
        None,
        &speak::back(view),
    )
}

fn offered_stop(view: &View<'_>) -> bool {
    view.just_said(w::OFFER_STOP)
}

fn stop_or_not(view: &View<'_>) -> Wish {
    if view.text.has_any(&["stop", "end", "no"]) {
        return Wish::Close(Farewell::Asked);
    }
    lead_back(view, "Good, then let's go on.")
}

/// A bare yes or no: the answer to an offer, or a thin answer.
fn yes_or_no(view: &View<'_>) -> Wish {
    let yes = view.intent == Intent::Yes;
    if view.just_said(w::OFFER_HINT) || view.just_said(w::STUCK) {
        return if yes { Wish::Hint } else { lead_or_go_on(view) };
    }
    if view.just_said(w::OFFER_REPEAT) || view.just_said(w::STILL_NOT_HEARD) {
        return if yes { Wish::Say(speak::repeat(view)) } else { lead_back(view, choose(view, w::TIME)) };
    }
    if view.text.has_any(listen::NOTHING_MORE) && view.answered() > 0 {
        return Wish::GoOn(Ack::Answer);
    }
    if speak::just_invited(view) && yes {
        return Wish::Say(choose(view, w::TIME).to_owned());
    }
    if view.is_stale() || view.answered() > 0 {
        return answered(view);
    }
    Wish::Say(choose(view, w::WHY).to_owned())
}

/// No hint is wanted: after "I don't know" the question is left, otherwise there is time.
fn lead_or_go_on(view: &View<'_>) -> Wish {
    if view.just_said(w::STUCK) {
        Wish::GoOn(Ack::With(w::SKIPPED))
    } else {
        lead_back(view, choose(view, w::TIME))
    }
}

fn dont_know(view: &View<'_>) -> Wish {
    if speak::has_hint(view) && !view.is_stale() && !view.said_since(w::STUCK) {
        return Wish::Say(choose(view, w::STUCK).to_owned());
    }
    Wish::GoOn(Ack::With(w::NO_MATTER))
}

/// An answer to the open question.
fn answered(view: &View<'_>) -> Wish {
    if view.is_stale() {
        return Wish::GoOn(Ack::Answer);
    }
    if view.briefing.exercise.is_some() && view.spare().is_none() {
        return about_exercise(view);
    }
    let thin = matches!(view.intent, Intent::Short | Intent::Yes | Intent::No);
    let asked_more =
        [w::MORE, w::MORE_DEPTH, w::MORE_TERM, w::WHY].into_iter().any(|asked| view.said_since(asked));
    if thin && !asked_more {
        return Wish::Say(more(view));
    }
    if misconceived(view) && view.spare().is_none() && !view.said_since(w::SURE) {
        return Wish::Say(choose(view, w::SURE).to_owned());
    }
    if !may_follow_up(view) {
        return Wish::GoOn(Ack::Answer);
    }
    Wish::FollowUp(Ack::Answer)
}

fn more(view: &View<'_>) -> String {
    let knowledge =
        matches!(view.phase(), Some(PhaseKind::Technical | PhaseKind::Design | PhaseKind::Coding));
    let term = speak::fresh_term(view, "").filter(|_| knowledge);
    match term {
        Some(term) => choose(view, w::MORE_TERM).replace("{t}", term.name),
        None => choose(view, if knowledge { w::MORE_DEPTH } else { w::MORE }).to_owned(),
    }
}

/// Whether the answer says something that is commonly got wrong.
fn misconceived(view: &View<'_>) -> bool {
    let Some(question) = &view.briefing.question else { return false };
    let words = Words::of(view.said);
    question.wrong.iter().any(|wrong| words.first_of(&wrong.any).is_some())
}

/// Whether there is time and patience for another question about the same thing.
fn may_follow_up(view: &View<'_>) -> bool {
    let Some(phase) = &view.briefing.phase else { return false };
    let most = match view.phase() {
        Some(PhaseKind::Intro) => 1,
        Some(PhaseKind::Design) => 3,
        _ => 2,
    };
    // Each question of the phase has its part of the time.
    let (asked, all) = (u64::from(phase.asked.max(1)), u64::from(phase.questions.max(1)));
    let in_time = u64::from(phase.elapsed_s) * all < u64::from(phase.budget_s) * asked;
    view.answered() < most && in_time
}

/// What a story of a situation lacks, over all that was said to the question.
pub(super) fn missing_in_story(view: &View<'_>) -> Option<Missing> {
    view.briefing.question.as_ref().filter(|question| question.star && view.spare().is_none())?;
    let story: Vec<&str> = view.answers_since().chain([view.said]).collect();
    missing(&Text::of(&story.join(" ")))
}

/// Words about the open exercise.
fn about_exercise(view: &View<'_>) -> Wish {
    if let Some(said) = speak::since_passed(view) {
        let on = said < 3 && may_follow_up_on_code(view);
        return if on { Wish::FollowUp(Ack::Answer) } else { Wish::GoOn(Ack::Answer) };
    }
    match speak::invitation(view) {
        Some(ask) => {
            let ack = speak::acknowledge(view, Ack::Answer, ask);
            Wish::Say(compose(ack.as_deref(), None, ask))
        }
        None if view.answered() < 6 => Wish::FollowUp(Ack::Answer),
        None => Wish::GoOn(Ack::Answer),
    }
}

fn may_follow_up_on_code(view: &View<'_>) -> bool {
    let in_time = view.briefing.phase.as_ref().is_none_or(|phase| phase.elapsed_s < phase.budget_s);
    view.briefing.follow_ups < 2 && in_time
}

/// Code that came in.
fn code(view: &View<'_>) -> Wish {
    let (verdict, says, asks) = speak::verdict(view);
    if view.is_stale() {
        return Wish::GoOnAfterCode(says);
    }
    if view.briefing.exercise.is_none() {
        // Nobody asked for code: the question that is open stays open.
        let open = view.briefing.question.is_some();
        return if open { lead_back(view, &says) } else { Wish::GoOnAfterCode(says) };
    }
    match verdict {
        Verdict::Passed if speak::since_passed(view).is_some() && !may_follow_up_on_code(view) => {
            Wish::GoOnAfterCode(says)
        }
        Verdict::Passed if speak::since_passed(view).is_some() => Wish::FollowUpOnCode(says),
        Verdict::Failed if view.own_since().count() > 8 => Wish::GoOnAfterCode(says),
        _ => Wish::Say(compose(Some(&says), None, asks)),
    }
}

/// The candidate's own part.
fn questions(view: &View<'_>) -> Wish {
    let put = view.briefing.phase.as_ref().is_some_and(|phase| phase.asked > 0);
    let own = view.spare().is_some_and(|(phase, _)| phase == PhaseKind::Questions);
    if !put && !own {
        return Wish::GoOn(Ack::Answer);
    }
    let topic = match view.intent {
        Intent::Ask(topic) => Some(topic),
        Intent::Clarify(Clarify::Language) => Some(Topic::Stack),
        Intent::Answer | Intent::Short | Intent::Clarify(_) | Intent::Solution | Intent::Coding
            if view.text.asks =>
        {
            Some(Topic::Other)
        }
        _ => None,
    };
    let rounds = view.own_since().count();
    if let Some(topic) = topic {
        let answer = speak::answer(view, topic);
        return if rounds < THEIR_QUESTIONS {
            Wish::Say(compose(Some(&answer), None, choose(view, w::ELSE)))
        } else {
            Wish::GoOn(Ack::Answer)
        };
    }
    match view.intent {
        Intent::Yes if rounds < THEIR_QUESTIONS => Wish::Say(choose(view, w::GO_AHEAD).to_owned()),
        Intent::Answer if rounds < 3 => {
            let ask = choose(view, w::ELSE);
            let ack = speak::acknowledge(view, Ack::Answer, ask);
            Wish::Say(compose(ack.as_deref(), None, ask))
        }
        _ => Wish::Close(Farewell::Done),
    }
}
