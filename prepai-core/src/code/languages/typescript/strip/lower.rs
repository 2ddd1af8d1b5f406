//! Enums and namespaces: declarations that run.

use oxc_ast::ast::{
    BindingPattern, Declaration, Expression, Statement, TSEnumDeclaration, TSEnumMemberName,
    TSNamespaceDeclaration, TSNamespaceDeclarationBody, VariableDeclaration,
};
use oxc_ast_visit::Visit as _;
use oxc_span::GetSpan as _;

use super::visit::Visitor;

impl Visitor<'_> {
    /// `enum E { A, B = "x" }` as a function that fills an object, each member on its line.
    pub(super) fn lower_enum(&mut self, it: &TSEnumDeclaration<'_>) {
        let start = it.span.start as usize;
        let name = it.id.name.as_str();
        let mut out = format!("var {name} = (function ({name}) {{");
        let mut line = 0;
        let mut before: Option<String> = None;
        for member in &it.body.members {
            let text = self.edits.text(start, member.span.start as usize);
            let here = text.bytes().filter(|byte| *byte == b'\n').count();
            out.push_str(&"\n".repeat(here.saturating_sub(line)));
            line = line.max(here);
            let Some(key) = name_of(&member.id) else {
                return self.refuse(member.span, "a computed name in an enum is not supported");
            };
            let quoted = serde_json::Value::from(key).to_string();
            let value = match &member.initializer {
                Some(value) => {
                    self.edits.text(value.span().start as usize, value.span().end as usize).to_owned()
                }
                None => {
                    before.as_ref().map_or_else(|| "0".to_owned(), |before| format!("{name}[{before}] + 1"))
                }
            };
            line += value.bytes().filter(|byte| *byte == b'\n').count();
            let is_text = matches!(
                member.initializer,
                Some(Expression::StringLiteral(_) | Expression::TemplateLiteral(_))
            );
            // Members know each other by their own names.
            let alone = if is_plain(key) { format!("const {key} = ") } else { String::new() };
            out.push_str(&format!(" {alone}{name}[{quoted}] = ({value});"));
            if !is_text {
                out.push_str(&format!(
                    " if (typeof {name}[{quoted}] === \"number\") {name}[{name}[{quoted}]] = {quoted};"
                ));
            }
            before = Some(quoted);
        }
        let all = self.edits.text(start, it.span.end as usize);
        out.push_str(&"\n".repeat(all.bytes().filter(|byte| *byte == b'\n').count().saturating_sub(line)));
        out.push_str(&format!(" return {name}; }})({name} || {{}});"));
        self.edits.replace(start, it.span.end as usize, &out);
    }

    /// `namespace N { export … }` as a function that fills an object.
    pub(super) fn lower_namespace(&mut self, it: &TSNamespaceDeclaration<'_>) {
        let TSNamespaceDeclarationBody::TSModuleBlock(block) = &it.body else {
            return self
                .refuse(it.span, "`namespace A.B` is not supported: put one namespace into the other");
        };
        let name = it.id.name.as_str();
        let opening = format!("var {name} = (function ({name}) {{");
        self.edits.replace(it.span.start as usize, block.span.start as usize + 1, &opening);
        for statement in &block.body {
            let Statement::ExportDeclaration(export) = statement else {
                self.visit_statement(statement);
                continue;
            };
            let names = declared(&export.declaration);
            if names.is_empty() {
                self.visit_statement(statement);
                continue;
            }
            self.edits.blank(export.span.start as usize, export.declaration.span().start as usize);
            self.visit_declaration(&export.declaration);
            let told: String = names.iter().map(|own| format!(" {name}.{own} = {own};")).collect();
            self.edits.insert(export.span.end as usize, &format!(";{told}"));
        }
        let end = it.span.end as usize;
        self.edits.replace(end.saturating_sub(1), end, &format!("return {name}; }})({name} || {{}});"));
    }
}

fn name_of<'b>(name: &'b TSEnumMemberName<'_>) -> Option<&'b str> {
    match name {
        TSEnumMemberName::Identifier(name) => Some(name.name.as_str()),
        TSEnumMemberName::String(text) | TSEnumMemberName::ComputedString(text) => Some(text.value.as_str()),
        TSEnumMemberName::ComputedTemplateString(_) => None,
    }
}

/// Whether a name can be that of a constant.
fn is_plain(name: &str) -> bool {
    const RESERVED: [&str; 40] = [
        "await",
        "break",
        "case",
        "catch",
        "class",
        "const",
        "continue",
        "debugger",
        "default",
        "delete",
        "do",
        "else",
        "enum",
        "export",
        "extends",
        "false",
        "finally",
        "for",
        "function",
        "if",
        "import",
        "in",
        "instanceof",
        "let",
        "new",
        "null",
        "return",
        "static",
        "super",
        "switch",
        "this",
        "throw",
        "true",
        "try",
        "typeof",
        "var",
        "void",
        "while",
        "with",
        "yield",
    ];
    let first = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || c == '$');
    first
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '$')
        && !RESERVED.contains(&name)
}

/// The names that a declaration leaves behind when the program runs.
fn declared(declaration: &Declaration<'_>) -> Vec<String> {
    let one = |name: &str| vec![name.to_owned()];
    match declaration {
        Declaration::VariableDeclaration(it) if !it.declare => variables(it),
        Declaration::FunctionDeclaration(it) if it.body.is_some() => {
            it.id.iter().map(|id| id.name.to_string()).collect()
        }
        Declaration::ClassDeclaration(it) if !it.declare => {
            it.id.iter().map(|id| id.name.to_string()).collect()
        }
        Declaration::TSEnumDeclaration(it) if !it.declare => one(&it.id.name),
        Declaration::TSNamespaceDeclaration(it) if !it.declare => one(&it.id.name),
        _ => Vec::new(),
    }
}

fn variables(it: &VariableDeclaration<'_>) -> Vec<String> {
    let name = |pattern: &BindingPattern<'_>| match pattern {
        BindingPattern::BindingIdentifier(name) => Some(name.name.to_string()),
        _ => None,
    };
    it.declarations.iter().filter_map(|one| name(&one.id)).collect()
}
