package io.vouchsafe.ops.log;

import io.vouchsafe.base.Outage;
import io.vouchsafe.base.SetupCommand;
import io.vouchsafe.key.KeyEvents;
import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyTraits;
import io.vouchsafe.key.KeyTurn;
import io.vouchsafe.key.KeyVersion;
import io.vouchsafe.key.SigningChoice;
import io.vouchsafe.key.SigningKey;
import io.vouchsafe.ops.KeyRemedy;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The life of one issuer's keys as lines in the log. A key that can be read again after an outage
 * has a line only where it is another than before.
 */
public final class LoggedKeyEvents implements KeyEvents {
  private static final Logger LOG = Logger.getLogger("io.vouchsafe.keys");

  private final String issuer;
  private final SetupCommand setup;
  private final Outage vault;
  private final Map<KeyRole, String> told = new ConcurrentHashMap<>();
  private final Map<KeyRole, SigningChoice.NotBefore> waiting = new ConcurrentHashMap<>();

  /**
   * @param setup for the commands that mend a key
   * @param vault what readings that fail are part of
   */
  public LoggedKeyEvents(String issuer, SetupCommand setup, Outage vault) {
    this.issuer = Objects.requireNonNull(issuer, "issuer");
    this.setup = Objects.requireNonNull(setup, "setup");
    this.vault = Objects.requireNonNull(vault, "vault");
  }

  /** The part of Vault's outage that reading this key is. */
  static String reading(String keyName) {
    return "reading " + keyName;
  }

  @Override
  public void readingFailed(KeyFault fault) {
    vault.failed(reading(fault.keyName()), "%s; %s".formatted(fault.reason(), fault.remedy()));
  }

  @Override
  public void read(SigningKey key) {
    vault.worked(reading(key.name()));
    String now = "%s with %s and %s".formatted(key.name(), versions(key), key.traits());
    if (!now.equals(told.put(key.role(), now))) {
      tell(key);
    }
  }

  private void tell(SigningKey key) {
    LOG.infof("issuer %s: read key %s with %s", issuer, key.name(), versions(key));
    if (key.traits().deletionAllowed()) {
      LOG.warnf(
          "issuer %s: one call can delete key %s with all its versions; forbid it: vault write"
              + " %s/keys/%s/config deletion_allowed=false",
          issuer, key.name(), setup.mount(), key.name());
    }
    if (key.traits().softDeleted()) {
      LOG.errorf(
          "issuer %s: key %s is soft-deleted: it stays published and signs nothing; restore it: bao"
              + " write -f %s/keys/%s/soft-delete-restore",
          issuer, key.name(), setup.mount(), key.name());
    }
    if (!key.traits().mayRotate()) {
      LOG.warnf(
          "issuer %s: key %s %s",
          issuer,
          key.name(),
          KeyTraits.unrotatable(setup.newKeys(key.role().prefixOf(key.name()))));
    }
    if (key.traits().autoRotatePeriod().isPositive()) {
      LOG.infof(
          "issuer %s: Vault itself rotates key %s every %s (auto_rotate_period); where"
              + " vouchsafe.rotation is on too, whichever is first adds the version",
          issuer, key.name(), key.traits().autoRotatePeriod());
    }
  }

  @Override
  public void signsNothing(SigningKey key, SigningChoice.Unavailable none) {
    vault.failed(
        "signing with " + key.name(),
        "%s; %s".formatted(none.reason(), KeyRemedy.of(none.why(), setup.mount(), key.name())));
  }

  /** A key that is gone is nobody's fault. */
  void gone(String keyName) {
    vault.worked(reading(keyName));
    vault.worked("signing with " + keyName);
  }

  @Override
  public void waits(SigningKey key, SigningChoice.NotBefore until) {
    if (!until.equals(waiting.put(key.role(), until))) {
      LOG.warnf(
          "issuer %s: key %s %s: it signs nothing before %s%s; %s",
          issuer,
          key.name(),
          until.why(),
          until.instant(),
          until.newRegion() ? "" : ", and whoever needs it is refused",
          KeyRemedy.of(until, issuer));
    }
  }

  @Override
  public void maySign(SigningKey key) {
    vault.worked("signing with " + key.name());
  }

  @Override
  public void replaced(SigningKey before, SigningKey after) {
    LOG.errorf(
        "issuer %s: key %s was deleted and made anew: every kid of it is another one (%s, before"
            + " %s); living tokens under the old ones no longer verify",
        issuer, after.name(), versions(after), versions(before));
  }

  @Override
  public void recoverable(SigningKey key) {
    LOG.errorf(
        "issuer %s: the private key of %s can now be taken out of Vault (exportable or"
            + " allow_plaintext_backup), and Vault never takes that back; it goes on signing, so"
            + " replace it: %s",
        issuer, key.name(), setup.newKeys(key.role().prefixOf(key.name())));
  }

  @Override
  public void turned(KeyTurn turn, SigningKey key, KeyVersion version) {
    LOG.logf(
        turn == KeyTurn.REVOKED ? Logger.Level.WARN : Logger.Level.INFO,
        "issuer %s: key %s %s %s",
        issuer,
        key.name(),
        text(version),
        turn.name().toLowerCase(Locale.ROOT).replace('_', ' '));
  }

  private static String versions(SigningKey key) {
    return key.versions().stream().map(LoggedKeyEvents::text).collect(Collectors.joining(", "));
  }

  private static String text(KeyVersion version) {
    return "version %d kid %s".formatted(version.number(), version.kid());
  }
}
