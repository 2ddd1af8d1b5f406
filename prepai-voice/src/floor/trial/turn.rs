//! Turns: who says which word when, and where the pauses are.

use std::time::Duration;

use super::super::QuestionKind;
use super::random::Random;
use super::sentences::{Mark, Sentence, Sentences};

/// Why somebody pauses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PauseKind {
    /// Nobody pauses: only the end counts.
    Fluent,
    /// Between any two words of a sentence.
    Anywhere,
    /// After a clause that could have been all.
    Clause,
    /// After a filler ("um").
    Filler,
    /// After a request for time ("let me think").
    Time,
    /// A word is said twice, with a pause between.
    Restart,
    /// Inside a list.
    List,
    /// Inside a number or an address.
    Number,
    /// While keys are pressed.
    Typing,
    /// Between two sentences of one answer; not inside a sentence, and told apart.
    Sentence,
}

impl PauseKind {
    /// All of them.
    pub const ALL: [PauseKind; 10] = [
        PauseKind::Fluent,
        PauseKind::Anywhere,
        PauseKind::Clause,
        PauseKind::Filler,
        PauseKind::Time,
        PauseKind::Restart,
        PauseKind::List,
        PauseKind::Number,
        PauseKind::Typing,
        PauseKind::Sentence,
    ];

    /// A word for it.
    pub fn code(self) -> &'static str {
        match self {
            PauseKind::Fluent => "fluent",
            PauseKind::Anywhere => "anywhere",
            PauseKind::Clause => "clause",
            PauseKind::Filler => "filler",
            PauseKind::Time => "time",
            PauseKind::Restart => "restart",
            PauseKind::List => "list",
            PauseKind::Number => "number",
            PauseKind::Typing => "typing",
            PauseKind::Sentence => "sentence",
        }
    }
}

/// A word and when it is spoken, since the turn began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimedWord {
    /// The word.
    pub text: &'static str,
    /// When it begins.
    pub start: Duration,
    /// When it ends.
    pub end: Duration,
    /// When the recogniser tells it; it tells nothing of a word that it missed.
    pub told: Duration,
    /// Whether it is in the recogniser's words.
    pub recognised: bool,
}

/// One turn of a candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Number of its person; each speaks and pauses at their own pace.
    pub person: usize,
    /// Why there are pauses.
    pub kind: PauseKind,
    /// What was asked.
    pub question: QuestionKind,
    /// The words.
    pub words: Vec<TimedWord>,
    /// Beginning and end of each pause.
    pub pauses: Vec<(Duration, Duration)>,
    /// Seed of what the detector of activity makes of it.
    pub seed: u64,
}

impl Turn {
    /// The end of the last word.
    pub fn end(&self) -> Duration {
        self.words.last().map(|word| word.end).unwrap_or_default()
    }
}

/// How long pauses are: 0.3 to 4 s.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lengths {
    /// As in spontaneous speech: log-normal with a median of 0.7 s (Campione and Véronis 2002, Heldner and Edlund 2010 found
    /// medians about 0.5 s, but here none is shorter than 0.3 s), a quarter longer than 1 s.
    LogNormal,
    /// Every ratio equally likely: more than half are longer than 1 s.
    LogUniform,
}

const SHORTEST: f64 = 0.3;
const LONGEST: f64 = 4.0;
const PEOPLE: usize = 8;

/// Makes turns of sentences, the same for the same seed.
pub fn turns(sentences: &Sentences, lengths: Lengths, seed: u64) -> Vec<Turn> {
    let mut out = Vec::new();
    for (number, sentence) in sentences.all.iter().enumerate() {
        let mut random = Random::new(seed ^ (number as u64).wrapping_mul(0xA24B_AED4_963E_E407));
        for kind in kinds(sentence, &mut random) {
            // Few sentences hold a list or a number: they are said twice.
            let times = if matches!(kind, PauseKind::List | PauseKind::Number) { 2 } else { 1 };
            for _ in 0..times {
                out.extend(turn(sentences, sentence, kind, lengths, &mut random));
            }
        }
    }
    out
}

fn kinds(sentence: &Sentence, random: &mut Random) -> Vec<PauseKind> {
    let has = |mark: Mark| sentence.marks.iter().any(|(_, m)| *m == mark);
    let long = sentence.words.len() >= 4;
    let open = matches!(sentence.question, QuestionKind::Open | QuestionKind::Coding);
    PauseKind::ALL
        .into_iter()
        .filter(|kind| match kind {
            PauseKind::Fluent => true,
            PauseKind::Anywhere => long,
            PauseKind::Clause => has(Mark::Clause),
            PauseKind::Filler => long && random.chance(0.8),
            PauseKind::Time => open && random.chance(0.5),
            PauseKind::Restart => long && random.chance(0.3),
            PauseKind::List => has(Mark::List),
            PauseKind::Number => has(Mark::Number),
            PauseKind::Typing => sentence.question == QuestionKind::Coding,
            PauseKind::Sentence => has(Mark::Sentence),
        })
        .collect()
}

/// Words before which a pause may fall.
fn sites(sentence: &Sentence, kind: PauseKind) -> Vec<usize> {
    let marked = |wanted: Mark| {
        sentence.marks.iter().filter(|(_, mark)| *mark == wanted).map(|(at, _)| *at).collect::<Vec<usize>>()
    };
    let ends = marked(Mark::Sentence);
    match kind {
        PauseKind::Fluent => Vec::new(),
        PauseKind::Clause => marked(Mark::Clause),
        PauseKind::List => marked(Mark::List),
        PauseKind::Number => marked(Mark::Number),
        PauseKind::Sentence => ends,
        PauseKind::Time => vec![0],
        // People repeat function words ten times as often as others (Clark and Wasow 1998): short words stand for them.
        PauseKind::Restart => (1..sentence.words.len().saturating_sub(1))
            .filter(|at| !ends.contains(at) && sentence.words.get(*at).is_some_and(|word| word.len() <= 4))
            .collect(),
        PauseKind::Anywhere | PauseKind::Filler | PauseKind::Typing => {
            (1..sentence.words.len()).filter(|at| !ends.contains(at)).collect()
        }
    }
}

fn turn(
    sentences: &Sentences,
    sentence: &Sentence,
    kind: PauseKind,
    lengths: Lengths,
    random: &mut Random,
) -> Option<Turn> {
    let mut sites = sites(sentence, kind);
    if sites.is_empty() && kind != PauseKind::Fluent {
        return None;
    }
    let wanted = if random.chance(0.3) { 2 } else { 1 };
    while sites.len() > wanted {
        sites.remove(random.below(sites.len()));
    }
    let person = random.below(PEOPLE);
    // Between slow and fast speakers lies a factor of 1.6, between long and short pausers one of 2.
    let pace = 0.8 + 0.5 * person as f64 / (PEOPLE - 1) as f64;
    let pausing = 0.7 + 0.7 * ((person * 3) % PEOPLE) as f64 / (PEOPLE - 1) as f64;
    let mut turn = Turn {
        person,
        kind,
        question: sentence.question,
        words: Vec::new(),
        pauses: Vec::new(),
        seed: random.next(),
    };
    let mut clock = 0.3;
    let mut told = 0.0f64;
    let mut say = |text: &'static str, clock: &mut f64, random: &mut Random, words: &mut Vec<TimedWord>| {
        for word in text.split(' ') {
            let length = (0.10 + 0.045 * word.len() as f64) * pace * random.between(0.85, 1.2);
            let start = *clock;
            *clock += length;
            told = told.max(*clock + random.between(0.150, 0.400));
            // Recognisers leave out half of all fillers and miss a word now and then.
            let hesitates = ["um", "uh", "er", "uhm", "mm", "hmm"].contains(&word);
            let recognised = !random.chance(if hesitates { 0.5 } else { 0.02 });
            let at = Duration::from_secs_f64;
            words.push(TimedWord {
                text: word,
                start: at(start),
                end: at(*clock),
                told: at(told),
                recognised,
            });
        }
    };
    for (at, word) in sentence.words.iter().enumerate() {
        if sites.contains(&at) {
            let before = match kind {
                PauseKind::Filler => random.pick(&sentences.fillers),
                PauseKind::Time => random.pick(&sentences.times),
                PauseKind::Restart => Some(*word),
                _ => None,
            };
            if let Some(before) = before {
                say(before, &mut clock, random, &mut turn.words);
            }
            let length = length(lengths, pausing, random);
            turn.pauses.push((Duration::from_secs_f64(clock), Duration::from_secs_f64(clock + length)));
            clock += length;
        } else if sentence.marks.contains(&(at, Mark::Sentence)) {
            clock += random.between(0.10, 0.25);
        }
        say(word, &mut clock, random, &mut turn.words);
    }
    Some(turn)
}

fn length(lengths: Lengths, pausing: f64, random: &mut Random) -> f64 {
    match lengths {
        Lengths::LogUniform => SHORTEST * libm::pow(LONGEST / SHORTEST, random.unit()),
        Lengths::LogNormal => {
            // The sum of twelve is normal enough, and the same on every machine.
            let normal: f64 = (0..12).map(|_| random.unit()).sum::<f64>() - 6.0;
            (0.7 * pausing * libm::exp(0.6 * normal)).clamp(SHORTEST, LONGEST)
        }
    }
}
