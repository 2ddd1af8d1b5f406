package prepai;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON as it passes over the channel: numbers stay text, so that no digit is lost. */
final class Json {
    /** A number as it is written. */
    static final class Digits {
        final String text;

        Digits(String text) {
            this.text = text;
        }
    }

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    static Object read(String text) {
        return new Json(text).value();
    }

    private void blank() {
        while (at < text.length() && text.charAt(at) <= ' ') at++;
    }

    private boolean take(char wanted) {
        blank();
        if (at < text.length() && text.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private Object value() {
        blank();
        switch (text.charAt(at)) {
            case '{': {
                at++;
                Map<String, Object> map = new LinkedHashMap<>();
                if (take('}')) return map;
                do {
                    blank();
                    String key = string();
                    take(':');
                    map.put(key, value());
                } while (take(','));
                take('}');
                return map;
            }
            case '[': {
                at++;
                List<Object> list = new ArrayList<>();
                if (take(']')) return list;
                do list.add(value()); while (take(','));
                take(']');
                return list;
            }
            case '"':
                return string();
            case 't':
                at += 4;
                return Boolean.TRUE;
            case 'f':
                at += 5;
                return Boolean.FALSE;
            case 'n':
                at += 4;
                return null;
            default:
                int begin = at;
                while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) at++;
                if (begin == at) throw new IllegalStateException("the request is no JSON");
                return new Digits(text.substring(begin, at));
        }
    }

    private String string() {
        at++;
        int end = at;
        while (text.charAt(end) != '"' && text.charAt(end) != '\\') end++;
        if (text.charAt(end) == '"') {
            String plain = text.substring(at, end);
            at = end + 1;
            return plain;
        }
        StringBuilder out = new StringBuilder();
        for (char c = text.charAt(at++); c != '"'; c = text.charAt(at++)) {
            if (c != '\\') {
                out.append(c);
                continue;
            }
            c = text.charAt(at++);
            switch (c) {
                case 'n': out.append('\n'); break;
                case 't': out.append('\t'); break;
                case 'r': out.append('\r'); break;
                case 'b': out.append('\b'); break;
                case 'f': out.append('\f'); break;
                case 'u':
                    out.append((char) Integer.parseInt(text.substring(at, at + 4), 16));
                    at += 4;
                    break;
                default: out.append(c);
            }
        }
        return out.toString();
    }

    static void string(StringBuilder out, CharSequence text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') out.append('\\').append(c);
            else if (c < ' ') out.append(String.format("\\u%04x", (int) c));
            else if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) out.append(c).append(text.charAt(++i));
            else if (Character.isSurrogate(c)) out.append('\ufffd');
            else out.append(c);
        }
        out.append('"');
    }
}
