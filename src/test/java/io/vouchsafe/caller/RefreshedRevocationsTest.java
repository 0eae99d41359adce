package io.vouchsafe.caller;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.issuer.KeyRefresher;
import io.vouchsafe.issuer.KeyRefreshers;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The list of revocations comes with each reading of the keys, and holds nothing else up. */
class RefreshedRevocationsTest extends SharedRevocations {
  @Test
  void whatFollowsAReadingOfTheKeysDoesNotWaitForTheList() {
    List<String> steps = new CopyOnWriteArrayList<>();
    store.afterListing = () -> steps.add("listed");
    try (KeyRefreshers refreshers =
        new KeyRefreshers(
            List.of(
                new KeyRefresher(issuer(), Duration.ofHours(1), () -> steps.add("followed"))))) {
      refreshers.start();
      eventually(steps::toString, () -> steps.contains("listed"));
    }

    assertEquals(List.of("followed", "listed"), steps);
  }

  private Issuer issuer() {
    return new Issuer(
        "default",
        URI.create(OneIssuer.URL),
        "vouchsafe",
        issuer.keys,
        List.of(),
        null,
        new TreeSet<>(),
        null,
        null,
        here.grants,
        null);
  }
}
