package io.vouchsafe.ops.log;

import io.vouchsafe.base.Outage;
import io.vouchsafe.issuer.OrganisationEvents;
import io.vouchsafe.key.KeyNames;
import java.util.List;
import java.util.Objects;
import org.jboss.logging.Logger;

/** What becomes of the organisations of one template, as lines in the log. */
public final class LoggedOrganisations implements OrganisationEvents {
  private static final Logger LOG = Logger.getLogger("io.vouchsafe.keys");
  private static final int MOST_NAMED = 8;

  private final String template;
  private final Outage vault;

  /**
   * @param vault what a list that fails is part of
   */
  public LoggedOrganisations(String template, Outage vault) {
    this.template = Objects.requireNonNull(template, "template");
    this.vault = Objects.requireNonNull(vault, "vault");
  }

  @Override
  public void listed(int known) {
    LOG.infof("issuer %s: there are %d organisations", template, known);
  }

  @Override
  public void changed(List<String> added, List<String> gone) {
    if (!added.isEmpty()) {
      LOG.infof("issuer %s: new organisations: %s", template, some(added));
    }
    if (!gone.isEmpty()) {
      LOG.warnf(
          "issuer %s: organisations whose keys are gone, and that sign no more: %s",
          template, some(gone));
    }
  }

  private static String some(List<String> names) {
    int more = names.size() - MOST_NAMED;
    String some = String.join(", ", names.subList(0, Math.min(MOST_NAMED, names.size())));
    return more > 0 ? "%s and %d more".formatted(some, more) : some;
  }

  @Override
  public void listingFailed(KeyNames.Fault fault) {
    vault.failed(part(), "%s; %s".formatted(fault.getMessage(), fault.remedy()));
  }

  @Override
  public void listingWorked() {
    vault.worked(part());
  }

  private String part() {
    return "listing the organisations of issuer " + template;
  }
}
