//! Whether the bank has what the plans of the kinds ask for.

use super::{Findings, Severity};
use crate::interview::bank::Audience;
use crate::interview::kind::{Kind, Phase, PhaseKind};
use crate::interview::library::Library;
use crate::interview::pack::{Item, Pack};

pub(super) fn check(packs: &[Pack], library: &Library, findings: &mut Findings) {
    for item in packs.iter().flat_map(|pack| &pack.kinds) {
        // Only the version that counts: a later pack may have replaced it.
        if library.kinds().get(&item.value.id).is_some_and(|kind| **kind == *item.value) {
            for (index, phase) in item.value.phases.iter().enumerate() {
                plan(item, index, phase, library, findings);
            }
        }
    }
    for item in packs.iter().flat_map(|pack| &pack.questions) {
        let (question, line) = (&item.value, item.line_of("kinds", 0));
        for kind in unused(library, &question.kinds, question.phase) {
            let message = format!("is for kind `{}`, whose plan has no phase {}", kind.id, question.phase);
            findings.add(item, &question.id, line, Severity::Warning, message);
        }
    }
    for item in packs.iter().flat_map(|pack| &pack.exercises) {
        let (exercise, line) = (&item.value, item.line_of("kinds", 0));
        for kind in unused(library, &exercise.kinds, PhaseKind::Coding) {
            let message = format!("is for kind `{}`, whose plan has no phase coding", kind.id);
            findings.add(item, &exercise.id, line, Severity::Warning, message);
        }
    }
}

/// The kinds that are named and never get there.
fn unused<'l>(
    library: &'l Library,
    audience: &'l Audience,
    phase: PhaseKind,
) -> impl Iterator<Item = &'l Kind> {
    let kinds = audience.named().iter().filter_map(|id| library.kinds().get(id));
    kinds.filter(move |kind| kind.phase(phase).is_none()).map(|kind| &**kind)
}

fn plan(item: &Item<Kind>, index: usize, phase: &Phase, library: &Library, findings: &mut Findings) {
    if phase.questions == 0 {
        return;
    }
    let (kind, bank) = (&*item.value, library.bank());
    let exercises = bank.exercises_for(&kind.id, phase).count();
    let there = bank.questions_for(&kind.id, phase).count() + exercises;
    let planned = phase.questions as usize;
    let line = item.line_of("phases", index);
    let mut add = |severity, message: String| findings.add(item, &kind.id, line, severity, message);
    if there < planned {
        add(
            Severity::Error,
            format!("phase {}: {planned} questions are planned, the bank has {there}", phase.name),
        );
    } else if there < planned * 2 {
        add(
            Severity::Warning,
            format!("phase {}: the bank has only {there} questions to choose {planned} from", phase.name),
        );
    }
    if phase.name == PhaseKind::Coding && exercises == 0 {
        add(Severity::Error, "phase coding: the bank has no exercise".to_owned());
    }
    for topic in &phase.topics {
        let questions = bank.questions_for(&kind.id, phase).any(|question| question.topic == *topic);
        if !questions && !bank.exercises_for(&kind.id, phase).any(|exercise| exercise.topics.contains(topic))
        {
            add(Severity::Warning, format!("phase {}: the bank has nothing about `{topic}`", phase.name));
        }
    }
}
