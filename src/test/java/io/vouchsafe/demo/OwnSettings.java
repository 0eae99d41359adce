package io.vouchsafe.demo;

import io.vouchsafe.base.OrgPattern;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the settings of {@code dev/up --config} say of issuers, for which there must be Vault
 * policies and keys.
 */
record OwnSettings(Properties settings) {
  private static final String ISSUER = "vouchsafe.issuers.demo.issuer";
  private static final String PREFIX = "vouchsafe.issuers.demo.key-prefix";
  private static final Pattern KEY_PREFIX =
      Pattern.compile("vouchsafe\\.issuers\\.[^.]+\\.key-prefix");
  private static final Pattern BEFORE_THE_PATH = Pattern.compile("^[a-z]+://[^/]*");

  /** Those of a file; none where there is no file. */
  static OwnSettings of(Optional<Path> file) {
    Properties settings = new Properties();
    if (file.isPresent()) {
      try (Reader text = Files.newBufferedReader(file.get())) {
        settings.load(text);
      } catch (IOException e) {
        throw new IllegalStateException("cannot read " + file.get() + ": " + e.getMessage(), e);
      }
    }
    return new OwnSettings(settings);
  }

  /** The key prefixes of issuers, in order; none that are made of other settings. */
  List<String> keyPrefixes() {
    return settings.stringPropertyNames().stream()
        .filter(name -> KEY_PREFIX.matcher(name).matches())
        .map(name -> settings.getProperty(name).strip())
        .filter(prefix -> !prefix.contains("${"))
        .distinct()
        .sorted()
        .toList();
  }

  /** The prefix of the keys of an organisation of the template {@code demo}. */
  String keyPrefixOf(String org) {
    return settings.getProperty(PREFIX, "").strip().replace(OrgPattern.PLACE, org);
  }

  /**
   * The policies of whoever signs for every issuer, as {@code vault/setup} calls them: those of the
   * keys that there are without these settings too.
   */
  String[] signers() {
    return Stream.concat(Stream.of("vouchsafe"), keyPrefixes().stream())
        .map(prefix -> prefix.replace(OrgPattern.PLACE, "") + "-signer")
        .distinct()
        .toArray(String[]::new);
  }

  /** Where the issuer {@code demo} is on a service at {@code url}, with {@code {org}} in it. */
  String issuer(String url) {
    return url
        + BEFORE_THE_PATH
            .matcher(settings.getProperty(ISSUER, "").strip().replaceAll("/+$", ""))
            .replaceFirst("");
  }
}
