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
          kind("(?<![\\w-])eyJ[\\w-]*(?:\\.[\\w-]*)*", "a JWT"),
          kind("(?<=://)[^/\\s@]+(?=@)", "credentials"));

  private Masked() {}

  private static Kind kind(String pattern, String word) {
    return new Kind(Pattern.compile(pattern), word);
  }

  /** The text with a word in place of each secret; the same object where there is none. */
  public static String of(String text) {
    String safe = text;
    for (Kind kind : KINDS) {
      safe = kind.pattern().matcher(safe).replaceAll("[" + kind.word() + ", not shown]");
    }
    return safe;
  }
}
