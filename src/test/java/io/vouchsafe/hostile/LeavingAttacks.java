package io.vouchsafe.hostile;

import io.vouchsafe.hostile.Storm.Attack;
import io.vouchsafe.testing.RawConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Clients that leave in the middle of something, or that do not take their answer. */
final class LeavingAttacks {
  private static final Duration A_MOMENT = Duration.ofMillis(20);
  private static final Duration FOR_AN_ANSWER_TO_BEGIN = Duration.ofMillis(300);
  private static final List<Integer> AT_ONCE = List.of(1, 10, 100, 2_000);
  private static final int SMALL_WINDOW = 2_048;
  private static final int PIPELINED = 200;

  private LeavingAttacks() {}

  /** 1 to 2,000 connections end in the head. */
  static Attack inTheHead() {
    return leaving("GET /id-token HTTP/1.1\r\nHost: local", A_MOMENT);
  }

  /** The same in a body that its caller may send. */
  static Attack inTheBody(Target target) {
    String bearer = Wording.bearer(target.grant("leaves-in-body"));
    return leaving(Wording.announced("/id-tokens", 1_000, bearer) + "{\"tokens\":{", A_MOMENT);
  }

  /** The same while Vault signs. */
  static Attack whileWaiting(Target target) {
    return leaving(Wording.idToken(target.grant("leaves-waiting"), Target.RS256), A_MOMENT);
  }

  /** The same in the middle of an answer of some size. */
  static Attack inTheAnswer(Target target) {
    String[] audiences = Collections.nCopies(40, Target.ES256).toArray(String[]::new);
    String request = Wording.idTokens(target.grant("leaves-in-answer"), audiences);
    return leaving(request, FOR_AN_ANSWER_TO_BEGIN);
  }

  /** Sends this over many connections, waits so long, and ends each by FIN or by RST. */
  private static Attack leaving(String octets, Duration stay) {
    return (storm, client) -> {
      int count = AT_ONCE.get(ThreadLocalRandom.current().nextInt(AT_ONCE.size()));
      List<RawConnection> connections = new ArrayList<>();
      try {
        for (int i = 0; i < count && !storm.isOver(); i++) {
          RawConnection connection = storm.connect(client * 2_000 + i);
          connections.add(connection);
          connection.socket().setReceiveBufferSize(SMALL_WINDOW);
          connection.send(octets);
        }
        storm.pause(stay);
      } finally {
        for (RawConnection connection : connections) {
          leave(connection);
        }
      }
      storm.pause(FOR_AN_ANSWER_TO_BEGIN);
    };
  }

  private static void leave(RawConnection connection) throws IOException {
    if (ThreadLocalRandom.current().nextBoolean()) {
      connection.reset();
    } else {
      connection.close();
    }
  }

  /** Asks for the keys again and again, and reads not one octet of the answers. */
  static Attack neverReading() {
    String requests = Wording.head("GET", "/.well-known/jwks.json").repeat(PIPELINED);
    return (storm, client) -> {
      try (RawConnection connection = storm.connect(client)) {
        connection.socket().setReceiveBufferSize(SMALL_WINDOW);
        while (!storm.isOver()) {
          connection.send(requests);
        }
      }
    };
  }
}
