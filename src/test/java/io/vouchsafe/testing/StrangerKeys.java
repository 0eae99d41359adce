package io.vouchsafe.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.BreakingProxy.Request;
import io.vouchsafe.testing.BreakingProxy.Response;
import java.util.Map;
import java.util.TreeMap;

/** Keys in Transit that are nobody's, of the types of the service's own. */
public final class StrangerKeys {
  private static final Map<String, String> TYPES =
      Map.of("rs256", "rsa-2048", "es256", "ecdsa-p256", "grant", "ecdsa-p256");

  private StrangerKeys() {}

  /** Makes the keys; from then on they sign in place of those of the prefix {@code vouchsafe}. */
  public static Fault signingIn(OpenBao bao) {
    TYPES.forEach(
        (key, type) -> bao.root().write("transit/keys/stranger-" + key, Map.of("type", type)));
    return (request, upstream) -> {
      Response answer = upstream.answer(forStranger(request, bao.rootToken()));
      assertEquals(200, answer.status());
      return answer;
    };
  }

  private static Request forStranger(Request request, String rootToken) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(request.headers());
    headers.put("X-Vault-Token", rootToken);
    return new Request(
        request.method(),
        stranger(request.path()),
        stranger(request.target()),
        headers,
        request.body());
  }

  private static String stranger(String path) {
    return path.replace("/vouchsafe-", "/stranger-");
  }
}
