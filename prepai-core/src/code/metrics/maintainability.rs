//! The maintainability index.

use super::halstead::{Halstead, hundredths};

/// 0 to 100, more is better: P. Oman and J. Hagemeister (1992) as Visual Studio scales it,
/// `max(0, 171 - 5.2 ln V - 0.23 CC - 16.2 ln LOC) * 100 / 171`, without the term that rewards comments.
pub(super) fn index(halstead: &Halstead, cyclomatic: u32, code_lines: u32) -> f64 {
    if code_lines == 0 || halstead.volume <= 0.0 {
        return 100.0;
    }
    let index = 171.0
        - 5.2 * libm::log(halstead.volume)
        - 0.23 * f64::from(cyclomatic)
        - 16.2 * libm::log(f64::from(code_lines));
    hundredths((index * 100.0 / 171.0).clamp(0.0, 100.0))
}
