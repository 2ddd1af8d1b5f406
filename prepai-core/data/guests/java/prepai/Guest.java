package prepai;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The guest of Java programs: takes tests from the channel, calls the candidate's method, answers. */
public final class Guest {
    private static final int CHANNEL = 200;
    private static final long STACK = 64L << 20;

    private final File folder;
    private final Map<?, ?> program;
    private String[] source = {};
    private Loader loader;

    private Guest(File folder) throws IOException {
        this.folder = folder;
        this.program = (Map<?, ?>) Json.read(Files.readString(new File(folder, "program.json").toPath()));
    }

    /** The candidate's classes; what it declares is found before what we have under the same name. */
    private static final class Loader extends ClassLoader {
        private final Map<String, byte[]> classes = new HashMap<>();

        Loader(File file) throws IOException {
            super(Guest.class.getClassLoader());
            try (DataInputStream in = new DataInputStream(new BufferedInputStream(new FileInputStream(file)))) {
                for (int left = in.readInt(); left > 0; left--) {
                    String name = in.readUTF();
                    byte[] bytes = new byte[in.readInt()];
                    in.readFully(bytes);
                    classes.put(name, bytes);
                }
            }
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                if (known != null) return known;
                byte[] bytes = classes.get(name);
                return bytes == null ? super.loadClass(name, resolve) : defineClass(name, bytes, 0, bytes.length);
            }
        }
    }

    public static void main(String[] arguments) throws Exception {
        Guest guest = new Guest(new File(arguments[0]));
        boolean whole = guest.program.get("whole") == Boolean.TRUE;
        Throwable[] failed = {null};
        // A thread of our own has the stack that recursion needs.
        Thread thread = new Thread(null, () -> {
            try {
                if (whole) guest.whole();
                else guest.serve();
            } catch (Throwable thrown) {
                failed[0] = thrown;
            }
        }, "main", STACK);
        thread.start();
        thread.join();
        System.out.flush();
        if (failed[0] != null) guest.tell(failed[0]);
        // Threads of a whole program may go on.
        if (failed[0] != null || !whole) Runtime.getRuntime().exit(failed[0] == null ? 0 : 1);
    }

    private void serve() throws Exception {
        Constructor<FileDescriptor> open = FileDescriptor.class.getDeclaredConstructor(int.class);
        open.setAccessible(true);
        FileDescriptor channel = open.newInstance(CHANNEL);
        DataInputStream in = new DataInputStream(new FileInputStream(channel));
        OutputStream out = new FileOutputStream(channel);
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8));
        for (;;) {
            int first = in.read();
            if (first < 0) return;
            int length = first | in.readUnsignedByte() << 8 | in.readUnsignedByte() << 16 | in.readUnsignedByte() << 24;
            byte[] bytes = new byte[length];
            in.readFully(bytes);
            Map<?, ?> message = (Map<?, ?>) Json.read(new String(bytes, StandardCharsets.UTF_8));
            String answer = "load".equals(message.get("t")) ? load(message) : run(message);
            System.out.flush();
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            byte[] frame = new byte[body.length + 4];
            for (int i = 0; i < 4; i++) frame[i] = (byte) (body.length >> 8 * i);
            System.arraycopy(body, 0, frame, 4, body.length);
            out.write(frame);
        }
    }

    private String load(Map<?, ?> message) throws IOException {
        source = String.valueOf(message.get("source")).split("\n", -1);
        loader = new Loader(new File(folder, "program.classes"));
        return "{\"t\":\"loaded\",\"functions\":" + program.get("functions") + "}";
    }

    private String run(Map<?, ?> message) {
        StringBuilder out = new StringBuilder("{\"t\":\"done\",\"id\":").append(((Json.Digits) message.get("id")).text);
        try {
            call(message, out);
        } catch (Out.TooLarge large) {
            out.append(",\"too_large\":true");
        } catch (InvocationTargetException | ExceptionInInitializerError thrown) {
            fault(out, thrown.getCause() == null ? thrown : thrown.getCause());
        } catch (Throwable thrown) {
            fault(out, thrown);
        }
        return out.append('}').toString();
    }

    private void call(Map<?, ?> message, StringBuilder out) throws Throwable {
        List<?> given = message.get("args") instanceof List ? (List<?>) message.get("args") : Collections.emptyList();
        Class<?> owner = Class.forName((String) program.get("class"), true, loader);
        Method method = method(owner, (String) program.get("method"), given.size());
        method.setAccessible(true);
        Type[] types = method.getGenericParameterTypes();
        Object[] arguments = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            try {
                arguments[i] = In.make(given.get(i), types[i]);
            } catch (In.Mismatch wrong) {
                throw new In.Mismatch("argument " + (i + 1) + " " + wrong.getMessage());
            }
        }
        Object self = Modifier.isStatic(method.getModifiers()) ? null : instance(owner);
        Object result = method.invoke(self, arguments);
        Class<?> returned = method.getReturnType();
        String value = returned == void.class ? "{\"$\":\"undefined\"}"
            // What null means where nodes are returned: the empty list or tree.
            : result == null && In.field(returned, "val") != null && In.field(returned, "next") != null ? "{\"$\":\"list_node\",\"v\":[]}"
            : result == null && In.field(returned, "val") != null && In.field(returned, "left") != null ? "{\"$\":\"tree_node\",\"v\":[]}"
            : Out.text(result);
        out.append(",\"value\":").append(value);
        if (Boolean.TRUE.equals(message.get("in_place"))) out.append(",\"args\":").append(Out.text(arguments));
    }

    private static Method method(Class<?> owner, String name, int given) {
        Method other = null;
        Method fits = null;
        for (Method method : owner.getDeclaredMethods()) {
            if (!method.getName().equals(name) || method.isBridge()) continue;
            other = method;
            if (method.getParameterCount() == given && (fits == null || Modifier.isPublic(method.getModifiers()))) fits = method;
        }
        if (fits != null) return fits;
        int takes = other == null ? 0 : other.getParameterCount();
        throw new In.Mismatch("the method takes " + takes + (takes == 1 ? " argument" : " arguments") + ", the test has " + given);
    }

    private static Object instance(Class<?> owner) throws ReflectiveOperationException {
        try {
            Constructor<?> constructor = owner.getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (NoSuchMethodException none) {
            throw new In.Mismatch("the class " + owner.getSimpleName() + " cannot be made: it has no constructor without arguments");
        }
    }

    /** The candidate's own `main`, with standard input as it is. */
    private void whole() throws Throwable {
        System.setOut(new PrintStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 15), false, StandardCharsets.UTF_8));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.flush()));
        loader = new Loader(new File(folder, "program.classes"));
        Class<?> owner = Class.forName(String.valueOf(program.get("class")), true, loader);
        Method main;
        try {
            main = owner.getDeclaredMethod("main", String[].class);
        } catch (NoSuchMethodException without) {
            main = owner.getDeclaredMethod("main");
        }
        main.setAccessible(true);
        Object self = Modifier.isStatic(main.getModifiers()) ? null : instance(owner);
        if (main.getParameterCount() == 0) main.invoke(self);
        else main.invoke(self, (Object) new String[0]);
    }

    /** What ended a whole program, with the candidate's own lines. */
    private void tell(Throwable thrown) {
        if (thrown instanceof InvocationTargetException && thrown.getCause() != null) thrown = thrown.getCause();
        System.err.println(thrown);
        int lines = 0;
        for (StackTraceElement element : thrown.getStackTrace()) {
            if (program.get("file").equals(element.getFileName()) && lines++ < 20) System.err.println("    at " + element);
        }
    }

    private void fault(StringBuilder out, Throwable thrown) {
        boolean mismatch = thrown instanceof In.Mismatch;
        String kind = mismatch ? "TypeError" : thrown.getClass().getName().replaceFirst("^java\\.(lang|util)\\.", "");
        String words = String.valueOf(thrown.getMessage());
        if (thrown instanceof StackOverflowError) words = "the recursion is too deep";
        else if (thrown.getMessage() == null) words = "";
        out.append(",\"fault\":{\"kind\":");
        Json.string(out, kind);
        out.append(",\"message\":");
        Json.string(out, words.length() > 4000 ? words.substring(0, 4000) : words);
        out.append(",\"trace\":[");
        List<StackTraceElement> own = new ArrayList<>();
        for (StackTraceElement element : thrown.getStackTrace()) {
            if (program.get("file").equals(element.getFileName()) && own.size() < 32) own.add(element);
        }
        Collections.reverse(own);
        boolean first = true;
        for (StackTraceElement element : own) {
            if (!first) out.append(',');
            first = false;
            int line = element.getLineNumber();
            out.append("{\"line\":").append(Math.max(line, 1)).append(",\"function\":");
            Json.string(out, element.getClassName() + "." + element.getMethodName());
            out.append(",\"text\":");
            String text = line > 0 && line <= source.length ? source[line - 1].strip() : "";
            Json.string(out, text.length() > 200 ? text.substring(0, 200) : text);
            out.append('}');
        }
        out.append("]}");
        if (thrown instanceof OutOfMemoryError) out.append(",\"out_of_memory\":true");
    }
}
