package io.vouchsafe.browser;

import static io.vouchsafe.testing.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** One page in a browser. It keeps everything that a developer's console would show. */
final class Page implements AutoCloseable {
  private static final int WIDTH = 1100;
  private static final int HEIGHT = 800;
  private static final int PHONE = 500;

  private final DevTools devTools;
  private final String target;
  private final String session;
  private final List<String> messages = new CopyOnWriteArrayList<>();
  private final Map<String, UnaryOperator<String>> changes = new ConcurrentHashMap<>();

  Page(DevTools devTools, String target, String session) {
    this.devTools = devTools;
    this.target = target;
    this.session = session;
    devTools.listen(session, this::hear);
    for (String domain : List.of("Page", "Runtime", "Log", "DOM", "Accessibility")) {
      call(domain + ".enable", Map.of());
    }
    size(WIDTH, HEIGHT);
  }

  private JsonNode call(String method, Map<String, ?> parameters) {
    return devTools.call(session, method, parameters);
  }

  private void hear(String method, JsonNode event) {
    switch (method) {
      case "Log.entryAdded" -> messages.add(event.path("entry").path("text").asText());
      case "Runtime.consoleAPICalled" -> messages.add(event.path("args").toString());
      case "Runtime.exceptionThrown" -> messages.add(event.path("exceptionDetails").toString());
      case "Fetch.requestPaused" -> change(event);
      default -> {}
    }
  }

  /** Errors, warnings and violations of the content security policy so far. */
  List<String> messages() {
    return List.copyOf(messages);
  }

  /** Goes to an address and waits until the console there has its first answers. */
  void open(String url) {
    call("Page.navigate", Map.of("url", url));
    eventually(
        "the page at " + url,
        () ->
            is(
                "document.readyState === 'complete' &&"
                    + " /\\d/.test(document.querySelector('#freshness')?.textContent)"));
  }

  void size(int width, int height) {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < PHONE));
  }

  /** Sets media features, such as {@code prefers-color-scheme}. */
  void prefers(Map<String, String> features) {
    call(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            features.entrySet().stream()
                .map(it -> Map.of("name", it.getKey(), "value", it.getValue()))
                .toList()));
  }

  /** What an expression of JavaScript gives, as JSON. */
  JsonNode value(String expression) {
    JsonNode result =
        call(
            "Runtime.evaluate",
            Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
    if (result.has("exceptionDetails")) {
      throw new IllegalStateException(expression + ": " + result.path("exceptionDetails"));
    }
    return result.path("result").path("value");
  }

  boolean is(String expression) {
    return value("Boolean(" + expression + ")").asBoolean();
  }

  /** The text of what a selector finds first, as it is shown; empty if there is nothing. */
  String text(String selector) {
    return value("document.querySelector('%s')?.innerText ?? ''".formatted(selector)).asText();
  }

  /** Waits until a selector's text contains {@code expected}. */
  void shows(String selector, String expected) {
    eventually(
        () -> selector + " to show: " + expected + "; it shows: " + text(selector),
        () -> text(selector).contains(expected));
  }

  /** Types into what has the focus. */
  void types(String text) {
    call("Input.insertText", Map.of("text", text));
  }

  /** Presses a key that has no text, such as Tab, or Enter. */
  void press(String key, int code) {
    String text = key.equals("Enter") ? "\r" : "";
    call(
        "Input.dispatchKeyEvent",
        Map.of(
            "type",
            "keyDown",
            "key",
            key,
            "code",
            key,
            "windowsVirtualKeyCode",
            code,
            "text",
            text));
    call(
        "Input.dispatchKeyEvent",
        Map.of("type", "keyUp", "key", key, "code", key, "windowsVirtualKeyCode", code));
  }

  /** The accessibility tree without what is ignored, in the order of the page. */
  List<JsonNode> accessibilityTree() {
    List<JsonNode> nodes = new CopyOnWriteArrayList<>();
    call("Accessibility.getFullAXTree", Map.of())
        .path("nodes")
        .forEach(
            node -> {
              if (!node.path("ignored").asBoolean()) {
                nodes.add(node);
              }
            });
    return nodes;
  }

  /** Changes every answer to {@code path} from now on, before the page sees it. */
  void changes(String path, UnaryOperator<String> change) {
    changes.put(path, change);
    call(
        "Fetch.enable",
        Map.of(
            "patterns",
            changes.keySet().stream()
                .map(it -> Map.of("urlPattern", "*" + it, "requestStage", "Response"))
                .toList()));
  }

  private void change(JsonNode paused) {
    String request = paused.path("requestId").asText();
    String url = paused.path("request").path("url").asText();
    UnaryOperator<String> change = changes.get(url.substring(url.lastIndexOf('/')));
    devTools
        .send(session, "Fetch.getResponseBody", Map.of("requestId", request))
        .thenAccept(
            body -> {
              String text = body.path("body").asText();
              byte[] octets =
                  body.path("base64Encoded").asBoolean()
                      ? Base64.getDecoder().decode(text)
                      : text.getBytes(UTF_8);
              String changed = change.apply(new String(octets, UTF_8));
              devTools.send(
                  session,
                  "Fetch.fulfillRequest",
                  Map.of(
                      "requestId",
                      request,
                      "responseCode",
                      changed.isEmpty() ? 503 : 200,
                      "body",
                      Base64.getEncoder().encodeToString(changed.getBytes(UTF_8))));
            });
  }

  /** A picture of the whole page, as PNG. */
  byte[] picture() {
    return picture(value("document.documentElement.scrollHeight").asInt());
  }

  /** A picture of what can be seen without scrolling, as PNG. */
  byte[] upperPart() {
    return picture(value("innerHeight").asInt());
  }

  private byte[] picture(int height) {
    int width = value("document.documentElement.clientWidth").asInt();
    JsonNode picture =
        call(
            "Page.captureScreenshot",
            Map.of(
                "captureBeyondViewport",
                true,
                "clip",
                Map.of("x", 0, "y", 0, "scale", 1, "width", width, "height", height)));
    return Base64.getDecoder().decode(picture.path("data").asText());
  }

  @Override
  public void close() {
    devTools.call("", "Target.closeTarget", Map.of("targetId", target));
  }
}
