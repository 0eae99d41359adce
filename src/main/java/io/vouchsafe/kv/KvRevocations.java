package io.vouchsafe.kv;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.base.SetupCommand;
import io.vouchsafe.caller.RevocationStore;
import io.vouchsafe.vault.VaultAccess;
import io.vouchsafe.vault.VaultFailure;
import io.vouchsafe.vault.VaultOperation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The revocations of one issuer as entries of a KV engine of version 1, whose LIST decrypts nothing
 * (Vault API, KV secrets engine, version 1). They are in a folder that is called after the key
 * prefix, so issuers share a mount and neither see nor fill each other's lists. Each call is made
 * once.
 */
public final class KvRevocations implements RevocationStore {
  /** An engine takes no entry without a member. */
  private static final Map<String, ?> CONTENT = Map.of("revoked", true);

  private final VaultAccess vault;
  private final KvSettings settings;
  private final String setup;
  private final String url;
  private final String folder;
  private final Duration removing;

  /**
   * @param setup for the commands that mend it
   * @param keyPrefix what the names of the issuer's Transit keys begin with
   * @param removing the longest that removing one entry may take
   */
  public KvRevocations(
      VaultAccess vault,
      KvSettings settings,
      SetupCommand setup,
      String keyPrefix,
      Duration removing) {
    this.vault = Objects.requireNonNull(vault, "vault");
    this.settings = Objects.requireNonNull(settings, "settings");
    this.setup = setup.forKeys(keyPrefix);
    this.url = setup.url();
    this.folder = settings.folder(keyPrefix);
    this.removing = Objects.requireNonNull(removing, "removing");
  }

  @Override
  public Duration timeout() {
    return settings.timeout();
  }

  @Override
  public List<String> list(Deadline deadline) throws Fault {
    try {
      return vault.list(VaultOperation.LIST, folder, deadline);
    } catch (VaultFailure failure) {
      throw fault(failure, "path \"%s/\" { capabilities = [\"list\"] }");
    }
  }

  @Override
  public void add(String name, Deadline deadline) throws Fault {
    try {
      vault.post(VaultOperation.ADD, path(name), CONTENT, deadline);
    } catch (VaultFailure failure) {
      throw fault(failure, "path \"%s/+\" { capabilities = [\"create\"] }");
    }
  }

  @Override
  public void remove(String name) throws Fault {
    try {
      vault.delete(VaultOperation.REMOVE, path(name), Deadline.in(removing));
    } catch (VaultFailure failure) {
      throw fault(failure, "path \"%s/+\" { capabilities = [\"delete\"] }");
    }
  }

  private String path(String name) {
    return folder + "/" + name;
  }

  /**
   * @param rule the line of the Vault policy that allows it
   */
  private Fault fault(VaultFailure failure, String rule) {
    return new Fault(
        failure.getMessage(),
        remedy(failure, rule.formatted(folder)),
        failure.kind() == VaultFailure.Kind.DENIED);
  }

  private String remedy(VaultFailure failure, String rule) {
    return switch (failure.kind()) {
      case MISSING -> "make a KV engine of version 1 there with: " + setup;
      case DENIED -> "the Vault policy needs %s: %s".formatted(rule, setup);
      case GARBLED ->
          "check what answers at %s, and how many entries there are: vault list %s"
              .formatted(url, folder);
      default -> "check Vault (vault status); the service tries again by itself";
    };
  }
}
