package io.vouchsafe.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.vouchsafe.testing.OrganisationsStage;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The console where a template makes issuers. */
@Tag("slow")
class ConsoleOrganisationsIT {
  @RegisterExtension
  private static final ConsoleBed bed =
      ConsoleBed.running("console-organisations", OrganisationsStage::new);

  @Test
  void anOrganisationIsFoundByItsName() {
    OrganisationsStage stage = (OrganisationsStage) bed.stage();
    stage.make("acme");
    stage.make("other");
    stage.listed("acme");
    stage.listed("other");
    bed.page().shows("#keys", "org/other");

    find("acme");

    bed.page().shows("#keys-body", "Organisation acme alone");
    bed.page().shows("#keys-body", "org-acme-rs256 ");
    assertEquals(List.of("org/acme"), shownIssuers());

    find("nobody");

    bed.page().shows("#keys-body", "There is no organisation nobody.");
    assertEquals(List.of(), shownIssuers());

    find("");

    bed.page().shows("#keys-body", "org/other");
    bed.page().shows("#keys-body", "vouchsafe-rs256");
  }

  private void find(String org) {
    bed.page().value("document.getElementById('org').select()");
    bed.page().press("Delete", 46);
    bed.page().types(org);
    bed.page().press("Enter", 13);
  }

  private List<String> shownIssuers() {
    return StreamSupport.stream(
            bed.page()
                .value(
                    "[...document.querySelectorAll('#keys-body .issuer')].map(it =>"
                        + " it.dataset.key)")
                .spliterator(),
            false)
        .map(JsonNode::asText)
        .toList();
  }
}
