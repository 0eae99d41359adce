package io.vouchsafe.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings of {@code docs/clients.md}, which are those that the suite gives to its clients.
 *
 * @param text of the page
 * @param places what stands on the page for something of this machine, in order
 */
record Page(String text, Map<String, String> places) {
  private static final Pattern VARIABLE = Pattern.compile("(?m)^([A-Z_]+)='(.*)'$");

  static Page read(Path file, Map<String, String> places) {
    try {
      return new Page(Files.readString(file), places);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The block under this heading, with the places filled in.
   *
   * @throws IllegalStateException if the page has none
   */
  String block(String heading) {
    Matcher block =
        Pattern.compile(
                "(?ms)^##+ %s$[^#]*?^```[a-z]+\\n(.*?)^```$".formatted(Pattern.quote(heading)))
            .matcher(text);
    if (!block.find()) {
      throw new IllegalStateException("docs/clients.md has no settings under " + heading);
    }
    String filled = block.group(1);
    for (var place : places.entrySet()) {
      filled = filled.replace(place.getKey(), place.getValue());
    }
    return filled;
  }

  /** The variables under this heading. */
  Map<String, String> variables(String heading) {
    Map<String, String> variables = new LinkedHashMap<>();
    VARIABLE
        .matcher(block(heading))
        .results()
        .forEach((MatchResult match) -> variables.put(match.group(1), match.group(2)));
    return variables;
  }
}
