use proptest::prelude::*;

use super::*;

fn words(text: &str) -> Vec<String> {
    sentences(text).iter().map(|sentence| sentence.words().collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn fillers_and_repetitions_are_gone_and_marks_with_them() {
    let plain = "I go through the array once with a hash map from value to index. For each number I look it up. \
                 Typical bugs are off-by-one bounds and an endless loop.";
    let spoken = "Uh, I go through the array, um, once with a hash map from value to, like, index. For, um, for each \
                  number I, you know, look it up. Um, okay, so typical bugs are off-by-one bounds and an, an endless loop.";
    assert_eq!(words(plain), words(spoken));
    let clauses = |text: &str| sentences(text).iter().map(Sentence::clause_count).collect::<Vec<_>>();
    assert_eq!(clauses(plain), clauses(spoken));
}

#[test]
fn a_sentence_is_where_it_was_said() {
    let text = "Er, well, it is  fast. No; it isn't: see v1.2.3?";
    let spans: Vec<&str> = sentences(text).iter().map(|sentence| &text[sentence.span.clone()]).collect();
    assert_eq!(spans, ["it is  fast.", "No", "it isn't: see v1.2.3?"]);
}

#[test]
fn lists_of_words_state_nothing() {
    for list in [
        "Deadlock mutex semaphore thread lock ordering circular wait concurrency optimize scalability cloud banana.",
        "Stack push pop O(n) brackets string complexity edge case approach efficient cache microservices banana banana.",
        "Synergy innovation algorithm team passionate learn.",
        "TCP, UDP, HTTP, DNS, load balancing, caching",
        "yes",
    ] {
        assert!(sentences(list).iter().all(|sentence| !sentence.states), "{list}");
    }
}

#[test]
fn statements_relate_things() {
    for text in [
        "Two pointers from both ends, each skipping characters that aren't letters or digits.",
        "A queue gives you first in, first out.",
        "Keys expire after a day or so.",
        "It scales horizontally.",
        "Lifecycle rules move the objects automatically to cheaper tiers.",
    ] {
        assert!(sentences(text)[0].states, "{text}");
    }
}

#[test]
fn a_denial_reaches_its_own_clause() {
    let denied = |text: &str, term: &str| {
        let sentence = &sentences(text)[0];
        sentence.denies(&Term::new(term).unwrap().find(sentence).unwrap())
    };
    assert!(denied("The array isn't sorted at all", "sorted"));
    assert!(denied("low plus high can never overflow", "overflow"));
    assert!(denied("union-find can't be used on grids", "grid"));
    assert!(denied("sorting isn't needed here", "sorting"));
    assert!(!denied("It isn't fast, but it is sorted", "sorted"));
    assert!(!denied("It is not only sorted but unique", "sorted"));
    assert!(!denied("it is sorted, which does not hurt", "sorted"));
}

#[test]
fn terms_match_inflected_joined_and_apart() {
    let holds = |text: &str, term: &str| {
        sentences(text).iter().any(|sentence| Term::new(term).unwrap().find(sentence).is_some())
    };
    assert!(holds("we kept two hashmaps", "hash map"));
    assert!(holds("a hash map of counts", "hashmap"));
    assert!(holds("goes to the dead-letter queue", "dead letter"));
    assert!(holds("it retried twice", "retries"));
    assert!(holds("that is logarithmic", "O(log n)"));
    assert!(!holds("O(n log n) overall", "O(n)"));
    assert!(!holds("it is not fast, sorted it is slow", "fast sorted"), "not across a comma");
}

proptest! {
    #[test]
    fn every_span_is_text_of_the_message(text in "\\PC{0,200}") {
        for sentence in sentences(&text) {
            prop_assert!(text.get(sentence.span.clone()).is_some());
            for token in &sentence.tokens {
                prop_assert!(text.get(token.span.clone()).is_some());
                prop_assert!(sentence.span.start <= token.span.start && token.span.end <= sentence.span.end);
            }
        }
    }

    #[test]
    fn sounds_never_change_the_words(words in prop::collection::vec("[a-z]{2,8}", 3..12), at in 1usize..11) {
        prop_assume!(words.iter().all(|word| !["um", "uh", "er"].contains(&word.as_str())));
        let plain = words.join(" ");
        let mut spoken = words.clone();
        spoken.insert(at.min(spoken.len() - 1), "um,".into());
        let texts = |text: &str| sentences(text).iter().flat_map(|s| s.words().map(str::to_owned).collect::<Vec<_>>()).collect::<Vec<_>>();
        prop_assert_eq!(texts(&plain), texts(&spoken.join(" ")));
    }
}
