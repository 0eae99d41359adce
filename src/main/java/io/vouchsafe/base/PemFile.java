package io.vouchsafe.base;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.regex.Pattern;

/**
 * Files that settings name, and what they must hold in PEM (RFC 7468). Each refusal is an {@link
 * IllegalArgumentException} whose message names the file and says what is wrong with it, never what
 * is in it.
 */
public final class PemFile {
  private static final String CERTIFICATE = "-----BEGIN CERTIFICATE-----";
  private static final Pattern PRIVATE_KEY = Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----");

  private static final int MOST_OCTETS = 4 << 20;

  private PemFile() {}

  /**
   * The octets of a file, of 4 MiB at most.
   *
   * @throws IllegalArgumentException if there is none, it is no regular file, it is larger, or it
   *     cannot be read
   */
  public static byte[] read(Path file) {
    return PlainFile.read(file, MOST_OCTETS);
  }

  /**
   * The same of a file that says whom the service trusts.
   *
   * @throws IllegalArgumentException also if others than the service's user could have written it
   */
  public static byte[] readTrusted(Path file) {
    return PlainFile.readTrusted(file, MOST_OCTETS);
  }

  /**
   * The octets of a file of certificates.
   *
   * @throws IllegalArgumentException if the file cannot be read, or does not hold certificates, one
   *     at least
   */
  public static byte[] certificates(Path file) {
    byte[] content = read(file);
    if (!text(content).contains(CERTIFICATE)) {
      throw new IllegalArgumentException(
          "%s holds no certificate in PEM (%s)".formatted(file, CERTIFICATE));
    }
    try {
      CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(content));
    } catch (CertificateException e) {
      throw new IllegalArgumentException(
          "%s holds a certificate that cannot be read".formatted(file), e);
    }
    return content;
  }

  /**
   * @throws IllegalArgumentException if the file cannot be read, or holds no private key
   */
  public static void checkPrivateKey(Path file) {
    if (!PRIVATE_KEY.matcher(text(read(file))).find()) {
      throw new IllegalArgumentException(
          "%s holds no private key in PEM (BEGIN PRIVATE KEY)".formatted(file));
    }
  }

  private static String text(byte[] content) {
    return new String(content, ISO_8859_1);
  }
}
