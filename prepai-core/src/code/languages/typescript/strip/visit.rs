//! The walk over the program: what is dropped, what goes on.

use oxc_ast::ast::{
    Class, ClassElement, Declaration, Decorator, ExportDefaultDeclarationKind, ExportSpecifier, Expression,
    FormalParameter, Function, ImportDeclarationSpecifier, ImportOrExportKind, Program, Statement,
    TSClassImplements, TSThisParameter, TSTypeAnnotation, TSTypeParameterDeclaration,
    TSTypeParameterInstantiation, VariableDeclarator,
};
use oxc_ast_visit::{Visit, walk};
use oxc_span::{GetSpan as _, Span};
use oxc_syntax::scope::ScopeFlags;

use super::edits::Edits;

/// The walk, with what it has found.
pub(super) struct Visitor<'s> {
    pub(super) edits: Edits<'s>,
    refused: Option<(usize, String)>,
}

impl<'s> Visitor<'s> {
    /// Before the walk.
    pub(super) fn new(source: &'s str) -> Visitor<'s> {
        Visitor { edits: Edits::new(source), refused: None }
    }

    /// The text after the walk, or where and why it is refused.
    pub(super) fn finish(self) -> Result<String, (usize, String)> {
        match self.refused {
            Some(refused) => Err(refused),
            None => Ok(self.edits.apply()),
        }
    }

    /// The first thing that is not translated is told.
    pub(super) fn refuse(&mut self, span: Span, message: &str) {
        self.refused.get_or_insert((span.start as usize, message.to_owned()));
    }

    pub(super) fn blank(&mut self, span: Span) {
        self.edits.blank(span.start as usize, span.end as usize);
    }

    pub(super) fn drop_all(&mut self, span: Span) {
        self.edits.drop(span.start as usize, span.end as usize);
    }

    /// A declaration, with the span of the whole statement; whether the walk goes on into it.
    fn declaration(&mut self, declaration: &Declaration<'_>, whole: Span) -> bool {
        let gone = match declaration {
            Declaration::TSTypeAliasDeclaration(_)
            | Declaration::TSInterfaceDeclaration(_)
            | Declaration::TSExternalModuleDeclaration(_)
            | Declaration::TSGlobalDeclaration(_) => true,
            Declaration::VariableDeclaration(it) => it.declare,
            Declaration::FunctionDeclaration(it) => it.declare || it.body.is_none(),
            Declaration::ClassDeclaration(it) => it.declare,
            Declaration::TSEnumDeclaration(it) => it.declare,
            Declaration::TSNamespaceDeclaration(it) => it.declare,
            Declaration::TSImportEqualsDeclaration(it) => {
                self.refuse(it.span, "`import … = …` is not supported");
                true
            }
        };
        if gone {
            self.drop_all(whole);
        }
        !gone
    }

    /// A specifier that is only a type, with the comma after it.
    fn specifier(&mut self, span: Span) {
        let rest = self.edits.rest(span.end as usize);
        let comma = rest.trim_start().starts_with(',');
        let end = span.end as usize + if comma { rest.find(',').map_or(0, |at| at + 1) } else { 0 };
        self.edits.blank(span.start as usize, end);
    }
}

impl<'a> Visit<'a> for Visitor<'_> {
    fn visit_program(&mut self, it: &Program<'a>) {
        walk::walk_program(self, it);
    }

    fn visit_statement(&mut self, it: &Statement<'a>) {
        match it {
            Statement::ImportDeclaration(import) => {
                if import.import_kind == ImportOrExportKind::Type {
                    return self.drop_all(import.span);
                }
                for one in import.specifiers.iter().flatten() {
                    if let ImportDeclarationSpecifier::ImportSpecifier(one) = one
                        && one.import_kind == ImportOrExportKind::Type
                    {
                        self.specifier(one.span);
                    }
                }
                return;
            }
            Statement::ExportNamedDeclaration(export) if export.export_kind == ImportOrExportKind::Type => {
                return self.drop_all(export.span);
            }
            Statement::ExportFromDeclaration(export) if export.export_kind == ImportOrExportKind::Type => {
                return self.drop_all(export.span);
            }
            Statement::ExportAllDeclaration(export) if export.export_kind == ImportOrExportKind::Type => {
                return self.drop_all(export.span);
            }
            Statement::ExportDeclaration(export) => {
                if !self.declaration(&export.declaration, export.span) {
                    return;
                }
            }
            Statement::ExportDefaultDeclaration(export) => match &export.declaration {
                ExportDefaultDeclarationKind::TSInterfaceDeclaration(_) => return self.drop_all(export.span),
                ExportDefaultDeclarationKind::FunctionDeclaration(function) if function.body.is_none() => {
                    return self.drop_all(export.span);
                }
                _ => {}
            },
            Statement::TSExportAssignment(it) => {
                return self.refuse(it.span, "`export = …` is not supported");
            }
            Statement::TSNamespaceExportDeclaration(it) => return self.drop_all(it.span),
            other => {
                if let Some(declaration) = other.as_declaration()
                    && !self.declaration(declaration, other.span())
                {
                    return;
                }
            }
        }
        walk::walk_statement(self, it);
    }

    fn visit_export_specifier(&mut self, it: &ExportSpecifier<'a>) {
        if it.export_kind == ImportOrExportKind::Type {
            self.specifier(it.span);
        }
    }

    fn visit_ts_enum_declaration(&mut self, it: &oxc_ast::ast::TSEnumDeclaration<'a>) {
        self.lower_enum(it);
    }

    fn visit_ts_namespace_declaration(&mut self, it: &oxc_ast::ast::TSNamespaceDeclaration<'a>) {
        self.lower_namespace(it);
    }

    fn visit_decorator(&mut self, it: &Decorator<'a>) {
        self.refuse(it.span, "decorators are not supported: call the function instead");
    }

    fn visit_ts_type_annotation(&mut self, it: &TSTypeAnnotation<'a>) {
        self.annotation(it);
    }

    fn visit_ts_type_parameter_declaration(&mut self, it: &TSTypeParameterDeclaration<'a>) {
        self.blank(it.span);
    }

    fn visit_ts_type_parameter_instantiation(&mut self, it: &TSTypeParameterInstantiation<'a>) {
        self.blank(it.span);
    }

    fn visit_ts_this_parameter(&mut self, it: &TSThisParameter<'a>) {
        self.specifier(it.span);
    }

    fn visit_ts_class_implements_list(&mut self, it: &oxc_allocator::Vec<'a, TSClassImplements<'a>>) {
        self.implements(it);
    }

    fn visit_expression(&mut self, it: &Expression<'a>) {
        self.expression(it);
        walk::walk_expression(self, it);
    }

    fn visit_ts_as_expression(&mut self, it: &oxc_ast::ast::TSAsExpression<'a>) {
        self.visit_expression(&it.expression);
    }

    fn visit_ts_satisfies_expression(&mut self, it: &oxc_ast::ast::TSSatisfiesExpression<'a>) {
        self.visit_expression(&it.expression);
    }

    fn visit_ts_type_assertion(&mut self, it: &oxc_ast::ast::TSTypeAssertion<'a>) {
        self.visit_expression(&it.expression);
    }

    fn visit_variable_declarator(&mut self, it: &VariableDeclarator<'a>) {
        if it.definite {
            let end = it.type_annotation.as_ref().map_or(it.span.end, |annotation| annotation.span.start);
            self.edits.blank_mark(it.id.span().end as usize, end as usize + 1, '!');
        }
        self.hint_of_variable(it);
        walk::walk_variable_declarator(self, it);
    }

    fn visit_formal_parameter(&mut self, it: &FormalParameter<'a>) {
        self.parameter(it);
        walk::walk_formal_parameter(self, it);
    }

    fn visit_function(&mut self, it: &Function<'a>, flags: ScopeFlags) {
        self.hint_of_function(it);
        walk::walk_function(self, it, flags);
    }

    fn visit_class(&mut self, it: &Class<'a>) {
        self.class(it);
        walk::walk_class(self, it);
    }

    fn visit_class_element(&mut self, it: &ClassElement<'a>) {
        if self.element(it) {
            walk::walk_class_element(self, it);
        }
    }
}
