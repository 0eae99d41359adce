package io.vouchsafe.admin;

import static io.vouchsafe.testing.BaoServer.binary;
import static io.vouchsafe.testing.Repository.ROOT;

import io.vouchsafe.admin.Admin.Ended;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code vault/verify-regions} says before it asks anybody. */
class VerifyRegionsArgumentsTest {
  private static Ended verify(String... flags) {
    List<String> command = new ArrayList<>(List.of(ROOT + "/vault/verify-regions"));
    command.addAll(List.of("--cli", binary(), "--region", "eu=http://eu.example.com"));
    command.addAll(List.of("--new", "third", "--region", "third=http://vault.example.com"));
    command.addAll(List.of(flags));
    return Admin.run(Map.of(), "", command);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://vault.example.com",
        "http://VAULT.example.com",
        "http://vault.example.com:80",
        "http://vault.example.com/",
      })
  void oneVaultIsNotTwoRegions(String same) {
    verify("--new", "fourth", "--region", "fourth=" + same)
        .with(2)
        .saying("--region third and --region fourth are the same Vault");
  }

  @ParameterizedTest
  @CsvSource({
    "http://vault.example.com:8200, --new=third",
    "https://vault.example.com, --new=third",
    "http://vault.example.com, --namespace=fourth=b",
    "http://vault.example.com, --mount=fourth=other",
  })
  void anotherPlaceInAVaultIsAnother(String url, String more) {
    verify(more, "--new", "fourth", "--region", "fourth=" + url)
        .with(2)
        .saying("what do the instances of eu know?");
  }

  @Test
  void itSaysHowItIsUsed() {
    verify("--help").done().saying("usage: vault/verify-regions --region NAME=VAULT");
  }
}
