package io.vouchsafe.admin;

import java.util.ArrayList;
import java.util.List;

/** A policy with one block or line taken out. */
record PolicyCut(String path, String taken, String rest) {

  static List<PolicyCut> allOf(String policy) {
    var lines = policy.lines().toList();
    var cuts = new ArrayList<PolicyCut>();
    var path = "";
    for (int from = 0; from < lines.size(); from++) {
      var line = lines.get(from);
      if (line.startsWith("path ")) {
        path = line.split("\"", -1)[1];
      }
      if (!line.isBlank() && !line.strip().equals("}")) {
        cuts.add(without(lines, from, path));
      }
    }
    return cuts;
  }

  private static PolicyCut without(List<String> lines, int from, String path) {
    var line = lines.get(from);
    int to = from;
    if (line.endsWith("{")) {
      var end = " ".repeat(line.length() - line.stripLeading().length()) + "}";
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
    return taken.startsWith("required_parameters") || taken.startsWith("allowed_parameters");
  }
}
