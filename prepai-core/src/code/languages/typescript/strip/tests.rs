use super::*;

#[track_caller]
fn becomes(source: &str, expected: &str) {
    let stripped = strip(source).unwrap_or_else(|refused| panic!("{refused:?}"));
    assert_eq!(stripped.matches('\n').count(), source.matches('\n').count(), "lines of {stripped}");
    let plain = |text: &str| {
        text.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .replace(" ;", ";")
            .replace(" )", ")")
            .replace(" ,", ",")
            .replace(" (", "(")
            .replace("( ", "(")
    };
    assert_eq!(plain(&stripped), plain(expected), "\n{stripped}");
}

#[test]
fn annotations_become_blanks() {
    becomes("const a: number = 1;", "const a = 1;");
    becomes(
        "function f<T extends object>(x: T, y?: string, ...z: number[]): Map<string, T[]> { return g<T>(x); }",
        "function f(x, y, ...z) { return g(x); }",
    );
    becomes("const f = async <T,>(x: T): Promise<T> => x;", "const f = async(x) => x;");
    becomes(
        "let x!: number; let y = x!; let z = <any>y; let w = (y as unknown as string).length;",
        "let x; let y = x; let z = y; let w = (y).length;",
    );
    becomes("const c = { a: 1 } satisfies Record<string, number>;", "const c = { a: 1 };");
    becomes(
        "function g(this: Window, a: number) {} try { } catch (e: unknown) { }",
        "function g(a) {} try { } catch(e) { }",
    );
    becomes(
        "for (const [k, v] of Object.entries<number>(m)) { const q = v! + 1; }",
        "for(const [k, v] of Object.entries(m)) { const q = v + 1; }",
    );
    becomes(
        "const t = cond ? (a as number) : b; const m = new Map<string, number[]>();",
        "const t = cond ? (a) : b; const m = new Map();",
    );
    becomes("const f = (a: number, b = 2): a is number => true;", "const f = (a, b = 2) => true;");
}

#[test]
fn declarations_of_types_are_dropped() {
    becomes(
        "interface A { x: number }\ntype B = A | null;\ndeclare const q: number;\nlet a = 1;",
        ";\n;\n;\nlet a = 1;",
    );
    becomes(
        "function o(a: number): number;\nfunction o(a: string): string;\nfunction o(a: any) { return a; }",
        ";; function o(a) { return a; }",
    );
    becomes(
        "export type X = 1; export interface Y {} export const z: X = 1; export abstract class Q { abstract f(): void; g(): void {} }",
        ";; export const z = 1; export class Q {; g() {} }",
    );
    becomes("import type { A } from 'a'; import { type B, c } from 'b';", "; import { c } from 'b';");
    becomes("declare module 'm' { const x: number; } declare global { interface W {} }", ";;");
}

#[test]
fn classes_keep_what_runs() {
    becomes(
        "class A<T> extends B<T> implements C, D<T> {\n private readonly x: number = 1;\n static y?: string;\n #p!: number;\n [k: string]: unknown;\n protected async f?(a: T): Promise<void> {}\n override get v(): number { return 1; }\n}",
        "class A extends B {\n x = 1;\n static y;\n #p;\n;\n async f(a) {}\n get v() { return 1; }\n}",
    );
    becomes(
        "class A { constructor(private a: number, public readonly b = 2, c?: string) { go(); } }",
        "class A { constructor(a, b = 2, c) {; this.a = a; this.b = b; go(); } }",
    );
    becomes(
        "class A extends B { constructor(private a: number) { super(a); go(); } }",
        "class A extends B { constructor(a) { super(a);; this.a = a; go(); } }",
    );
}

#[test]
fn enums_and_namespaces_run() {
    becomes(
        "enum E {\n  A,\n  B = 5, C,\n  D = \"d\",\n}\nf();",
        "var E = (function(E) { const A = E[\"A\"] = (0); if(typeof E[\"A\"] === \"number\") E[E[\"A\"]] = \"A\"; \
         const B = E[\"B\"] = (5); if(typeof E[\"B\"] === \"number\") E[E[\"B\"]] = \"B\"; \
         const C = E[\"C\"] = (E[\"B\"] + 1); if(typeof E[\"C\"] === \"number\") E[E[\"C\"]] = \"C\"; \
         const D = E[\"D\"] = (\"d\"); return E; })(E || {}); f();",
    );
    becomes(
        "namespace N {\n  export const a: number = 1;\n  export function f(): number { return a; }\n  interface X {}\n}",
        "var N = (function(N) { const a = 1;; N.a = a; function f() { return a; }; N.f = f;; return N; })(N || {});",
    );
}

#[test]
fn lists_and_trees_are_hinted() {
    becomes(
        "function rev(head: ListNode | null): ListNode | null { return head; }",
        "/** @param {ListNode | null} head @return {ListNode | null} */ function rev(head) { return head; }",
    );
    becomes(
        "class Solution { depth(root: TreeNode, k: number): number { return k; } }",
        "class Solution { /** @param {TreeNode} root */ depth(root, k) { return k; } }",
    );
    becomes(
        "const f = (head: ListNode): number => 1;",
        "const /** @param {ListNode} head */ f = (head) => 1;",
    );
}

#[test]
fn what_is_not_translated_is_refused_in_words() {
    let refused = strip("let a = 1;\n@sealed class A {}").unwrap_err();
    assert_eq!(
        (refused.line, refused.message.as_str()),
        (2, "decorators are not supported: call the function instead")
    );
    let refused = strip("function f(a: number {\n return a;\n}").unwrap_err();
    assert_eq!(refused.line, 1);
    assert!(strip("import fs = require('fs');").is_err() && strip("export = 1;").is_err());
}

#[test]
fn hostile_sources_end() {
    assert!(strip(&"(".repeat(60_000)).is_err());
    assert!(strip(&"(1>".repeat(21_000)).unwrap_err().message.contains("nested"));
    // Where a text closes what is open, as it seems.
    let _ = strip(&"f(\")\",".repeat(10_900));
    let _ = strip(&"[\"]\",".repeat(12_800));
    let _ = strip(&"{\"}\";".repeat(12_800));
    let _ = strip(&"!".repeat(60_000));
    let _ = strip(&"a=>".repeat(20_000));
    let _ = strip(&format!("let x: {} = 1", "keyof ".repeat(10_000)));
    let _ = strip(&"if(1)".repeat(13_000));
    let _ = strip(&format!("let a = {}1", "a?b:".repeat(16_000)));
    let _ = strip("let s = \"\u{0}\u{2028}é\" as string");
}
