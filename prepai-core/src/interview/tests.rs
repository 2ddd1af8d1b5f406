//! What the embedded content holds, and that its terms tell good answers from wrong ones.

use super::bank::{Question, Words};
use super::kind::{Criterion, PhaseKind};
use super::{Library, Pack};

#[test]
fn what_is_embedded_loads_whole() {
    let pack = Pack::embedded().unwrap();
    let library = Library::of(std::slice::from_ref(&pack)).unwrap();
    assert_eq!(library.kinds().iter().count(), 9);
    assert_eq!(library.bank().questions().count(), pack.questions.len());
    assert_eq!(library.bank().exercises().count(), pack.exercises.len());
    assert_eq!(library.packs()[0].hash, pack.hash);
    assert_eq!(Library::embedded().hash(), library.hash());
}

#[test]
fn every_kind_has_enough_to_ask() {
    let library = Library::embedded();
    let bank = library.bank();
    assert!(bank.questions().count() >= 160);
    assert!(bank.exercises().count() >= 24);
    let of = |kind: &str| bank.questions_of(kind).count();
    let in_phase =
        |kind: &str, phase| bank.questions_of(kind).filter(|question| question.phase == phase).count();
    for kind in ["google-sde", "amazon-sde", "microsoft-sde", "aws-sa", "azure-sa", "gcp-sa", "general"] {
        assert!(of(kind) >= 25 && in_phase(kind, PhaseKind::Technical) >= 25, "{kind}");
    }
    assert!(in_phase("behavioral", PhaseKind::Behavioral) >= 30);
    assert!(in_phase("coding-round", PhaseKind::Coding) >= 15);
    for kind in ["google-sde", "amazon-sde", "microsoft-sde", "coding-round"] {
        let kind = library.kinds().get(kind).unwrap();
        let phase = kind.phase(PhaseKind::Coding).unwrap();
        assert!(bank.exercises_for(&kind.id, phase).count() >= 24, "{}", kind.id);
        assert!(bank.exercises_for(&kind.id, kind.phase(PhaseKind::Intro).unwrap()).count() == 0);
    }
}

#[test]
fn topics_are_as_broad_as_the_interviews() {
    let bank = Library::embedded();
    let bank = bank.bank();
    for topic in [
        "data-structures",
        "algorithms",
        "complexity",
        "concurrency",
        "databases",
        "networking",
        "operating-systems",
        "testing",
        "api-design",
        "security",
        "caching",
        "system-design",
        "compute",
        "storage",
        "resilience",
        "cost",
        "analytics",
        "migration",
        "serverless",
        "observability",
        "conflict",
        "failure",
        "leadership",
        "ownership",
        "ambiguity",
        "feedback",
        "deadlines",
    ] {
        assert!(bank.about(topic).next().is_some(), "{topic}");
    }
}

#[test]
fn the_kinds_of_the_contract_resolve() {
    let library = Library::embedded();
    for (sent, id) in [
        ("Google SDE", "google-sde"),
        ("google_sde", "google-sde"),
        ("Amazon SDE", "amazon-sde"),
        ("Microsoft SDE", "microsoft-sde"),
        ("AWS SA", "aws-sa"),
        ("AWS Solutions Architect", "aws-sa"),
        ("Azure Solutions Architect", "azure-sa"),
        ("GCP Solutions Architect", "gcp-sa"),
        ("Coding", "coding-round"),
        ("Coding Round", "coding-round"),
        ("coding", "coding-round"),
        ("Behavioral", "behavioral"),
        ("behavioural", "behavioral"),
        ("Pastry Chef", "general"),
        ("", "general"),
    ] {
        assert_eq!(library.kinds().resolve(sent).id, id, "{sent}");
    }
}

#[test]
fn weights_follow_what_a_kind_can_see() {
    for kind in Library::embedded().kinds().iter() {
        let sum: u32 = Criterion::ALL.iter().map(|criterion| kind.weights.hundredths(*criterion)).sum();
        assert_eq!(sum, 100, "{}", kind.id);
        let codes = kind.phase(PhaseKind::Coding).is_some() || kind.id == "general";
        assert_eq!(kind.weights.hundredths(Criterion::CodeQuality) > 0, codes, "{}", kind.id);
    }
}

/// Ids of the points that an answer shows, and the number of misconceptions in it.
fn judged(question: &Question, answer: &str) -> (Vec<String>, usize) {
    let words = Words::of(answer);
    let shown = |terms: &[String]| words.first_of(terms).is_some();
    let points =
        question.points.iter().filter(|point| shown(&point.any)).map(|point| point.id.clone()).collect();
    (points, question.wrong.iter().filter(|wrong| shown(&wrong.any)).count())
}

#[test]
fn terms_tell_good_answers_from_wrong_ones() {
    let library = Library::embedded();
    for (id, answer, points, wrong) in [
        (
            "ds-hash-map",
            "A hash function maps the key to a bucket, and I'd chain colliding entries in a list. Lookups are constant \
             time on average but linear in the worst case, and when the load factor gets too high it is resized.",
            4,
            0,
        ),
        (
            "ds-hash-map",
            "Each key has a unique hash, so they never collide and it's always constant time.",
            1,
            2,
        ),
        (
            "alg-binary-search",
            "On a sorted array I compare the middle with the target and drop the half that can't contain it, which gives \
             O(log n). Typical bugs are off-by-one bounds and an endless loop; low plus high can overflow.",
            4,
            0,
        ),
        (
            "alg-binary-search",
            "On a shuffled array I compare the middle with the target and drop the half that can't contain it, which \
             gives O(n log n), since it copies the array at every step.",
            1,
            2,
        ),
        (
            "alg-two-sum-talk",
            "I'd go through the array once with a hash map from value to index and look up target minus the number. \
             That's O(n) time and O(n) space, whereas checking all pairs is O(n^2).",
            3,
            0,
        ),
        (
            "aws-s3-classes",
            "Standard for data that's read often, Infrequent Access for what's read about once a month, since storing is \
             cheaper but reading costs a fee, and Glacier for archives. If I don't know the pattern, Intelligent-Tiering.",
            4,
            0,
        ),
        (
            "aws-sqs-decouple",
            "Decouple them with an SQS queue; shipping reads at its own pace. Messages that keep failing go to a \
             dead-letter queue, and as standard queues deliver at least once, the consumer has to be idempotent. The \
             price is that shipping becomes eventually consistent.",
            4,
            0,
        ),
        (
            "api-idempotent",
            "With an idempotency key sent by the client. The server stores the key with the result in the same \
             transaction as the payment, under a unique constraint. Keys expire after a day.",
            4,
            0,
        ),
        (
            "lp-customer-obsession",
            "In December a bakery couldn't print invoices. I drove there that night and wrote a small fallback driver. \
             They printed everything on time, and we shipped the driver to 40 other customers.",
            3,
            0,
        ),
        ("lp-customer-obsession", "I always put the customer first and give a hundred percent.", 1, 0),
    ] {
        let question = library.bank().question(id).unwrap();
        let (shown, misled) = judged(question, answer);
        assert_eq!((shown.len(), misled), (points, wrong), "{id}: {answer}: {shown:?}");
    }
}

/// Questions are asked from their own text alone: nobody gets a point for saying it back.
#[test]
fn repeating_the_question_shows_nothing() {
    let library = Library::embedded();
    for question in library.bank().questions() {
        let (shown, misled) = judged(question, &question.text);
        assert!(shown.is_empty() && misled == 0, "{}: {shown:?}, {misled}", question.id);
    }
}
