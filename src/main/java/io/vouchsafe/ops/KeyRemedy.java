package io.vouchsafe.ops;

import static java.util.stream.Collectors.joining;

import io.vouchsafe.key.SigningChoice;

/** What an operator does about a key that may not sign: a sentence with the command in it. */
public final class KeyRemedy {
  private static final String READING = "the keys are read again by themselves; else see the log";

  private static final String NEW_REGION =
      "until then the keys of the other regions sign: at instances of the new one where"
          + " vouchsafe.vault.regions.<region>.sign=true lets them";

  private KeyRemedy() {}

  /**
   * The remedy of a key that signs nothing yet: the settings of the regions that were not read.
   *
   * @param issuer the name of the key's issuer
   */
  public static String of(SigningChoice.NotBefore waits, String issuer) {
    if (waits.newRegion()) {
      return NEW_REGION;
    }
    if (waits.known()) {
      return sooner(issuer);
    }
    return waits.unread().isEmpty()
        ? READING
        : waits.unread().stream()
            .map("vouchsafe.vault.regions.%s.url, .authentication and .login"::formatted)
            .collect(
                joining(
                    "; ",
                    "sooner once they are read: the log says what keeps them from it, and their"
                        + " Vault is set by ",
                    ""));
  }

  /** Of a key that is new beside older ones. Only an organisation's issuer has a slash. */
  private static String sooner(String issuer) {
    return "sooner only with the lost key from a backup of Vault, or with "
        + (issuer.contains("/")
            ? "another organisation"
            : "a new key prefix (vouchsafe.issuers.%s.key-prefix)".formatted(issuer));
  }

  /**
   * @param mount that of the Transit engine
   */
  public static String of(SigningChoice.Why why, String mount, String keyName) {
    String path = mount + "/keys/" + keyName;
    return switch (why) {
      case UNREAD, UNFIT, TOO_OLD -> READING;
      case CLOCK ->
          "set the clock of this machine and of Vault's by the same source: chronyc tracking";
      case SOFT_DELETED -> "restore it: vault write -f %s/soft-delete-restore".formatted(path);
      case NO_VERSION -> "lower min_encryption_version or rotate: vault read " + path;
    };
  }
}
