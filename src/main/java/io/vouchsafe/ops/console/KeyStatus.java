package io.vouchsafe.ops.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.issuer.Incomplete;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.issuer.Issuers;
import io.vouchsafe.issuer.Organisations;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.KeyLife;
import io.vouchsafe.key.KeyPhase;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyVersion;
import io.vouchsafe.key.RegionKeys;
import io.vouchsafe.key.RotationPlan;
import io.vouchsafe.ops.Seconds;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What {@code GET /keys} answers to operators: every key version, its phase, and when each next
 * phase begins. Made from memory, in the order of the issuers' names, a page at a time.
 */
public final class KeyStatus {
  private final Issuers issuers;
  private final InstantSource clock;

  public KeyStatus(Issuers issuers, InstantSource clock) {
    this.issuers = Objects.requireNonNull(issuers, "issuers");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /**
   * The answer as JSON.
   *
   * @param parameters of the request
   * @throws IllegalArgumentException naming the parameter that cannot be taken, and why
   */
  public ObjectNode json(Map<String, List<String>> parameters) {
    KeyQuery query = KeyQuery.of(parameters);
    IssuerPage page = IssuerPage.of(issuers, query);
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("next", page.more() ? page.entries().getLast().name() : null);
    ArrayNode all = json.putArray("issuers");
    page.entries().forEach(entry -> describe(all.addObject(), entry));
    ArrayNode incomplete = json.putArray("incomplete");
    issuers.templates().forEach(it -> describe(incomplete, it, query));
    return json;
  }

  /** Whoever asks for one by its name gets what there is of it; else the first page has them. */
  private static void describe(ArrayNode json, Organisations organisations, KeyQuery query) {
    String template = organisations.template().name();
    Incomplete incomplete = organisations.incomplete();
    Stream<Incomplete.Organisation> some =
        query.finds()
            ? query.orgs(organisations.template()).stream()
                .flatMap(it -> incomplete.find(it).stream())
            : incomplete.first().stream().filter(it -> query.after().isEmpty());
    some.limit(query.limit())
        .forEach(
            it -> {
              ObjectNode one = json.addObject().put("name", Issuer.name(template, it.name()));
              it.missing().forEach(one.putArray("missing")::add);
              one.put("misnamed", it.misnamed().orElse(null));
            });
  }

  private void describe(ObjectNode json, IssuerPage.Entry entry) {
    json.put("name", entry.name());
    json.put("issuer", entry.url());
    json.put("in_use", entry.issuer().isPresent());
    put(json, "gone_since", entry.gone().map(IssuerPage.Gone::since));
    IssuerKeys keys = entry.issuer().orElseGet(entry::shape).keys();
    json.putObject("policies")
        .put("published", keys.policy(KeyRole.RS256).digest())
        .put("grant", keys.policy(KeyRole.GRANT).digest());
    keys.clockOffset()
        .ifPresentOrElse(
            offset -> json.put("clock_offset_seconds", Seconds.of(offset.certain())),
            () -> json.putNull("clock_offset_seconds"));
    ArrayNode described = json.putArray("keys");
    ArrayNode faults = json.putArray("faults");
    for (RegionKeys region : keys.regions()) {
      String name = region.region().name();
      keys.roles()
          .forEach(
              role ->
                  region
                      .life(role)
                      .ifPresent(
                          life -> describe(described.addObject(), name, life, entry.gone())));
      region.faults().stream()
          .filter(fault -> entry.gone().isEmpty())
          .forEach(fault -> describe(faults.addObject(), name, fault));
    }
  }

  private void describe(
      ObjectNode json, String region, KeyLife life, Optional<IssuerPage.Gone> gone) {
    Instant now = clock.instant();
    json.put("region", region);
    json.put("role", life.key().role().name());
    json.put("name", life.key().name());
    json.put("algorithm", life.key().role().algorithm().name());
    json.put("read_at", life.key().readAt().toString());
    plan(json, life, gone, now);
    ArrayNode versions = json.putArray("versions");
    life.key()
        .versions()
        .forEach(version -> describe(versions.addObject(), life, version, gone, now));
  }

  private static void plan(
      ObjectNode json, KeyLife life, Optional<IssuerPage.Gone> gone, Instant now) {
    if (gone.isPresent()) {
      next(json, "none", Optional.empty());
      return;
    }
    switch (life.plan(now)) {
      case RotationPlan.Keep(Instant until) -> next(json, "keep", Optional.of(until));
      case RotationPlan.Rotate rotate -> next(json, "rotate", Optional.of(rotate.dueSince()));
      case RotationPlan.Retire ignored -> next(json, "retire", Optional.empty());
    }
  }

  private static void next(ObjectNode json, String action, Optional<Instant> at) {
    json.put("next_action", action);
    put(json, "next_action_at", at);
  }

  private static void describe(
      ObjectNode json,
      KeyLife life,
      KeyVersion version,
      Optional<IssuerPage.Gone> gone,
      Instant now) {
    KeyPhase phase =
        Optional.of(life.phase(version, now))
            .filter(it -> gone.isEmpty() || !it.published())
            .orElse(KeyPhase.VERIFYING);
    boolean skipped = phase == KeyPhase.SKIPPED;
    Optional<Instant> signsUntil =
        sooner(life.signsUntil(version), gone.map(IssuerPage.Gone::since))
            .filter(until -> !skipped);
    json.put("version", version.number());
    json.put("kid", version.kid().value());
    json.put("phase", phase.name().toLowerCase(Locale.ROOT));
    json.put("created", version.createdAt().toString());
    boolean atOnce = phase == KeyPhase.SIGNING && now.isBefore(life.signsFrom(version));
    Instant signsFrom = atOnce ? version.createdAt() : life.signsFrom(version);
    put(json, "signs_from", Optional.of(signsFrom).filter(from -> !skipped));
    put(json, "signs_until", signsUntil);
    put(
        json,
        "leaves_jwks_at",
        sooner(life.retiresAt(version), gone.map(IssuerPage.Gone::documentsUntil))
            .filter(at -> !skipped));
    put(
        json,
        "last_token_expires_at",
        signsUntil.map(ceases -> ceases.plus(life.policy().longestToken())));
  }

  private static Optional<Instant> sooner(Optional<Instant> one, Optional<Instant> other) {
    return Stream.of(one, other).flatMap(Optional::stream).min(Instant::compareTo);
  }

  private static void put(ObjectNode json, String member, Optional<Instant> instant) {
    instant.ifPresentOrElse(
        value -> json.put(member, value.toString()), () -> json.putNull(member));
  }

  private static void describe(ObjectNode json, String region, KeyFault fault) {
    json.put("region", region);
    json.put("key", fault.keyName());
    json.put("reason", fault.reason());
    json.put("remedy", fault.remedy());
  }
}
