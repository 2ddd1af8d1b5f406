// QuickJS for WebAssembly: what the host asks of the engine, over one module without a system.
//
// The host lays texts into memory that `prepai_alloc` gives, calls an operation, and finds its answer at
// `prepai_answer`. The guest's JavaScript (guest.js) is handed over by the host; it is no part of this file.
#include <stdlib.h>
#include <string.h>

#include "quickjs.h"

#define IMPORT(name) __attribute__((import_module("prepai"), import_name(name)))
#define EXPORT(name) __attribute__((export_name(name)))

IMPORT("write") void host_write(int number, const char *text, int length);
IMPORT("stdin_length") int host_stdin_length(void);
IMPORT("stdin_read") void host_stdin_read(char *to);
IMPORT("now") double host_now(void);
IMPORT("sleep") void host_sleep(double millis);

// How an operation ended.
enum { GOOD = 0, RAISED = 1, EXITED = 2, MEMORY = 3, NEVER_SETTLES = 4 };

static JSRuntime *runtime;
static JSContext *context;
static JSValue guest;
static char *answer;
static size_t answer_length;
static char *rejected;
static int exit_code;

EXPORT("prepai_alloc") void *prepai_alloc(int size) { return malloc(size > 0 ? size : 1); }
EXPORT("prepai_free") void prepai_free(void *what) { free(what); }
EXPORT("prepai_answer") const char *prepai_answer(void) { return answer; }
EXPORT("prepai_answer_length") int prepai_answer_length(void) { return (int)answer_length; }
EXPORT("prepai_exit_code") int prepai_exit_code(void) { return exit_code; }

static void keep(const char *text, size_t length) {
    free(answer);
    answer = malloc(length + 1);
    answer_length = answer ? length : 0;
    if (answer) memcpy(answer, text, length);
}

// ---- what guest.js asks of the host --------------------------------------------------------------------------

static JSValue js_write(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv) {
    int number = 1;
    size_t length = 0;
    JS_ToInt32(ctx, &number, argv[0]);
    const char *text = JS_ToCStringLen(ctx, &length, argv[1]);
    if (!text) return JS_EXCEPTION;
    host_write(number, text, (int)length);
    JS_FreeCString(ctx, text);
    return JS_UNDEFINED;
}
static JSValue js_stdin(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv) {
    int length = host_stdin_length();
    char *text = malloc((size_t)length + 1);
    if (!text) return JS_ThrowOutOfMemory(ctx);
    host_stdin_read(text);
    JSValue made = JS_NewStringLen(ctx, text, (size_t)length);
    free(text);
    return made;
}
static JSValue js_now(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv) { return JS_NewFloat64(ctx, host_now()); }
static JSValue js_sleep(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv) {
    double millis = 0;
    JS_ToFloat64(ctx, &millis, argv[0]);
    if (millis > 0) host_sleep(millis);
    return JS_UNDEFINED;
}
static JSValue js_bytes(JSContext *ctx, JSValueConst self, int argc, JSValueConst *argv) {
    size_t length = 0;
    const char *text = JS_ToCStringLen(ctx, &length, argv[0]);
    if (!text) return JS_EXCEPTION;
    unsigned char *bytes = malloc(length + 1);
    size_t count = 0;
    unsigned bits = 0, held = 0;
    for (size_t i = 0; bytes && i < length; i++) {
        char c = text[i];
        int six = c >= 'A' && c <= 'Z' ? c - 'A' : c >= 'a' && c <= 'z' ? c - 'a' + 26 : c >= '0' && c <= '9' ? c - '0' + 52 : c == '+' ? 62 : c == '/' ? 63 : -1;
        if (six < 0) continue;
        bits = bits << 6 | (unsigned)six;
        held += 6;
        if (held >= 8) bytes[count++] = (unsigned char)(bits >> (held -= 8));
    }
    JS_FreeCString(ctx, text);
    if (!bytes) return JS_ThrowOutOfMemory(ctx);
    JSValue made = JS_NewUint8ArrayCopy(ctx, bytes, count);
    free(bytes);
    return made;
}

// ---- calls into guest.js -------------------------------------------------------------------------------------

static JSValue ask(const char *name, int argc, JSValue *argv) {
    JSValue function = JS_GetPropertyStr(context, guest, name);
    JSValue result = JS_Call(context, function, guest, argc, argv);
    JS_FreeValue(context, function);
    return result;
}
static JSValue ask_one(const char *name, JSValue argument) { return ask(name, 1, &argument); }
static int keep_text(JSValue value) {
    size_t length = 0;
    const char *text = JS_ToCStringLen(context, &length, value);
    if (!text) return 0;
    keep(text, length);
    JS_FreeCString(context, text);
    return 1;
}

static void reject(JSContext *ctx, JSValueConst promise, JSValueConst reason, bool handled, void *opaque) {
    free(rejected);
    rejected = NULL;
    if (handled) return;
    JSValue told = ask_one("explain", reason);
    const char *text = JS_ToCString(ctx, told);
    if (text) rejected = strdup(text);
    JS_FreeCString(ctx, text);
    JS_FreeValue(ctx, told);
}

// The exception that is pending, in the guest's words.
static int raised(void) {
    JSValue thrown = JS_GetException(context);
    if (JS_IsNull(thrown)) return MEMORY;
    JSValue exits = ask_one("isExit", thrown);
    int leaves = JS_ToBool(context, exits);
    JS_FreeValue(context, exits);
    if (leaves > 0) {
        JSValue code = ask("exitCode", 0, NULL);
        JS_ToInt32(context, &exit_code, code);
        JS_FreeValue(context, code);
        JS_FreeValue(context, thrown);
        return EXITED;
    }
    JSValue told = ask_one("explain", thrown);
    JS_FreeValue(context, thrown);
    int kept = !JS_IsException(told) && keep_text(told);
    JS_FreeValue(context, told);
    return kept ? RAISED : MEMORY;
}

// Jobs that wait for nothing, then one timer: 1 if there was one, 0 if not, -1 on an exception.
static int settle(void) {
    JSContext *of;
    int ran;
    while ((ran = JS_ExecutePendingJob(runtime, &of)) > 0) {
    }
    if (ran < 0) return -1;
    JSValue ticked = ask("tick", 0, NULL);
    if (JS_IsException(ticked)) return -1;
    int more = JS_ToBool(context, ticked);
    JS_FreeValue(context, ticked);
    return more;
}
static int evaluate(const char *text) {
    JSValue result = JS_Eval(context, text, strlen(text), "solution.js", JS_EVAL_TYPE_GLOBAL);
    if (JS_IsException(result)) return raised();
    JS_FreeValue(context, result);
    return GOOD;
}

// ---- operations ----------------------------------------------------------------------------------------------

// An engine with the guest in it; texts end with a zero byte, here and below.
EXPORT("prepai_begin") int prepai_begin(const char *text, int max_depth, int max_value) {
    runtime = JS_NewRuntime();
    if (!runtime) return MEMORY;
    JS_SetMaxStackSize(runtime, 6 << 20);
    context = JS_NewContext(runtime);
    if (!context) return MEMORY;
    JSValue host = JS_NewObject(context);
    JS_SetPropertyStr(context, host, "maxDepth", JS_NewInt32(context, max_depth));
    JS_SetPropertyStr(context, host, "maxValue", JS_NewInt32(context, max_value));
    JS_SetPropertyStr(context, host, "write", JS_NewCFunction(context, js_write, "write", 2));
    JS_SetPropertyStr(context, host, "stdin", JS_NewCFunction(context, js_stdin, "stdin", 0));
    JS_SetPropertyStr(context, host, "now", JS_NewCFunction(context, js_now, "now", 0));
    JS_SetPropertyStr(context, host, "sleep", JS_NewCFunction(context, js_sleep, "sleep", 1));
    JS_SetPropertyStr(context, host, "bytes", JS_NewCFunction(context, js_bytes, "bytes", 1));
    JSValue make = JS_Eval(context, text, strlen(text), "guest.js", JS_EVAL_TYPE_GLOBAL);
    if (JS_IsException(make)) return RAISED;
    guest = JS_Call(context, make, JS_UNDEFINED, 1, &host);
    JS_FreeValue(context, make);
    JS_FreeValue(context, host);
    if (JS_IsException(guest)) return RAISED;
    JS_SetHostPromiseRejectionTracker(runtime, reject, NULL);
    return GOOD;
}
// The memory that JavaScript may take from now on.
EXPORT("prepai_limit") void prepai_limit(int memory) { JS_SetMemoryLimit(runtime, (size_t)memory); }

// Evaluates a program; the answer describes its functions.
EXPORT("prepai_load") int prepai_load(const char *source) {
    JSValue before = ask("globals", 0, NULL);
    int ended = evaluate(source);
    if (ended != GOOD) return ended;
    if (settle() < 0) return raised();
    JSValue arguments[2] = {JS_NewString(context, source), before};
    JSValue told = ask("describe", 2, arguments);
    if (JS_IsException(told)) return raised();
    return keep_text(told) ? GOOD : MEMORY;
}
// Runs a whole program, timers and promises included.
EXPORT("prepai_run") int prepai_run(const char *source) {
    int ended = evaluate(source);
    int more = 1;
    while (ended == GOOD && more > 0) {
        more = settle();
        if (more < 0) ended = raised();
    }
    if (ended != GOOD) return ended;
    if (rejected) {
        keep(rejected, strlen(rejected));
        return RAISED;
    }
    JSValue code = ask("exitCode", 0, NULL);
    JS_ToInt32(context, &exit_code, code);
    return exit_code == 0 ? GOOD : EXITED;
}
// Calls a function, of a class unless that is empty. The answer: the result and, where wanted, the arguments
// afterwards, each as JSON with its length and a line end before it; what is too large has the length -1.
EXPORT("prepai_call") int prepai_call(const char *class_name, const char *name, const char *args, int in_place) {
    JSValue arguments[3] = {*class_name ? JS_NewString(context, class_name) : JS_UNDEFINED, JS_NewString(context, name), JS_NewString(context, args)};
    JSValue called = ask("call", 3, arguments);
    if (JS_IsException(called)) return raised();
    JSValue result = JS_GetPropertyStr(context, called, "result");
    while (JS_IsPromise(result)) {
        JSPromiseStateEnum state = JS_PromiseState(context, result);
        if (state == JS_PROMISE_PENDING) {
            JSContext *of;
            int ran;
            while ((ran = JS_ExecutePendingJob(runtime, &of)) > 0) {
            }
            if (ran < 0) return raised();
            if (JS_PromiseState(context, result) != JS_PROMISE_PENDING) continue;
            int more = settle();
            if (more < 0) return raised();
            if (more == 0 && JS_PromiseState(context, result) == JS_PROMISE_PENDING) return NEVER_SETTLES;
            continue;
        }
        JSValue settled = JS_PromiseResult(context, result);
        if (state == JS_PROMISE_REJECTED) {
            JS_Throw(context, settled);
            return raised();
        }
        result = settled;
        break;
    }
    // What null means where nodes are returned: the empty list or tree, as the guest says.
    JSValue empty = JS_IsNull(result) ? JS_GetPropertyStr(context, called, "empty") : JS_UNDEFINED;
    JSValue parts[2] = {JS_IsString(empty) ? empty : ask_one("encode", result), JS_UNDEFINED};
    if (JS_IsException(parts[0])) return raised();
    if (in_place) {
        parts[1] = ask_one("encodeAll", JS_GetPropertyStr(context, called, "args"));
        if (JS_IsException(parts[1])) return raised();
    }
    char *out = NULL;
    size_t size = 0;
    for (int i = 0; i < 1 + (in_place != 0); i++) {
        size_t length = 0;
        const char *text = JS_IsUndefined(parts[i]) ? NULL : JS_ToCStringLen(context, &length, parts[i]);
        char *grown = realloc(out, size + length + 32);
        if (!grown) return MEMORY;
        out = grown;
        char digits[24];
        int written = 0;
        long left = text ? (long)length : -1;
        char reversed[24];
        int many = 0;
        int minus = left < 0;
        if (minus) left = -left;
        do reversed[many++] = (char)('0' + left % 10); while ((left /= 10) > 0);
        if (minus) digits[written++] = '-';
        while (many > 0) digits[written++] = reversed[--many];
        digits[written++] = '\n';
        memcpy(out + size, digits, (size_t)written);
        size += (size_t)written;
        if (text) memcpy(out + size, text, length);
        size += length;
        if (text) JS_FreeCString(context, text);
    }
    keep(out, size);
    free(out);
    return GOOD;
}
