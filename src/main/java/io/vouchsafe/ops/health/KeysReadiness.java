package io.vouchsafe.ops.health;

import io.vouchsafe.base.Stopping;
import io.vouchsafe.base.Trouble;
import io.vouchsafe.caller.RegionRevocations;
import io.vouchsafe.caller.Revocations;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.issuer.Issuers;
import io.vouchsafe.issuer.Organisations;
import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.KeyNames;
import io.vouchsafe.key.RegionKeys;
import jakarta.inject.Inject;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready: every issuer has a key set to serve, read at most {@code max-published-age} ago, and the
 * organisations of every template were listed as lately. An outage of Vault shorter than that takes
 * nothing off the air. The first to know when the service stops, and not before its ports are open.
 */
@Readiness
class KeysReadiness implements HealthCheck {
  @Inject Issuers issuers;
  @Inject Stopping stopping;
  @Inject PortsOpen ports;
  @Inject VaultWarnings warnings;

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder answer = HealthCheckResponse.named("keys");
    warnings.addTo(answer);
    stopping.asked();
    boolean ready = ports.all();
    if (!ready) {
      answer.withData("startup", "not all ports are open yet");
    }
    if (stopping.begun()) {
      ready = false;
      answer.withData("shutdown", "the service is stopping; another instance has to answer");
    }
    for (Issuer issuer : issuers) {
      if (!issuer.keys().publishable() || !issuer.keys().home().fresh()) {
        ready = false;
        answer.withData(issuer.name(), why(issuer));
      }
      issuer.keys().others().forEach(region -> addTo(answer, issuer, region));
      if (issuer.keys().restored()) {
        answer.withData(
            issuer.name() + ": ring snapshot",
            "served until the keys are read; its reading is %d s old"
                .formatted(issuer.keys().home().publishedAge().orElseThrow().toSeconds()));
      }
      for (KeyFault fault : issuer.keys().faults()) {
        answer.withData(
            issuer.name() + ": " + fault.keyName(), fault.reason() + "; " + fault.remedy());
      }
      issuer.grants().revocations().ifPresent(lists -> addTo(answer, issuer, lists));
      TrustedIssuerTroubles.of(issuer)
          .forEach((trusted, words) -> answer.withData(issuer.name() + ": " + trusted, words));
    }
    for (Organisations organisations : issuers.templates()) {
      ready &= organisations.fresh();
      unlisted(organisations)
          .ifPresent(words -> answer.withData(organisations.template().name(), words));
      TrustedIssuerTroubles.of(organisations.shape())
          .forEach(
              (trusted, words) ->
                  answer.withData(organisations.template().name() + ": " + trusted, words));
    }
    return answer.status(ready).build();
  }

  private static void addTo(
      HealthCheckResponseBuilder answer, Issuer issuer, Revocations revocations) {
    String key = issuer.name() + ": revoked grants";
    unlisted(revocations.home()).ifPresent(words -> answer.withData(key, words));
    for (RegionRevocations list : revocations.others()) {
      unlisted(list)
          .ifPresent(words -> answer.withData(key + " of region " + list.region(), words));
    }
  }

  /** What is wrong with the list of a template's organisations; empty if nothing is. */
  private static Optional<String> unlisted(Organisations organisations) {
    Optional<Trouble.Row<KeyNames.Fault>> trouble = organisations.trouble();
    String why =
        trouble
            .map(it -> "%s; %s".formatted(it.reason().getMessage(), it.reason().remedy()))
            .orElse("");
    if (organisations.fresh()) {
      return trouble.map(
          it -> "the organisations could not be listed since %s: %s".formatted(it.since(), why));
    }
    String words =
        organisations.age().isPresent()
            ? "the organisations were last listed longer ago than max-published-age"
            : "the organisations were not listed yet";
    return Optional.of(why.isEmpty() ? words : words + ": " + why);
  }

  private static Optional<String> unlisted(RegionRevocations list) {
    return list.trouble()
        .map(
            row ->
                "the list of revoked grants could not be read since %s: %s; after %s %s"
                    .formatted(row.since(), row.reason(), list.boundName(), list.consequence()));
  }

  /** A region that is lost makes no other one unready. */
  private static void addTo(HealthCheckResponseBuilder answer, Issuer issuer, RegionKeys region) {
    String key = issuer.name() + ": region " + region.region();
    if (!region.fresh()) {
      answer.withData(
          key,
          "%s, so the JWKS goes out with max-age=0"
              .formatted(
                  region.publishable()
                      ? "its keys were last read longer ago than max-published-age"
                      : "its keys were not read yet"));
    }
    for (KeyFault fault : region.faults()) {
      answer.withData(key + ": " + fault.keyName(), fault.reason() + "; " + fault.remedy());
    }
  }

  private static String why(Issuer issuer) {
    if (issuer.keys().publishable()) {
      return "the keys were last read longer ago than max-published-age";
    }
    return issuer.keys().home().publishable()
        ? "not every region's keys were read yet"
        : "not every key was read yet";
  }
}
