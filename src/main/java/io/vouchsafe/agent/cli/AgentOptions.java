package io.vouchsafe.agent.cli;

import io.vouchsafe.agent.Durations;
import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.Surroundings;
import io.vouchsafe.agent.aws.RoleArn;
import io.vouchsafe.agent.aws.Sts;
import io.vouchsafe.agent.config.AgentConfig;
import io.vouchsafe.agent.config.AgentConfig.HealthAt;
import io.vouchsafe.agent.config.ConfigFile;
import io.vouchsafe.agent.config.Workload;
import io.vouchsafe.agent.file.FileMode;
import io.vouchsafe.agent.file.TokenFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** What an agent does for one workload, by options. */
final class AgentOptions {
  private static final String FILE = "--file";
  private static final String SOCKET = "--socket";
  private static final String SOCKET_UID = "--socket-uid";
  private static final String REQUEST_URL_PORT = "--request-url-port";
  private static final String REQUEST_URL_SECRET = "--request-url-secret-file";
  private static final String AWS_PORT = "--aws-port";
  private static final String AWS_ROLE = "--aws-role";
  private static final String AWS_REGION = "--aws-region";
  private static final String AWS_AUDIENCE = "--aws-audience";
  private static final String AWS_SECRET = "--aws-secret-file";
  private static final String METADATA_PORT = "--metadata-port";
  private static final String METADATA_EMAIL = "--metadata-email";
  private static final String METADATA_PROJECT = "--metadata-project";
  private static final String MAKE_FOLDERS = "--make-folders";
  private static final String HEALTH_PORT = "--health-port";
  private static final int HIGHEST_PORT = 65_535;
  private static final String LOOPBACK = "127.0.0.1";
  private static final String USUAL_NAME = "workload";

  /** An audience may have commas and equals signs of its own. */
  private static final Pattern FORM =
      Pattern.compile("([^=]+)=(.+?)(?:,(ttl|mode)=([^,=]*))?(?:,(ttl|mode)=([^,=]*))?");

  private static final List<OptionSpec> ALL =
      List.of(
          Options.values(
              FILE,
              "PATH=AUDIENCE[,ttl=TIME][,mode=MODE]",
              "A file to keep fresh; may be repeated. MODE is 0600 (if not said), 0400, 0640, 0440."),
          Options.value(
              SOCKET, "PATH", "A unix socket: POST /v1/tokens/oidc, and GET /?audience=A."),
          Options.value(SOCKET_UID, "UID", "Whose processes may use the socket (the agent's own)."),
          Options.value(
              REQUEST_URL_PORT,
              "PORT",
              "A port of loopback for GitHub's clients. 0 is a free one."),
          Options.value(
              REQUEST_URL_SECRET,
              "FILE",
              "Where their secret is put; or choose it by VOUCHSAFE_LISTENER_SECRET."),
          Options.value(AWS_PORT, "PORT", "A port of loopback for AWS' container credentials."),
          Options.value(AWS_ROLE, "ARN", "The role of these credentials."),
          Options.value(AWS_REGION, "REGION", "Whose STS is asked. Variable AWS_REGION."),
          Options.value(AWS_AUDIENCE, "AUDIENCE", "Of the role's tokens (sts.amazonaws.com)."),
          Options.value(
              AWS_SECRET,
              "FILE",
              "Where their secret is put; or choose it by VOUCHSAFE_LISTENER_SECRET."),
          Options.value(
              METADATA_PORT,
              "PORT",
              "A port of loopback for Google's clients, without a secret: whoever reaches it is the",
              "workload."),
          Options.value(METADATA_EMAIL, "EMAIL", "The service account that they are told."),
          Options.value(METADATA_PROJECT, "ID", "The project that they are told."),
          Options.flag(
              MAKE_FOLDERS,
              "Makes the folders of files, sockets and secrets where they are missing, such as in an",
              "emptyDir of Kubernetes; the folders around them must be there."),
          Options.value(
              HEALTH_PORT, "PORT", "A port of loopback for GET /healthz and GET /metrics."));

  private final ParseResult line;
  private final Surroundings surroundings;

  AgentOptions(ParseResult line, Surroundings surroundings) {
    this.line = line;
    this.surroundings = surroundings;
  }

  static void addTo(CommandSpec spec) {
    ALL.forEach(option -> spec.addOption(OptionSpec.builder(option).build()));
  }

  /**
   * @throws Fault if one of these options is beside another that does all that they do
   */
  void refuseBeside(String other) throws Fault {
    for (OptionSpec option : ALL) {
      if (line.hasMatchedOption(option.longestName())) {
        throw Fault.misused("%s and %s: one of them".formatted(other, option.longestName()));
      }
    }
  }

  AgentConfig config() throws Fault {
    Options.refuseWithout(SOCKET, line, SOCKET_UID);
    Options.refuseWithout(REQUEST_URL_PORT, line, REQUEST_URL_SECRET);
    Options.refuseWithout(AWS_PORT, line, AWS_ROLE, AWS_REGION, AWS_AUDIENCE, AWS_SECRET);
    Options.refuseWithout(METADATA_PORT, line, METADATA_EMAIL, METADATA_PROJECT);
    IssuerOptions issuer = new IssuerOptions(line, surroundings);
    Workload workload =
        new Workload(
            USUAL_NAME, issuer.access(), files(), socket(), requestUrl(), aws(), metadata());
    Optional<HealthAt> health = port(HEALTH_PORT).map(port -> new HealthAt(LOOPBACK, port));
    return new AgentConfig(
            issuer.caFile(), Options.isSet(line, MAKE_FOLDERS), health, List.of(workload))
        .checked();
  }

  private List<TokenFile> files() throws Fault {
    List<TokenFile> files = new ArrayList<>();
    for (String text : Options.texts(line, FILE)) {
      files.add(file(text));
    }
    return files;
  }

  private static TokenFile file(String text) throws Fault {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw Fault.misused(FILE + " is PATH=AUDIENCE, not '" + text + "'");
    }
    Optional<Duration> ttl = Optional.empty();
    FileMode mode = FileMode.OWNER;
    for (int name = 3; name <= 5; name += 2) {
      String value = form.group(name + 1);
      if ("ttl".equals(form.group(name))) {
        ttl = Optional.of(Durations.parse(FILE + " ttl", value));
      } else if (value != null) {
        mode = FileMode.parse(FILE + " mode", value);
      }
    }
    return new TokenFile(Path.of(form.group(1)), Optional.of(form.group(2)), ttl, mode).checked();
  }

  private Optional<Workload.Socket> socket() throws Fault {
    Optional<Integer> uid = number(SOCKET_UID, Integer.MAX_VALUE);
    return path(SOCKET).map(path -> new Workload.Socket(path, uid));
  }

  private Optional<Workload.RequestUrl> requestUrl() throws Fault {
    return port(REQUEST_URL_PORT)
        .map(port -> new Workload.RequestUrl(port, path(REQUEST_URL_SECRET)));
  }

  private Optional<Workload.AwsContainer> aws() throws Fault {
    Optional<Integer> port = port(AWS_PORT);
    if (port.isEmpty()) {
      return Optional.empty();
    }
    String role =
        Options.text(line, AWS_ROLE)
            .or(() -> surroundings.variable("AWS_ROLE_ARN"))
            .orElseThrow(() -> Fault.misused("%s needs %s ARN".formatted(AWS_PORT, AWS_ROLE)));
    return Optional.of(
        new Workload.AwsContainer(
            port.get(),
            RoleArn.parse(AWS_ROLE, role),
            Options.text(line, AWS_REGION),
            Options.text(line, AWS_AUDIENCE).orElse(Sts.USUAL_AUDIENCE),
            path(AWS_SECRET)));
  }

  private Optional<Workload.Metadata> metadata() throws Fault {
    return port(METADATA_PORT)
        .map(
            port ->
                new Workload.Metadata(
                    port,
                    Options.text(line, METADATA_EMAIL).orElse(ConfigFile.USUAL_EMAIL),
                    Options.text(line, METADATA_PROJECT)));
  }

  private Optional<Path> path(String option) {
    return Options.text(line, option).map(Path::of);
  }

  private Optional<Integer> port(String option) throws Fault {
    return number(option, HIGHEST_PORT);
  }

  private Optional<Integer> number(String option, int highest) throws Fault {
    Optional<String> text = Options.text(line, option);
    if (text.isPresent()
        && !(text.get().matches("[0-9]{1,10}") && Long.parseLong(text.get()) <= highest)) {
      throw Fault.misused("%s is a number from 0 to %d".formatted(option, highest));
    }
    return text.map(Integer::valueOf);
  }
}
