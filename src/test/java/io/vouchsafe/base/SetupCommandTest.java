package io.vouchsafe.base;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class SetupCommandTest {
  @Test
  void itHasTheFlagsOfTheConfiguration() {
    assertEquals("vault/setup --key-prefix shop", SetupCommand.of("transit").forKeys("shop"));
    assertEquals(
        "vault/setup --mount team/transit --key-prefix NEW --revocation-mount revoked/eu",
        new SetupCommand("team/transit", Optional.of("revoked/eu")).forNewKeys());
  }
}
