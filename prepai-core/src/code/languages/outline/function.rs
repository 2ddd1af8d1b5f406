//! The parts of an outline.

/// What a source declares.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Outline {
    /// Types, in order.
    pub(crate) types: Vec<TypeName>,
    /// Functions and methods with bodies, in order.
    pub(crate) functions: Vec<Function>,
    /// The end, in bytes, of the last import or package line.
    pub(crate) imports_end: usize,
}

/// A declared type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TypeName {
    /// Its name.
    pub(crate) name: String,
    /// Whether it stands in no other type.
    pub(crate) outer: bool,
    /// Whether it is said to be public.
    pub(crate) public: bool,
}

/// A function with a body.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Function {
    /// Its name.
    pub(crate) name: String,
    /// The type it belongs to.
    pub(crate) owner: Option<String>,
    /// Types and namespaces around it, the outermost first; the last is the owner.
    pub(crate) path: Vec<String>,
    /// What it takes; a receiver is not in it.
    pub(crate) parameters: Vec<Parameter>,
    /// The type of the result as written; empty where there is none.
    pub(crate) result: String,
    /// Whether it needs no object.
    pub(crate) is_static: bool,
    /// Whether it has type parameters.
    pub(crate) generic: bool,
    /// Where it stands, from 1.
    pub(crate) line: u32,
}

/// A parameter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Parameter {
    /// Its name; empty where there is none.
    pub(crate) name: String,
    /// Its type as written, tokens joined.
    pub(crate) ty: String,
    /// Whether it has a default.
    pub(crate) optional: bool,
}

impl Function {
    /// How many arguments it cannot do without.
    pub(crate) fn required(&self) -> usize {
        self.parameters.iter().take_while(|parameter| !parameter.optional).count()
    }
}

impl Outline {
    /// Whether a type of this name is declared.
    pub(crate) fn declares(&self, name: &str) -> bool {
        self.types.iter().any(|ty| ty.name == name)
    }

    /// How many functions of this name the owner of `function` has.
    pub(crate) fn overloads(&self, function: &Function) -> usize {
        self.functions
            .iter()
            .filter(|other| other.name == function.name && other.path == function.path)
            .count()
    }
}
