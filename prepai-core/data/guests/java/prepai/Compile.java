package prepai;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The compiler of Java programs: one file in, whatever its public class is called; all classes in one file out. */
public final class Compile {
    private Compile() {}

    private static final class Source extends SimpleJavaFileObject {
        private final String name;
        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///" + name), Kind.SOURCE);
            this.name = name;
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreErrors) {
            return text;
        }

        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean isNameCompatible(String simple, Kind kind) {
            return true;
        }
    }

    private static final class Memory extends ForwardingJavaFileManager<StandardJavaFileManager> {
        final Map<String, ByteArrayOutputStream> classes = new LinkedHashMap<>();

        Memory(StandardJavaFileManager manager) {
            super(manager);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(JavaFileManager.Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("string:///" + name.replace('.', '/') + ".class"), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return classes.computeIfAbsent(name, key -> new ByteArrayOutputStream());
                }
            };
        }
    }

    public static void main(String[] arguments) throws IOException {
        Path from = Paths.get(arguments[0]);
        Path to = Paths.get(arguments[1]);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        PrintWriter words = new PrintWriter(System.err, true);
        Memory files = new Memory(compiler.getStandardFileManager(null, null, null));
        List<String> options = List.of("-proc:none", "-g", "-nowarn", "-parameters", "-Xmaxerrs", "20", "-XDuseUnsharedTable=true");
        Source source = new Source(from.getFileName().toString(), Files.readString(from));
        boolean good = compiler.getTask(words, files, null, options, null, Collections.singletonList(source)).call();
        if (!good) System.exit(1);
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(to))) {
            out.writeInt(files.classes.size());
            for (Map.Entry<String, ByteArrayOutputStream> one : files.classes.entrySet()) {
                out.writeUTF(one.getKey());
                out.writeInt(one.getValue().size());
                one.getValue().writeTo(out);
            }
        }
    }
}
