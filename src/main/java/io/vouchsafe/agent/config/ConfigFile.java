package io.vouchsafe.agent.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.aws.RoleArn;
import io.vouchsafe.agent.aws.Sts;
import io.vouchsafe.agent.client.Access;
import io.vouchsafe.agent.client.Secret;
import io.vouchsafe.agent.client.Urls;
import io.vouchsafe.agent.config.AgentConfig.HealthAt;
import io.vouchsafe.agent.file.TokenFile;
import io.vouchsafe.base.PlainFile;
import io.vouchsafe.base.StrictJson;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the file that {@code vouchsafe agent --config} names. */
public final class ConfigFile {
  private static final int LARGEST = 4 << 20;
  private static final int HIGHEST_UID = Integer.MAX_VALUE;
  private static final String LOOPBACK = "127.0.0.1";

  /** What clients of Google's metadata server are told where nothing is said. */
  public static final String USUAL_EMAIL = "workload@vouchsafe.invalid";

  private final Path folder;
  private final URI issuer;

  private ConfigFile(Path folder, URI issuer) {
    this.folder = folder;
    this.issuer = issuer;
  }

  /**
   * Reads it. Paths in it that are relative begin at its folder.
   *
   * @throws Fault if it cannot be read, is no strict JSON, or has a member that is unknown or is
   *     not what it must be, with the member's path
   */
  public static AgentConfig read(Path file) throws Fault {
    try {
      Members root = new Members("", StrictJson.FILE.object(PlainFile.read(file, LARGEST)));
      return read(root, file.toAbsolutePath().getParent()).checked();
    } catch (IllegalArgumentException e) {
      throw Fault.file("the configuration: " + e.getMessage(), e);
    } catch (StrictJson.Fault e) {
      throw Fault.misused(
          "%s cannot be read as JSON: %s%s".formatted(file, inWords(e.reason()), place(e)));
    }
  }

  private static String inWords(StrictJson.Reason reason) {
    return switch (reason) {
      case NOT_UTF8 -> "it is not UTF-8";
      case MALFORMED -> "what stands there is no JSON, which has no comments and no last comma";
      case MEMBER_TWICE -> "a member is there twice";
      case TOO_DEEP -> "it is nested too deeply";
      case TOO_LONG -> "a name or a number is too long";
      case NO_OBJECT -> "it has to be one object, {..}";
    };
  }

  private static String place(StrictJson.Fault fault) {
    return fault
        .place()
        .map(at -> " (line %d, column %d)".formatted(at.line(), at.column()))
        .orElse("");
  }

  private static AgentConfig read(Members root, Path folder) throws Fault {
    root.only("issuer", "ca_file", "allow_http", "make_folders", "health", "workloads");
    boolean allowHttp = root.flag("allow_http");
    URI issuer = Urls.parse("issuer", root.neededText("issuer"), allowHttp);
    ConfigFile file = new ConfigFile(folder, issuer);
    Optional<Path> authorities = root.text("ca_file").map(folder::resolve);
    boolean makesFolders = root.flag("make_folders");
    Optional<HealthAt> health = health(root);
    List<Workload> workloads = new ArrayList<>();
    for (Members workload : root.objects("workloads")) {
      workloads.add(file.workload(workload));
    }
    return new AgentConfig(authorities, makesFolders, health, workloads);
  }

  private static Optional<HealthAt> health(Members root) throws Fault {
    Optional<Members> health = root.object("health");
    if (health.isEmpty()) {
      return Optional.empty();
    }
    Members members = health.get().only("address", "port");
    return Optional.of(
        new HealthAt(members.text("address").orElse(LOOPBACK), members.port("port")));
  }

  private Workload workload(Members members) throws Fault {
    members.only(
        "name",
        "grant_file",
        "proof_file",
        "workload",
        "files",
        "socket",
        "request_url",
        "aws_credentials",
        "metadata");
    String name = members.neededText("name");
    List<TokenFile> files = new ArrayList<>();
    for (Members file : members.objects("files")) {
      files.add(file(file));
    }
    return new Workload(
        name,
        access(members),
        files,
        socket(members),
        requestUrl(members),
        aws(members),
        metadata(members));
  }

  private Optional<Path> path(Members members, String name) throws Fault {
    return members.text(name).map(text -> folder.resolve(text).normalize());
  }

  private Access access(Members members) throws Fault {
    Optional<Path> grant = path(members, "grant_file");
    Optional<Path> proof = path(members, "proof_file");
    Optional<Members> attributes = members.object("workload");
    if (grant.isPresent() == proof.isPresent()) {
      throw members.fault("grant_file", "or proof_file: exactly one of them shows who it is");
    }
    if (grant.isPresent()) {
      if (attributes.isPresent()) {
        throw members.fault("workload", "goes with proof_file: a grant says whose it is");
      }
      return Access.ByGrant.at(issuer, new Secret.InFile("the grant", grant.get()));
    }
    if (attributes.isEmpty() || attributes.get().tree().isEmpty()) {
      throw members.fault("workload", "is missing: the attributes that the proof vouches for");
    }
    for (JsonNode value : attributes.get().tree()) {
      if (!value.isTextual()) {
        throw members.fault("workload", "has texts as attributes");
      }
    }
    return new Access.ByProof(
        issuer, new Secret.InFile("the proof", proof.get()), attributes.get().tree());
  }

  private TokenFile file(Members members) throws Fault {
    members.only("path", "audience", "ttl", "mode");
    Path path = path(members, "path").orElseThrow(() -> members.fault("path", "is missing"));
    return new TokenFile(path, members.text("audience"), members.time("ttl"), members.mode("mode"))
        .checked();
  }

  private Optional<Workload.Socket> socket(Members workload) throws Fault {
    Optional<Members> socket = workload.object("socket");
    if (socket.isEmpty()) {
      return Optional.empty();
    }
    Members members = socket.get().only("path", "uid");
    Path path = path(members, "path").orElseThrow(() -> members.fault("path", "is missing"));
    Optional<Integer> uid = members.number("uid", HIGHEST_UID);
    return Optional.of(new Workload.Socket(path, uid));
  }

  private Optional<Workload.RequestUrl> requestUrl(Members workload) throws Fault {
    Optional<Members> found = workload.object("request_url");
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Members members = found.get().only("port", "secret_file");
    var url = new Workload.RequestUrl(members.port("port"), path(members, "secret_file"));
    return Optional.of(url);
  }

  private Optional<Workload.AwsContainer> aws(Members workload) throws Fault {
    Optional<Members> found = workload.object("aws_credentials");
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Members members = found.get().only("port", "role", "region", "audience", "secret_file");
    var aws =
        new Workload.AwsContainer(
            members.port("port"),
            RoleArn.parse(members.name("role"), members.neededText("role")),
            members.text("region"),
            members.text("audience").orElse(Sts.USUAL_AUDIENCE),
            path(members, "secret_file"));
    return Optional.of(aws);
  }

  private Optional<Workload.Metadata> metadata(Members workload) throws Fault {
    Optional<Members> found = workload.object("metadata");
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Members members = found.get().only("port", "email", "project");
    var metadata =
        new Workload.Metadata(
            members.port("port"),
            members.text("email").orElse(USUAL_EMAIL),
            members.text("project"));
    return Optional.of(metadata);
  }
}
