package io.vouchsafe.caller;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.proof.TrustedIssuer.Identity;
import io.vouchsafe.proof.TrustedIssuer.KeySource;
import io.vouchsafe.proof.TrustedIssuers;
import io.vouchsafe.token.AttributeValue;
import io.vouchsafe.token.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;

/** An issuer, and the grants that one broker gets of it. */
abstract class BrokersGrants {
  static final Workload WORKLOAD =
      Workload.of(
          Map.of(
              "org", new AttributeValue.Text("shop"),
              "deployment", new AttributeValue.Text("d-42"),
              "replicas", new AttributeValue.Whole(3),
              "canary", new AttributeValue.Flag(true),
              "teams", new AttributeValue.Texts(List.of("a", "b"))));
  static final Map<String, List<String>> ATTRIBUTES =
      Map.of(
          "org", List.of("*"),
          "deployment", List.of("*"),
          "replicas", List.of("*"),
          "canary", List.of("*"),
          "teams", List.of("list:*"));
  static final String AWS = "sts.amazonaws.com";

  final OneIssuer issuer = new OneIssuer();
  final Grants grants = issuer.grants;
  final Broker broker = broker(Duration.ofHours(1), Duration.ofDays(7), "*");

  /** May do the same. */
  final Broker other = broker("other", ATTRIBUTES, Duration.ofHours(1), Duration.ofDays(7), "*");

  @BeforeEach
  void read() {
    issuer.keys.refresh();
    issuer.brokers.put(broker.name(), broker);
  }

  static Broker broker(Duration maxTtl, Duration maxExpiresIn, String... audiences) {
    return broker(ATTRIBUTES, maxTtl, maxExpiresIn, audiences);
  }

  static Broker broker(
      Map<String, List<String>> attributes,
      Duration maxTtl,
      Duration maxExpiresIn,
      String... audiences) {
    return broker("edge", attributes, maxTtl, maxExpiresIn, audiences);
  }

  private static Broker broker(
      String name,
      Map<String, List<String>> attributes,
      Duration maxTtl,
      Duration maxExpiresIn,
      String... audiences) {
    return Broker.of(
        name,
        TrustedIssuers.standard(
            "cluster",
            new Identity.Issuer("https://cluster.example"),
            "vouchsafe",
            new KeySource.OfFile(Path.of("unused")),
            Optional.empty(),
            Optional.empty()),
        List.of("edge:1"),
        attributes,
        List.of(audiences),
        maxTtl,
        maxExpiresIn);
  }

  static GrantRequest request(Integer maxTtl, Integer expiresIn, String... audiences) {
    return new GrantRequest(
        WORKLOAD,
        List.of(audiences),
        Optional.ofNullable(maxTtl).map(Duration::ofSeconds),
        Optional.ofNullable(expiresIn).map(Duration::ofSeconds));
  }

  IssuedGrant issue(Broker by, GrantRequest request) {
    return grants.issue(by, request, Deadline.in(Duration.ofSeconds(2)));
  }

  String grant() {
    return issue(broker, request(900, 600, AWS, "b")).value();
  }
}
