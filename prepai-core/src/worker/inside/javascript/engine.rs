//! QuickJS with the guest's side in it.

use std::cell::RefCell;
use std::io::{Read as _, Write as _};
use std::rc::Rc;
use std::time::{Duration, Instant};

use rquickjs::context::EvalOptions;
use rquickjs::promise::PromiseState;
use rquickjs::{
    CatchResultExt as _, CaughtError, Context, Ctx, Function, Object, Persistent, Promise, Runtime,
    TypedArray,
};
use serde_json::Value;

use super::super::super::confinement::Confinement;
use super::super::super::guests::JAVASCRIPT;
use super::super::super::protocol::{Case, Description, Fault, MAX_DEPTH, MAX_VALUE, Target};
use super::fault::{FILE, Told};

/// Bytes of printed text that wait before they are written.
const BUFFER: usize = 64 << 10;

/// Why a program did not come to its end.
#[derive(Debug)]
pub(super) enum Stop {
    /// It is no program.
    Syntax(Fault),
    /// An exception.
    Raised(Fault),
    /// Memory did not suffice.
    OutOfMemory(Fault),
    /// It ended itself with this code.
    Exit(i32),
}

impl Stop {
    /// What is told about it.
    pub(super) fn into_fault(self) -> Fault {
        match self {
            Stop::Syntax(fault) | Stop::Raised(fault) | Stop::OutOfMemory(fault) => fault,
            Stop::Exit(code) => Fault {
                kind: "Exit".to_owned(),
                message: format!("the program ended itself with code {code}"),
                trace: Vec::new(),
            },
        }
    }
}

/// What was printed and not yet written, to standard output and standard error.
type Printed = Rc<RefCell<[Vec<u8>; 2]>>;
/// An unhandled rejection, as the guest explains it.
type Rejected = Rc<RefCell<Option<String>>>;

/// An engine with one program.
pub(super) struct Engine {
    // Dropped in this order: what is kept of the engine before the engine.
    guest: Persistent<Object<'static>>,
    context: Context,
    runtime: Runtime,
    printed: Printed,
    rejected: Rejected,
    source: String,
    target: Option<Target>,
}

impl Engine {
    /// An engine without a program.
    pub(super) fn new() -> rquickjs::Result<Engine> {
        let runtime = Runtime::new()?;
        let context = Context::full(&runtime)?;
        let printed = Printed::default();
        let guest = context.with(|ctx| {
            let host = host(&ctx, &printed)?;
            let mut options = EvalOptions::default();
            options.strict = false;
            options.filename = Some("guest.js".to_owned());
            let guest: Function = ctx.eval_with_options(JAVASCRIPT, options)?;
            let guest: Object = guest.call((host,))?;
            Ok::<_, rquickjs::Error>(Persistent::save(&ctx, guest))
        })?;
        let rejected = Rejected::default();
        let (told, keeper) = (Rc::clone(&rejected), guest.clone());
        runtime.set_host_promise_rejection_tracker(Some(Box::new(move |ctx, _, reason, handled| {
            let explain = || -> rquickjs::Result<String> {
                keeper.clone().restore(&ctx)?.get::<_, Function>("explain")?.call((reason,))
            };
            *told.borrow_mut() = if handled { None } else { explain().ok() };
        })));
        Ok(Engine { guest, context, runtime, printed, rejected, source: String::new(), target: None })
    }

    /// Limits the memory and the stack of the program.
    pub(super) fn limit(&self, confinement: &Confinement) {
        self.runtime.set_memory_limit(usize::try_from(confinement.memory).unwrap_or(usize::MAX));
        let stack = confinement.stack.saturating_sub(1 << 20);
        self.runtime.set_max_stack_size(usize::try_from(stack).unwrap_or(usize::MAX));
    }

    /// Keeps a program that is run later.
    pub(super) fn keep(&mut self, source: String) -> Result<Description, Stop> {
        self.source = source;
        Ok(Description::default())
    }

    /// Evaluates a program and describes its functions.
    pub(super) fn load(&mut self, source: String) -> Result<Description, Stop> {
        self.source = source;
        let told: String = self.with(|this, ctx, guest| {
            let before: Object = guest.get::<_, Function>("globals")?.call(())?;
            this.evaluate(ctx)?;
            this.settle(ctx, guest)?;
            guest.get::<_, Function>("describe")?.call((this.source.as_str(), before))
        })?;
        let description = serde_json::from_str(&told).unwrap_or_default();
        Ok(description)
    }

    /// Runs the program to its end, timers and promises included.
    pub(super) fn run(&mut self) -> Result<(), Stop> {
        self.with(|this, ctx, guest| {
            this.evaluate(ctx)?;
            // A rejection that nobody handles ends a program, and so does its exit from inside a promise.
            while this.settle(ctx, guest)? && this.rejected.borrow().is_none() {}
            Ok(())
        })?;
        if let Some(told) = self.rejected.borrow_mut().take().filter(|told| told != "exit") {
            return Err(self.stop(&told));
        }
        match self.with(|_, _, guest| guest.get::<_, Function>("exitCode")?.call::<_, f64>(()))? {
            0.0 => Ok(()),
            // Codes are small whole numbers; whatever else there is becomes the nearest.
            #[expect(clippy::cast_possible_truncation, reason = "a float saturates")]
            code => Err(Stop::Exit(code as i32 & 0xff)),
        }
    }

    /// Calls a function. The result is `None` when it is too large.
    pub(super) fn call(&mut self, case: &Case) -> Result<super::Returned, Stop> {
        let target = case.target.clone().or_else(|| self.target.clone());
        let (class, name) =
            target.map_or((None, "solution".to_owned()), |target| (target.class, target.name));
        let args = serde_json::to_string(&case.args).unwrap_or_default();
        let (value, args) = self.with(|this, ctx, guest| {
            let called: Object = guest.get::<_, Function>("call")?.call((class, name, args))?;
            let mut result: rquickjs::Value = called.get("result")?;
            if let Some(promise) = result.as_promise().cloned() {
                result = this.awaited(ctx, guest, &promise)?;
            }
            let empty: Option<String> = if result.is_null() { called.get("empty")? } else { None };
            let value: Option<String> = match empty {
                Some(empty) => Some(empty),
                None => guest.get::<_, Function>("encode")?.call((result,))?,
            };
            let args = if case.in_place {
                let args: rquickjs::Value = called.get("args")?;
                guest.get::<_, Function>("encodeAll")?.call::<_, Option<String>>((args,))?
            } else {
                None
            };
            Ok((value, args))
        })?;
        let value = value.and_then(|json| serde_json::from_str::<Value>(&json).ok());
        let args = args.and_then(|json| serde_json::from_str(&json).ok());
        Ok((value, args))
    }

    /// Which function is called when a test names none.
    pub(super) fn aim(&mut self, target: Target) {
        self.target = Some(target);
    }

    /// Writes what was printed.
    pub(super) fn flush(&self) {
        for (number, printed) in self.printed.borrow_mut().iter_mut().enumerate() {
            put(number + 1, printed);
        }
    }

    fn evaluate(&self, ctx: &Ctx<'_>) -> rquickjs::Result<()> {
        let mut options = EvalOptions::default();
        options.strict = false;
        options.filename = Some(FILE.to_owned());
        // `export` is what a module would say; as a script the same declarations stand without it.
        ctx.eval_with_options::<(), _>(without_exports(&self.source), options)
    }

    /// Runs what waits for nothing, then one timer; whether there was any.
    fn settle(&self, ctx: &Ctx<'_>, guest: &Object<'_>) -> rquickjs::Result<bool> {
        while ctx.execute_pending_job() {}
        guest.get::<_, Function>("tick")?.call(())
    }

    fn awaited<'js>(
        &self,
        ctx: &Ctx<'js>,
        guest: &Object<'js>,
        promise: &Promise<'js>,
    ) -> rquickjs::Result<rquickjs::Value<'js>> {
        loop {
            while ctx.execute_pending_job() {}
            if promise.state() != PromiseState::Pending {
                let result = promise.result::<rquickjs::Value>();
                self.rejected.borrow_mut().take();
                return result.unwrap_or_else(|| Ok(rquickjs::Value::new_undefined(ctx.clone())));
            }
            if !guest.get::<_, Function>("tick")?.call::<_, bool>(())? {
                return Err(rquickjs::Exception::throw_message(
                    ctx,
                    "the promise never settles: nothing is left that could do it",
                ));
            }
        }
    }

    /// Does something inside the engine; an exception is explained.
    fn with<T>(
        &self,
        work: impl for<'js> FnOnce(&Engine, &Ctx<'js>, &Object<'js>) -> rquickjs::Result<T>,
    ) -> Result<T, Stop> {
        self.context.with(|ctx| {
            let guest = self.guest.clone().restore(&ctx);
            let worked = guest.and_then(|guest| work(self, &ctx, &guest));
            worked.catch(&ctx).map_err(|caught| self.caught(&ctx, caught))
        })
    }

    fn caught<'js>(&self, ctx: &Ctx<'js>, caught: CaughtError<'js>) -> Stop {
        let thrown = match caught {
            CaughtError::Exception(exception) => exception.into_object().into_value(),
            CaughtError::Value(value) => value,
            CaughtError::Error(error) => {
                let fault = Fault { kind: "Error".to_owned(), message: error.to_string(), trace: Vec::new() };
                return Stop::Raised(fault);
            }
        };
        // Where there is no memory for an error, null is thrown.
        let nothing = thrown.is_null();
        let explained = self.guest.clone().restore(ctx).and_then(|guest| {
            if guest.get::<_, Function>("isExit")?.call::<_, bool>((thrown.clone(),))? {
                return Ok(Err(guest.get::<_, Function>("exitCode")?.call::<_, f64>(())?));
            }
            Ok(Ok(guest.get::<_, Function>("explain")?.call::<_, String>((thrown,))?))
        });
        match explained {
            Ok(Ok(told)) => self.stop(&told),
            #[expect(clippy::cast_possible_truncation, reason = "a float saturates")]
            Ok(Err(code)) => Stop::Exit(code as i32 & 0xff),
            Err(_) if nothing => Stop::OutOfMemory(out_of_memory()),
            Err(_) => Stop::OutOfMemory(out_of_memory()),
        }
    }

    fn stop(&self, told: &str) -> Stop {
        let Ok(told) = serde_json::from_str::<Told>(told) else { return Stop::OutOfMemory(out_of_memory()) };
        let (syntax, memory) = (told.is_syntax(), told.is_memory());
        let fault = told.fault(&self.source);
        match (syntax, memory) {
            (true, _) => Stop::Syntax(fault),
            (_, true) => Stop::OutOfMemory(fault),
            _ => Stop::Raised(fault),
        }
    }
}

fn out_of_memory() -> Fault {
    Fault { kind: "InternalError".to_owned(), message: "out of memory".to_owned(), trace: Vec::new() }
}

/// The source with `export` and `export default` before declarations turned into blanks.
fn without_exports(source: &str) -> String {
    let line = |line: &str| {
        let rest = line.trim_start();
        let word = if rest.starts_with("export default ") {
            "export default "
        } else if rest.starts_with("export ")
            && !rest.starts_with("export {")
            && !rest.starts_with("export *")
        {
            "export "
        } else {
            return line.to_owned();
        };
        line.replacen(word, &" ".repeat(word.len()), 1)
    };
    source.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// What the guest's side may ask of this one.
fn host<'js>(ctx: &Ctx<'js>, printed: &Printed) -> rquickjs::Result<Object<'js>> {
    let host = Object::new(ctx.clone())?;
    host.set("maxDepth", MAX_DEPTH)?;
    host.set("maxValue", MAX_VALUE)?;
    let kept = Rc::clone(printed);
    host.set(
        "write",
        Function::new(ctx.clone(), move |number: usize, text: rquickjs::String<'_>| {
            let text = text.to_string().unwrap_or_else(|_| "\u{fffd}\n".to_owned());
            let mut kept = kept.borrow_mut();
            let Some(buffer) = kept.get_mut(number.wrapping_sub(1)) else { return };
            buffer.extend_from_slice(text.as_bytes());
            if buffer.len() > BUFFER {
                put(number, buffer);
            }
        })?,
    )?;
    let input: RefCell<Option<String>> = RefCell::default();
    host.set(
        "stdin",
        Function::new(ctx.clone(), move || input.borrow_mut().get_or_insert_with(standard_input).clone())?,
    )?;
    let begun = Instant::now();
    host.set("now", Function::new(ctx.clone(), move || begun.elapsed().as_secs_f64() * 1000.0)?)?;
    host.set(
        "sleep",
        Function::new(ctx.clone(), |millis: f64| {
            if let Ok(time) = Duration::try_from_secs_f64(millis / 1000.0) {
                std::thread::sleep(time);
            }
        })?,
    )?;
    host.set(
        "bytes",
        Function::new(ctx.clone(), |ctx: Ctx<'js>, text: String| TypedArray::<u8>::new(ctx, decoded(&text)))?,
    )?;
    Ok(host)
}

fn standard_input() -> String {
    let mut bytes = Vec::new();
    let _ = std::io::stdin().read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Writes everything; where it cannot go any further there is nobody to tell.
fn put(number: usize, printed: &mut Vec<u8>) {
    let _ = match number {
        1 => {
            let mut out = std::io::stdout().lock();
            out.write_all(printed).and_then(|()| out.flush())
        }
        _ => std::io::stderr().write_all(printed),
    };
    printed.clear();
}

/// Base64, without being strict.
fn decoded(text: &str) -> Vec<u8> {
    let value = |letter: u8| match letter {
        b'A'..=b'Z' => Some(letter - b'A'),
        b'a'..=b'z' => Some(letter - b'a' + 26),
        b'0'..=b'9' => Some(letter - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let (mut bits, mut count, mut bytes) = (0u32, 0, Vec::new());
    for six in text.bytes().filter_map(value) {
        bits = (bits << 6) | u32::from(six);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 0xff) as u8);
        }
    }
    bytes
}
