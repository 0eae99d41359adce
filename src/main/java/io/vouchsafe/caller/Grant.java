package io.vouchsafe.caller;

import com.fasterxml.jackson.databind.JsonNode;
import io.vouchsafe.base.Asker;
import io.vouchsafe.proof.Claims;
import io.vouchsafe.token.AttributeValue;
import io.vouchsafe.token.AudienceSet;
import io.vouchsafe.token.Entitlement;
import io.vouchsafe.token.Problem;
import io.vouchsafe.token.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * What a broker vouches for: who a workload is, and what it may ask for.
 *
 * @param subject the {@code sub} that the workload had when it was made
 * @param id its {@code jti}
 * @param issuedAt in whole seconds
 * @param broker the name of the broker that asked for it
 */
record Grant(
    String id,
    String subject,
    Workload workload,
    AudienceSet audiences,
    Duration maxTtl,
    Instant issuedAt,
    Instant expiresAt,
    String broker) {

  static final String WORKLOAD = "workload";
  static final String AUDIENCES = "audiences";
  static final String MAX_TTL = "max_ttl";
  static final String BROKER = "broker";

  /** The claims that {@link io.vouchsafe.token.Issuance} does not set by itself. */
  static Map<String, Object> claims(
      Workload workload, AudienceSet audiences, Duration maxTtl, Broker broker) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    workload.attributes().forEach((name, value) -> attributes.put(name, value.toClaim()));
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put(WORKLOAD, attributes);
    claims.put(AUDIENCES, audiences.sorted());
    claims.put(MAX_TTL, maxTtl.toSeconds());
    claims.put(BROKER, broker.name());
    return claims;
  }

  /** The grant with these claims, or empty if they are not those of a grant. */
  static Optional<Grant> of(Claims claims) {
    try {
      return Optional.of(
          new Grant(
              claims.text("jti").orElseThrow(),
              claims.text("sub").orElseThrow(),
              workload(claims.json().path(WORKLOAD)),
              AudienceSet.of(texts(claims.json().path(AUDIENCES))),
              Duration.ofSeconds(whole(claims.json().path(MAX_TTL))),
              claims.instant("iat").orElseThrow(),
              claims.instant("exp").orElseThrow(),
              claims.text(BROKER).orElseThrow()));
    } catch (Problem | IllegalArgumentException | java.util.NoSuchElementException e) {
      return Optional.empty();
    }
  }

  private static Workload workload(JsonNode json) {
    Map<String, AttributeValue> attributes = new LinkedHashMap<>();
    json.properties().forEach(member -> attributes.put(member.getKey(), value(member.getValue())));
    return Workload.of(attributes);
  }

  private static AttributeValue value(JsonNode json) {
    return switch (json.getNodeType()) {
      case STRING -> new AttributeValue.Text(json.textValue());
      case NUMBER -> new AttributeValue.Whole(whole(json));
      case BOOLEAN -> new AttributeValue.Flag(json.booleanValue());
      default -> new AttributeValue.Texts(texts(json));
    };
  }

  private static long whole(JsonNode json) {
    if (!json.isIntegralNumber() || !json.canConvertToLong()) {
      throw new IllegalArgumentException("not a whole number");
    }
    return json.longValue();
  }

  private static List<String> texts(JsonNode json) {
    if (!json.isArray()) {
      throw new IllegalArgumentException("not a list of strings");
    }
    return StreamSupport.stream(json.spliterator(), false).map(Grant::text).toList();
  }

  private static String text(JsonNode json) {
    if (!json.isTextual()) {
      throw new IllegalArgumentException("not a string");
    }
    return json.textValue();
  }

  /** Its name in {@link Entitlement#grantedBy}. */
  String grantedBy() {
    return "grant " + id;
  }

  /** What the audit has of it. */
  Asker.Grant recorded() {
    return new Asker.Grant(id, broker, subject, audiences.sorted(), maxTtl, expiresAt);
  }
}
