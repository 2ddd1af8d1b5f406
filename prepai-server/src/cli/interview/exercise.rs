//! A coding exercise in the terminal.

use prepai_core::session::CodingQuestion;

use crate::cli::output::{Style, wrap};

/// Its statement and the code to begin with. The statement is Markdown for a screen that can set it; here its marks go.
pub(crate) fn shown(question: &CodingQuestion, style: Style, width: Option<usize>) -> String {
    let mut out = String::new();
    let heading = format!("  — exercise · {} · {} —", question.question_id, question.language);
    out.push_str(&style.dim(heading));
    out.push_str("\n\n");
    out.push_str(&wrap(&unmarked(&question.question), "  ", width));
    out.push_str("\n\n");
    for line in question.initial_code.lines() {
        out.push_str(&format!("  {}\n", style.cyan(format!("│ {line}"))));
    }
    out.push('\n');
    let remark =
        "hand in with /code FILE, or /code to type it here · /language picks another language · /hint helps";
    let lines: Vec<String> = wrap(remark, "  ", width).lines().map(|line| style.dim(line)).collect();
    out.push_str(&lines.join("\n"));
    out
}

/// Markdown without the marks of emphasis and code.
fn unmarked(text: &str) -> String {
    text.replace("**", "").replace('`', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statement_starter_and_the_way_to_hand_in_are_shown() {
        let question = CodingQuestion {
            question_id: "code-two-sum".into(),
            question: "Write `solution(nums)`.\n\n**Examples**\n\n- `solution([1])` is 1".into(),
            function: "solution".into(),
            language: "python".into(),
            initial_code: "def solution(nums):\n    pass\n".into(),
            samples: Vec::new(),
        };
        let text = shown(&question, Style::PLAIN, Some(60));
        for part in ["Write solution(nums).", "\n  Examples\n", "│     pass", "/code FILE", "python"] {
            assert!(text.contains(part), "{part}: {text}");
        }
    }
}
