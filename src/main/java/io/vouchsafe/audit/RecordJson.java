package io.vouchsafe.audit;

import io.vouchsafe.base.Asker;
import io.vouchsafe.token.PreparedToken;
import io.vouchsafe.token.TokenType;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Records as JSON, with the members of {@code docs/audit.schema.json}; all but the chain's. */
final class RecordJson {
  private static final Set<String> NO_ATTRIBUTES =
      Set.of("iss", "sub", "aud", "exp", "nbf", "iat", "jti");
  private static final String AUDIENCES = "audiences";
  private static final String MAX_TTL = "max_ttl";
  private static final String WORKLOAD = "workload";

  /** Always as long, so that times compare as texts. */
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder().appendInstant(6).toFormatter(Locale.ROOT);

  private final String instance;

  /**
   * @param instance the name of this instance, which each record has
   */
  RecordJson(String instance) {
    this.instance = Objects.requireNonNull(instance, "instance");
  }

  /** The record without the end of its object: {@link Chain} adds the last member. */
  String of(AuditRecord record) {
    JsonText json =
        new JsonText()
            .with("time", TIME.format(record.time()))
            .with("instance", instance)
            .with("event", record.event());
    record.asker().ifPresent(asker -> who(json, asker));
    switch (record) {
      case AuditRecord.Started started -> json.with("version", started.version());
      case AuditRecord.Asked asked -> what(json, asked.by(), asked.token());
      case AuditRecord.Issued issued -> what(json, issued.by(), issued.token());
      case AuditRecord.Granted granted -> what(json, granted.by(), granted.token());
      case AuditRecord.Failed failed -> {
        what(json, failed.by(), failed.token());
        why(json, failed.reason());
      }
      case AuditRecord.Refused refused -> {
        shown(json, refused.by());
        refused.by().grant().ifPresent(grant -> json.with("sub", grant.subject()));
        why(json, refused.reason());
        json.with("unrecorded", refused.unrecorded());
      }
      case AuditRecord.Revoked revoked -> {
        revoked.grant().ifPresent(id -> json.with("grant", (Object) Map.of("id", id)));
        json.with("sub", revoked.subject()).with("exp", revoked.until().toString());
      }
    }
    return json.unended();
  }

  private static void who(JsonText json, Asker asker) {
    json.with("request", asker.request())
        .with("issuer", asker.issuer())
        .with("peer", asker.peer())
        .with("broker", asker.broker())
        .with("exchange", asker.exchange());
    asker.proof().ifPresent(proof -> json.with("proof", (Object) members(proof)));
  }

  private static Map<String, Object> members(Asker.Proof proof) {
    Map<String, Object> members = new LinkedHashMap<>();
    proof.iss().ifPresent(iss -> members.put("iss", iss));
    members.put("sub", proof.sub());
    proof.jti().ifPresent(jti -> members.put("jti", jti));
    members.put("kid", proof.kid());
    return members;
  }

  private static void shown(JsonText json, Asker asker) {
    asker
        .grant()
        .ifPresent(
            grant ->
                bounds(
                    json,
                    grant.id(),
                    grant.audiences(),
                    grant.maxTtl().toSeconds(),
                    grant.expiresAt().toString()));
  }

  private static void bounds(
      JsonText json, String id, Object audiences, Object maxTtl, String expiresAt) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("id", id);
    members.put(AUDIENCES, audiences);
    members.put(MAX_TTL, maxTtl);
    members.put("exp", expiresAt);
    json.with("grant", (Object) members);
  }

  private static void what(JsonText json, Asker asker, PreparedToken token) {
    Map<String, Object> claims = token.claims();
    if (token.type() == TokenType.GRANT) {
      bounds(
          json,
          token.id(),
          claims.getOrDefault(AUDIENCES, List.of()),
          claims.getOrDefault(MAX_TTL, 0),
          token.expiresAt().toString());
    } else {
      shown(json, asker);
    }
    json.with("typ", token.type().header())
        .with("sub", claims.get("sub"))
        .with("attributes", attributes(token))
        .with("aud", claims.get("aud"))
        .with("alg", token.algorithm().name())
        .with("kid", token.keyVersion().kid().value())
        .with("key", token.keyName())
        .with("key_version", token.keyVersion().number())
        .with("jti", token.id())
        .with("exp", token.expiresAt().toString());
  }

  /** A grant has them in one claim, an identity token as claims of their own. */
  private static Object attributes(PreparedToken token) {
    Map<String, Object> claims = token.claims();
    if (token.type() == TokenType.GRANT) {
      return claims.getOrDefault(WORKLOAD, Map.of());
    }
    Map<String, Object> attributes = new LinkedHashMap<>(claims);
    attributes.keySet().removeAll(NO_ATTRIBUTES);
    return attributes;
  }

  private static void why(JsonText json, AuditRecord.Reason reason) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("type", reason.type());
    Optional<String> member = reason.member();
    member.ifPresent(there -> members.put("member", there));
    json.with("problem", (Object) members);
  }
}
