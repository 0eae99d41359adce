package io.vouchsafe.hostile;

import io.vouchsafe.hostile.Storm.Attack;
import io.vouchsafe.testing.RawConnection;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** Requests that come slowly, and bodies where none belong. */
final class BodyAttacks {
  private static final Duration A_WHILE = Duration.ofMillis(300);
  private static final Duration BETWEEN_OCTETS = Duration.ofSeconds(1);
  private static final Duration TO_ANSWER = Duration.ofMillis(1);
  private static final int LARGEST = 256 * 1024;
  private static final int GRANTS = 4;

  private BodyAttacks() {}

  /** Announces the largest body without credentials, and sends an octet of it now and then. */
  static Attack slowWithoutCredentials() {
    String head = Wording.announced("/id-tokens", LARGEST);
    return (storm, client) -> trickle(storm, client, head);
  }

  /** The same with credentials that are good. */
  static Attack slowWithGrants(Target target) {
    List<String> heads =
        IntStream.range(0, GRANTS)
            .mapToObj(i -> Wording.bearer(target.grant("slow-" + i)))
            .map(bearer -> Wording.announced("/id-tokens", LARGEST, bearer))
            .toList();
    return (storm, client) -> trickle(storm, client, heads.get(client % GRANTS));
  }

  /** Sends a head without its end, octet by octet. */
  static Attack partialHeads() {
    return (storm, client) -> trickle(storm, client, "GET /id-token HTTP/1.1\r\nHost: localhost");
  }

  private static void trickle(Storm storm, int client, String start) throws IOException {
    try (RawConnection connection = storm.connect(client)) {
      connection.send(start);
      boolean open = true;
      while (open && storm.pause(BETWEEN_OCTETS)) {
        connection.send(" ");
        open = isSilent(storm, connection);
      }
    }
  }

  private static boolean isSilent(Storm storm, RawConnection connection) throws IOException {
    try {
      connection.socket().setSoTimeout((int) TO_ANSWER.toMillis());
      var answer = connection.answer(TO_ANSWER);
      answer.ifPresent(it -> storm.tell(it.status()));
      return answer.isPresent() && !answer.get().closes();
    } catch (SocketTimeoutException silent) {
      return true;
    }
  }

  /** Gives a request that has none a body: of a form, in parts, of JSON, in chunks. */
  static Attack bodiesOfGet(Target target) {
    String bearer = Wording.bearer(target.grant("get-body"));
    String path = Wording.ID_TOKEN + Target.ES256;
    List<String> requests =
        List.of(
            withBody(path, bearer, "application/x-www-form-urlencoded", "audience=other"),
            withBody(
                path,
                bearer,
                "multipart/form-data; boundary=b",
                "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--b--\r\n"),
            withBody(path, bearer, "multipart/form-data", "--b\r\n"),
            withBody(path, bearer, "application/json", "{}"),
            Wording.head("GET", path, bearer, "Transfer-Encoding: chunked")
                + "1\r\nx\r\n0\r\n\r\n");
    return (storm, client) -> {
      for (String request : requests) {
        try (RawConnection connection = storm.connect(client)) {
          connection.send(request);
          storm.answered(connection);
        }
      }
      storm.pause(A_WHILE);
    };
  }

  private static String withBody(String path, String bearer, String type, String body) {
    return Wording.head(
            "GET", path, bearer, "Content-Type: " + type, "Content-Length: " + body.length())
        + body;
  }
}
