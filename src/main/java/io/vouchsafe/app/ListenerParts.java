package io.vouchsafe.app;

import io.vouchsafe.http.RefusalEvents;
import io.vouchsafe.http.body.ProblemType;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.issuer.Issuers;
import io.vouchsafe.ops.Meters;
import io.vouchsafe.ops.RefusalCounter;
import io.vouchsafe.ops.TokenCounter;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Stream;

/** Who listens to what happens, for the operators. */
@Singleton
class ListenerParts {
  @Produces
  @Singleton
  Meters meters() {
    return new Meters();
  }

  @Produces
  @Singleton
  TokenListeners tokenListeners(Meters meters) {
    return (issuer, roles) -> new TokenCounter(issuer, roles, meters);
  }

  @Produces
  @Singleton
  RefusalEvents refusalEvents(Issuers issuers, Meters meters) {
    List<String> names =
        Stream.concat(issuers.all().stream().map(Issuer::name), Stream.of(RefusalEvents.NO_ISSUER))
            .distinct()
            .toList();
    List<String> types = Stream.of(ProblemType.values()).map(ProblemType::label).toList();
    RefusalCounter counter = new RefusalCounter(names, types, meters);
    return (issuer, type, detail) -> counter.refused(issuer, type.label(), detail);
  }
}
