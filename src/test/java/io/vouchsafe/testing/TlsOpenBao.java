package io.vouchsafe.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A real OpenBao of its own that also listens with TLS, and logs in by client certificate.
 *
 * @param url where it listens with TLS
 * @param authority the file of its authority, in PEM
 */
public record TlsOpenBao(OpenBao bao, URI url, Path authority) {
  /** Starts one, with the method {@code cert}; its files are in {@code folder}. */
  public static TlsOpenBao start(Path folder) {
    ServerCertificate server = ServerCertificate.create(folder.resolve("server.p12"));
    Path authority = server.writeTo(folder.resolve("server.pem"));
    int port = Ports.one();
    Path key = server.writeKeyTo(folder.resolve("server.key"));
    OpenBao bao = OpenBao.start(BaoServer.Options.forTests().alsoAt(port, authority, key));
    bao.setup();
    bao.root().write("sys/auth/cert", Map.of("type", "cert"));
    return new TlsOpenBao(bao, URI.create("https://127.0.0.1:" + port), authority);
  }

  /** Lets a certificate log in, with these policies alone. */
  public void trust(String role, ServerCertificate certificate, String policies) {
    try {
      Path pem = certificate.writeTo(authority.resolveSibling(role + ".pem"));
      bao.root()
          .write(
              "auth/cert/certs/" + role,
              Map.of(
                  "certificate",
                  Files.readString(pem),
                  "token_policies",
                  policies,
                  "token_no_default_policy",
                  true));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
