package io.vouchsafe.agent.listener;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.file.FileMode;
import io.vouchsafe.agent.file.WholeFile;
import io.vouchsafe.base.OwnersOnly;
import io.vouchsafe.base.PlainFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a client of a listener shows: 256 bits by chance, or what the operator chose. */
final class ListenerSecret {
  /** Which holds the secret where the operator chooses it. */
  static final String VARIABLE = "VOUCHSAFE_LISTENER_SECRET";

  /**
   * Whose clients show one.
   *
   * @param name in words
   * @param setting by which the secret's file is named, for messages
   */
  record Listener(String name, String setting) {
    static final Listener REQUEST_URL =
        new Listener("request URL", "--request-url-secret-file FILE, or request_url.secret_file");
    static final Listener AWS =
        new Listener(
            "endpoint of AWS' credentials",
            "--aws-secret-file FILE, or aws_credentials.secret_file");
  }

  private static final int OCTETS = 32;
  private static final int LONGEST = 1024;
  private static final int OTHERS = 0077;
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._~+/=-]{32,}");

  private final byte[] secret;

  private final Optional<Path> file;

  private ListenerSecret(String secret, Optional<Path> file) {
    this.secret = secret.getBytes(US_ASCII);
    this.file = file;
  }

  /**
   * The secret of a listener: that of the variable; else that of its file, if an earlier agent of
   * the same user left it there, so that whoever has it keeps it when the agent starts anew; else a
   * new one. Nothing is written before {@link #keep}.
   *
   * @param listener for the message, with what names its file
   * @throws Fault if nobody could learn it, or it is too short
   */
  static ListenerSecret of(Listener listener, Optional<String> variable, Optional<Path> file)
      throws Fault {
    if (variable.isEmpty() && file.isEmpty()) {
      throw Fault.misused(
          "clients of the %s show a secret: name the file that it is put into (%s), or set %s"
              .formatted(listener.name(), listener.setting(), VARIABLE));
    }
    if (variable.isPresent() && !FORM.matcher(variable.get()).matches()) {
      throw Fault.misused(
          "%s has at least 32 letters, digits and -._~+/=, such as openssl rand -hex 32 gives"
              .formatted(VARIABLE));
    }
    String secret =
        variable.or(() -> file.flatMap(ListenerSecret::left)).orElseGet(ListenerSecret::random);
    return new ListenerSecret(secret, file);
  }

  /**
   * Puts it into its file, if there is to be one, without the end of a line, which AWS' SDKs would
   * send along.
   *
   * @throws Fault if the file cannot be written
   */
  void keep() throws Fault {
    if (file.isPresent()) {
      WholeFile.replace(file.get(), new String(secret, US_ASCII), FileMode.OWNER);
    }
  }

  private static Optional<String> left(Path file) {
    try {
      if (!Files.isRegularFile(file, NOFOLLOW_LINKS)
          || ((int) Files.getAttribute(file, "unix:mode", NOFOLLOW_LINKS) & OTHERS) != 0) {
        return Optional.empty();
      }
      OwnersOnly.checkTrusted(file);
      return Optional.of(new String(PlainFile.read(file, LONGEST), UTF_8))
          .filter(text -> FORM.matcher(text).matches());
    } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  private static String random() {
    byte[] random = new byte[OCTETS];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  /** Whether this is it; takes as long for every wrong one. */
  boolean is(String shown) {
    return MessageDigest.isEqual(secret, shown.getBytes(UTF_8));
  }
}
