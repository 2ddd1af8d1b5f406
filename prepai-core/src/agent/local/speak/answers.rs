//! What the interviewer answers when the candidate asks: honestly, as what it is.

use super::super::listen::Topic;
use super::super::view::View;
use super::choose;

const TEAM: &[&str] = &[
    "This is a practice interview, so there is no real team behind me; in the real one, ask who you would sit with and how they split the work.",
    "I can't describe a real team here, but it's a good question to ask: how big it is, who reviews your work, and how long people stay tells you a lot.",
];
const PROCESS: &[&str] = &[
    "I can't speak for a real team, but do ask that: how code is reviewed, how often they release and what they do after an outage tells you most.",
    "In a practice interview I have no real process to show, but asking how a change gets from idea to production is always worth it.",
];
const FEEDBACK: &[&str] = &[
    "I don't judge during the interview; your report shows afterwards what supports each score, in your own words.",
    "You'll get that in the report after we finish, with quotes from your answers, and not from me in between.",
];
const NEXT: &[&str] = &[
    "Here the next step is your report, a moment after we finish; in a real process, ask for the dates and who decides.",
    "After this you get a report with evidence from your answers; a company would usually tell you the next round and when you hear back.",
];
const STACK: &[&str] = &[
    "I can't name a real stack, as this is practice; in the real one, ask what they use, and why they would choose it again.",
    "There is no real system behind me, but it's a fair question: ask also which part of their stack they would like to get rid of.",
];
const DAY: &[&str] = &[
    "I can't promise you a real day, since this is practice; ask there what the last new person did in the first month.",
    "That depends on the team, and I don't have one here; a good way to ask is what success looks like after three months.",
];
const GROWTH: &[&str] = &[
    "I can't speak for a company here, but asking how people are mentored and how the last promotion came about is a very good idea.",
    "That's worth asking in the real interview too: who would mentor you, and how they know that somebody is ready for more.",
];
const CULTURE: &[&str] = &[
    "I have no company to speak for, but ask for stories: how they handled the last big mistake says more than any list of values.",
    "As this is practice I can't tell you about a real culture; asking what people disagree about usually gives honest answers.",
];
const HOURS: &[&str] = &[
    "I don't know that, as there is no real position behind this practice; it's perfectly fine to ask a recruiter early on.",
    "That's something only the company can answer; asking it openly is fine, and best put to the recruiter.",
];
const SALARY: &[&str] = &[
    "I can't say anything about pay in a practice interview; with a company, it's best to ask the recruiter for the range.",
    "There is no real offer behind this, so I can't tell; have a range of your own ready when they ask you back.",
];
const COMPANY: &[&str] = &[
    "This is a practice interview, so I can't speak for {c}; what they would like to hear is that you have read about their product.",
    "I don't have inside knowledge of {c}; a question about their next big goal would show your interest, though.",
];
const SELF: &[&str] = &[
    "I'm {i}, the interviewer of this practice program, so no person, but I do listen closely.",
    "I'm a program that plays the interviewer {i}, so there is no career I could tell you about.",
];
const OTHER: &[&str] = &[
    "That's a good question, and honestly I can't know that in a practice interview.",
    "I'm afraid I can't answer that one here, but it's worth asking in the real interview.",
    "I don't know that, as there is only me here; keep the question for the real one.",
];

/// The answer to a question about something, in one sentence.
pub(in crate::agent::local) fn answer(view: &View<'_>, topic: Topic) -> String {
    let variants = match topic {
        Topic::Team => TEAM,
        Topic::Process => PROCESS,
        Topic::Feedback => FEEDBACK,
        Topic::NextSteps => NEXT,
        Topic::Stack => STACK,
        Topic::Day => DAY,
        Topic::Growth => GROWTH,
        Topic::Culture => CULTURE,
        Topic::Hours => HOURS,
        Topic::Salary => SALARY,
        Topic::Company => COMPANY,
        Topic::Interviewer => SELF,
        Topic::Time => return time_left(view),
        Topic::Other => OTHER,
    };
    let kind = &view.briefing.kind;
    choose(view, variants).replace("{c}", &kind.company).replace("{i}", &kind.interviewer)
}

fn time_left(view: &View<'_>) -> String {
    let left = view.briefing.planned_s.saturating_sub(view.briefing.elapsed_s) / 60;
    match left {
        0 | 1 => "We are almost at the end of our time.".to_owned(),
        minutes => format!("We have about {minutes} minutes left."),
    }
}
