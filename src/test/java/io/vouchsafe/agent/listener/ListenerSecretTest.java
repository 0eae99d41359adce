package io.vouchsafe.agent.listener;

import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.agent.ExitCode;
import io.vouchsafe.agent.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the secret of a listener comes from, and who can read it. */
class ListenerSecretTest {
  private static final String CHOSEN = "0123456789abcdef0123456789abcdef";

  private static final ListenerSecret.Listener LISTENER = ListenerSecret.Listener.AWS;

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("secret");
  }

  private ListenerSecret inFile() throws Fault {
    return kept(Optional.empty(), file);
  }

  private static ListenerSecret kept(Optional<String> variable, Path file) throws Fault {
    ListenerSecret secret = ListenerSecret.of(LISTENER, variable, Optional.of(file));
    secret.keep();
    return secret;
  }

  @Test
  void itIsRandomAndItsOwnersAloneWithoutTheEndOfALine() throws Fault, IOException {
    ListenerSecret secret = inFile();
    String text = Files.readString(file);
    kept(Optional.empty(), folder.resolve("other"));

    assertTrue(text.matches("[A-Za-z0-9_-]{43}"), text);
    assertEquals(fromString("rw-------"), Files.getPosixFilePermissions(file));
    assertNotEquals(text, Files.readString(folder.resolve("other")));
    assertTrue(secret.is(text));
    assertFalse(secret.is(text + "\n"));
    assertFalse(secret.is(text.substring(1)));
    assertFalse(secret.is(""));
  }

  @Test
  void whoHasItKeepsItWhenTheAgentStartsAnew() throws Fault, IOException {
    inFile();
    String first = Files.readString(file);
    inFile();

    assertEquals(first, Files.readString(file));
  }

  @Test
  void whatOthersCouldReadIsReplaced() throws Fault, IOException {
    inFile();
    String first = Files.readString(file);
    Files.setPosixFilePermissions(file, fromString("rw-r-----"));
    inFile();

    assertNotEquals(first, Files.readString(file));
    assertEquals(fromString("rw-------"), Files.getPosixFilePermissions(file));
  }

  @Test
  void whatIsNoSecretIsReplaced() throws Fault, IOException {
    Files.writeString(file, "guess");
    Files.setPosixFilePermissions(file, fromString("rw-------"));
    inFile();

    assertNotEquals("guess", Files.readString(file));
  }

  @Test
  void theOperatorMayChooseIt() throws Fault, IOException {
    ListenerSecret secret = kept(Optional.of(CHOSEN), file);

    assertTrue(secret.is(CHOSEN));
    assertEquals(CHOSEN, Files.readString(file));
    assertTrue(ListenerSecret.of(LISTENER, Optional.of(CHOSEN), Optional.empty()).is(CHOSEN));
  }

  @Test
  void aShortOneOrNoneIsRefused() {
    Fault shorter =
        assertThrows(
            Fault.class,
            () -> ListenerSecret.of(LISTENER, Optional.of("short"), Optional.of(file)));
    Fault none =
        assertThrows(
            Fault.class, () -> ListenerSecret.of(LISTENER, Optional.empty(), Optional.empty()));

    assertEquals(ExitCode.MISUSED, shorter.code());
    assertTrue(shorter.getMessage().contains("at least 32"), shorter::getMessage);
    assertEquals(ExitCode.MISUSED, none.code());
  }
}
