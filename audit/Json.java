import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads one JSON text (RFC 8259) of printable ASCII, as the audit writes it. */
final class Json {
  /** Ours have three; without a bound, a file that was made up ends the program that checks it. */
  private static final int DEEPEST = 16;

  private final String text;
  private int at;
  private int depth;

  private Json(String text) {
    this.text = text;
  }

  /**
   * The members of the object that {@code text} is.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Map<String, Object> object(String text) {
    Json json = new Json(text);
    Map<String, Object> members = json.object();
    if (json.at != text.length()) {
      throw new IllegalArgumentException("more than an object");
    }
    return members;
  }

  private Map<String, Object> object() {
    Map<String, Object> members = new LinkedHashMap<>();
    expect('{');
    if (skip('}')) {
      return members;
    }
    do {
      String name = string();
      expect(':');
      if (members.put(name, value()) != null) {
        throw new IllegalArgumentException(name + " is there twice");
      }
    } while (skip(','));
    expect('}');
    return members;
  }

  private Object value() {
    if (++depth > DEEPEST) {
      throw new IllegalArgumentException("too deep");
    }
    Object value =
        switch (peek()) {
          case '{' -> object();
          case '[' -> list();
          case '"' -> string();
          default -> word();
        };
    depth--;
    return value;
  }

  private List<Object> list() {
    List<Object> values = new ArrayList<>();
    expect('[');
    if (skip(']')) {
      return values;
    }
    do {
      values.add(value());
    } while (skip(','));
    expect(']');
    return values;
  }

  private String string() {
    StringBuilder value = new StringBuilder();
    expect('"');
    while (peek() != '"') {
      char unit = text.charAt(at++);
      if (unit == '\\') {
        value.append(escaped());
      } else if (unit < ' ' || unit > '~') {
        throw new IllegalArgumentException("not printable ASCII");
      } else {
        value.append(unit);
      }
    }
    at++;
    return value.toString();
  }

  private char escaped() {
    char kind = peek();
    at++;
    return switch (kind) {
      case '"', '\\', '/' -> kind;
      case 'u' -> {
        if (at + 4 > text.length()) {
          throw new IllegalArgumentException("cut off");
        }
        at += 4;
        yield (char) Integer.parseInt(text.substring(at - 4, at), 16);
      }
      default -> throw new IllegalArgumentException("a strange escape");
    };
  }

  /** A number, true, false or null. */
  private Object word() {
    int from = at;
    while (at < text.length() && ",]}".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String word = text.substring(from, at);
    return switch (word) {
      case "true", "false" -> Boolean.valueOf(word);
      case "null" -> "null";
      default -> Long.valueOf(word);
    };
  }

  private char peek() {
    if (at >= text.length()) {
      throw new IllegalArgumentException("cut off");
    }
    return text.charAt(at);
  }

  private boolean skip(char wanted) {
    boolean there = peek() == wanted;
    at += there ? 1 : 0;
    return there;
  }

  private void expect(char wanted) {
    if (!skip(wanted)) {
      throw new IllegalArgumentException("no " + wanted);
    }
  }
}
