//! The programs that are measured.

use prepai_core::code::{Compare, Entry, Limits, Program, TestCase};
use serde_json::json;

/// A program, and what is promised for it.
#[derive(Debug)]
pub(super) struct Task {
    pub(super) language: &'static str,
    source: &'static str,
    /// What begins a comment that ends with the line.
    comment: &'static str,
    /// The promise: half of the jobs, in milliseconds; of a compiled program, when it is kept (0 for none).
    pub(super) p50_ms: f64,
    /// Ninety-nine in a hundred; of a compiled program, compiled and run.
    pub(super) p99_ms: f64,
    /// Jobs a second at least.
    pub(super) rate: f64,
}

/// Programs that need no compiler.
pub(super) const INTERPRETED: [Task; 3] = [
    Task {
        language: "python",
        source: "def solution(nums, target):\n    seen = {}\n    for at, value in enumerate(nums):\n        if target - value in seen:\n            return [seen[target - value], at]\n        seen[value] = at\n",
        comment: "#",
        p50_ms: 5.0,
        p99_ms: 25.0,
        rate: 400.0,
    },
    Task {
        language: "javascript",
        source: "function solution(nums, target) {\n  const seen = new Map();\n  for (let at = 0; at < nums.length; at++) {\n    if (seen.has(target - nums[at])) return [seen.get(target - nums[at]), at];\n    seen.set(nums[at], at);\n  }\n}\n",
        comment: "//",
        p50_ms: 3.0,
        p99_ms: 25.0,
        rate: 800.0,
    },
    // Stripping its types is what it costs beside JavaScript.
    Task {
        language: "typescript",
        source: "function solution(nums: number[], target: number): [number, number] | undefined {\n  const seen = new Map<number, number>();\n  for (let at = 0; at < nums.length; at++) {\n    const other = seen.get(target - nums[at]!);\n    if (other !== undefined) return [other, at];\n    seen.set(nums[at]!, at);\n  }\n}\n",
        comment: "//",
        p50_ms: 3.0,
        p99_ms: 25.0,
        rate: 800.0,
    },
];

/// Programs that are compiled.
pub(super) const COMPILED: [Task; 2] = [
    Task {
        language: "cpp",
        source: "#include <bits/stdc++.h>\nusing namespace std;\nvector<int> solution(vector<int>& nums, int target) {\n  unordered_map<int, int> seen;\n  for (int at = 0; at < (int)nums.size(); at++) {\n    auto found = seen.find(target - nums[at]);\n    if (found != seen.end()) return {found->second, at};\n    seen[nums[at]] = at;\n  }\n  return {};\n}\n",
        comment: "//",
        p50_ms: 10.0,
        p99_ms: 600.0,
        rate: 0.0,
    },
    Task {
        language: "java",
        source: "class Solution {\n  int[] solution(int[] nums, int target) {\n    Map<Integer, Integer> seen = new HashMap<>();\n    for (int at = 0; at < nums.length; at++) {\n      Integer other = seen.get(target - nums[at]);\n      if (other != null) return new int[] {other, at};\n      seen.put(nums[at], at);\n    }\n    return null;\n  }\n}\n",
        comment: "//",
        p50_ms: 0.0,
        p99_ms: 2000.0,
        rate: 0.0,
    },
];

impl Task {
    /// The program with so many tests.
    pub(super) fn program(&self, tests: usize) -> Program {
        let cases = (0..tests).map(|at| TestCase::new(json!([[2, 7 + at, 11, 15], 9 + at]), json!([0, 1])));
        Program {
            source: self.source.to_owned(),
            language: self.language.to_owned(),
            entry: Entry::Function("solution".to_owned()),
            cases: cases.collect(),
            compare: Compare::Exact,
            limits: Limits::default(),
        }
    }

    /// The same with a comment that makes it another program.
    pub(super) fn marked(&self, mark: &str, tests: usize) -> Program {
        let program = self.program(tests);
        Program { source: format!("{}{} {mark}\n", program.source, self.comment), ..program }
    }
}
