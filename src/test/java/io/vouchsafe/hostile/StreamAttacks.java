package io.vouchsafe.hostile;

import io.vouchsafe.hostile.Storm.Attack;
import io.vouchsafe.testing.HeaderBlock;
import io.vouchsafe.testing.Http2Connection;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** What HTTP/2 lets one connection do. */
final class StreamAttacks {
  private static final List<Integer> STREAMS = List.of(1, 30, 130, 1_100, 2_000);
  private static final Duration FOR_THE_SERVER_TO_SEE = Duration.ofMillis(200);
  private static final int BODY = 256 * 1024;
  private static final int BODIES = 1_000;

  private interface Opening {
    Http2Connection open(Storm storm, int client) throws IOException;
  }

  private StreamAttacks() {}

  /** Without TLS: opens 1 to 2,000 streams that announce a body each, and leaves. */
  static Attack unfinishedInClearText() {
    return unfinished(Storm::clearText);
  }

  /** The same under TLS. */
  static Attack unfinishedUnderTls() {
    return unfinished(Storm::http2);
  }

  private static Attack unfinished(Opening opening) {
    byte[] headers = Wording.announced(HeaderBlock.POST, "/id-tokens", 1_000);
    return (storm, client) -> {
      int streams = STREAMS.get(ThreadLocalRandom.current().nextInt(STREAMS.size()));
      Http2Connection connection = opening.open(storm, client);
      try {
        connection.requests(headers, false, streams);
        storm.pause(FOR_THE_SERVER_TO_SEE);
        if (streams % 3 == 0) {
          connection.reset();
        }
      } finally {
        connection.close();
      }
      storm.pause(FOR_THE_SERVER_TO_SEE);
    };
  }

  /** Opens and gives up streams as fast as it can. */
  static Attack resets(Target target) {
    return resets(target.grant("resets"), Target.RS256);
  }

  /** The same, and asks for what it may not have. */
  static Attack refusedResets(Target target) {
    return resets(target.grant("resets"), "");
  }

  private static Attack resets(String grant, String audience) {
    byte[] headers = Wording.headers(HeaderBlock.GET, Wording.ID_TOKEN + audience, grant);
    byte[] again = Wording.again(HeaderBlock.GET);
    return (storm, client) -> {
      try (Http2Connection connection = storm.http2(client)) {
        connection.cancel(connection.request(headers, true));
        while (!storm.isOver() && !connection.received().goneAway()) {
          connection.cancel(connection.request(again, true));
        }
      }
      storm.pause(FOR_THE_SERVER_TO_SEE);
    };
  }

  /** Gives a thousand requests that have none a body of 256 KiB each, and ends none of them. */
  static Attack bodiesOfGet() {
    byte[] headers = Wording.announced(HeaderBlock.GET, Wording.ID_TOKEN + Target.ES256, BODY);
    return (storm, client) -> {
      try (Http2Connection connection = storm.http2(client)) {
        for (int i = 0; i < BODIES && !storm.isOver(); i++) {
          connection.body(connection.request(headers, false), BODY - 1);
        }
        storm.pause(FOR_THE_SERVER_TO_SEE);
      }
    };
  }

  /** Begins a header block and goes on with it in frames that never end it. */
  static Attack endlessHeaders() {
    byte[] start = Wording.announced(HeaderBlock.GET, Wording.ID_TOKEN + Target.ES256, 0);
    byte[] more = new HeaderBlock().literal("x-more", "x".repeat(1_000)).octets();
    return (storm, client) -> {
      try (Http2Connection connection = storm.http2(client)) {
        int stream = connection.newStream();
        connection.frame(Http2Connection.HEADERS, 0, stream, start);
        while (!storm.isOver() && !connection.received().goneAway()) {
          connection.frame(Http2Connection.CONTINUATION, 0, stream, more);
        }
      }
      storm.pause(FOR_THE_SERVER_TO_SEE);
    };
  }
}
