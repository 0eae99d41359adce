package io.vouchsafe.base;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * {@code vault/setup} with the flags of this configuration, as remedies name it: whoever copies the
 * command gets what is configured, and loses nothing of it.
 *
 * @param mount of the Transit engine
 * @param revocations the mount of the engine in which revoked grants are kept, since no grant is
 *     accepted under policies without it; empty where grants cannot be revoked
 * @param vault what the names of this Vault's settings begin with
 * @param templates key prefixes, each of all organisations of a template
 */
public record SetupCommand(
    String mount, Optional<String> revocations, String vault, List<OrgPattern> templates) {
  /** What the names of the settings of home's Vault begin with. */
  public static final String HOME = "quarkus.vault";

  private static final String UNLESS_SET = "transit";

  public SetupCommand {
    Objects.requireNonNull(mount, "mount");
    Objects.requireNonNull(revocations, "revocations");
    Objects.requireNonNull(vault, "vault");
    templates = List.copyOf(templates);
  }

  /** That of home's Vault. */
  public SetupCommand(String mount, Optional<String> revocations, List<OrgPattern> templates) {
    this(mount, revocations, HOME, templates);
  }

  /** That of home's Vault, where there is no template. */
  public SetupCommand(String mount, Optional<String> revocations) {
    this(mount, revocations, List.of());
  }

  /** Where grants cannot be revoked. */
  public static SetupCommand of(String mount) {
    return new SetupCommand(mount, Optional.empty());
  }

  /**
   * The command for the policies of the keys whose names begin with this prefix, and for the keys
   * where they are no organisation's.
   */
  public String forKeys(String prefix) {
    return "vault/setup%s --key-prefix %s%s"
        .formatted(
            mounted(),
            template(prefix).map("'%s'"::formatted).orElse(prefix),
            revocations.map(path -> " --revocation-mount " + path).orElse(""));
  }

  /** The command for the keys themselves: an organisation has no policies of its own. */
  public String makingKeys(String prefix) {
    return isOrganisation(prefix)
        ? "vault/setup%s --key-prefix %s --keys-only".formatted(mounted(), prefix)
        : forKeys(prefix);
  }

  /** The command for the policies of the keys of organisations, one for each template. */
  public String forOrganisations() {
    return templates.stream()
        .map(it -> forKeys(it.of(OrgPattern.LONGEST)))
        .collect(joining(" && "));
  }

  /** Whether the keys with this prefix are an organisation's. */
  public boolean isOrganisation(String prefix) {
    return template(prefix).isPresent();
  }

  private Optional<OrgPattern> template(String prefix) {
    return templates.stream().filter(it -> it.makes(prefix)).findFirst();
  }

  private String mounted() {
    return mount.equals(UNLESS_SET) ? "" : " --mount " + mount;
  }

  /** Whether this Vault is home's. */
  public boolean ofHome() {
    return vault.equals(HOME);
  }

  /** The setting of the URL of this Vault. */
  public String url() {
    return vault + ".url";
  }

  /** How to get keys in the place of those with this prefix: a sentence with the command in it. */
  public String newKeys(String prefix) {
    return isOrganisation(prefix)
        ? "an organisation has no other prefix: if it was never in use, delete the key and make it anew (%s), else make another organisation"
            .formatted(makingKeys(prefix))
        : "make new keys under another prefix (%s) and set vouchsafe.issuers.<name>.key-prefix to it"
            .formatted(forKeys("NEW"));
  }
}
