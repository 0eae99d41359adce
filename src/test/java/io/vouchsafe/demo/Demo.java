package io.vouchsafe.demo;

import io.vouchsafe.testing.Flags;
import io.vouchsafe.testing.Processes;
import io.vouchsafe.testing.Repository;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** {@code dev/demo}: a platform on which everything is shown once, and which then stays up. */
public final class Demo {
  private Demo() {}

  public static void main(String[] arguments) {
    Flags flags = new Flags("demo", arguments, Commands.PORTS, Set.of("--check"));
    flags.refuseOthers();
    Commands.run("demo", () -> show(flags));
  }

  private static void show(Flags flags) {
    Commands.PlatformPorts ports = Commands.PlatformPorts.of(flags);
    Platform platform = Platform.start(ports.vault());
    Platform.Service service = platform.service(ports.service(), Optional.empty());
    service.place().write();
    System.out.println(
        "OpenBao and the service are up; the service holds a Vault token with the policy vouchsafe-signer and no other.");
    tell(new TokenStory(service.place()));
    Platform.Service fast = platform.fastService();
    tell(new RotationStory(fast.place()));
    fast.process().close();
    tell(new RevocationStory(service.place()));
    tell(new WorkloadStory(service.place()));
    try (TwoRegions regions = platform.twoRegions()) {
      tell(new RegionStory(regions));
    }
    Platform.Service organisations = platform.organisations();
    tell(new OrganisationStory(organisations, platform.bao()));
    organisations.process().close();
    System.out.println();
    System.out.println("The keys of the other service on one screen (dev/keys):");
    System.out.println();
    new KeyTable(Instant.now(), System.out).print(KeyTable.read(service.place().managementUrl()));
    System.out.println("Every step did what it says.");
    if (flags.has("--check")) {
      System.exit(0);
    }
    System.out.print(toTryNext());
    platform.waitForEnd(service);
  }

  private static String toTryNext() {
    return """

        Up until Ctrl-C. To try next, in another terminal, from %s:

          . target/dev/env
          curl -s "$VOUCHSAFE_URL/.well-known/jwks.json"
          curl -s "$VOUCHSAFE_MANAGEMENT_URL/q/health/ready"

        A grant into that shell, then a token with it, then one that is refused for its lifetime:

          eval "$(./dev/grant org=shop app=checkout deployment=d-42)"
          curl -sS --max-time 10 -H "Authorization: bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=sts.amazonaws.com"
          curl -sS --max-time 10 -H "Authorization: bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=sts.amazonaws.com&ttl=7200"

        Who got which token, who vouched, and whether anybody touched the file:

          ./audit/find --event issued target/dev/audit.jsonl
          ./audit/verify target/dev/audit.jsonl

        A new key version, which is in the JWKS a second later; then the end of those before it:

          export BAO_ADDR BAO_TOKEN VOUCHSAFE_MANAGEMENT_URL
          ./vault/rotate vouchsafe-rs256 --cli "$(./dev/bao)"
          ./dev/keys
          ./vault/revoke vouchsafe-rs256 2 --cli "$(./dev/bao)"
        """
        .formatted(Repository.ROOT);
  }

  private static void tell(Story story) {
    try {
      story.tell();
    } catch (RuntimeException e) {
      if (Processes.isInterrupted()) {
        return;
      }
      System.err.printf("%nFAILED: %s%n", e.getMessage());
      System.err.printf("  logs:     %s%n", story.place.log());
      System.err.printf("            %s%n", story.place.vaultLog());
      System.exit(1);
    }
  }
}
