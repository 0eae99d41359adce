package io.vouchsafe.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** An authority that signs certificates for localhost, those of days that are over too. */
public final class CertificateAuthority {
  private static final String PASSWORD = "changeit";

  private final Path folder;
  private final Path keyStore;
  private int issued;

  /**
   * Makes one.
   *
   * @param folder where its files are, which is there and empty
   */
  public CertificateAuthority(Path folder) {
    this.folder = folder;
    this.keyStore = folder.resolve("authority.p12");
    keytool(
        keyStore,
        "-genkeypair -alias authority -keyalg EC -dname CN=%s -ext bc:c"
            .formatted(folder.getFileName()));
  }

  /** A certificate that is good for a day. */
  public ServerCertificate issue() {
    return issue("-1H");
  }

  /** A certificate that expired an hour ago. */
  public ServerCertificate issueExpired() {
    return issue("-25H");
  }

  /**
   * @param start when its day begins, as keytool has it
   */
  private ServerCertificate issue(String start) {
    Path server = folder.resolve("server-" + ++issued + ".p12");
    Path request = folder.resolve("request-" + issued);
    Path signed = folder.resolve("signed-" + issued);
    keytool(server, "-genkeypair -alias server -keyalg EC -dname CN=localhost");
    keytool(server, "-certreq -alias server -file " + request);
    keytool(
        keyStore,
        "-gencert -alias authority -ext san=dns:localhost,ip:127.0.0.1 -validity 1 -rfc -startdate "
            + "%s -infile %s -outfile %s".formatted(start, request, signed));
    keytool(
        server,
        "-importcert -noprompt -alias authority -file " + writeTo(folder.resolve("authority.pem")));
    keytool(server, "-importcert -noprompt -alias server -file " + signed);
    return new ServerCertificate(server);
  }

  /** Writes its certificate to a file, in PEM, for those who trust it. */
  public Path writeTo(Path pem) {
    Path certificate = folder.resolve("exported");
    keytool(keyStore, "-exportcert -rfc -alias authority -file " + certificate);
    try {
      return TrustFile.write(pem, Files.readString(certificate));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void keytool(Path keyStore, String arguments) {
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    List<String> command = new ArrayList<>(List.of(keytool));
    Stream.of(arguments.split(" ")).forEach(command::add);
    command.addAll(
        List.of(
            "-keystore",
            keyStore.toAbsolutePath().toString(),
            "-storetype",
            "PKCS12",
            "-storepass",
            PASSWORD));
    Processes.said(command, Map.of(), Path.of(""));
  }
}
