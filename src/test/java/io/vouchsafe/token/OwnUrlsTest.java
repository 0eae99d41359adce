package io.vouchsafe.token;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.base.OrgPattern;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnUrlsTest {
  private final OwnUrls own =
      new OwnUrls(
              Set.of("https://id.example.com", "vouchsafe"),
              List.of(
                  OrgPattern.parse("https://id.example.com/org/{org}"),
                  OrgPattern.parse("HTTPS://id.example.com/a/{org}/id/")))
          .inAudienceForm();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vouchsafe",
        "https://id.example.com/org/beta",
        "https://id.example.com/org/%62eta",
        "https://id.example.com/%6frg/beta",
        "https://id.example.com/%6Frg/bet%61/",
        "https://id.example.com/org/x/../beta",
        "https://id.example.com/org/./beta/.",
        "https://id.example.com/org/x/%2e%2E/beta",
        "https://id.example.com/../../org/beta",
        "https://id.example.com/org/beta?x=1",
        "https://id.example.com/org/beta/?",
        "https://id.example.com/org/beta#x",
        "HTTPS://ID%2Eexample.COM:443/x/../org/beta?#",
        "https://id.example.com/a/beta/id",
        "https://ID.example.com/a/b%65ta/id//",
        "https://id.example.com/a/x/../beta/./%69d?x=1",
        "https://id.example.com/..",
        "https://id.example.com?x=1",
        "https://id.example.com/x/../"
      })
  void whatAVerifierMayTakeForOneOfOurs(String audience) {
    assertTrue(own.mayBe(audience));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://id.example.com/org/beta/keys",
        "https://id.example.com/a/beta",
        "https://id.example.com/a/beta/ID",
        "https://id.example.com/a/beta/id/x",
        "https://id.example.com/a/id",
        "https://id.example.com/org/Beta",
        "https://id.example.com/org/b%C3%A9ta",
        "https://id.example.com/org%2Fbeta",
        "https://id.example.com/org/%2562eta",
        "https://id.example.com/org/be%zzta?x",
        "https://id.example.com/org/beta%",
        "https://other.example.com/org/beta?x=1",
        "https://id.example.com/other/../x",
        "vouchsafe?x=1",
        "urn:a/../b%62",
        "https://[/%62/..",
        "//%/..",
        "://?#",
        "%",
        "$1%24/../\\"
      })
  void allElseIsOthers(String audience) {
    assertFalse(own.mayBe(audience));
  }
}
