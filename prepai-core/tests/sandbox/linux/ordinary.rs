//! What ordinary programs do.

use libtest_mimic::Trial;
use prepai_core::code::{Compare, Entry, Program, Verdict};

use super::rig::{Outcome, accepted, ends, ensure, hasty, program, run, whole};

type Tests = &'static [(&'static str, &'static str)];

/// Programs of functions: name, language, source, tests.
const FUNCTIONS: &[(&str, &str, &str, Tests)] = &[
    (
        "the_guides_example",
        "python",
        "def solution(arr):\n    return sorted(arr)\n",
        &[("[3,1,2]", "[1,2,3]")],
    ),
    (
        "the_guides_example",
        "javascript",
        "function solution(arr) { return arr.sort((a, b) => a - b); }",
        &[("[3,1,2]", "[1,2,3]")],
    ),
    (
        "a_method_of_solution",
        "python",
        "class Solution:\n    def solution(self, nums: List[int], target: int) -> List[int]:\n        seen = {}\n        for at, n in enumerate(nums):\n            if target - n in seen:\n                return [seen[target - n], at]\n            seen[n] = at\n",
        &[("[2,7,11,15], 9", "[0,1]"), ("[3,3], 6", "[0,1]")],
    ),
    (
        "a_method_of_solution",
        "javascript",
        "class Solution {\n  solution(nums, target) {\n    const seen = new Map();\n    for (const [at, n] of nums.entries()) {\n      if (seen.has(target - n)) return [seen.get(target - n), at];\n      seen.set(n, at);\n    }\n  }\n}",
        &[("[2,7,11,15], 9", "[0,1]")],
    ),
    (
        "deep_recursion",
        "python",
        "def solution(n):\n    return 0 if n == 0 else 1 + solution(n - 1)\n",
        &[("20000", "20000")],
    ),
    (
        "deep_recursion",
        "javascript",
        "const solution = (n) => (n === 0 ? 0 : 1 + solution(n - 1));",
        &[("20000", "20000")],
    ),
    (
        "async",
        "python",
        "import asyncio\n\nasync def double(x):\n    await asyncio.sleep(0.001)\n    return 2 * x\n\nasync def solution(xs):\n    return await asyncio.gather(*(double(x) for x in xs))\n",
        &[("[1,2,3]", "[2,4,6]")],
    ),
    (
        "async",
        "javascript",
        "const double = (x) => new Promise((done) => setTimeout(() => done(2 * x), 1));\nasync function solution(xs) { return Promise.all(xs.map(double)); }",
        &[("[1,2,3]", "[2,4,6]")],
    ),
    (
        "big_integers",
        "python",
        "from math import factorial\n\ndef solution(n):\n    return factorial(n)\n",
        &[("25", "15511210043330985984000000"), ("0", "1")],
    ),
    (
        "big_integers",
        "javascript",
        "function solution(n) {\n  let product = 1n;\n  for (let i = 2n; i <= BigInt(n); i++) product *= i;\n  return product;\n}",
        &[("25", "15511210043330985984000000"), ("3", "6")],
    ),
    (
        "linked_lists",
        "python",
        "class Solution:\n    def solution(self, head: Optional[ListNode]) -> Optional[ListNode]:\n        back = None\n        while head:\n            head.next, back, head = back, head, head.next\n        return back\n",
        &[("[1,2,3]", "[3,2,1]"), ("[]", "[]")],
    ),
    (
        "linked_lists",
        "javascript",
        "/**\n * @param {ListNode} head\n * @return {ListNode}\n */\nvar solution = function (head) {\n  let back = null;\n  while (head) [head.next, back, head] = [back, head, head.next];\n  return back;\n};",
        &[("[1,2,3]", "[3,2,1]")],
    ),
    (
        "trees",
        "python",
        "def solution(root: TreeNode) -> TreeNode:\n    if root:\n        root.left, root.right = solution(root.right), solution(root.left)\n    return root\n",
        &[("[4,2,7,1,3,6,9]", "[4,7,2,9,6,3,1]"), ("[1,null,2]", "[1,2]")],
    ),
    (
        "trees",
        "javascript",
        "/** @param {TreeNode} root */\nfunction solution(root) {\n  return root ? Math.max(solution(root.left), solution(root.right)) + 1 : 0;\n}",
        &[("[3,9,20,null,null,15,7]", "3")],
    ),
    (
        "sets_maps_and_tuples",
        "python",
        "from collections import Counter, defaultdict, deque\n\ndef solution(words):\n    groups = defaultdict(set)\n    for word in words:\n        groups[len(word)].add(word)\n    return {\"count\": Counter(words), \"groups\": groups, \"pair\": (1, 2.5), \"queue\": deque([1])}\n",
        &[(
            r#"["a","b","a"]"#,
            r#"{"count": {"a": 2, "b": 1}, "groups": {"1": ["a", "b"]}, "pair": [1, 2.5], "queue": [1]}"#,
        )],
    ),
    (
        "sets_and_maps",
        "javascript",
        "function solution(words) {\n  const count = new Map();\n  for (const word of words) count.set(word, (count.get(word) ?? 0) + 1);\n  return { count, seen: new Set(words) };\n}",
        &[(r#"["a","b","a"]"#, r#"{"count": {"a": 2, "b": 1}, "seen": ["a", "b"]}"#)],
    ),
    (
        "generators",
        "python",
        "def solution(n):\n    a, b = 0, 1\n    for _ in range(n):\n        yield a\n        a, b = b, a + b\n",
        &[("6", "[0,1,1,2,3,5]")],
    ),
    (
        "classes_with_everything",
        "python",
        "from dataclasses import dataclass, field\nfrom functools import lru_cache, total_ordering\nfrom enum import Enum\nfrom abc import ABC, abstractmethod\n\nclass Kind(Enum):\n    A = 1\n\nclass Shape(ABC):\n    @abstractmethod\n    def area(self) -> float: ...\n\n@total_ordering\n@dataclass(frozen=True)\nclass Square(Shape):\n    side: float\n    tags: tuple = field(default_factory=tuple)\n    def area(self):\n        return self.side ** 2\n    def __lt__(self, other):\n        return self.area() < other.area()\n\n@lru_cache(maxsize=None)\ndef twice(x):\n    return 2 * x\n\ndef solution(sides):\n    shapes = sorted(map(Square, sides))\n    assert Kind(1) is Kind.A\n    try:\n        raise KeyError(\"x\")\n    except KeyError as error:\n        pass\n    finally:\n        total = twice(sum(shape.area() for shape in shapes))\n    return total, shapes[0].side\n",
        &[("[3,1]", "[20, 1]")],
    ),
    (
        "many_modules",
        "python",
        "import abc, array, ast, base64, bisect, calendar, cmath, collections, contextlib, copy, csv, datetime, decimal\nimport difflib, enum, fractions, functools, graphlib, hashlib, heapq, html, inspect, io, itertools, json, math\nimport numbers, operator, pprint, queue, random, re, secrets, statistics, string, struct, sys, textwrap, time\nimport timeit, traceback, types, typing, unicodedata, uuid, weakref, zlib, concurrent.futures, threading, logging\n\ndef solution(n):\n    random.seed(1)\n    heap = [random.random() for _ in range(n)]\n    heapq.heapify(heap)\n    return len(heap), fractions.Fraction(1, 3) * 3 == 1, decimal.Decimal('0.1') * 10 == 1, hashlib.sha256(b'').hexdigest()[:4]\n",
        &[("3", r#"[3, true, true, "e3b0"]"#)],
    ),
    (
        "unicode",
        "python",
        "def solution(text):\n    return text[::-1].upper()\n",
        &[(r#""añ🎉""#, r#""🎉ÑA""#)],
    ),
    (
        "unicode",
        "javascript",
        "const solution = (text) => [...text].reverse().join('');",
        &[(r#""añ🎉""#, r#""🎉ña""#)],
    ),
    (
        "modern_syntax",
        "javascript",
        "export class Counter {\n  #count = 0;\n  static of(n) { const made = new Counter(); made.#count = n; return made; }\n  get value() { return this.#count ?? 0; }\n  *[Symbol.iterator]() { for (let i = 0; i < this.#count; i++) yield i; }\n}\nexport default function solution(n, { extra = 1 } = {}, ...rest) {\n  const { value, ...others } = { value: Counter.of(n)?.value, a: 1 };\n  return [...Counter.of(value)].map((x) => x ** 2).at(-1) + extra + Object.keys(others).length + rest.length;\n}",
        &[("4", "11")],
    ),
    (
        "node_modules_and_exports",
        "javascript",
        "const util = require('node:util');\nmodule.exports = { solution: (x) => util.inspect({ x, list: [1, 'a'] }) };",
        &[("1", r#""{ x: 1, list: [ 1, 'a' ] }""#)],
    ),
];

/// Whole programs: name, language, source, what they read and print.
const PROGRAMS: &[(&str, &str, &str, Tests)] = &[
    (
        "input_and_print",
        "python",
        "def main():\n    n = int(input())\n    print(sum(int(x) for x in input().split()[:n]))\n\nif __name__ == '__main__':\n    main()\n",
        &[("3\n1 2 3\n", "6"), ("1\n5\n", "5")],
    ),
    (
        "standard_input",
        "python",
        "import sys\nfor line in sys.stdin:\n    print(line.strip()[::-1])\nsys.exit()\n",
        &[("ab\ncd", "ba\ndc\n")],
    ),
    ("open_0", "python", "print(sum(map(int, open(0).read().split())))", &[("1 2 3", "6"), ("4", "4")]),
    ("end_at_once", "python", "import os, sys\nprint('x', flush=True)\nos._exit(0)", &[("", "x")]),
    (
        "read_file_sync",
        "javascript",
        "const lines = require('fs').readFileSync('/dev/stdin', 'utf8').trim().split('\\n');\nconsole.log(lines.map(Number).reduce((a, b) => a + b, 0));",
        &[("1\n2\n", "3"), ("5", "5")],
    ),
    (
        "readline",
        "javascript",
        "const rl = require('readline').createInterface({ input: process.stdin });\nconst lines = [];\nrl.on('line', (line) => lines.push(line));\nrl.on('close', () => { console.log(lines.length, lines); });",
        &[("a\nb\n", "2 [ 'a', 'b' ]")],
    ),
    (
        "events_of_standard_input",
        "javascript",
        "let text = '';\nprocess.stdin.setEncoding('utf8');\nprocess.stdin.on('data', (part) => (text += part));\nprocess.stdin.on('end', async () => {\n  await new Promise((done) => setTimeout(done, 2));\n  process.stdout.write(text.toUpperCase());\n  process.exit(0);\n});",
        &[("abc", "ABC")],
    ),
    (
        "asynchronous_lines",
        "javascript",
        "async function main() {\n  let sum = 0;\n  for await (const line of require('readline').createInterface({ input: process.stdin })) sum += Number(line);\n  console.log(sum);\n}\nmain();",
        &[("1\n2\n3", "6")],
    ),
];

pub(super) fn trials() -> Vec<Trial> {
    let functions = FUNCTIONS.iter().map(|(name, language, source, tests)| {
        Trial::test(format!("ordinary::{language}::{name}"), move || {
            accepted(program(language, source, tests))
        })
    });
    let programs = PROGRAMS.iter().map(|(name, language, source, tests)| {
        Trial::test(format!("program::{language}::{name}"), move || accepted(whole(language, source, tests)))
    });
    let more = [
        Trial::test("ordinary::after_a_timeout_the_rest_goes_on", rest_goes_on),
        Trial::test("ordinary::arguments_changed_in_place", in_place),
        Trial::test("ordinary::an_exception_names_the_candidates_lines", exceptions),
        Trial::test("ordinary::what_is_printed_is_kept_test_by_test", printed),
        Trial::test("ordinary::time_and_memory_are_measured", measured),
        Trial::test("ordinary::the_budget_skips_what_is_left", budget),
        Trial::test("program::a_failing_exit_code_is_an_error", exit_code),
        Trial::test("program::a_rejected_promise_is_an_error", rejected),
        Trial::test("ordinary::a_program_that_does_not_load", load_failures),
    ];
    functions.chain(programs).chain(more).collect()
}

fn rest_goes_on() -> Outcome {
    use Verdict::{Accepted, TimeLimit};
    let tests = &[("1", "1"), ("0", "0"), ("2", "2")];
    let source = "def solution(n):\n    while n == 0:\n        pass\n    return n\n";
    ends(hasty(program("python", source, tests)), &[Accepted, TimeLimit, Accepted])?;
    let source = "function solution(n) { while (n === 0); return n; }";
    ends(hasty(program("javascript", source, tests)), &[Accepted, TimeLimit, Accepted])
}

fn in_place() -> Outcome {
    for (language, source) in [
        ("python", "def solution(arr):\n    arr.reverse()\n"),
        ("javascript", "function solution(arr) { arr.reverse(); }"),
    ] {
        let reversed = program(language, source, &[("[1,2,3]", "[3,2,1]")]);
        accepted(Program { compare: Compare::InPlace, ..reversed })?;
    }
    Ok(())
}

fn exceptions() -> Outcome {
    for (language, source, line, message) in [
        (
            "python",
            "def half(x):\n    return 1 / x\n\ndef solution(x):\n    return half(x)\n",
            "line 2, in half: return 1 / x",
            "division by zero",
        ),
        (
            "javascript",
            "function half(x) {\n  return x.missing.more;\n}\nfunction solution(x) {\n  return half(x);\n}",
            "line 2, in half: return x.missing.more;",
            "undefined",
        ),
    ] {
        let execution = run(program(language, source, &[("0", "0")]));
        let case = execution.cases.first().unwrap();
        let trace = case.trace.clone().unwrap_or_default();
        let error = case.error.clone().unwrap_or_default();
        ensure(
            case.verdict == Verdict::RuntimeError && trace.ends_with(line) && error.contains(message),
            || format!("{execution:#?}"),
        )?;
        ensure(trace.lines().count() == 2, || format!("not only its own lines: {trace}"))?;
    }
    Ok(())
}

fn printed() -> Outcome {
    for (language, source) in [
        ("python", "print('loaded')\ndef solution(x):\n    print('got', x)\n    return x\n"),
        ("javascript", "console.log('loaded');\nfunction solution(x) { console.log('got', x); return x; }"),
    ] {
        let execution = run(program(language, source, &[("1", "1"), ("2", "2")]));
        let outputs: Vec<_> = execution.cases.iter().map(|case| case.output.as_str()).collect();
        ensure(execution.output == "loaded\n" && outputs == ["got 1\n", "got 2\n"], || {
            format!("{execution:#?}")
        })?;
    }
    Ok(())
}

fn measured() -> Outcome {
    let source = "import time\ndef solution(n):\n    kept = bytearray(n << 20)\n    time.sleep(0.02)\n    return len(kept) >> 20\n";
    let execution = run(program("python", source, &[("1", "1"), ("64", "64")]));
    let [small, large] = execution.cases.as_slice() else { return Err(format!("{execution:#?}").into()) };
    let (little, much) = (small.memory.unwrap_or(0), large.memory.unwrap_or(0));
    ensure(small.seconds >= 0.02 && little > 1 << 20 && much > little + (48 << 20), || {
        format!("{execution:#?}")
    })
}

fn budget() -> Outcome {
    use Verdict::{Skipped, TimeLimit};
    let endless = hasty(program("python", "def solution(n):\n    while True: pass\n", &[("1", "1"); 6]));
    let execution = run(endless);
    let verdicts: Vec<_> = execution.cases.iter().map(|case| case.verdict).collect();
    ensure(
        verdicts.first() == Some(&TimeLimit) && verdicts.last() == Some(&Skipped) && verdicts.len() == 6,
        || format!("{verdicts:?}"),
    )
}

fn exit_code() -> Outcome {
    for (language, source) in [
        ("python", "import sys\nprint('no', file=sys.stderr)\nsys.exit(3)"),
        ("javascript", "console.error('no'); process.exit(3);"),
    ] {
        let execution = run(whole(language, source, &[("", "")]));
        let told = format!("{execution:?}");
        ensure(execution.verdict == Verdict::RuntimeError && told.contains("no"), || {
            format!("{execution:#?}")
        })?;
    }
    Ok(())
}

fn rejected() -> Outcome {
    let source = "async function main() {\n  throw new TypeError('on purpose');\n}\nmain();";
    let execution = run(whole("javascript", source, &[("", "")]));
    let told = format!("{execution:?}");
    ensure(execution.verdict == Verdict::RuntimeError && told.contains("on purpose"), || {
        format!("{execution:#?}")
    })
}

fn load_failures() -> Outcome {
    for (language, source, verdict, word) in [
        ("python", "def solution(:\n", Verdict::CompileError, "line 1"),
        ("javascript", "function solution( {", Verdict::CompileError, "SyntaxError"),
        ("python", "raise ValueError('at load')", Verdict::RuntimeError, "at load"),
        ("javascript", "throw new Error('at load')", Verdict::RuntimeError, "at load"),
        ("javascript", "JSON.parse('{')", Verdict::RuntimeError, ""),
        ("python", "def one(x): pass\ndef two(x): pass\n", Verdict::NotFound, "`two`"),
        ("javascript", "const one = 1, two = (x) => x, three = (x) => x;", Verdict::NotFound, "`two`"),
    ] {
        let execution = run(program(language, source, &[("1", "1")]));
        let error = execution.error.clone().unwrap_or_default();
        ensure(execution.verdict == verdict && error.contains(word), || format!("{source}: {execution:#?}"))?;
    }
    let execution = run(Program {
        entry: Entry::Function("Helper.double".into()),
        ..program("python", "class Helper:\n    def double(self, x):\n        return 2 * x\n", &[("2", "4")])
    });
    ensure(execution.all_passed(), || format!("{execution:#?}"))
}
