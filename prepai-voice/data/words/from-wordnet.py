#!/usr/bin/env python3
"""Makes open.txt of WordNet 3.0's database (Debian: wordnet-base): from-wordnet.py /usr/share/wordnet > open.txt

A line is a word and letters: n v a r for noun, verb, adjective, adverb, the most frequent first, each at least 12 % of the word's
occurrences in the texts that WordNet was tagged on; w for a rarer verb; t for a verb that no frame lets stand without an object; p for an
irregular past. Words that occur too seldom are left out.
"""
import collections
import re
import sys

folder = sys.argv[1]
counts = collections.defaultdict(collections.Counter)
for letter, name in zip("nvar", ("noun", "verb", "adj", "adv")):
    for line in open(f"{folder}/index.{name}"):
        if re.fullmatch("[a-z]+", word := line.split(" ")[0]):
            counts[word][letter] += 0.3
for line in open(f"{folder}/cntlist.rev"):
    key, _, count = line.split()
    word, rest = key.split("%")
    if re.fullmatch("[a-z]+", word):
        counts[word]["?nvara"[int(rest[0])] if rest[0] != "4" else "r"] += int(count)

# Frames in which nothing follows the verb, or no object.
ALONE = {1, 2, 3, 4, 12, 13, 22, 23}
frames = collections.defaultdict(set)
for line in open(f"{folder}/data.verb"):
    if line.startswith(" "):
        continue
    fields = line.split("|")[0].split()
    size = int(fields[3], 16)
    words = [fields[4 + 2 * i].lower() for i in range(size)]
    at = 4 + 2 * size
    at += 1 + 4 * int(fields[at])
    for i in range(int(fields[at])):
        frame, which = int(fields[at + 2 + 3 * i]), int(fields[at + 3 + 3 * i], 16)
        for number, word in enumerate(words, 1):
            if which in (0, number):
                frames[word].add(frame)

out = {}
for word, count in counts.items():
    total = sum(count.values())
    if total < 1.2 or len(word) < 2:
        continue
    common = [letter for letter, part in count.most_common() if part / total >= 0.12]
    if "v" not in common and "v" in count:
        common.append("w")
    if "v" in count and not frames[word] & ALONE:
        common.append("t")
    out[word] = "".join(common)
for line in open(f"{folder}/verb.exc"):
    form, base, *_ = line.split()
    if re.fullmatch("[a-z]+", form) and "v" in out.get(base, ""):
        out[form] = "vtp" if "t" in out[base] else "vp"
# What interviews are about, and WordNet is too old for.
for word in """api app backend browser cache database dataset debug framework frontend intern internship laptop login metadata offline
               onboarding online refactor startup timeout website workflow email software deploy""".split():
    out.setdefault(word, "n")
print("""# Words of the open classes and what they can be; made by from-wordnet.py, which says what the letters mean, of WordNet 3.0.
# WordNet 3.0 Copyright 2006 by Princeton University. All rights reserved. The licence is in wordnet-license.txt.""")
for word in sorted(out):
    print(word, out[word])
