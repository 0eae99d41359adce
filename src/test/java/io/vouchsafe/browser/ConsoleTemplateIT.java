package io.vouchsafe.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.OrganisationsStage;
import io.vouchsafe.testing.ServiceProcess;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The console where a template is all that is configured. */
@Tag("slow")
class ConsoleTemplateIT {
  /** A stage whose only issuers are those of organisations. */
  private static final class TemplateAlone extends OrganisationsStage {
    @Override
    public Map<String, String> start() {
      Map<String, String> config = super.start();
      config
          .keySet()
          .removeIf(
              name ->
                  name.startsWith("vouchsafe.issuers.")
                      && !name.startsWith("vouchsafe.issuers.org."));
      return config;
    }
  }

  @RegisterExtension private static final ConsoleBed bed = ConsoleBed.idle(TemplateAlone::new);

  @Test
  void itSaysWhatIsKnownFromTheFirstListToTheFirstToken() {
    OrganisationsStage stage = (OrganisationsStage) bed.stage();
    stage
        .vault()
        .breaks(
            path -> path.matches(".*/transit/keys/?"),
            Fault.answer(403, "{\"errors\":[\"permission denied\"]}"));
    try (ServiceProcess service = bed.service("console-template");
        Page page = bed.console()) {
      page.shows("#signing h2", "No token can be signed");
      page.shows("#signing .why", "the organisations were not listed yet: Vault refuses the token");
      page.shows("#signing .remedy", "path \"transit/keys/\"");
      page.shows("#signing", "Not ready: the organisations of issuer org were not listed yet.");

      stage.vault().mend();

      page.shows("#signing h2", "No organisation is in use yet; 0 are known");
      stage.make("acme");
      page.shows("#signing h2", "No organisation is in use yet; 1 is known");
      page.shows("#trusted", "org");
      assertFalse(page.text("#trusted").contains("None is configured"), page.text("#trusted"));
      page.shows("#instance", "org");

      stage.served("acme");

      page.shows("#signing h2", "Tokens can be signed");
      page.shows("#signing", "org-acme-es256 signs with version 1");
      assertEquals(List.of(), page.messages());
      assertTrue(service.running());
    }
  }
}
