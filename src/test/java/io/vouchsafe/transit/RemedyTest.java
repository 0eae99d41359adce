package io.vouchsafe.transit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vouchsafe.base.OrgPattern;
import io.vouchsafe.base.SetupCommand;
import io.vouchsafe.testing.VaultFixture;
import io.vouchsafe.vault.LoginSettings;
import io.vouchsafe.vault.VaultFailure;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is done where the Vault of another region denies what its login is for. */
class RemedyTest {
  private static final TransitSettings US =
      new TransitSettings(
          new SetupCommand("transit", Optional.empty(), "vouchsafe.vault.regions.us", List.of()),
          VaultFixture.CALLS);
  private static final String ROLE_ID =
      "vouchsafe.vault.regions.us.authentication.app-role.role-id";
  private static final VaultFailure DENIED =
      new VaultFailure(VaultFailure.Kind.DENIED, "Vault refuses the token or the request (403)");

  private static LoginSettings login(String flags) {
    return new LoginSettings(ROLE_ID, flags, "");
  }

  @Test
  void aLoginThatMaySignNamesItselfTheSignersPolicyAndTheSettingThatWantsIt() {
    assertEquals(
        "the login there ("
            + ROLE_ID
            + ") needs the signer's policy, with path \"transit/sign/vouchsafe-rs256\""
            + " { capabilities = [\"update\"] }: vault/setup --key-prefix vouchsafe"
            + " --auth approle --auth-mount approle-eu; or set"
            + " vouchsafe.vault.regions.us.sign=false",
        Remedy.ofSigning(
            DENIED, login("--auth approle --auth-mount approle-eu"), US, "vouchsafe-rs256"));
  }

  @Test
  void aLoginThatMayNotListIsSetUpForTheTemplates() {
    TransitSettings template =
        new TransitSettings(
            new SetupCommand("transit", Optional.empty(), List.of(OrgPattern.parse("org-{org}"))),
            VaultFixture.CALLS);

    assertEquals(
        "the Vault policy needs path \"transit/keys/\" { capabilities = [\"list\"] }: vault/setup"
            + " --key-prefix 'org-{org}'",
        Remedy.ofListing(DENIED, login(""), template));
    assertEquals(
        "correct " + ROLE_ID + ", or Vault's side of it with: vault/setup --key-prefix 'org-{org}'",
        Remedy.ofListing(
            new VaultFailure(VaultFailure.Kind.LOGIN_REFUSED, "refused"), login(""), template));
  }

  @Test
  void aLoginThatMayNotReadIsPreparedWithItsRole() {
    assertEquals(
        "the login there ("
            + ROLE_ID
            + ") needs a policy with path \"transit/keys/vouchsafe-rs256\""
            + " { capabilities = [\"read\"] }: vault/setup --key-prefix vouchsafe"
            + " --auth approle --role reader",
        Remedy.ofReading(DENIED, login("--auth approle --role reader"), US, "vouchsafe-rs256"));
  }

  /** {@code vault/setup} takes a role with a login alone. */
  @Test
  void aKeyThatIsMissingIsMadeWithoutALogin() {
    assertEquals(
        "make it with: vault/setup --key-prefix vouchsafe",
        Remedy.ofReading(
            new VaultFailure(VaultFailure.Kind.MISSING, "nothing"),
            login("--auth approle --role reader"),
            US,
            "vouchsafe-rs256"));
  }
}
