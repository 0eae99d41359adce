package io.vouchsafe.agent.file;

import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.client.IdToken;
import io.vouchsafe.agent.client.IssuerClient;
import java.time.Duration;
import java.util.Optional;

/** Where the tokens of one workload come from. Safe for many threads. */
public interface TokenSource {
  /**
   * What is asked for.
   *
   * @param audience whom the token is for; without it, the issuer's default audience
   * @param ttl how long it is to be good; without it, as long as the issuer says
   */
  record Wish(Optional<String> audience, Optional<Duration> ttl) {}

  /**
   * A token.
   *
   * @throws Fault if there is none
   */
  IdToken token(Wish wish) throws Fault;

  /** Something that is another when the grant or the proof has changed. */
  Object credential();

  /** An issuer that is asked by what the workload has. */
  static TokenSource of(IssuerClient issuer) {
    return new TokenSource() {
      @Override
      public IdToken token(Wish wish) throws Fault {
        return issuer.token(wish.audience(), wish.ttl());
      }

      @Override
      public Object credential() {
        return issuer.access().secret().version();
      }
    };
  }
}
