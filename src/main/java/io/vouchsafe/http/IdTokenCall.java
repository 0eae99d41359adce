package io.vouchsafe.http;

import io.vertx.core.buffer.Buffer;
import io.vouchsafe.caller.Caller;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.token.EntitledRequest;
import io.vouchsafe.token.Entitlement;
import io.vouchsafe.token.IssuedToken;
import io.vouchsafe.token.Problem;
import io.vouchsafe.token.TokenRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** {@code GET /id-token}: one token for a workload, in the contract of GitHub Actions. */
final class IdTokenCall implements TokenCall {
  private static final String API_VERSION = "1";
  private static final Pattern SECONDS = Pattern.compile("-?[0-9]{1,9}");

  @Override
  public Kind kind(Issuer issuer, Query query) {
    return switch (issuer.tokens().algorithm(query.first("audience"))) {
      case RS256 -> Kind.RS256_TOKEN;
      case ES256 -> Kind.ES256_TOKEN;
    };
  }

  @Override
  public Answer answer(Exchange exchange) {
    Entitlement entitlement = entitlement(exchange);
    Query query = exchange.query();
    query.only(Set.of("api-version", "audience", "ttl"));
    query
        .parameter("api-version", "")
        .filter(version -> !version.equals(API_VERSION))
        .ifPresent(
            version -> {
              throw Problem.invalid("api-version", "must be " + API_VERSION);
            });
    Optional<String> audience =
        query.parameter("audience", "; for tokens for several relying parties use POST /id-tokens");
    TokenRequest request =
        new TokenRequest(audience, query.parameter("ttl", "").map(IdTokenCall::ttl));
    IssuedToken token =
        exchange
            .issuer()
            .tokens()
            .issue(new EntitledRequest(entitlement, request), exchange.deadline());
    return Answer.secret(
        200,
        Buffer.buffer(
            "{\"value\":\"" + token.value() + "\",\"count\":" + token.value().length() + "}"));
  }

  private static Entitlement entitlement(Exchange exchange) {
    return switch (exchange.caller()) {
      case Caller.OfGrant(Entitlement entitlement) -> entitlement;
      case Caller.OfBroker ignored ->
          throw Problem.of(
              Problem.Kind.FORBIDDEN,
              "a broker asks with POST /id-tokens, which names the workload");
    };
  }

  private static Duration ttl(String value) {
    if (!SECONDS.matcher(value).matches()) {
      throw Problem.invalid("ttl", "must be a whole number of seconds");
    }
    return Duration.ofSeconds(Integer.parseInt(value));
  }
}
