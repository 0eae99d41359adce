package io.vouchsafe.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A policy with one block or line taken out, or with any value where it has one. */
record PolicyCut(String path, String taken, String rest) {
  /** A parameter of which a policy says which values it may have. */
  private static final Pattern VALUES = Pattern.compile("^(    \"[a-z_]+\" *= )\\[.+]$");

  static List<PolicyCut> allOf(String policy) {
    var lines = policy.lines().toList();
    var cuts = new ArrayList<PolicyCut>();
    var path = "";
    for (int from = 0; from < lines.size(); from++) {
      var line = lines.get(from);
      if (line.startsWith("path ")) {
        path = line.split("\"", -1)[1];
      }
      if (!line.isBlank() && !line.strip().equals("}") && !line.strip().equals("]")) {
        cuts.add(without(lines, from, path));
      }
      if (VALUES.matcher(line).find()) {
        cuts.add(widened(lines, from, path));
      }
    }
    return cuts;
  }

  private static PolicyCut widened(List<String> lines, int at, String path) {
    var rest = new ArrayList<>(lines);
    rest.set(at, VALUES.matcher(lines.get(at)).replaceFirst("$1[]"));
    return new PolicyCut(path, "values of " + lines.get(at).strip(), String.join("\n", rest));
  }

  private static PolicyCut without(List<String> lines, int from, String path) {
    var line = lines.get(from);
    int to = from;
    if (line.endsWith("{") || line.endsWith("[")) {
      var end =
          " ".repeat(line.length() - line.stripLeading().length())
              + (line.endsWith("{") ? "}" : "]");
      to = from + lines.subList(from, lines.size()).indexOf(end);
    }
    var rest = new ArrayList<>(lines);
    rest.subList(from, to + 1).clear();
    return new PolicyCut(path, line.strip(), String.join("\n", rest));
  }

  String name() {
    return taken.startsWith("path ") ? taken : taken + " of " + path;
  }

  boolean isRestriction() {
    return taken.startsWith("required_parameters")
        || taken.startsWith("allowed_parameters")
        || taken.startsWith("values of ")
        || taken.endsWith("\",");
  }
}
