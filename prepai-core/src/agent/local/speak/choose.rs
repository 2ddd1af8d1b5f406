//! Which of several ways to say something: the same in a replay, different between sessions and turns.

use super::super::view::View;

/// One of the variants, other than what was said lately. Parts in braces do not count for that.
pub(in crate::agent::local) fn choose(view: &View<'_>, variants: &'static [&'static str]) -> &'static str {
    let mix = |hash: u64, part: u64| (hash ^ part).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23);
    let first = variants.first().copied().unwrap_or_default();
    let hash = [u64::from(view.request.turn), u64::try_from(first.len()).unwrap_or(0)]
        .into_iter()
        .fold(view.briefing.seed, mix);
    let count = u64::try_from(variants.len()).unwrap_or(1).max(1);
    let start = usize::try_from((hash >> 17) % count).unwrap_or(0);
    let turned = || variants.iter().cycle().skip(start).take(variants.len()).copied();
    turned().find(|variant| !view.recent().contains(solid(variant))).or(turned().next()).unwrap_or(first)
}

/// The longest part outside of braces.
pub(in crate::agent::local) fn solid(variant: &str) -> &str {
    variant.split(['{', '}']).step_by(2).max_by_key(|part| part.len()).unwrap_or(variant).trim()
}
