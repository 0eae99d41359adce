package io.vouchsafe.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fresh clone on a fresh machine finds an OpenBao. */
@Tag("slow")
class BaoServerTest {
  @Test
  void theProgramIsNamedAlsoWhereItHasToBeFetchedFirst(@TempDir Path cache) {
    String binary = BaoServer.binary(Map.of("XDG_CACHE_HOME", cache.toString()));

    assertTrue(Files.isExecutable(Path.of(binary)), binary);
  }
}
