package io.vouchsafe.ops.log;

import io.vouchsafe.base.OrgPattern;
import io.vouchsafe.base.Outage;
import io.vouchsafe.base.SetupCommand;
import io.vouchsafe.issuer.Incomplete;
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
  private final OrgPattern prefix;
  private final SetupCommand setup;
  private final Outage vault;

  /**
   * @param prefix what the names of an organisation's keys begin with
   * @param setup for the commands that make keys
   * @param vault what a list that fails is part of
   */
  public LoggedOrganisations(String template, OrgPattern prefix, SetupCommand setup, Outage vault) {
    this.prefix = Objects.requireNonNull(prefix, "prefix");
    this.setup = Objects.requireNonNull(setup, "setup");
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

  @Override
  public void incomplete(Incomplete organisations) {
    if (organisations.first().isEmpty()) {
      LOG.infof("issuer %s: no organisation lacks keys any more", template);
      return;
    }
    Incomplete.Organisation one = organisations.first().getFirst();
    LOG.warnf(
        "issuer %s: organisations that lack keys, and are not served: %s; make those of %s with: %s",
        template,
        some(organisations.first().stream().map(this::lacks).toList(), organisations.count()),
        one.name(),
        setup.makingKeys(prefix.of(one.name())));
  }

  private String lacks(Incomplete.Organisation one) {
    return "%s (%s%s)"
        .formatted(
            one.name(),
            String.join(", ", one.missing()),
            one.misnamed()
                .map("; %s is no organisation's: names have lower-case letters"::formatted)
                .orElse(""));
  }

  private static String some(List<String> names) {
    return some(names, names.size());
  }

  private static String some(List<String> names, int count) {
    int more = count - MOST_NAMED;
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
