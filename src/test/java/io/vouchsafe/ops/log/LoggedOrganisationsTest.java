package io.vouchsafe.ops.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vouchsafe.base.OrgPattern;
import io.vouchsafe.base.SetupCommand;
import io.vouchsafe.issuer.Incomplete;
import io.vouchsafe.testing.LogLines;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What operators read of organisations that are not served. */
class LoggedOrganisationsTest {
  private static final OrgPattern PREFIX = OrgPattern.parse("org-{org}");

  @RegisterExtension private final LogLines log = new LogLines("io.vouchsafe");
  private final LoggedOrganisations events =
      new LoggedOrganisations(
          "org",
          PREFIX,
          new SetupCommand("team", Optional.empty(), List.of(PREFIX)),
          Outages.logged(InstantSource.system()).vault());

  private static Incomplete.Organisation lacks(String org, Optional<String> misnamed) {
    return new Incomplete.Organisation(org, List.of("org-" + org + "-grant"), misnamed);
  }

  @Test
  void oneLineNamesTheKeysThatAreMissingAndTheCommand() {
    events.incomplete(
        new Incomplete(
            List.of(
                lacks("acme", Optional.empty()), lacks("globex", Optional.of("org-Globex-grant"))),
            2));
    events.incomplete(new Incomplete(List.of(), 0));

    assertEquals(
        List.of(
            "issuer org: organisations that lack keys, and are not served: acme (org-acme-grant),"
                + " globex (org-globex-grant; org-Globex-grant is no organisation's: names have"
                + " lower-case letters); make those of acme with: vault/setup --mount team"
                + " --key-prefix org-acme --keys-only",
            "issuer org: no organisation lacks keys any more"),
        log.messages());
  }

  @Test
  void theLineIsNotLongerForMany() {
    List<Incomplete.Organisation> many =
        IntStream.range(0, 100).mapToObj(i -> lacks("o" + i, Optional.empty())).toList();

    events.incomplete(new Incomplete(many, 5000));

    assertEquals(1, log.messages().size());
    assertEquals(
        "o7 (org-o7-grant) and 4992 more",
        log.messages().getFirst().replaceFirst(".*(o7 .*) more;.*", "$1 more"));
  }
}
