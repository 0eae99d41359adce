package io.vouchsafe.base;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SetupCommandTest {
  @Test
  void itHasTheFlagsOfTheConfiguration() {
    assertEquals("vault/setup --key-prefix shop", SetupCommand.of("transit").forKeys("shop"));
    assertEquals(
        "make new keys under another prefix (vault/setup --mount team/transit --key-prefix NEW --revocation-mount revoked/eu) and set vouchsafe.issuers.<name>.key-prefix to it",
        new SetupCommand("team/transit", Optional.of("revoked/eu")).newKeys("shop"));
  }

  @Test
  void anOrganisationsKeysAreMadeAloneAndItsPoliciesAreTheTemplates() {
    SetupCommand setup =
        new SetupCommand("transit", Optional.of("revoked"), List.of(OrgPattern.parse("org-{org}")));

    assertEquals("vault/setup --key-prefix org-acme --keys-only", setup.makingKeys("org-acme"));
    assertEquals(
        "vault/setup --key-prefix 'org-{org}' --revocation-mount revoked",
        setup.forKeys("org-acme"));
    assertEquals(
        "vault/setup --key-prefix 'org-{org}' --revocation-mount revoked",
        setup.forOrganisations());
    assertEquals(
        "vault/setup --key-prefix shop --revocation-mount revoked", setup.makingKeys("shop"));
  }
}
