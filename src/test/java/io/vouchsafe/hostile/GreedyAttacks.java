package io.vouchsafe.hostile;

import io.vouchsafe.hostile.Storm.Attack;
import io.vouchsafe.testing.RawConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Workloads with good grants that want more than their part. */
final class GreedyAttacks {
  private static final Duration TO_BE_TAKEN = Duration.ofMillis(20);
  private static final int MOST = 1_000;

  /** 150 clients send 60 MB a second, which leaves the processors to the service. */
  private static final Duration BETWEEN_LISTS = Duration.ofMillis(100);

  private GreedyAttacks() {}

  /** Asks for a thousand tokens and hangs up, again and again. */
  static Attack listsForNobody(Target target) {
    String request = list(target.grant("hangs-up"), Target.ES256);
    return (storm, client) -> {
      try (RawConnection connection = storm.connect(client)) {
        connection.send(request);
        storm.pause(TO_BE_TAKEN);
      }
    };
  }

  /** Asks for a thousand tokens and waits for them, again and again but for a short pause. */
  static Attack lists(Target target) {
    String request = list(target.grant("lists"), Target.ES256);
    return (storm, client) -> {
      while (storm.pause(BETWEEN_LISTS)) {
        try (RawConnection connection = storm.connect(client)) {
          connection.send(request);
          storm.answered(connection);
        }
      }
    };
  }

  private static String list(String grant, String audience) {
    return Wording.idTokens(grant, Collections.nCopies(MOST, audience).toArray(String[]::new));
  }

  /** All clients ask for one token after another under one grant. */
  static Attack singlesUnderOneGrant(Target target) {
    String request = Wording.idToken(target.grant("singles"), Target.RS256);
    return (storm, client) -> onAndOn(storm, client, request);
  }

  /** Each of so many clients does so under a grant of its own. */
  static Attack singlesUnderManyGrants(Target target, int clients) {
    List<String> requests =
        IntStream.range(0, clients)
            .mapToObj(i -> Wording.idToken(target.grant("single-" + i), Target.RS256))
            .toList();
    return (storm, client) -> onAndOn(storm, client, requests.get(client));
  }

  private static void onAndOn(Storm storm, int client, String request) throws IOException {
    try (RawConnection connection = storm.connect(client)) {
      boolean open = true;
      while (open && !storm.isOver()) {
        connection.send(request);
        open = storm.answered(connection);
      }
    }
  }
}
