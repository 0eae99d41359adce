package io.vouchsafe.vault;

import io.quarkus.vault.client.common.VaultRequest;
import io.quarkus.vault.client.common.VaultResponse;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Reads any answer of Vault: its first octet chooses the status, what follows up to a line's end is
 * each header that is read, and the rest is the body.
 */
public final class VaultAnswerFuzz {
  private static final int[] STATUS = {200, 204, 400, 403, 404, 412, 429, 472, 473, 500, 502, 503};
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static final VaultRequest<Void> LIST =
      VaultRequest.<Void>request("fuzz", VaultRequest.Method.LIST)
          .baseUrl(url())
          .path("revoked")
          .noToken()
          .noNamespace()
          .expectAnyStatus()
          .build();

  private VaultAnswerFuzz() {}

  private static URL url() {
    try {
      return URI.create("http://127.0.0.1:8200").toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whatever else than a VaultFailure is thrown is a fault. */
  public static void fuzzerTestOneInput(byte[] input) {
    VaultAnswer answer = answer(input);
    answer.date();
    answer.failure();
    answer.complainsOf("no handler for route");
    names(answer);
    try {
      ClientToken token = ClientToken.ofLogin(answer.object("auth"), NOW);
      live(token);
      live(token.renewed(answer.object("auth"), NOW));
      live(ClientToken.ofLookup("hvs.x", answer.object("auth"), NOW));
    } catch (VaultFailure garbled) {
      return;
    }
  }

  private static void names(VaultAnswer answer) {
    try {
      answer.names();
    } catch (VaultFailure garbled) {
      return;
    }
  }

  private static void live(ClientToken token) {
    token.alive(NOW);
    token.nearItsMaximum();
    token.renewable();
    token.use();
  }

  private static VaultAnswer answer(byte[] input) {
    int line = 1;
    while (line < input.length && input[line] != '\n') {
      line++;
    }
    int status = input.length == 0 ? 200 : STATUS[Byte.toUnsignedInt(input[0]) % STATUS.length];
    String header =
        input.length < 2 ? "" : new String(input, 1, line - 1, StandardCharsets.ISO_8859_1);
    byte[] body =
        line + 1 < input.length ? Arrays.copyOfRange(input, line + 1, input.length) : new byte[0];
    return VaultAnswer.of(
        new VaultResponse<>(
            LIST,
            status,
            List.of(Map.entry("Date", header), Map.entry("Retry-After", header)),
            body),
        AddressNames.OF_VAULT);
  }
}
