package io.vouchsafe.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.ServerSocket;
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
}
