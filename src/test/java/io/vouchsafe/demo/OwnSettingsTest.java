package io.vouchsafe.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnSettingsTest {
  private static final String URL = "http://localhost:8080";

  @TempDir Path folder;

  private OwnSettings of(String settings) throws IOException {
    return OwnSettings.of(Optional.of(Files.writeString(folder.resolve("own"), settings)));
  }

  @Test
  void theKeysOfEachIssuerAreKnown() throws IOException {
    OwnSettings settings =
        of(
            """
            vouchsafe.issuers.demo.issuer=http://localhost:8080/org/{org}
            vouchsafe.issuers.demo.key-prefix=org-{org}
            vouchsafe.issuers.other.key-prefix=other
            vouchsafe.issuers.third.key-prefix=${PREFIX}
            """);
    assertEquals(List.of("org-{org}", "other"), settings.keyPrefixes());
    assertEquals("org-shop", settings.keyPrefixOf("shop"));
    assertArrayEquals(
        new String[] {"vouchsafe-signer", "org--signer", "other-signer"}, settings.signers());
    assertEquals(URL + "/org/{org}", settings.issuer(URL));
  }

  @Test
  void thePathAloneSaysWhereTheIssuerIsHere() throws IOException {
    assertEquals(URL, of("vouchsafe.issuers.demo.issuer=https://id.example.com\n").issuer(URL));
    assertEquals(URL + "/a", of("vouchsafe.issuers.demo.issuer=https://x/a/\n").issuer(URL));
    assertEquals(URL, OwnSettings.of(Optional.empty()).issuer(URL));
    assertEquals(List.of(), OwnSettings.of(Optional.empty()).keyPrefixes());
  }
}
