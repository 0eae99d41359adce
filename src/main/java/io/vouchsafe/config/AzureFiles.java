package io.vouchsafe.config;

import io.vouchsafe.config.IssuersConfig.AudienceConfig;
import io.vouchsafe.config.IssuersConfig.IssuerConfig;
import io.vouchsafe.token.AttributeTemplate;
import io.vouchsafe.token.profile.Azure;
import io.vouchsafe.token.profile.RelyingParty;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;

/** What is legal and unwise of audiences with {@code profile=azure}. */
final class AzureFiles {
  /** What a workload is called that the next release replaces. */
  private static final String RELEASE = "deployment";

  private AzureFiles() {}

  static void check(String name, IssuerConfig issuer, Faults faults) {
    new TreeMap<>(issuer.audiences())
        .forEach(
            (audience, settings) -> {
              if (settings.profile() == RelyingParty.AZURE) {
                String property =
                    "vouchsafe.issuers.%s.audiences.\"%s\".".formatted(name, audience);
                checkLife(property + "max-ttl", settings.maxTtl(), faults);
                checkLife(property + "default-ttl", settings.defaultTtl(), faults);
                checkSubject(property, issuer, settings, faults);
              }
            });
  }

  private static void checkLife(String property, Optional<Duration> life, Faults faults) {
    if (life.filter(ttl -> ttl.compareTo(Azure.LEAST_IN_FILES) < 0).isPresent()) {
      faults.warn(
          property,
          "%s: is less than %d minutes, and Azure's SDKs keep a token that they read from a file for ten"
              .formatted(property, Azure.LEAST_IN_FILES.toMinutes()));
    }
  }

  private static void checkSubject(
      String property, IssuerConfig issuer, AudienceConfig settings, Faults faults) {
    String subject = settings.subject().orElse(issuer.subject());
    if (AttributeTemplate.named(subject).contains(RELEASE)) {
      faults.warn(
          property + "subject",
          "%ssubject: %s names {%s}, and Azure compares sub to the letter and has 20 credentials for an app; name what outlives a release, such as deployment:{org}/{app}/{environment}"
              .formatted(property, subject, RELEASE));
    }
  }
}
