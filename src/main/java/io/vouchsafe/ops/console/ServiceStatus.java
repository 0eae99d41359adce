package io.vouchsafe.ops.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.base.Stopping;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.issuer.Issuers;
import io.vouchsafe.issuer.OrganisationProgress;
import io.vouchsafe.issuer.Organisations;
import io.vouchsafe.key.ClockOffset;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.RegionKeys;
import io.vouchsafe.ops.Seconds;
import io.vouchsafe.ops.health.SigningState;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * What {@code GET /status} answers to operators: whether tokens can be signed, whether the keys can
 * be served, the trusted issuers, the last hour, and the process that answers. Made from memory, in
 * a stable order; it holds nothing that a caller sent.
 */
public final class ServiceStatus {
  private final Issuers issuers;
  private final SigningReport signing;
  private final LastHour lastHour;
  private final Stopping stopping;
  private final Instance instance;
  private final AuditReport audit;
  private final Function<String, Optional<OrganisationProgress>> rotation;
  private final InstantSource clock;

  /**
   * @param rotation how far the rotation of a template's organisations is, by the template's name;
   *     empty where this instance does not rotate
   */
  public ServiceStatus(
      Issuers issuers,
      SigningState signing,
      LastHour lastHour,
      Stopping stopping,
      Instance instance,
      AuditReport audit,
      Function<String, Optional<OrganisationProgress>> rotation,
      InstantSource clock) {
    this.rotation = Objects.requireNonNull(rotation, "rotation");
    this.issuers = Objects.requireNonNull(issuers, "issuers");
    this.signing = new SigningReport(signing);
    this.lastHour = Objects.requireNonNull(lastHour, "lastHour");
    this.stopping = Objects.requireNonNull(stopping, "stopping");
    this.instance = Objects.requireNonNull(instance, "instance");
    this.audit = Objects.requireNonNull(audit, "audit");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /** The answer as JSON. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("at", clock.instant().toString());
    json.put("stopping", stopping.begun());
    instance.describe(json.putObject("instance"));
    signing.describeLogin(json);
    audit.describe(json.putObject("audit"));
    ArrayNode all = json.putArray("issuers");
    issuers.forEach(issuer -> describe(all.addObject(), issuer));
    ArrayNode templates = json.putArray("templates");
    issuers.templates().forEach(it -> describe(templates.addObject(), it));
    lastHour.describeRates(json.putObject("last_hour"));
    lastHour.describeRefusals(json.putArray("refusals"));
    return json;
  }

  private void describe(ObjectNode json, Issuer issuer) {
    IssuerKeys keys = issuer.keys();
    json.put("name", issuer.name());
    json.put("issuer", issuer.url());
    json.put("ready", keys.publishable() && keys.home().fresh());
    json.put("published_age_seconds", keys.home().publishedAge().map(Seconds::of).orElse(null));
    json.put("restored", keys.restored());
    json.put(
        "clock_offset_seconds",
        keys.clockOffset().map(ClockOffset::certain).map(Seconds::of).orElse(null));
    ObjectNode policies = json.putObject("policies");
    describe(policies.putObject("published"), keys.policy(KeyRole.RS256));
    describe(policies.putObject("grant"), keys.policy(KeyRole.GRANT));
    ArrayNode regions = json.putArray("regions");
    keys.others().forEach(region -> describe(regions.addObject(), region));
    signing.describe(json.putArray("signing"), issuer);
    TrustedIssuerStatus.describe(json.putArray("trusted_issuers"), issuer.proofs());
  }

  private static void describe(ObjectNode json, RegionKeys region) {
    json.put("name", region.region().name());
    json.put("fresh", region.fresh());
    json.put("published_age_seconds", region.publishedAge().map(Seconds::of).orElse(null));
    json.put("restored", region.restored());
  }

  private void describe(ObjectNode json, Organisations organisations) {
    String name = organisations.template().name();
    json.put("name", name);
    json.put("issuer", organisations.template().url().toString());
    json.put("ready", organisations.fresh());
    json.put(
        "listed_at",
        organisations.age().map(age -> clock.instant().minus(age).toString()).orElse(null));
    json.put("known", organisations.known());
    json.put("in_use", organisations.inUse().size());
    signing.describe(json, organisations);
    ObjectNode policies = json.putObject("policies");
    describe(policies.putObject("published"), organisations.policies().get(KeyRole.RS256));
    describe(policies.putObject("grant"), organisations.policies().get(KeyRole.GRANT));
    rotation
        .apply(name)
        .ifPresentOrElse(
            progress -> describe(json.putObject("rotation"), progress),
            () -> json.putNull("rotation"));
    TrustedIssuerStatus.describe(json.putArray("trusted_issuers"), organisations.shape().proofs());
  }

  private static void describe(ObjectNode json, OrganisationProgress progress) {
    json.put("checked", progress.checked());
    json.put("all", progress.all());
    json.put("failed", progress.failed());
    json.put("last", progress.last().isEmpty() ? null : progress.last());
    json.put("pass_ended_at", progress.passEnded().map(Object::toString).orElse(null));
  }

  private static void describe(ObjectNode json, KeyPolicy policy) {
    json.put("digest", policy.digest());
    put(json, "rotate_every", policy.rotateEvery());
    put(json, "announce_for", policy.announceFor());
    put(json, "retire_after", policy.retireAfter());
    put(json, "max_ring_age", policy.maxRingAge());
    put(json, "max_published_age", policy.maxPublishedAge());
    policy
        .mostPublished()
        .ifPresentOrElse(
            most -> json.put("most_published_versions", most),
            () -> json.putNull("most_published_versions"));
  }

  private static void put(ObjectNode json, String time, Duration value) {
    json.put(time + "_seconds", Seconds.of(value));
  }
}
