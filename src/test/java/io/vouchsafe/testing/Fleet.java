package io.vouchsafe.testing;

import static io.vouchsafe.testing.Eventually.eventually;

import io.vouchsafe.key.KeyRole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Several instances of the service in front of one OpenBao, with the times of a key's life
 * compressed to seconds. Each issuer lives under a path of its name, the first at the root.
 */
public final class Fleet implements AutoCloseable {
  /** The audience whose tokens are ES256; all others get RS256. */
  public static final String ES256 = Stage.ES256_AUDIENCE;

  private static final String REVOCATION_MOUNT = "vouchsafe.caller.revocation.mount";
  private static final String CLIENT_TOKEN = "authentication.client-token";

  /** An instance and where it listens; it may be killed and started again. */
  public final class Instance {
    private final String name;
    private final Ports ports = Ports.free();
    private final Map<String, String> settings;
    private volatile ServiceProcess process;
    private int starts;

    private Instance(String name, Map<String, String> settings) {
      this.name = name;
      this.settings = new TreeMap<>(settings);
      this.settings.put("quarkus.http.port", Integer.toString(ports.http()));
      this.settings.put("quarkus.management.port", Integer.toString(ports.management()));
    }

    /** The same public port as another instance. */
    public Instance withPublicPortOf(Instance other) {
      settings.put("quarkus.http.port", Integer.toString(other.ports.http()));
      return this;
    }

    /** The same ports as another instance, both of them. */
    public Instance withPortsOf(Instance other) {
      settings.put("quarkus.management.port", Integer.toString(other.ports.management()));
      return withPublicPortOf(other);
    }

    /** Takes all settings whose names begin so out of its configuration; it has to be restarted. */
    public void without(String prefix) {
      settings.keySet().removeIf(name -> name.startsWith(prefix));
    }

    /** Starts it, and does not wait. */
    public synchronized void start() {
      process = ServiceProcess.start("%s-%d".formatted(name, ++starts), settings);
    }

    public void kill() {
      process.kill();
    }

    public String output() {
      return process.output();
    }

    /** As {@link ServiceProcess#records}. */
    public List<String> records() {
      return process.records();
    }

    public int exitStatus() {
      return process.exitStatus();
    }

    /** Calls an issuer at this instance. */
    public Client client(String issuer) {
      return new Client(stage, "http://localhost:" + ports.http() + path(issuer));
    }

    /** Its process. */
    public Process process() {
      return process.process();
    }

    /** Its public port. */
    public int port() {
      return ports.http();
    }

    /** Tells it to stop, as a platform does, and does not wait. */
    public void terminate() {
      process.process().destroy();
    }

    public String managementUrl() {
      return "http://localhost:" + ports.management();
    }

    /** Whether anybody accepts connections at its public port. */
    public boolean listensInPublic() {
      try {
        new Socket(InetAddress.getLoopbackAddress(), ports.http()).close();
        return true;
      } catch (IOException refused) {
        return false;
      }
    }

    /** Whether it reads its keys and signs. */
    public boolean good() {
      return status("/q/health/ready") == 200 && status("/q/health/group/signing") == 200;
    }

    public int status(String path) {
      try {
        return client("default").get(managementUrl() + path).status();
      } catch (UncheckedIOException notListening) {
        return 0;
      }
    }

    public void awaitGood() {
      eventually(() -> name + " ready and signing: " + output(), this::good);
    }
  }

  private final Stage stage;
  private final List<String> issuers;
  private final Map<String, String> settings;
  private final List<Instance> instances = new ArrayList<>();

  /**
   * On an OpenBao of its own, which tests may seal and break, with keys for these issuers; {@code
   * default} and {@code second} must be first.
   */
  public Fleet(String... issuers) {
    this(new Stage(), issuers);
  }

  /** The same on a namespace of the OpenBao that the tests of this JVM share. */
  public static Fleet shared(String... issuers) {
    return new Fleet(Stage.shared(), issuers);
  }

  private Fleet(Stage stage, String... issuers) {
    this.stage = stage;
    this.issuers = List.of(issuers);
    settings = new FleetIssuers(stage, stage.start()).all(this.issuers);
    settings.put("quarkus.vault." + CLIENT_TOKEN, signerToken());
  }

  static String prefix(String issuer) {
    return issuer.equals("default") ? "vouchsafe" : issuer;
  }

  static String path(String issuer) {
    return issuer.equals("default") ? "" : "/" + issuer;
  }

  /** The audience that proofs of the issuer's brokers have. */
  public static String proofAudience(String issuer) {
    return "brokers-of-" + issuer;
  }

  /** A Vault token with the signer's policy of every issuer. */
  public String signerToken() {
    return tokenFor("-signer");
  }

  /** A Vault token with the rotator's policy of every issuer. */
  public String rotatorToken() {
    return tokenFor("-rotator");
  }

  private String tokenFor(String part) {
    return stage
        .bao()
        .tokenWith(issuers.stream().map(it -> prefix(it) + part).toArray(String[]::new));
  }

  /** Settings beside those of the stage, in pairs, for the instances started from now on. */
  public Fleet with(String... pairs) {
    for (int i = 0; i < pairs.length; i += 2) {
      settings.put(pairs[i], pairs[i + 1]);
    }
    return this;
  }

  /** Times of seconds: a version is announced for six, stays for eight, and rotates at fifteen. */
  public Fleet compressed() {
    return with(CompressedTimes.SECONDS);
  }

  /**
   * The same with room for a JWKS that is bounded: a version is skipped if three newer ones come
   * within two seconds, and at most 25 of one key are published.
   */
  public Fleet bounded() {
    return compressed().with(CompressedTimes.BOUNDED);
  }

  /** With brokers that can take grants back. */
  public Fleet revoking() {
    issuers.forEach(it -> stage.revoking(prefix(it)));
    return with(REVOCATION_MOUNT, Stage.REVOKED);
  }

  /** Makes an instance that signs and rotates under a Vault token of its own for each. */
  public Instance rotating(String name) {
    return instance(
        name,
        "quarkus.vault." + CLIENT_TOKEN,
        signerToken(),
        "vouchsafe.rotation." + CLIENT_TOKEN,
        rotatorToken(),
        "vouchsafe.rotation.mode",
        "on");
  }

  /** Makes an instance with these settings beside the others, in pairs; it is not started. */
  public Instance instance(String name, String... pairs) {
    Map<String, String> all = new TreeMap<>(settings);
    for (int i = 0; i < pairs.length; i += 2) {
      all.put(pairs[i], pairs[i + 1]);
    }
    Instance instance = new Instance(name, all);
    instances.add(instance);
    return instance;
  }

  public List<String> issuers() {
    return issuers;
  }

  public Stage stage() {
    return stage;
  }

  /** The Transit keys of one issuer. */
  public static List<String> keys(String issuer) {
    return Arrays.stream(KeyRole.values()).map(role -> role.keyName(prefix(issuer))).toList();
  }

  /** The Transit keys of all issuers. */
  public List<String> keys() {
    return issuers.stream().flatMap(issuer -> keys(issuer).stream()).toList();
  }

  /** Whether a region that cannot be read makes a JWKS of all others one that nobody may keep. */
  boolean hasRegions() {
    return instances.stream().anyMatch(it -> it.settings.containsKey("vouchsafe.vault.region"));
  }

  /** Whether brokers can take grants back. */
  boolean revokes() {
    return settings.containsKey(REVOCATION_MOUNT);
  }

  /** A grant of the broker; the answer may be a refusal. */
  public Http.Answer grant(Instance instance, String issuer) {
    return grantAt(instance.client(issuer), issuer);
  }

  /** The same through a client of the issuer. */
  public Http.Answer grantAt(Client client, String issuer) {
    return grantAt(client, issuer, "soak");
  }

  Http.Answer grantAt(Client client, String issuer, String job) {
    return client.post(
        "/grants",
        client.proof(claims -> claims.audience(proofAudience(issuer))),
        Map.of("workload", Map.of("job", job), "audiences", List.of("*")));
  }

  @Override
  public void close() {
    instances.stream()
        .map(instance -> instance.process)
        .filter(process -> process != null)
        .forEach(ServiceProcess::close);
    stage.stop();
  }
}
