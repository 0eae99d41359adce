package io.vouchsafe.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortsTest {
  @Test
  void noPortIsGivenOutTwice() {
    Set<Integer> ports = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      Ports service = Ports.free();
      ports.add(service.http());
      ports.add(service.management());
    }

    assertEquals(100, ports.size());
  }

  @Test
  void aPortThatIsGivenOutCanBeListenedOnOnce() throws IOException {
    int port = Ports.one();

    try (ServerSocket listener = new ServerSocket(port)) {
      assertEquals(port, listener.getLocalPort());
      assertThrows(IOException.class, () -> new ServerSocket(port).close());
    }
  }

  @Test
  void norIsOneThatAnotherJvmGaveOut() throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path classes = Path.of(Ports.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Process another =
        new ProcessBuilder(
                java.toString(),
                "-Dtestbed.root=" + Repository.ROOT,
                "-cp",
                classes.toString(),
                Another.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      int port = Integer.parseInt(another.inputReader().readLine());

      assertFalse(Ports.claims(port));
    } finally {
      another.destroy();
      another.waitFor();
    }
  }

  /** Says which port it gives out, and lives until its input ends. */
  static final class Another {
    public static void main(String... none) throws IOException {
      System.out.println(Ports.one());
      System.in.readAllBytes();
    }
  }
}
