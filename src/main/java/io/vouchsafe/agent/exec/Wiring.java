package io.vouchsafe.agent.exec;

import io.vouchsafe.agent.file.TokenFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a child needs so that its SDKs find tokens by themselves.
 *
 * @param tokens the files that are kept fresh
 * @param others files that are written once
 * @param variables set for the child
 * @param hidden variables that are not passed on, since what they hold would win over the tokens
 */
public record Wiring(
    List<TokenFile> tokens,
    Map<Path, String> others,
    Map<String, String> variables,
    Set<String> hidden) {
  public Wiring {
    tokens = List.copyOf(tokens);
    others = Map.copyOf(others);
    variables = Map.copyOf(variables);
    hidden = Set.copyOf(hidden);
  }

  /** All of them together. */
  static Wiring of(List<Part> parts, Path folder) {
    List<TokenFile> tokens = new ArrayList<>();
    Map<Path, String> others = new HashMap<>();
    Map<String, String> variables = new HashMap<>();
    Set<String> hidden = new TreeSet<>();
    for (Part part : parts) {
      Wiring wiring = part.in(folder);
      tokens.addAll(wiring.tokens);
      others.putAll(wiring.others);
      variables.putAll(wiring.variables);
      hidden.addAll(wiring.hidden);
    }
    return new Wiring(tokens, others, variables, hidden);
  }

  /** What one relying party needs. */
  public interface Part {
    /** The wiring with its files in this folder. */
    Wiring in(Path folder);
  }
}
