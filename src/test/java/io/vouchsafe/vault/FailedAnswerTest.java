package io.vouchsafe.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.vault.client.common.VaultRequest;
import io.quarkus.vault.client.common.VaultResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FailedAnswerTest {
  private static final AddressNames EU =
      new AddressNames("vouchsafe.vault.regions.eu", "vouchsafe.vault.regions.eu.namespace");

  private static String words(AddressNames names, int status, String header, String value) {
    return VaultAnswer.of(
            new VaultResponse<Void>(
                VaultRequest.<Void>get("GET").path("x").build(ignored -> Optional.empty()),
                status,
                List.of(Map.entry(header, value)),
                "<html>".getBytes(StandardCharsets.UTF_8)),
            names)
        .failure()
        .getMessage();
  }

  @Test
  void aFailureNamesTheSettingOfTheVaultThatItIsAbout() {
    assertEquals(
        "Vault redirects to https://vault-1:8200 (307), and redirects are not followed: set vouchsafe.vault.regions.eu.url to it",
        words(EU, 307, "Location", "https://vault-1:8200/v1/x"));
    assertEquals(
        "something before Vault answered with a page (404): check quarkus.vault.url",
        words(AddressNames.OF_VAULT, 404, "Content-Type", "text/html"));
  }

  @Test
  void aNodesFailureNamesTheListOfNodes() {
    AddressNames node = AddressNames.OF_VAULT.ofNode();
    assertEquals(
        "Vault redirects to https://vault-1:8200 (307), and redirects are not followed: name that"
            + " in vouchsafe.vault.nodes in this node's place, or leave this node out",
        words(node, 307, "Location", "https://vault-1:8200/v1/x"));
    assertEquals(
        "something before Vault answered with a page (404): check vouchsafe.vault.nodes",
        words(node, 404, "Content-Type", "text/html"));
  }
}
