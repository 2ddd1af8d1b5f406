//! The plan of an interview: which phase comes when. Pure.

use super::{Kind, Library, PhaseKind};
use crate::session::{Mode, PhaseCause, PhaseEntered, Session};

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

/// The phases of a kind over so many minutes. The budgets sum to the whole: what rounding leaves goes to the longest.
pub fn plan(kind: &Kind, minutes: u32) -> Vec<PlannedPhase> {
    let planned = |phase: &super::kind::Phase| PlannedPhase {
        name: phase.name,
        budget_s: phase.seconds(minutes),
        questions: phase.questions,
    };
    let mut phases: Vec<PlannedPhase> = kind.phases.iter().map(planned).collect();
    let whole = minutes.saturating_mul(60);
    let sum = phases.iter().fold(0_u32, |sum, phase| sum.saturating_add(phase.budget_s));
    if let Some(longest) = phases.iter_mut().max_by_key(|phase| phase.budget_s) {
        longest.budget_s = longest.budget_s.saturating_add(whole).saturating_sub(sum);
    }
    phases
}

/// The phase that is due at `offset_us` of the session's monotonic time, if it is another than the present one.
///
/// Phases only go forward, one at a time, when the present one has used up its time; practice lets it run a quarter
/// over. When the time of the whole is almost over, closing comes at once.
pub fn due_phase(session: &Session, library: &Library, offset_us: u64) -> Option<PhaseEntered> {
    let kind = library.kinds().resolve(&session.created.kind);
    let phases = plan(kind, session.created.duration_minutes);
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
    let (quarters, whole) = match session.created.mode {
        Mode::Practice => (5, session.created.duration_minutes.saturating_mul(75)),
        Mode::Real => (4, session.created.duration_minutes.saturating_mul(60)),
    };
    let last = later.last()?;
    let elapsed_s = offset_us / 1_000_000;
    if elapsed_s.saturating_add(u64::from(last.budget_s)) >= u64::from(whole) {
        return Some(entered(last, PhaseCause::Budget));
    }
    let in_phase_us = offset_us.saturating_sub(*began_us);
    let over = in_phase_us.saturating_mul(4) >= u64::from(present.budget_s) * 1_000_000 * quarters;
    later.first().filter(|_| over).map(|phase| entered(phase, PhaseCause::Budget))
}

/// Seconds that the session's plan gives a phase; `None` for a phase that it does not have.
pub fn phase_budget(session: &Session, library: &Library, phase: &str) -> Option<u32> {
    let kind = library.kinds().resolve(&session.created.kind);
    let phases = plan(kind, session.created.duration_minutes);
    phases.iter().find(|planned| planned.name.as_str() == phase).map(|planned| planned.budget_s)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ids::SessionId;

    fn session(minutes: u32, mode: Mode) -> Session {
        let mut session = Session::new(SessionId::new("s").unwrap());
        session.created.kind = "google-sde".into();
        session.created.duration_minutes = minutes;
        session.created.mode = mode;
        session
    }

    fn walk(session: &mut Session, offset_us: u64) -> Option<PhaseEntered> {
        let due = due_phase(session, &Library::embedded(), offset_us)?;
        session.phase = Some((due.clone(), offset_us));
        Some(due)
    }

    #[test]
    fn practice_is_softer_than_real() {
        let over = |mode| {
            let mut session = session(45, mode);
            let first = walk(&mut session, 0).unwrap();
            assert_eq!(first.cause, PhaseCause::Start);
            let budget_us = u64::from(first.budget_s) * 1_000_000;
            (walk(&mut session.clone(), budget_us).is_some(), walk(&mut session, budget_us * 5 / 4).is_some())
        };
        assert_eq!(over(Mode::Real), (true, true));
        assert_eq!(over(Mode::Practice), (false, true));
    }

    #[test]
    fn closing_comes_when_the_time_is_almost_over() {
        let mut session = session(45, Mode::Real);
        walk(&mut session, 0);
        let due = walk(&mut session, 45 * 60 * 1_000_000 - 1).unwrap();
        assert_eq!(due.phase, "closing");
        assert_eq!(walk(&mut session, u64::MAX), None);
    }

    proptest! {
        #[test]
        fn budgets_sum_to_the_whole(minutes in 0u32..=600) {
            for kind in Library::embedded().kinds().iter() {
                let sum: u32 = plan(kind, minutes).iter().map(|phase| phase.budget_s).sum();
                prop_assert_eq!(sum, minutes * 60);
            }
        }

        #[test]
        fn phases_only_go_forward(minutes in 5u32..=240, steps in prop::collection::vec(0u64..1_200, 1..40)) {
            let library = Library::embedded();
            let kind = library.kinds().resolve("google-sde");
            let mut session = session(minutes, Mode::Practice);
            let (mut now, mut place) = (0, 0);
            for step in steps {
                now += step * 1_000_000;
                if let Some(due) = walk(&mut session, now) {
                    let next = kind.phases.iter().position(|phase| phase.name.as_str() == due.phase).unwrap();
                    prop_assert!(due.cause == PhaseCause::Start || next > place);
                    place = next;
                }
            }
        }
    }
}
