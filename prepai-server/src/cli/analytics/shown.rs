//! Statistics for people.

use std::collections::BTreeMap;

use prepai_core::analytics::{Aggregate, Benchmarks, History, MetricBenchmark, TrendKind, Trends};

use crate::cli::output::{Style, Table};

fn points(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |points| format!("{points:.1}"))
}

fn counts(heading: &'static str, counts: &BTreeMap<String, i64>, style: Style) -> String {
    if counts.is_empty() {
        return String::new();
    }
    let mut table = Table::new(&[heading, "n"]);
    let mut rows: Vec<_> = counts.iter().collect();
    rows.sort_by_key(|(name, count)| (-**count, (*name).clone()));
    for (name, count) in rows {
        table.row(vec![name.clone(), count.to_string()]);
    }
    format!("\n\n{}", table.show(style))
}

pub(super) fn aggregate(answer: &Aggregate, style: Style) -> String {
    let Some(data) = &answer.data else { return answer.message.unwrap_or("no interviews").to_owned() };
    let mut out = format!(
        "{} interviews of {} candidates, {} completed ({} %)\naverage score {} (of {} scored)",
        answer.total_interviews,
        data.total_candidates,
        data.completed_interviews,
        data.completion_rate,
        points(data.average_score),
        data.scored_interviews,
    );
    if data.hints_given > 0 {
        out.push_str(&format!("\n{} hints in {} interviews", data.hints_given, data.interviews_with_hints));
    }
    out.push_str(&counts("interview", &data.interview_types, style));
    out.push_str(&counts("recommendation", &data.recommendations, style));
    out
}

pub(super) fn benchmarks(answer: &Benchmarks, style: Style) -> String {
    let Some(data) = &answer.data else {
        return format!("{}: {}", answer.interview_type, answer.message.unwrap_or("no data"));
    };
    let mut table = Table::new(&["score", "n", "p25", "p50", "p75", "p90", "min", "max", "average"]);
    let all = &data.benchmarks;
    let rows: [(&str, &MetricBenchmark); 6] = [
        ("overall", &all.overall),
        ("technical", &all.technical),
        ("problem solving", &all.problem_solving),
        ("communication", &all.communication),
        ("code quality", &all.code_quality),
        ("cultural fit", &all.cultural_fit),
    ];
    for (name, metric) in rows {
        let values = [metric.p25, metric.p50, metric.p75, metric.p90, metric.min, metric.max, metric.avg];
        let mut row = vec![name.to_owned(), metric.n.to_string()];
        row.extend(values.map(points));
        table.row(row);
    }
    let mut out =
        format!("{}: {} scored interviews\n\n{}", answer.interview_type, data.sample_size, table.show(style));
    if let Some(reason) = &all.overall.reason {
        out.push_str(&format!("\n\n{}", style.dim(reason)));
    }
    out
}

pub(super) fn trends(answer: &Trends, style: Style) -> String {
    let Some(data) = &answer.data else {
        return format!("last {} days: {}", answer.days, answer.message.unwrap_or("no data"));
    };
    let word = match data.trend {
        TrendKind::Improving => style.green("improving"),
        TrendKind::Declining => style.red("declining"),
        TrendKind::Stable => "stable".to_owned(),
        TrendKind::InsufficientData => "not enough data".to_owned(),
    };
    let mut table = Table::new(&["day (UTC)", "interviews", "scored", "average"]);
    for day in &data.data {
        let numbers = [day.num_interviews.to_string(), day.num_scored.to_string()];
        let [interviews, scored] = numbers;
        table.row(vec![day.date.clone(), interviews, scored, points(day.average_score)]);
    }
    let change = format!("{:+.1} points", data.change);
    format!("last {} days: {word}, {change} ({})\n\n{}", answer.days, data.reason, table.show(style))
}

pub(super) fn history(answer: &History, style: Style) -> String {
    if answer.total_interviews == 0 {
        return format!("no interviews of {}", answer.candidate_name);
    }
    let mut out = format!(
        "{}: {} interviews, {} completed",
        answer.candidate_name, answer.total_interviews, answer.completed_interviews
    );
    if !answer.has_history {
        return out;
    }
    let mut table = Table::new(&["created (UTC)", "interview", "score", "recommendation", "session"]);
    for entry in &answer.scores_over_time {
        let date = entry.date.to_string();
        table.row(vec![
            date.get(..16).unwrap_or(&date).replace('T', " "),
            entry.interview_type.clone(),
            points(entry.score),
            entry.recommendation.clone().unwrap_or_default(),
            entry.session_id.clone(),
        ]);
    }
    out.push_str(&format!("\n\n{}", table.show(style)));
    out
}
