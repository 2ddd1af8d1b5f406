  // ---- timers ---------------------------------------------------------------------------------------------

  let timers = null, timerId = 0;
  const later = (repeat) => (callback, wait, ...rest) => {
    const delay = wait > 0 ? NumberOf(wait) : 0;
    const timer = { __proto__: null, id: ++timerId, due: host.now() + delay, delay, repeat, callback, rest, next: null };
    insert(timer);
    return timer.id;
  };
  const insert = (timer) => {
    if (timers === null || timer.due < timers.due) {
      timer.next = timers;
      timers = timer;
      return;
    }
    let at = timers;
    while (at.next !== null && at.next.due <= timer.due) at = at.next;
    timer.next = at.next;
    at.next = timer;
  };
  const cancel = (id) => {
    for (let at = timers, before = null; at !== null; before = at, at = at.next) {
      if (at.id !== id) continue;
      if (before === null) timers = at.next;
      else before.next = at.next;
      return;
    }
  };
  /** Runs the next timer, after its time; false when there is none. */
  const tick = () => {
    const timer = timers;
    if (timer === null) return false;
    timers = timer.next;
    host.sleep(timer.due - host.now());
    if (timer.repeat) {
      timer.due = host.now() + (timer.delay > 1 ? timer.delay : 1);
      insert(timer);
    }
    apply(timer.callback, undefined, timer.rest);
    return true;
  };
  hidden(globalThis, "setTimeout", later(false));
  hidden(globalThis, "setInterval", later(true));
  hidden(globalThis, "setImmediate", (callback, ...rest) => later(false)(callback, 0, ...rest));
  hidden(globalThis, "clearTimeout", cancel);
  hidden(globalThis, "clearInterval", cancel);
  hidden(globalThis, "clearImmediate", cancel);
  hidden(globalThis, "structuredClone", (value) => decode(parse(encode(value))));
  hidden(globalThis, "ListNode", ListNode);
  hidden(globalThis, "TreeNode", TreeNode);

