package io.vouchsafe.demo;

import io.vouchsafe.testing.Flags;
import io.vouchsafe.testing.Repository;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/** {@code dev/up}: a platform in the foreground. */
public final class Up {
  private static final String CONFIG = "--config";
  private static final Set<String> SET_BY_FLAGS =
      Set.of("quarkus.http.port", "quarkus.management.port");

  private Up() {}

  public static void main(String[] arguments) {
    Set<String> valued = new HashSet<>(Commands.PORTS);
    valued.add(CONFIG);
    Flags flags = new Flags("up", arguments, valued, Set.of());
    flags.refuseOthers();
    Optional<Path> config = config(flags);
    Commands.run(
        "up",
        () -> {
          Commands.PlatformPorts ports = Commands.PlatformPorts.of(flags);
          Platform platform = Platform.start(ports.vault());
          Platform.Service service = platform.service(ports.service(), config);
          service.place().write();
          System.out.print(ready(service.place(), config));
          platform.waitForEnd(service);
        });
  }

  private static Optional<Path> config(Flags flags) {
    if (!flags.has(CONFIG)) {
      return Optional.empty();
    }
    Path file = Path.of(flags.value(CONFIG, "")).toAbsolutePath();
    Properties settings = new Properties();
    try (Reader text = Files.newBufferedReader(file)) {
      settings.load(text);
    } catch (IOException | IllegalArgumentException e) {
      throw flags.failed("--config %s cannot be read: %s".formatted(file, e));
    }
    SET_BY_FLAGS.stream()
        .filter(settings::containsKey)
        .findFirst()
        .ifPresent(
            port -> {
              throw flags.failed(
                  "%s stands in %s: ports are set by the flags".formatted(port, file));
            });
    return Optional.of(file);
  }

  private static String ready(Place place, Optional<Path> config) {
    String own = config.map(file -> ", under those of " + file).orElse("");
    String org = "shop";
    return """
        ready

          issuer       %1$s   (/.well-known/openid-configuration)
          console      %2$s/   (beside it: /q/health, /q/metrics, /keys, /status)
          OpenBao      %3$s   (its root token is in target/dev/env)
          logs         %4$s
                       %5$s
          audit        %8$s
          settings     %6$s

        Next, in another terminal:

          cd %7$s
        %10$s  eval "$(./dev/grant org=shop app=checkout deployment=d-42 environment=production)"
          curl -sS --fail-with-body --max-time 10 -H "Authorization: bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" \\
            "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=sts.amazonaws.com" | jq -ner 'input | .value // error(.message)'

          ./dev/vouchsafe token --audience sts.amazonaws.com --format claims
          ./dev/vouchsafe exec --aws-role arn:aws:iam::111122223333:role/checkout -- sh -c 'env | grep ^AWS_'

          # its broker takes the grant back: 204, and the commands above get a 401
          curl -sS --max-time 10 -o /dev/null -w '%%{http_code}\\n' -X DELETE \\
            -H "Authorization: Bearer $(./dev/proof)" "%9$s/grants/$GRANT_ID"

        Ctrl-C ends it and leaves the logs and the settings behind, nothing else.
        """
        .formatted(
            place.url(),
            place.managementUrl(),
            place.vault().address(),
            place.log(),
            place.vaultLog(),
            Place.FOLDER.resolve("service.properties") + own,
            Repository.ROOT,
            DevAudit.inForce(config, Place.FOLDER, Place.AUDIT),
            place.urlOf(org),
            place.isTemplate() ? making(OwnSettings.of(config).keyPrefixOf(org)) : "");
  }

  /** How the first organisation is made. */
  private static String making(String keyPrefix) {
    return """

          # there is no organisation yet; this makes the keys of one, which is served a second later
          (. target/dev/env && export BAO_ADDR BAO_TOKEN &&
            ./vault/setup --key-prefix %s --keys-only --cli "$(./dev/bao)")

        """
        .formatted(keyPrefix);
  }
}
