package io.vouchsafe.config;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Certificates of servers among the settings of Quarkus. */
final class OwnTls {
  private static final String REGISTRY = "quarkus.tls.";
  private static final List<String> KEY_STORES =
      List.of("key-store.pem.", "key-store.p12.", "key-store.jks.");

  /** What gives the public port TLS: a named certificate, the one without a name, the older way. */
  private static final List<String> OF_PUBLIC_PORT =
      Stream.concat(
              Stream.of(
                  "quarkus.http.tls-configuration-name",
                  "quarkus.http.ssl.certificate.file",
                  "quarkus.http.ssl.certificate.key-file",
                  "quarkus.http.ssl.certificate.key-store-file"),
              KEY_STORES.stream().map(REGISTRY::concat))
          .map(OwnTls::dotted)
          .toList();

  private OwnTls() {}

  /**
   * Whether the public port has TLS of its own.
   *
   * @param names of all properties that have a value, be it a default of Quarkus; those of
   *     environment variables as they are
   */
  static boolean ofPublicPort(Iterable<String> names) {
    return among(names, OF_PUBLIC_PORT);
  }

  /**
   * Whether a configuration of the TLS registry has a certificate.
   *
   * @param configuration what its properties begin with, with a dot at the end
   */
  static boolean of(String configuration, Iterable<String> names) {
    return among(names, KEY_STORES.stream().map(store -> dotted(configuration + store)).toList());
  }

  /** Whether a setting names a file of the certificate whose settings begin with this. */
  static boolean isOf(String configuration, String name) {
    return Stream.of("key-store", "trust-store", "certificate-revocation-list")
        .map(group -> dotted(configuration + "." + group))
        .anyMatch(dotted(name)::startsWith);
  }

  /** Whether a setting, or a variable, is one of the TLS registry. */
  static boolean isOfRegistry(String name) {
    return dotted(name).startsWith(REGISTRY);
  }

  private static boolean among(Iterable<String> names, List<String> prefixes) {
    return StreamSupport.stream(names.spliterator(), false)
        .map(OwnTls::dotted)
        .anyMatch(name -> prefixes.stream().anyMatch(name::startsWith));
  }

  /** One form for a property and for the environment variable of the same name. */
  private static String dotted(String name) {
    return name.toLowerCase(Locale.ROOT).replace("\"", "").replace('-', '.').replace('_', '.');
  }
}
