package io.vouchsafe.agent.lint;

import io.vouchsafe.agent.Fault;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Who verifies tokens, and so has wishes of an issuer. */
public enum RelyingParty {
  /** AWS IAM and STS. */
  AWS,
  /** Google Cloud's workload identity federation. */
  GOOGLE,
  /** Microsoft Entra ID. */
  AZURE,
  /** The jwt auth method of Vault and OpenBao, with {@code oidc_discovery_url}. */
  VAULT,
  /** A Kubernetes API server with a JWT authenticator. */
  KUBERNETES,
  /** PyPI's trusted publishing, whose list of issuers is closed. */
  PYPI,
  /** Oracle's API gateway. */
  ORACLE,
  /** Any client that keeps to OpenID Connect Discovery and to JOSE. */
  OIDC;

  /** All of them. */
  static Set<RelyingParty> all() {
    return EnumSet.allOf(RelyingParty.class);
  }

  /** As the command line has it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads a list such as {@code aws,google}.
   *
   * @throws Fault if one of them is not known
   */
  public static Set<RelyingParty> parse(String option, String text) throws Fault {
    Set<RelyingParty> found = EnumSet.noneOf(RelyingParty.class);
    for (String word : text.split(",", -1)) {
      found.add(
          Arrays.stream(values())
              .filter(party -> party.word().equals(word.strip()))
              .findAny()
              .orElseThrow(
                  () ->
                      Fault.misused(
                          "%s takes %s, not '%s'".formatted(option, words(all()), word))));
    }
    return found;
  }

  static String words(Set<RelyingParty> parties) {
    return parties.stream().sorted().map(RelyingParty::word).collect(Collectors.joining(","));
  }
}
