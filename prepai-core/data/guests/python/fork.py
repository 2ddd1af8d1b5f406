# ---- the side that forks ------------------------------------------------------------------------------------

PR_SET_PDEATHSIG, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 1, 22, 2


class Kernel:
    """The calls of the kernel that Python has no words for, bound before any program is there."""

    def __init__(self, filters):
        self.prctl = ctypes.CDLL(None, use_errno=True).prctl
        self.prctl.argtypes = [ctypes.c_int] + [ctypes.c_ulong] * 4
        self.kept = [ctypes.create_string_buffer(code, len(code)) for code in filters]
        # struct sock_fprog: a count of instructions and where they are.
        self.programs = [
            ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(code) // 8, ctypes.addressof(kept)))
            for code, kept in zip(filters, self.kept)
        ]

    def end_with_parent(self, parent):
        self.call(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(127)

    def confine(self):
        for program in self.programs:
            self.call(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.addressof(program))

    def call(self, option, first, second=0):
        if self.prctl(option, first, second, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl")


LIMITS = {name: getattr(resource, "RLIMIT_" + name.upper()) for name in ("data", "cpu", "fsize", "nofile", "stack")}


def lower(limits):
    for name, value in limits.items():
        number = LIMITS[name]
        most = resource.getrlimit(number)[1]
        if most != resource.RLIM_INFINITY:
            value = min(value, most)
        resource.setrlimit(number, (value, value))


def become_job(order, descriptors, control, parent, kernel):
    """In the new process: descriptors, limits, filter, and then the job."""
    try:
        # Where much runs at a time they may have come at the very numbers that one of them is put at.
        lifted = [fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 300) for descriptor in descriptors]
        for number, descriptor in zip((CHANNEL, LEASH, 0, 1, 2), lifted):
            # The control socket lies where the channel goes; it is closed by that.
            os.dup2(descriptor, number)
        if order["close"]:
            os.closerange(3, CHANNEL)
            os.closerange(LEASH + 1, order["descriptors"])
        if order["death"]:
            kernel.end_with_parent(parent)
        lower(order["limits"])
        for number in (_signal.SIGXFSZ, _signal.SIGCHLD, _signal.SIGINT):
            _signal.signal(number, _signal.SIG_DFL)
        kernel.confine()
    except BaseException as error:
        tell(LEASH, {"t": "refused", "message": text_of(error, 1000)})
        os._exit(127)
    os.close(LEASH)
    sys.setrecursionlimit(50_000)
    gc.enable()
    code = 0
    try:
        Job(Channel(CHANNEL)).run()
    except BaseException:
        code = 70
    os._exit(code)


def receive(control):
    data, extra, _, _ = control.recvmsg(1 << 16, _socket.CMSG_SPACE(5 * 4))
    descriptors = []
    for level, kind, packed in extra:
        if level == _socket.SOL_SOCKET and kind == _socket.SCM_RIGHTS:
            descriptors += struct.unpack("%di" % (len(packed) // 4), packed[: len(packed) // 4 * 4])
    return data, descriptors


def tell(leash, report):
    try:
        os.write(leash, json.dumps(report).encode())
    except OSError:
        # Nobody holds the other end any more, and soon the process is killed for it.
        pass


def wait(children, poll):
    for pid, leash in list(children.items()):
        done, status, usage = os.wait4(pid, os.WNOHANG)
        if not done:
            continue
        report = {
            "t": "exited",
            "code": os.WEXITSTATUS(status) if os.WIFEXITED(status) else None,
            "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else None,
            "cpu_us": int((usage.ru_utime + usage.ru_stime) * 1e6),
            "memory": usage.ru_maxrss * 1024,
        }
        del children[pid]
        if leash is not None:
            poll.unregister(leash)
            tell(leash, report)
            os.close(leash)


def load(name):
    try:
        __import__(name)
    except Exception:
        # One that this installation lacks, or that wants more than the confinement allows, is not there for a program either.
        pass


def serve():
    gc.disable()
    for name in PRELOADED:
        load(name)
    preset()
    if hasattr(sys, "set_int_max_str_digits"):
        sys.set_int_max_str_digits(200_000)
    control = _socket.socket(fileno=CHANNEL)
    setup = json.loads(control.recv(1 << 16))
    if not setup["files"]:
        for name in LATER + ALL:
            load(name)
        LATER.clear()
    kernel = Kernel([bytes.fromhex(code) for code in setup["filters"]])
    wakeup, woken = os.pipe()
    os.set_blocking(wakeup, False)
    os.set_blocking(woken, False)
    signal.signal(signal.SIGCHLD, lambda number, frame: None)
    signal.set_wakeup_fd(woken, warn_on_full_buffer=False)
    # Nothing that a fork inherits is looked at by its collector, which would copy the pages.
    gc.collect()
    gc.freeze()
    control.send(json.dumps({"t": "ready", "version": sys.version.split()[0]}).encode())
    poll = select.poll()
    poll.register(CHANNEL, select.POLLIN)
    poll.register(wakeup, select.POLLIN)
    children, later, parent, forks = {}, list(LATER), os.getpid(), 0
    while True:
        ready = poll.poll(30 if later and not children else None)
        # Where there always is something to do, now and then all the same.
        if later and (not ready or forks % 16 == 15):
            forks += 1
            load(later.pop(0))
            gc.freeze()
        for number, _ in ready:
            if number == wakeup:
                try:
                    os.read(wakeup, 4096)
                except BlockingIOError:
                    pass
            elif number != CHANNEL:
                for pid, leash in children.items():
                    if leash == number:
                        os.kill(pid, signal.SIGKILL)
                        poll.unregister(leash)
                        os.close(leash)
                        children[pid] = None
                        break
        wait(children, poll)
        if not any(number == CHANNEL for number, _ in ready):
            continue
        data, descriptors = receive(control)
        if not data:
            for pid in children:
                os.kill(pid, signal.SIGKILL)
            return
        order = json.loads(data)
        leash = descriptors[1]
        forks += 1
        try:
            pid = os.fork()
        except OSError as error:
            tell(leash, {"t": "refused", "message": str(error)})
            for descriptor in descriptors:
                os.close(descriptor)
            continue
        if pid == 0:
            become_job(order, descriptors, control, parent, kernel)
        children[pid] = leash
        poll.register(leash, select.POLLIN)
        tell(leash, {"t": "launched", "pid": pid})
        for descriptor in descriptors:
            if descriptor != leash:
                os.close(descriptor)


serve()
