package io.vouchsafe.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vouchsafe.testing.BaoServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What {@code vault/rotate} and {@code vault/revoke} do where OpenBao answers 500, "transaction
 * commit failed", and has done it all the same, in its memory alone.
 */
@Tag("slow")
class VaultMemoryTest extends WithKeys {
  private static final String FAILED =
      "printf 'Error writing data: Error making API request.\\n\\nCode: %s. Errors:\\n\\n"
          + "* transaction commit failed\\n' >&2; exit 2";

  private Path log;

  @BeforeEach
  void prepare() {
    log = folder.resolve("log");
  }

  /** A command line that does so the first times that it writes to a path with this end. */
  private String failing(String end, int times) throws IOException {
    return answering("500", end, times, BaoServer.binary() + " \"$@\" >/dev/null; ");
  }

  private String answering(String code, String end, int times, String first) throws IOException {
    return admin.cli(
        "case \"$*\" in write*/" + end + "*)",
        "echo \"$@\" >> " + log,
        "[ \"$(wc -l < " + log + ")\" -gt " + times + " ] || {",
        first + FAILED.formatted(code) + "; } ;; esac");
  }

  private Admin.Ended with(String cli, String script, String... arguments) {
    return admin.with(cli, bao.rootToken(), script, arguments);
  }

  private int writes() throws IOException {
    return Files.readAllLines(log).size();
  }

  @Test
  void aVersionThatIsThereAfterAnErrorIsStoredByAnother() throws Exception {
    var key = admin.key(1);

    with(failing("rotate", 2), "vault/rotate", key)
        .done()
        .saying(
            "unsure transit/keys/"
                + key
                + " version 2: Vault answers 500, and may have it in its"
                + " memory alone: once more, which stores both",
            "unsure transit/keys/" + key + " version 3",
            "created transit/keys/" + key + " version 4");

    assertEquals(3, writes());
    assertEquals(4, bao.key(key).path("latest_version").asInt());
  }

  @Test
  void itEndsWithAnErrorWhereNoneIsStoredForCertain() throws Exception {
    var key = admin.key(1);

    with(failing("rotate", 99), "vault/rotate", key)
        .with(1)
        .saying(
            "Vault answered 500 to 5 rotations of transit/keys/" + key,
            "versions up to 6 may be in its memory alone: run vault/rotate " + key,
            "transaction commit failed")
        .notSaying("created    ");

    assertEquals(5, writes());
  }

  @Test
  void whatIsNotThereIsNotMadeOnceMoreNorIsWhatAnotherErrorLeft() throws Exception {
    var key = admin.key(1);

    with(answering("500", "rotate", 99, ""), "vault/rotate", key)
        .with(1)
        .saying("no version was added to transit/keys/" + key, "transaction commit failed");
    assertEquals(1, writes());

    Files.delete(log);
    var lost = answering("504", "rotate", 99, BaoServer.binary() + " \"$@\" >/dev/null; ");
    with(lost, "vault/rotate", key).done().saying("created transit/keys/" + key + " version 2");
    assertEquals(1, writes());
  }

  @Test
  void raisedMinimumsAreStoredByRaisingThemOnceMore() throws Exception {
    var key = admin.key(2);

    with(failing("config", 1), "vault/revoke", key, "1", "--yes").done().saying("revoked");

    assertEquals(2, writes());
    admin.assertMinimums(key, 2, 2);
  }

  @Test
  void aRevocationThatIsInMemoryAloneIsNoRevocation() throws Exception {
    var key = admin.key(2);

    with(failing("config", 99), "vault/revoke", key, "1", "--yes")
        .with(1)
        .saying("NOT CERTAIN: Vault shows transit/keys/" + key + " as revoked")
        .notSaying("revoked    ");

    assertEquals(5, writes());
  }

  @Test
  void whatIsTrimmedIsTrimmedOnceMore() throws Exception {
    var key = admin.key(2);

    with(failing("trim", 1), "vault/revoke", key, "1", "--yes", "--final").done().saying("trimmed");

    assertEquals(2, writes());
    assertEquals(2, bao.key(key).path("min_available_version").asInt());
  }
}
