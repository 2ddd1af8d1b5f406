//! What becomes blanks, and the hints that a guest reads in comments.

use oxc_ast::ast::{
    BindingPattern, Class, ClassElement, Expression, FormalParameter, FormalParameters, Function,
    FunctionType, MethodDefinition, MethodDefinitionKind, MethodDefinitionType, PropertyDefinitionType,
    Statement, TSClassImplements, TSTypeAnnotation, VariableDeclarator,
};
use oxc_span::{GetSpan as _, Span};

use super::visit::Visitor;

/// Words before a member's name that only TypeScript knows.
const MODIFIERS: [&str; 7] =
    ["public", "private", "protected", "readonly", "override", "declare", "abstract"];

impl Visitor<'_> {
    /// `: T`, whether the colon belongs to the annotation's span or not.
    pub(super) fn annotation(&mut self, it: &TSTypeAnnotation<'_>) {
        let start = it.span.start as usize;
        let colon = if self.edits.text(start, start + 1) == ":" {
            Some(start)
        } else {
            self.edits.text(0, start).rfind(':')
        };
        self.edits.blank(colon.unwrap_or(start), it.span.end as usize);
    }

    /// Types around an expression.
    pub(super) fn expression(&mut self, it: &Expression<'_>) {
        let (inner, whole): (Span, Span) = match it {
            Expression::TSAsExpression(it) => (it.expression.span(), it.span),
            Expression::TSSatisfiesExpression(it) => (it.expression.span(), it.span),
            Expression::TSNonNullExpression(it) => (it.expression.span(), it.span),
            Expression::TSTypeAssertion(it) => {
                return self.edits.blank(it.span.start as usize, it.expression.span().start as usize);
            }
            _ => return,
        };
        self.edits.blank(inner.end as usize, whole.end as usize);
    }

    /// `implements A, B`.
    pub(super) fn implements(&mut self, all: &[TSClassImplements<'_>]) {
        let (Some(first), Some(last)) = (all.first(), all.last()) else { return };
        let before = self.edits.text(0, first.span.start as usize);
        if let Some(at) = before.rfind("implements") {
            self.edits.blank(at, last.span.end as usize);
        }
    }

    /// `x?: T`, `private x: T`.
    pub(super) fn parameter(&mut self, it: &FormalParameter<'_>) {
        let pattern = it.pattern.span();
        if it.accessibility.is_some() || it.readonly || it.r#override {
            self.edits.blank(it.span.start as usize, pattern.start as usize);
        }
        if it.optional {
            let end = it.type_annotation.as_ref().map_or(it.span.end, |annotation| annotation.span.start);
            self.edits.blank_mark(pattern.end as usize, end as usize + 1, '?');
        }
    }

    /// `abstract class`.
    pub(super) fn class(&mut self, it: &Class<'_>) {
        let start = it.span.start as usize;
        if it.r#abstract
            && let Some(at) = self.edits.text(start, it.body.span.start as usize).find("abstract")
        {
            self.edits.blank(start + at, start + at + "abstract".len());
        }
    }

    /// A member of a class; whether anything of it stays.
    pub(super) fn element(&mut self, it: &ClassElement<'_>) -> bool {
        match it {
            ClassElement::TSIndexSignature(it) => {
                self.drop_all(it.span);
                return false;
            }
            ClassElement::MethodDefinition(it) => {
                if it.value.body.is_none() || it.r#type == MethodDefinitionType::TSAbstractMethodDefinition {
                    self.drop_all(it.span);
                    return false;
                }
                self.modifiers(it.span.start, it.key.span().start);
                if it.optional {
                    self.edits.blank_mark(
                        it.key.span().end as usize,
                        it.value.params.span.start as usize,
                        '?',
                    );
                }
                self.hint_of_method(it);
                if it.kind == MethodDefinitionKind::Constructor {
                    self.parameter_properties(it);
                }
            }
            ClassElement::PropertyDefinition(it) => {
                if it.declare || it.r#type == PropertyDefinitionType::TSAbstractPropertyDefinition {
                    self.drop_all(it.span);
                    return false;
                }
                self.modifiers(it.span.start, it.key.span().start);
                let end = it.type_annotation.as_ref().map(|annotation| annotation.span.start);
                let end =
                    end.or_else(|| it.value.as_ref().map(|value| value.span().start)).unwrap_or(it.span.end);
                let mark = if it.optional { '?' } else { '!' };
                if it.optional || it.definite {
                    self.edits.blank_mark(it.key.span().end as usize, end as usize + 1, mark);
                }
            }
            ClassElement::AccessorProperty(it) => self.modifiers(it.span.start, it.key.span().start),
            ClassElement::StaticBlock(_) => {}
        }
        true
    }

    fn modifiers(&mut self, start: u32, end: u32) {
        let (start, end) = (start as usize, end as usize);
        let text = self.edits.text(start, end);
        let mut at = 0;
        for word in text.split(|c: char| !c.is_ascii_alphabetic()) {
            if MODIFIERS.contains(&word) {
                self.edits.blank(start + at, start + at + word.len());
            }
            at += word.len() + 1;
        }
    }

    /// `constructor(private x)` becomes `constructor(x) { this.x = x;`, after `super(…)` where there is one.
    fn parameter_properties(&mut self, it: &MethodDefinition<'_>) {
        let Some(body) = &it.value.body else { return };
        let mut assigned = String::new();
        for parameter in &it.value.params.items {
            if parameter.accessibility.is_none() && !parameter.readonly && !parameter.r#override {
                continue;
            }
            if let BindingPattern::BindingIdentifier(name) = &parameter.pattern {
                assigned.push_str(&format!(" this.{0} = {0};", name.name));
            }
        }
        let calls_super = |statement: &&Statement<'_>| {
            let Statement::ExpressionStatement(statement) = statement else { return false };
            let Expression::CallExpression(call) = &statement.expression else { return false };
            matches!(call.callee, Expression::Super(_))
        };
        let at = body.statements.iter().find(calls_super).map(|statement| statement.span().end);
        if !assigned.is_empty() {
            self.edits.insert(at.unwrap_or(body.span.start + 1) as usize, &format!(";{assigned}"));
        }
    }

    /// A guest sees no types, but it reads comments: lists and trees are named before the function.
    pub(super) fn hint_of_function(&mut self, it: &Function<'_>) {
        if it.r#type == FunctionType::FunctionDeclaration && it.body.is_some() {
            self.hint(it.span.start, &it.params, it.return_type.as_deref());
        }
    }

    pub(super) fn hint_of_variable(&mut self, it: &VariableDeclarator<'_>) {
        match &it.init {
            Some(Expression::ArrowFunctionExpression(function)) => {
                self.hint(it.span.start, &function.params, function.return_type.as_deref())
            }
            Some(Expression::FunctionExpression(function)) => {
                self.hint(it.span.start, &function.params, function.return_type.as_deref())
            }
            _ => {}
        }
    }

    fn hint_of_method(&mut self, it: &MethodDefinition<'_>) {
        self.hint(it.key.span().start, &it.value.params, it.value.return_type.as_deref());
    }

    fn hint(&mut self, at: u32, parameters: &FormalParameters<'_>, returned: Option<&TSTypeAnnotation<'_>>) {
        let mut said = String::new();
        for parameter in &parameters.items {
            if let (BindingPattern::BindingIdentifier(name), Some(annotation)) =
                (&parameter.pattern, &parameter.type_annotation)
                && let Some(ty) = self.nodes(annotation)
            {
                said.push_str(&format!("@param {{{ty}}} {} ", name.name));
            }
        }
        if let Some(ty) = returned.and_then(|annotation| self.nodes(annotation)) {
            said.push_str(&format!("@return {{{ty}}} "));
        }
        if !said.is_empty() {
            self.edits.insert(at as usize, &format!("/** {said}*/ "));
        }
    }

    /// A type that names lists or trees, in so few signs that it cannot break a comment.
    fn nodes(&self, annotation: &TSTypeAnnotation<'_>) -> Option<&str> {
        let span = annotation.type_annotation.span();
        let ty = self.edits.text(span.start as usize, span.end as usize);
        let plain = ty.chars().all(|c| c.is_ascii_alphanumeric() || " |[]<>_".contains(c));
        (plain && (ty.contains("ListNode") || ty.contains("TreeNode"))).then_some(ty)
    }
}
