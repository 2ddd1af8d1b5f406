package prepai;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.*;
import java.util.stream.BaseStream;

/** Whatever a method returns as a value of the protocol. */
final class Out {
    static final int LONGEST = 1 << 20;
    private static final int DEEPEST = 100;
    private static final BigInteger EXACT = BigInteger.ONE.shiftLeft(53);

    /** The result is longer than a result may be. */
    static final class TooLarge extends RuntimeException {
        TooLarge() {
            super(null, null, false, false);
        }
    }

    private final StringBuilder out = new StringBuilder();
    private final Set<Object> around = Collections.newSetFromMap(new IdentityHashMap<>());

    static String text(Object value) {
        Out out = new Out();
        out.put(value, 0);
        if (out.out.length() > LONGEST) throw new TooLarge();
        return out.out.toString();
    }

    private void put(Object value, int depth) {
        if (out.length() > LONGEST) throw new TooLarge();
        if (value == null) out.append("null");
        else if (value instanceof Boolean) out.append(value);
        else if (value instanceof Integer || value instanceof Short || value instanceof Byte) out.append(value);
        else if (value instanceof Long) whole(BigInteger.valueOf((Long) value));
        else if (value instanceof BigInteger) whole((BigInteger) value);
        else if (value instanceof BigDecimal) number(((BigDecimal) value).doubleValue());
        else if (value instanceof Double || value instanceof Float) number(((Number) value).doubleValue());
        else if (value instanceof java.util.concurrent.atomic.AtomicInteger || value instanceof java.util.concurrent.atomic.AtomicLong) whole(BigInteger.valueOf(((Number) value).longValue()));
        else if (value instanceof Character) Json.string(out, value.toString());
        else if (value instanceof CharSequence) Json.string(out, (CharSequence) value);
        else if (value instanceof Enum) Json.string(out, ((Enum<?>) value).name());
        else if (value instanceof Optional) put(((Optional<?>) value).orElse(null), depth);
        else if (value instanceof OptionalInt) put(((OptionalInt) value).isPresent() ? ((OptionalInt) value).getAsInt() : null, depth);
        else if (value instanceof OptionalLong) put(((OptionalLong) value).isPresent() ? ((OptionalLong) value).getAsLong() : null, depth);
        else if (value instanceof OptionalDouble) put(((OptionalDouble) value).isPresent() ? ((OptionalDouble) value).getAsDouble() : null, depth);
        else nested(value, depth);
    }

    private void whole(BigInteger value) {
        if (value.abs().compareTo(EXACT) > 0) out.append("{\"$\":\"int\",\"v\":\"").append(value).append("\"}");
        else out.append(value);
    }

    private void number(double value) {
        if (Double.isNaN(value)) out.append("{\"$\":\"float\",\"v\":\"nan\"}");
        else if (Double.isInfinite(value)) out.append("{\"$\":\"float\",\"v\":\"").append(value > 0 ? "inf" : "-inf").append("\"}");
        else out.append(value);
    }

    private void nested(Object value, int depth) {
        if (depth >= DEEPEST) {
            out.append("{\"$\":\"cut\"}");
            return;
        }
        if (!around.add(value)) {
            out.append("{\"$\":\"cycle\"}");
            return;
        }
        Class<?> type = value.getClass();
        if (type.isArray()) {
            out.append('[');
            int length = Array.getLength(value);
            for (int i = 0; i < length; i++) {
                if (i > 0) out.append(',');
                put(Array.get(value, i), depth + 1);
            }
            out.append(']');
        } else if (value instanceof Map) map((Map<?, ?>) value, depth);
        else if (value instanceof Set) tagged("set", ((Set<?>) value).iterator(), depth);
        else if (value instanceof Iterable) items(((Iterable<?>) value).iterator(), depth);
        else if (value instanceof Iterator) items((Iterator<?>) value, depth);
        else if (value instanceof BaseStream) items(((BaseStream<?, ?>) value).iterator(), depth);
        else if (value instanceof Map.Entry) {
            Map.Entry<?, ?> entry = (Map.Entry<?, ?>) value;
            tagged("tuple", Arrays.asList(entry.getKey(), entry.getValue()).iterator(), depth);
        } else if (In.field(type, "val") != null && In.field(type, "next") != null) linked(value, type, depth);
        else if (In.field(type, "val") != null && In.field(type, "left") != null && In.field(type, "right") != null) tree(value, type, depth);
        else if (type.getSuperclass() != null && type.getSuperclass().getName().equals("java.lang.Record")) tagged("tuple", components(value, type).iterator(), depth);
        else {
            String words = type.getSimpleName() + " " + value;
            out.append("{\"$\":\"other\",\"v\":");
            Json.string(out, words.length() > 500 ? words.substring(0, 500) : words);
            out.append('}');
        }
        around.remove(value);
    }

    private void items(Iterator<?> items, int depth) {
        out.append('[');
        boolean first = true;
        while (items.hasNext()) {
            if (!first) out.append(',');
            first = false;
            put(items.next(), depth + 1);
        }
        out.append(']');
    }

    private void tagged(String tag, Iterator<?> items, int depth) {
        out.append("{\"$\":\"").append(tag).append("\",\"v\":");
        items(items, depth + 1);
        out.append('}');
    }

    private void map(Map<?, ?> map, int depth) {
        out.append("{\"$\":\"map\",\"v\":[");
        boolean first = true;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!first) out.append(',');
            first = false;
            out.append('[');
            put(entry.getKey(), depth + 3);
            out.append(',');
            put(entry.getValue(), depth + 3);
            out.append(']');
        }
        out.append("]}");
    }

    private static List<Object> components(Object value, Class<?> type) {
        List<Object> out = new ArrayList<>();
        for (Field field : type.getDeclaredFields()) {
            if (!java.lang.reflect.Modifier.isStatic(field.getModifiers())) out.add(get(In.field(type, field.getName()), value));
        }
        return out;
    }

    private static Object get(Field field, Object of) {
        try {
            return field.get(of);
        } catch (IllegalAccessException closed) {
            throw new IllegalStateException(closed);
        }
    }

    private void linked(Object head, Class<?> type, int depth) {
        Field val = In.field(type, "val");
        Field next = In.field(type, "next");
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        out.append("{\"$\":\"list_node\",\"v\":[");
        for (Object node = head; node != null; node = get(next, node)) {
            if (node != head) out.append(',');
            if (!seen.add(node)) {
                out.append("{\"$\":\"cycle\"}");
                break;
            }
            put(get(val, node), depth + 2);
        }
        out.append("]}");
    }

    private void tree(Object root, Class<?> type, int depth) {
        Field val = In.field(type, "val");
        Field[] sides = {In.field(type, "left"), In.field(type, "right")};
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        out.append("{\"$\":\"tree_node\",\"v\":[");
        LinkedList<Object> open = new LinkedList<>();
        open.add(root);
        int gaps = 0;
        boolean first = true;
        while (!open.isEmpty()) {
            Object node = open.remove();
            if (node == null) {
                gaps++;
                continue;
            }
            for (; gaps > 0; gaps--) out.append(",null");
            if (!first) out.append(',');
            first = false;
            if (!seen.add(node)) {
                out.append("{\"$\":\"cycle\"}");
                break;
            }
            put(get(val, node), depth + 2);
            for (Field side : sides) open.add(get(side, node));
        }
        out.append("]}");
    }
}
