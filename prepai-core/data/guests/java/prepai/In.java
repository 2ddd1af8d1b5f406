package prepai;

import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.*;

/** Values of the protocol as whatever type a parameter has. */
final class In {
    /** A value that does not fit. */
    static final class Mismatch extends RuntimeException {
        Mismatch(String words) {
            super(words, null, false, false);
        }
    }

    private In() {}

    static Object make(Object value, Type type) throws ReflectiveOperationException {
        if (type instanceof TypeVariable) return make(value, ((TypeVariable<?>) type).getBounds()[0]);
        if (type instanceof WildcardType) return make(value, ((WildcardType) type).getUpperBounds()[0]);
        if (type instanceof GenericArrayType) return array(value, ((GenericArrayType) type).getGenericComponentType());
        Class<?> raw = raw(type);
        if (raw.isArray()) return array(value, raw.getComponentType());
        value = untagged(value);
        if (value == null) {
            if (raw.isPrimitive()) throw wrong(null, raw.getName());
            return raw == Optional.class ? Optional.empty() : null;
        }
        if (raw == int.class || raw == Integer.class) return (int) whole(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
        if (raw == long.class || raw == Long.class) return whole(value, Long.MIN_VALUE, Long.MAX_VALUE);
        if (raw == short.class || raw == Short.class) return (short) whole(value, Short.MIN_VALUE, Short.MAX_VALUE);
        if (raw == byte.class || raw == Byte.class) return (byte) whole(value, Byte.MIN_VALUE, Byte.MAX_VALUE);
        if (raw == double.class || raw == Double.class) return number(value);
        if (raw == float.class || raw == Float.class) return (float) number(value);
        if (raw == boolean.class || raw == Boolean.class) {
            if (value instanceof Boolean) return value;
            throw wrong(value, "a boolean");
        }
        if (raw == char.class || raw == Character.class) {
            if (value instanceof String && ((String) value).length() == 1) return ((String) value).charAt(0);
            throw wrong(value, "one character");
        }
        if (raw == String.class || raw == CharSequence.class) return text(value);
        if (raw == StringBuilder.class) return new StringBuilder(text(value));
        if (raw == BigInteger.class) return new BigDecimal(digits(value)).toBigIntegerExact();
        if (raw == BigDecimal.class) return new BigDecimal(digits(value));
        if (raw == Object.class || raw == Number.class || raw == Comparable.class) return natural(value);
        Type[] inner = type instanceof ParameterizedType ? ((ParameterizedType) type).getActualTypeArguments() : new Type[0];
        Type first = inner.length > 0 ? inner[0] : Object.class;
        if (raw == Optional.class) return Optional.of(make(value, first));
        if (Map.class.isAssignableFrom(raw)) return map(value, raw, first, inner.length > 1 ? inner[1] : Object.class);
        if (Collection.class.isAssignableFrom(raw) || raw == Iterable.class) return collection(value, raw, first);
        if (raw.isEnum()) return constant(text(value), raw);
        if (field(raw, "val") != null && field(raw, "next") != null) return linked(list(value, "a linked list"), raw);
        if (field(raw, "val") != null && field(raw, "left") != null && field(raw, "right") != null) return tree(list(value, "a tree in level order"), raw);
        Constructor<?> constructor = recordConstructor(raw);
        if (constructor != null) return record(list(value, "a list of its components"), constructor);
        throw new Mismatch("cannot be made: the type " + type.getTypeName() + " is not known here");
    }

    static Class<?> raw(Type type) {
        if (type instanceof Class) return (Class<?>) type;
        if (type instanceof ParameterizedType) return (Class<?>) ((ParameterizedType) type).getRawType();
        if (type instanceof TypeVariable) return raw(((TypeVariable<?>) type).getBounds()[0]);
        if (type instanceof WildcardType) return raw(((WildcardType) type).getUpperBounds()[0]);
        return Array.newInstance(raw(((GenericArrayType) type).getGenericComponentType()), 0).getClass();
    }

    static Field field(Class<?> of, String name) {
        for (Class<?> c = of; c != null && c != Object.class; c = c.getSuperclass()) {
            try {
                Field field = c.getDeclaredField(name);
                if (Modifier.isStatic(field.getModifiers())) return null;
                field.setAccessible(true);
                return field;
            } catch (NoSuchFieldException next) {
                // The class above may have it.
            } catch (RuntimeException closed) {
                return null;
            }
        }
        return null;
    }

    private static Object untagged(Object value) {
        if (!(value instanceof Map)) return value;
        Map<?, ?> map = (Map<?, ?>) value;
        Object tag = map.get("$");
        if (tag == null) return value;
        Object inner = map.get("v");
        switch (tag.toString()) {
            case "undefined":
                return null;
            case "int":
                return new Json.Digits(inner.toString());
            case "float":
                return inner.equals("nan") ? Double.NaN : inner.equals("inf") ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
            case "map": {
                Pairs pairs = new Pairs();
                for (Object pair : (List<?>) inner) pairs.list.add(new Object[] {((List<?>) pair).get(0), ((List<?>) pair).get(1)});
                return pairs;
            }
            default:
                return inner;
        }
    }

    /** The entries of a map whose keys are no strings. */
    static final class Pairs {
        final List<Object[]> list = new ArrayList<>();
    }

    private static Mismatch wrong(Object value, String wanted) {
        String found = value == null ? "null"
            : value instanceof Boolean ? "a boolean"
            : value instanceof Json.Digits ? "a number (" + cut(((Json.Digits) value).text) + ")"
            : value instanceof Double ? "a number"
            : value instanceof String ? "a string"
            : value instanceof List ? "a list" : "a map";
        return new Mismatch("is " + found + " where the method takes " + wanted);
    }

    private static String cut(String text) {
        return text.length() > 40 ? text.substring(0, 40) : text;
    }

    private static String digits(Object value) {
        if (value instanceof Json.Digits) return ((Json.Digits) value).text;
        throw wrong(value, "a number");
    }

    private static long whole(Object value, long low, long high) {
        if (!(value instanceof Json.Digits)) throw wrong(value, "an integer");
        try {
            String text = ((Json.Digits) value).text;
            boolean plain = text.length() < 19 && text.indexOf('.') < 0 && text.indexOf('e') < 0 && text.indexOf('E') < 0;
            long out = plain ? Long.parseLong(text) : new BigDecimal(text).longValueExact();
            if (out >= low && out <= high) return out;
        } catch (ArithmeticException | NumberFormatException no) {
            // Said below.
        }
        throw wrong(value, "an integer from " + low + " to " + high);
    }

    private static double number(Object value) {
        if (value instanceof Double) return (Double) value;
        return Double.parseDouble(digits(value));
    }

    private static String text(Object value) {
        if (value instanceof String) return (String) value;
        throw wrong(value, "a string");
    }

    private static List<?> list(Object value, String wanted) {
        value = untagged(value);
        if (value instanceof List) return (List<?>) value;
        throw wrong(value, wanted);
    }

    private static Object array(Object value, Type of) throws ReflectiveOperationException {
        value = untagged(value);
        if (value == null) return null;
        if (of == char.class && value instanceof String) return ((String) value).toCharArray();
        List<?> items = list(value, "a list");
        Object array = Array.newInstance(raw(of), items.size());
        for (int i = 0; i < items.size(); i++) Array.set(array, i, make(items.get(i), of));
        return array;
    }

    @SuppressWarnings("unchecked")
    private static Object collection(Object value, Class<?> raw, Type of) throws ReflectiveOperationException {
        List<?> items = list(value, "a list");
        Collection<Object> out = (Collection<Object>) empty(raw, ArrayList.class, LinkedHashSet.class, TreeSet.class, ArrayDeque.class, LinkedList.class);
        for (Object item : items) out.add(make(item, of));
        return out;
    }

    @SuppressWarnings("unchecked")
    private static Object map(Object value, Class<?> raw, Type key, Type item) throws ReflectiveOperationException {
        Map<Object, Object> out = (Map<Object, Object>) empty(raw, LinkedHashMap.class, TreeMap.class);
        if (value instanceof Pairs) {
            for (Object[] pair : ((Pairs) value).list) out.put(key(pair[0], key), make(pair[1], item));
        } else if (value instanceof Map) {
            for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) out.put(key(entry.getKey(), key), make(entry.getValue(), item));
        } else {
            throw wrong(value, "a map");
        }
        return out;
    }

    /** Keys of JSON are strings, whatever they are meant to be. */
    private static Object key(Object key, Type type) throws ReflectiveOperationException {
        Class<?> raw = raw(type);
        boolean number = Number.class.isAssignableFrom(raw) && raw != Number.class;
        return make(key instanceof String && number ? new Json.Digits((String) key) : key, type);
    }

    /** The first of the kinds that will do, or the type itself. */
    private static Object empty(Class<?> raw, Class<?>... kinds) throws ReflectiveOperationException {
        if (!raw.isInterface() && !Modifier.isAbstract(raw.getModifiers())) return raw.getDeclaredConstructor().newInstance();
        for (Class<?> kind : kinds) if (raw.isAssignableFrom(kind)) return kind.getDeclaredConstructor().newInstance();
        throw new Mismatch("cannot be made: the type " + raw.getName() + " is not known here");
    }

    private static Object constant(String name, Class<?> raw) {
        for (Object constant : raw.getEnumConstants()) if (((Enum<?>) constant).name().equals(name)) return constant;
        throw new Mismatch("is no constant of " + raw.getSimpleName() + ": " + name);
    }

    /** A value without a type to go by. */
    private static Object natural(Object value) {
        value = untagged(value);
        if (value instanceof Json.Digits) {
            String text = ((Json.Digits) value).text;
            if (text.matches("-?\\d+")) {
                BigInteger whole = new BigInteger(text);
                return whole.bitLength() < 32 ? (Object) whole.intValue() : whole.bitLength() < 64 ? (Object) whole.longValue() : whole;
            }
            return Double.parseDouble(text);
        }
        if (value instanceof List) {
            List<Object> out = new ArrayList<>();
            for (Object item : (List<?>) value) out.add(natural(item));
            return out;
        }
        if (value instanceof Pairs || value instanceof Map) {
            Map<Object, Object> out = new LinkedHashMap<>();
            if (value instanceof Pairs) for (Object[] pair : ((Pairs) value).list) out.put(natural(pair[0]), natural(pair[1]));
            else for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) out.put(entry.getKey(), natural(entry.getValue()));
            return out;
        }
        return value;
    }

    /** An object by its constructor without arguments, or by the one that takes the first value alone, or with nulls. */
    private static Object node(Object value, Class<?> raw) throws ReflectiveOperationException {
        Field val = field(raw, "val");
        Object made = make(value, val.getGenericType());
        Constructor<?> best = null;
        for (Constructor<?> one : raw.getDeclaredConstructors()) {
            if (best == null || one.getParameterCount() < best.getParameterCount()) best = one;
        }
        best.setAccessible(true);
        Object[] arguments = new Object[best.getParameterCount()];
        Class<?>[] types = best.getParameterTypes();
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = i == 0 ? made : types[i].isPrimitive() ? Array.get(Array.newInstance(types[i], 1), 0) : null;
        }
        Object node = best.newInstance(arguments);
        if (!Modifier.isFinal(val.getModifiers())) val.set(node, made);
        return node;
    }

    private static Object linked(List<?> items, Class<?> raw) throws ReflectiveOperationException {
        Field next = field(raw, "next");
        Object head = null;
        Object last = null;
        for (Object item : items) {
            Object node = node(item, raw);
            if (last == null) head = node;
            else next.set(last, node);
            last = node;
        }
        return head;
    }

    private static Object tree(List<?> items, Class<?> raw) throws ReflectiveOperationException {
        if (items.isEmpty() || items.get(0) == null) return null;
        Field[] sides = {field(raw, "left"), field(raw, "right")};
        Object root = node(items.get(0), raw);
        Deque<Object> open = new ArrayDeque<>();
        open.add(root);
        int at = 1;
        while (at < items.size() && !open.isEmpty()) {
            Object parent = open.remove();
            for (Field side : sides) {
                if (at >= items.size()) break;
                Object item = items.get(at++);
                if (item == null) continue;
                Object child = node(item, raw);
                side.set(parent, child);
                open.add(child);
            }
        }
        return root;
    }

    private static Constructor<?> recordConstructor(Class<?> raw) {
        Class<?> above = raw.getSuperclass();
        if (above == null || !above.getName().equals("java.lang.Record")) return null;
        Constructor<?> most = null;
        for (Constructor<?> one : raw.getDeclaredConstructors()) {
            if (most == null || one.getParameterCount() > most.getParameterCount()) most = one;
        }
        return most;
    }

    private static Object record(List<?> items, Constructor<?> constructor) throws ReflectiveOperationException {
        Type[] types = constructor.getGenericParameterTypes();
        if (types.length != items.size()) throw new Mismatch("has " + items.size() + " components where the record takes " + types.length);
        Object[] arguments = new Object[types.length];
        for (int i = 0; i < types.length; i++) arguments[i] = make(items.get(i), types[i]);
        constructor.setAccessible(true);
        return constructor.newInstance(arguments);
    }
}
