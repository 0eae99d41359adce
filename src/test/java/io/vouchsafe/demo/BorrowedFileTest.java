package io.vouchsafe.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BorrowedFileTest {
  @TempDir Path folder;

  @Test
  void itSaysAfterwardsWhatItSaidBefore() throws IOException {
    Path file = Files.writeString(folder.resolve("authentication.yaml"), "jwt: []\n");
    BorrowedFile borrowed = BorrowedFile.borrow(file, folder.resolve("kept/copy"));

    borrowed.say("jwt: [ours]\n");
    assertEquals("jwt: [ours]\n", Files.readString(file));

    borrowed.giveBack();
    assertEquals("jwt: []\n", Files.readString(file));
  }

  @Test
  void oneThatIsNotThereIsNotMade() {
    Path missing = folder.resolve("missing.yaml");

    assertThrows(
        UncheckedIOException.class, () -> BorrowedFile.borrow(missing, folder.resolve("copy")));
    assertFalse(Files.exists(missing));
  }
}
