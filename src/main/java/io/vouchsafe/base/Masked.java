package io.vouchsafe.base;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Texts of others without what looks like a secret: tokens of Vault and their HMACs in its audit
 * log, JWTs, private keys, and credentials in a URL.
 */
public final class Masked {
  private record Kind(Pattern pattern, String word) {}

  /** The forms of secrets, in the order in which they are looked for. */
  private static final List<Kind> KINDS =
      List.of(
          kind(
              "-----BEGIN [A-Z ]*PRIVATE KEY[\\s\\S]*?(?:-----END [A-Z ]*-----|\\z)",
              "a private key"),
          kind("(?<![\\w-])hv[sbr]\\.[\\w-]+", "a token of Vault"),
          kind("(?<![\\w.-])[sbr]\\.[A-Za-z0-9_-]{20,}", "a token of Vault"),
          kind("(?<![\\w-])hmac-sha256:[0-9a-fA-F]+", "an HMAC of Vault"),
          kind("(?<![\\w-])eyJ[\\w.-]*+", "a JWT"),
          kind("(?<=://)[^/\\s@]+(?=@)", "credentials"));

  /** What whoever has it can show, in forms that no name of a host or a workload has. */
  private static final List<Kind> BEARERS =
      List.of(
          kind("(?<![\\w-])[\\w-]++\\.[\\w-]++\\.[\\w-]{64,}+", "a JWT"),
          kind("eyJ[\\w-]{8,}+\\.[\\w-]{8,}+(?:\\.[\\w-]*+)?", "a JWT"),
          kind("hv[sbr]\\.[\\w-]{20,}+", "a token of Vault"),
          kind(
              "(?<![\\w.-])[sbr]\\.(?=[a-z0-9_-]*[A-Z])[A-Za-z0-9_-]{24,}+(?:\\.[A-Za-z0-9]+)?",
              "a token of Vault"));

  private static final int SHORTEST_BEARER = 22;

  private Masked() {}

  private static Kind kind(String pattern, String word) {
    return new Kind(Pattern.compile(pattern), word);
  }

  /** The text with a word in place of each secret; the same object where there is none. */
  public static String of(String text) {
    return without(KINDS, text);
  }

  /**
   * The same for signed JWTs and whole tokens of Vault alone, so that nothing else of the text is
   * lost; for what is kept as evidence. It costs little where there is none.
   */
  public static String bearers(String text) {
    return text.length() < SHORTEST_BEARER || text.indexOf('.') < 0 ? text : without(BEARERS, text);
  }

  private static String without(List<Kind> kinds, String text) {
    String safe = text;
    for (Kind kind : kinds) {
      safe = kind.pattern().matcher(safe).replaceAll("[" + kind.word() + ", not shown]");
    }
    return safe;
  }
}
