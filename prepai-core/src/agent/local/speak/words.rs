//! Sentences that need no more than a choice.

/// Takes note of an answer, without judging it.
pub(in crate::agent::local) const NOTED: &[&str] = &[
    "Okay, thank you.",
    "I see.",
    "All right.",
    "Understood.",
    "Thanks, that helps.",
    "Right, I follow.",
    "Okay, I can picture that.",
    "Got it, thank you.",
    "Fair enough.",
    "Thanks for explaining that.",
];

/// Takes note of one thing in an answer.
pub(in crate::agent::local) const NOTED_TERM: &[&str] = &[
    "Thanks, I've noted what you said about {t}.",
    "Okay, so it was also about {t}.",
    "All right, I'll keep {t} in mind.",
    "Thanks for bringing up {t}.",
    "Understood, {t} played a role there.",
    "I see, thank you for mentioning {t}.",
];

/// As `NOTED_TERM`, where the talk is not about the past.
pub(in crate::agent::local) const NOTED_IDEA: &[&str] = &[
    "Thanks, I've noted what you said about {t}.",
    "Okay, so one piece of it would be {t}.",
    "All right, I'll keep {t} in mind.",
    "Thanks for bringing up {t}.",
    "I see, so you are thinking of {t}.",
    "Right, I've got the part about {t}.",
];

/// Takes note of a long answer.
pub(in crate::agent::local) const NOTED_LONG: &[&str] = &[
    "Thank you, that was detailed.",
    "Thanks for taking me through all of that.",
    "Okay, thank you for the full picture.",
];

/// After "I don't know", on the way to the next question.
pub(in crate::agent::local) const NO_MATTER: &[&str] = &[
    "That's fine, nobody knows everything.",
    "No problem, thanks for being straight about it.",
    "That's all right, let's leave it there.",
    "Thanks for being honest, that's perfectly fine.",
];

/// After a wish to skip.
pub(in crate::agent::local) const SKIPPED: &[&str] = &[
    "Of course, let's leave that one.",
    "Sure, we can skip it.",
    "No problem, let's take another one.",
    "All right, let's move on.",
];

/// After somebody would rather not answer.
pub(in crate::agent::local) const REFUSED: &[&str] = &[
    "That's all right, you don't have to.",
    "I understand, we'll leave that aside.",
    "Of course, that's your call.",
];

/// Asks for more after a few words: of a story, of an explanation.
pub(in crate::agent::local) const MORE: &[&str] = &[
    "Could you say a little more about that?",
    "Could you take me through that in a bit more detail?",
    "Could you give me an example?",
    "What would you like me to know about it?",
];
pub(in crate::agent::local) const MORE_DEPTH: &[&str] = &[
    "Could you say a little more about that?",
    "What would you add if I asked you to go one step deeper?",
    "How would you explain that to a new colleague?",
    "Could you unfold that a little for me?",
];
pub(in crate::agent::local) const MORE_TERM: &[&str] = &[
    "Could you tell me a little more about {t}?",
    "What exactly do you mean by {t} here?",
    "How does {t} help you there?",
];

/// Asks for more after a yes or no.
pub(in crate::agent::local) const WHY: &[&str] = &[
    "What makes you say that?",
    "Could you tell me what you base that on?",
    "Could you give me an example?",
];

/// Nothing was heard.
pub(in crate::agent::local) const NOT_HEARD: &[&str] = &[
    "Sorry, I didn't catch that: could you say it again?",
    "I didn't hear an answer: could you try once more?",
];
pub(in crate::agent::local) const STILL_NOT_HEARD: &[&str] = &[
    "I still can't hear anything: shall I repeat the question?",
    "That was silence again on my side: shall I repeat the question?",
];

/// Gives time.
pub(in crate::agent::local) const TIME: &[&str] =
    &["Of course, take your time.", "Sure, take a moment.", "No hurry, take the time you need."];
pub(in crate::agent::local) const SILENCE: &[&str] = &[
    "Take your time.",
    "No hurry, take a moment to think.",
    "Take the time you need, and feel free to think aloud.",
];
pub(in crate::agent::local) const OFFER_HINT: &[&str] =
    &["Would a hint help?", "Shall I give you a hint?", "Would you like a hint?"];
pub(in crate::agent::local) const OFFER_REPEAT: &[&str] =
    &["Shall I repeat the question?", "Would it help if I repeat the question?"];
pub(in crate::agent::local) const STILL_HERE: &[&str] = &[
    "I'm still here, whenever you are ready.",
    "Whenever you're ready, I'm listening.",
    "There is no rush, I'm here.",
];

/// After "I don't know" in practice.
pub(in crate::agent::local) const STUCK: &[&str] = &[
    "That's all right. Would you like a hint, or shall we go on?",
    "No problem at all. Would a hint help, or would you rather go on?",
    "That's fine. Shall I give you a hint, or do we move on?",
];

/// After attempts to make the interviewer something else.
pub(in crate::agent::local) const INTERVIEWER: &[&str] = &[
    "I'm only here as your interviewer, so let's stay with that.",
    "That's not something I can do in this interview.",
    "I'll stay in my role as your interviewer.",
];

/// After insults.
pub(in crate::agent::local) const CALM: &[&str] = &[
    "I can hear that this is frustrating, and I'd like it to be useful for you.",
    "Interviews can be annoying, I know.",
    "Let's keep it friendly, then this will be worth your time.",
];
pub(in crate::agent::local) const OFFER_STOP: &[&str] = &["Shall we go on, or would you rather stop here?"];

/// After something else altogether.
pub(in crate::agent::local) const ELSEWHERE: &[&str] = &[
    "Let's keep that for after the interview.",
    "I'd love to chat, but let's use your time well.",
    "That's one for the coffee break.",
];

pub(in crate::agent::local) const WELCOME: &[&str] = &["You're welcome.", "Of course."];
pub(in crate::agent::local) const HELLO: &[&str] = &["Hello again.", "Nice to meet you too."];

/// Asks whether a believed thing is true, without saying so.
pub(in crate::agent::local) const SURE: &[&str] = &[
    "Let me stay with that for a moment: how would you check whether that really holds?",
    "Let me push on one point: what makes you sure of that?",
    "I'd like to test that a little: can you think of a case where it would not hold?",
];

/// In the candidate's own part of the interview.
pub(in crate::agent::local) const GO_AHEAD: &[&str] =
    &["Please, go ahead: what would you like to know?", "Gladly, what is your question?"];
pub(in crate::agent::local) const ELSE: &[&str] = &[
    "What else would you like to know?",
    "Is there anything else you would like to ask?",
    "What other questions do you have?",
];
