//! The plan of an interview: which phase comes when, and how much it holds. Pure.

use std::time::Duration;

use super::kind::Phase;
use super::{Kind, Library, PhaseKind};
use crate::session::{AskedBy, Mode, PhaseCause, PhaseEntered, Session};

/// Closing has at least so many seconds, or a tenth of a short interview.
const GOODBYE_S: u32 = 45;

/// After so many follow-ups to the last question of a phase the phase is done, whatever the agent thinks.
const FOLLOW_UPS: usize = 3;

/// A phase with its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlannedPhase {
    /// Which.
    pub name: PhaseKind,
    /// Seconds.
    pub budget_s: u32,
    /// Main questions at most.
    pub questions: u32,
}

/// The phases of a kind over so many minutes.
///
/// The budgets follow the kind's shares and sum to the whole. A phase for which too little time would be left is
/// dropped in favour of the others; the opening and the goodbye never are. The number of questions follows the length.
pub fn plan(kind: &Kind, minutes: u32) -> Vec<PlannedPhase> {
    let whole = minutes.saturating_mul(60);
    let mut phases: Vec<&Phase> = kind.phases.iter().collect();
    loop {
        let budgets = divide(whole, &phases);
        let tight = |(index, budget): (usize, &u32)| {
            let name = phases.get(index)?.name;
            (*budget < least(name)).then_some((*budget, index))
        };
        let smallest = budgets.iter().enumerate().filter_map(tight).min();
        if let Some((_, index)) = smallest.filter(|_| phases.len() > 3) {
            phases.remove(index);
            continue;
        }
        let planned = |(phase, budget_s): (&Phase, u32)| PlannedPhase {
            name: phase.name,
            budget_s,
            questions: scaled(phase.questions, minutes, kind.minutes),
        };
        return phases.into_iter().zip(budgets).map(planned).collect();
    }
}

/// Below so many seconds a phase is not worth beginning.
const fn least(phase: PhaseKind) -> u32 {
    match phase {
        PhaseKind::Intro | PhaseKind::Closing => 0,
        PhaseKind::Questions => 30,
        PhaseKind::Experience | PhaseKind::Technical | PhaseKind::Behavioral => 60,
        PhaseKind::Design => 120,
        PhaseKind::Coding => 180,
    }
}

/// Seconds of each phase, by shares; together the whole.
fn divide(whole: u32, phases: &[&Phase]) -> Vec<u32> {
    let hundredths = |phase: &&Phase| u64::from(phase.seconds(1)) * 100 / 60;
    let share = |phase: &&Phase| hundredths(phase).max(1);
    let sum: u64 = phases.iter().map(share).sum();
    let goodbye = |phase: &&Phase| {
        let own = u64::from(whole) * share(phase) / sum.max(1);
        own.max(u64::from(GOODBYE_S.min(whole / 10)))
    };
    let closing = phases.iter().find(|phase| phase.name == PhaseKind::Closing);
    let kept = closing.map_or(0, goodbye);
    let others = sum - closing.map_or(0, share);
    let rest = u64::from(whole).saturating_sub(kept);
    let (mut seen, mut given) = (0, 0);
    let mut budgets: Vec<u32> = Vec::with_capacity(phases.len());
    for phase in phases {
        if phase.name == PhaseKind::Closing {
            budgets.push(u32::try_from(kept).unwrap_or(u32::MAX));
            continue;
        }
        seen += share(phase);
        // Rounding the running sum, not each part, makes the parts sum to the whole.
        let until = rest * seen / others.max(1);
        budgets.push(u32::try_from(until - given).unwrap_or(u32::MAX));
        given = until;
    }
    budgets
}

/// So many questions in an interview of other length: at least one, if there were any.
fn scaled(questions: u32, minutes: u32, usual: u32) -> u32 {
    let usual = u64::from(usual.max(1));
    let scaled = (u64::from(questions) * u64::from(minutes) * 2 + usual) / (usual * 2);
    u32::try_from(scaled).unwrap_or(u32::MAX).max(questions.min(1))
}

/// The phase that is due at `offset_us` of the session's monotonic time, if it is another than the present one.
///
/// Phases only go forward. One is over when it has used up its own time and the time planned up to its end, so that
/// what earlier phases left is not lost; or when its questions are put and followed up. In practice everything may take
/// a quarter longer. The candidate's questions and the goodbye begin in time, whatever is left out for them.
pub fn due_phase(session: &Session, library: &Library, offset_us: u64) -> Option<PhaseEntered> {
    let phases = phases_of(session, library);
    let entered = |phase: &PlannedPhase, cause| PhaseEntered {
        phase: phase.name.as_str().to_owned(),
        cause,
        budget_s: phase.budget_s,
    };
    let Some((present, began_us)) = &session.phase else {
        return phases.first().map(|phase| entered(phase, PhaseCause::Start));
    };
    let place = phases.iter().position(|phase| phase.name.as_str() == present.phase)?;
    let later = phases.get(place + 1..)?;
    // Quarters of seconds, so that a quarter more is exact.
    let slack = if session.created.mode == Mode::Practice { 5 } else { 4 };
    let elapsed = offset_us / 250_000;
    let in_phase = offset_us.saturating_sub(*began_us) / 250_000;
    let planned = |phases: &[PlannedPhase]| phases.iter().map(|phase| u64::from(phase.budget_s)).sum::<u64>();
    let begins = |from: usize| planned(later.get(from..).unwrap_or_default());
    let last = |name| later.iter().position(|phase| phase.name == name);
    for name in [PhaseKind::Closing, PhaseKind::Questions] {
        let Some(index) = last(name) else { continue };
        if elapsed + begins(index) * 4 >= planned(&phases) * slack {
            return later.get(index).map(|phase| entered(phase, PhaseCause::Budget));
        }
    }
    let until = planned(phases.get(..=place)?);
    if in_phase >= u64::from(present.budget_s) * slack && elapsed >= until * slack {
        return later.first().map(|phase| entered(phase, PhaseCause::Budget));
    }
    let done = phases.get(place).is_some_and(|phase| is_done(session, phase));
    later.first().filter(|_| done).map(|phase| entered(phase, PhaseCause::Questions))
}

/// Whether the questions of the present phase are put and the last one is followed up.
fn is_done(session: &Session, phase: &PlannedPhase) -> bool {
    let of_phase = || session.asked.iter().filter(|asked| asked.phase == phase.name.as_str());
    let put = of_phase().filter(|asked| asked.by == AskedBy::Main).count();
    let followed = of_phase().rev().take_while(|asked| asked.by == AskedBy::FollowUp).count();
    let enough = usize::try_from(phase.questions).is_ok_and(|most| most > 0 && put >= most);
    let coding = phase.name == PhaseKind::Coding && session.coding.is_some();
    enough && followed >= FOLLOW_UPS && !coding
}

/// How long an answer may usually take: the share of a question in its phase, of which its follow-ups get half; one to four minutes. A phase
/// that puts no questions of its own, and a session that has not begun, give two minutes.
pub fn answer_budget(session: &Session, library: &Library) -> Duration {
    const USUAL_S: u32 = 120;
    let name = session.phase.as_ref().map(|(phase, _)| phase.phase.as_str());
    let phases = phases_of(session, library);
    let planned = phases.iter().find(|planned| Some(planned.name.as_str()) == name && planned.questions > 0);
    let seconds = planned.map_or(USUAL_S, |planned| planned.budget_s / planned.questions.max(1) / 2);
    Duration::from_secs(u64::from(seconds.clamp(60, 240)))
}

/// Seconds that the session's plan gives a phase; `None` for a phase that it does not have.
pub fn phase_budget(session: &Session, library: &Library, phase: &str) -> Option<u32> {
    let phases = phases_of(session, library);
    phases.iter().find(|planned| planned.name.as_str() == phase).map(|planned| planned.budget_s)
}

fn phases_of(session: &Session, library: &Library) -> Vec<PlannedPhase> {
    plan(library.kinds().resolve(&session.created.kind), session.created.duration_minutes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    use super::*;
    use crate::ids::SessionId;
    use crate::session::Asked;

    fn session(minutes: u32, mode: Mode) -> Session {
        let mut session = Session::new(SessionId::new("s").unwrap());
        session.created.kind = "google-sde".into();
        session.created.duration_minutes = minutes;
        session.created.mode = mode;
        session
    }

    fn walk(session: &mut Session, seconds: u64) -> Option<PhaseEntered> {
        let due = due_phase(session, &Library::embedded(), seconds * 1_000_000)?;
        session.phase = Some((due.clone(), seconds * 1_000_000));
        Some(due)
    }

    fn names(minutes: u32) -> Vec<&'static str> {
        let library = Library::embedded();
        let kind = library.kinds().resolve("google-sde");
        plan(kind, minutes).iter().map(|phase| phase.name.as_str()).collect()
    }

    #[test]
    fn practice_is_softer_than_real() {
        let over = |mode| {
            let mut session = session(45, mode);
            let first = walk(&mut session, 0).unwrap();
            assert_eq!(first.cause, PhaseCause::Start);
            let budget = u64::from(first.budget_s);
            (walk(&mut session.clone(), budget).is_some(), walk(&mut session, budget * 5 / 4 + 1).is_some())
        };
        assert_eq!(over(Mode::Real), (true, true));
        assert_eq!(over(Mode::Practice), (false, true));
    }

    #[test]
    fn an_answer_may_take_its_share_of_the_phase() {
        let library = Library::embedded();
        let budget = |minutes: u32, phase: &str| {
            let mut session = session(minutes, Mode::Real);
            let intro = walk(&mut session, 0).unwrap();
            session.phase = Some((PhaseEntered { phase: phase.into(), ..intro }, 0));
            (answer_budget(&session, &library).as_secs(), phases_of(&session, &library))
        };
        let (long, phases) = budget(90, "technical");
        let technical = phases.iter().find(|phase| phase.name == PhaseKind::Technical).unwrap();
        let share = technical.budget_s / technical.questions / 2;
        assert_eq!(long, u64::from(share.clamp(60, 240)));
        assert!(share > 60 && share < 240, "the share itself counts: {share}");
        assert_eq!(budget(45, "no such phase").0, 120);
    }

    #[test]
    fn what_a_phase_left_is_not_lost() {
        let mut session = session(45, Mode::Real);
        let intro = walk(&mut session, 0).unwrap();
        let library = Library::embedded();
        let budget = phase_budget(&session, &library, "experience").unwrap();
        session.phase = Some((
            PhaseEntered { phase: "experience".into(), budget_s: budget, ..intro.clone() },
            10_000_000,
        ));
        assert_eq!(walk(&mut session.clone(), u64::from(10 + budget)), None);
        assert_eq!(walk(&mut session, u64::from(intro.budget_s + budget)).unwrap().phase, "technical");
    }

    #[test]
    fn the_candidates_questions_and_the_goodbye_come_in_time() {
        let mut session = session(45, Mode::Real);
        walk(&mut session, 0);
        let goodbye = u64::from(phase_budget(&session, &Library::embedded(), "closing").unwrap());
        let theirs = u64::from(phase_budget(&session, &Library::embedded(), "questions").unwrap());
        let whole = 45 * 60;
        assert_eq!(walk(&mut session.clone(), whole - goodbye - theirs).unwrap().phase, "questions");
        assert_eq!(walk(&mut session, whole - goodbye).unwrap().phase, "closing");
        assert_eq!(walk(&mut session, u64::MAX / 1_000_000), None);
    }

    #[test]
    fn a_phase_whose_questions_are_followed_up_is_over() {
        let mut session = session(45, Mode::Real);
        walk(&mut session, 0);
        let ask = |by| Asked {
            question: "q".into(),
            by,
            phase: "intro".into(),
            topic: String::new(),
            turn: 1,
            index: None,
            coding: false,
        };
        session.asked.push(ask(AskedBy::Main));
        assert_eq!(walk(&mut session.clone(), 1), None);
        session.asked.extend((0..FOLLOW_UPS).map(|_| ask(AskedBy::FollowUp)));
        let due = walk(&mut session, 1).unwrap();
        assert_eq!((due.phase.as_str(), due.cause), ("experience", PhaseCause::Questions));
    }

    #[test]
    fn a_short_interview_has_fewer_phases() {
        assert_eq!(names(45).len(), 8);
        let short = names(5);
        assert!(
            short.len() <= 4 && short.first() == Some(&"intro") && short.last() == Some(&"closing"),
            "{short:?}"
        );
        let library = Library::embedded();
        let questions = |minutes| -> u32 {
            plan(library.kinds().resolve("google-sde"), minutes).iter().map(|phase| phase.questions).sum()
        };
        assert!(questions(5) < questions(45) && questions(45) < questions(90));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, rng_seed: RngSeed::Fixed(3), failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn budgets_sum_to_the_whole(minutes in 0u32..=600) {
            for kind in Library::embedded().kinds().iter() {
                let phases = plan(kind, minutes);
                let sum: u32 = phases.iter().map(|phase| phase.budget_s).sum();
                prop_assert_eq!(sum, minutes * 60);
                let closing = phases.last().unwrap();
                prop_assert_eq!(closing.name, PhaseKind::Closing);
                prop_assert!(closing.budget_s >= (minutes * 6).min(GOODBYE_S));
            }
        }

        #[test]
        fn phases_only_go_forward(
            kind in 0usize..9,
            minutes in 5u32..=180,
            real: bool,
            steps in prop::collection::vec(0u64..900, 1..60),
        ) {
            let library = Library::embedded();
            let kind = library.kinds().iter().nth(kind).unwrap();
            let phases = plan(kind, minutes);
            let mut session = session(minutes, if real { Mode::Real } else { Mode::Practice });
            session.created.kind.clone_from(&kind.id);
            walk(&mut session, 0);
            let (mut now, mut place) = (0, Some(0));
            for step in steps {
                now += step;
                if let Some(due) = walk(&mut session, now) {
                    let next = phases.iter().position(|phase| phase.name.as_str() == due.phase);
                    prop_assert!(next.is_some() && next > place);
                    place = next;
                }
                let late = now >= u64::from(minutes) * 60 * 5 / 4;
                prop_assert!(!late || place == Some(phases.len() - 1));
            }
        }
    }
}
