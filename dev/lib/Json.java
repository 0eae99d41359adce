import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * JSON as maps, lists, strings, numbers, booleans and null: enough for scripts without a library.
 */
final class Json {

  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  static Object parse(String text) {
    var json = new Json(text);
    var value = json.value();
    json.blanks();
    if (json.at < text.length()) {
      throw json.unexpected();
    }
    return value;
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> object(String text) {
    return (Map<String, Object>) parse(text);
  }

  /**
   * The value under names and indexes such as {@code "auth", "client_token"}; null if not there.
   */
  static Object at(Object value, Object... path) {
    for (var step : path) {
      value =
          switch (value) {
            case Map<?, ?> map -> map.get(step);
            case List<?> list when step instanceof Integer i && i < list.size() -> list.get(i);
            case null, default -> null;
          };
    }
    return value;
  }

  static String write(Object value) {
    return switch (value) {
      case String string -> quoted(string);
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(entry -> quoted((String) entry.getKey()) + ": " + write(entry.getValue()))
              .collect(Collectors.joining(", ", "{", "}"));
      case List<?> list ->
          list.stream().map(Json::write).collect(Collectors.joining(", ", "[", "]"));
      case null, default -> String.valueOf(value);
    };
  }

  private static String quoted(String string) {
    var quoted = new StringBuilder("\"");
    for (char c : string.toCharArray()) {
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ') {
        quoted.append("\\u%04x".formatted((int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  private Object value() {
    blanks();
    if (at == text.length()) {
      throw unexpected();
    }
    return switch (text.charAt(at)) {
      case '{' -> map();
      case '[' -> list();
      case '"' -> string();
      default -> word();
    };
  }

  private Map<String, Object> map() {
    var map = new LinkedHashMap<String, Object>();
    take('{');
    while (!took('}')) {
      if (!map.isEmpty()) {
        take(',');
      }
      blanks();
      var name = string();
      take(':');
      map.put(name, value());
    }
    return map;
  }

  private List<Object> list() {
    var list = new ArrayList<>();
    take('[');
    while (!took(']')) {
      if (!list.isEmpty()) {
        take(',');
      }
      list.add(value());
    }
    return list;
  }

  private String string() {
    take('"');
    var string = new StringBuilder();
    for (char c = next(); c != '"'; c = next()) {
      string.append(c == '\\' ? escaped() : c);
    }
    return string.toString();
  }

  private char escaped() {
    char c = next();
    return switch (c) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> (char) Integer.parseInt("" + next() + next() + next() + next(), 16);
      default -> c;
    };
  }

  private Object word() {
    int from = at;
    while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    var word = text.substring(from, at);
    return switch (word) {
      case "null" -> null;
      case "true" -> true;
      case "false" -> false;
      default -> {
        try {
          if (word.matches("-?\\d+")) {
            yield Long.valueOf(word);
          }
          yield Double.valueOf(word);
        } catch (NumberFormatException e) {
          at = from;
          throw unexpected();
        }
      }
    };
  }

  private void blanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private boolean took(char c) {
    blanks();
    boolean there = at < text.length() && text.charAt(at) == c;
    at += there ? 1 : 0;
    return there;
  }

  private void take(char c) {
    if (!took(c)) {
      throw unexpected();
    }
  }

  private char next() {
    if (at == text.length()) {
      throw unexpected();
    }
    return text.charAt(at++);
  }

  private IllegalArgumentException unexpected() {
    return new IllegalArgumentException(
        "not JSON at character %d of: %s"
            .formatted(at, text.length() < 200 ? text : text.substring(0, 200)));
  }
}
