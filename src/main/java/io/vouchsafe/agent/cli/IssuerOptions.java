package io.vouchsafe.agent.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.agent.Durations;
import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.Surroundings;
import io.vouchsafe.agent.client.Access;
import io.vouchsafe.agent.client.Secret;
import io.vouchsafe.agent.client.Urls;
import io.vouchsafe.agent.client.Web;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** How a verb is told where the issuer is, and by what the workload shows who it is. */
final class IssuerOptions {
  static final String ISSUER = "--issuer";
  static final String ISSUER_VARIABLE = "VOUCHSAFE_ISSUER";
  static final String REQUEST_URL_VARIABLE = "ACTIONS_ID_TOKEN_REQUEST_URL";

  private static final String GRANT_FILE = "--grant-file";
  private static final String GRANT_FILE_VARIABLE = "VOUCHSAFE_GRANT_FILE";
  private static final String GRANT_VARIABLE = "VOUCHSAFE_GRANT";
  private static final String REQUEST_TOKEN_VARIABLE = "ACTIONS_ID_TOKEN_REQUEST_TOKEN";
  private static final String PROOF_FILE = "--proof-file";
  private static final String PROOF_FILE_VARIABLE = "VOUCHSAFE_PROOF_FILE";
  private static final String WORKLOAD = "--workload";
  private static final String WORKLOAD_VARIABLE = "VOUCHSAFE_WORKLOAD";
  private static final Pattern SEVERAL = Pattern.compile("[^=]+=.*,\\s*[A-Za-z_][\\w.-]*=.*");
  private static final String CA_FILE = "--ca-file";
  private static final String CA_FILE_VARIABLE = "VOUCHSAFE_CA_FILE";
  private static final String ALLOW_HTTP = "--allow-http";
  private static final String TIMEOUT = "--timeout";
  private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration LONGEST_REQUEST = Duration.ofSeconds(10);

  private final ParseResult line;
  private final Surroundings surroundings;

  IssuerOptions(ParseResult line, Surroundings surroundings) {
    this.line = line;
    this.surroundings = surroundings;
  }

  /** Adds the options to a verb. */
  static void addTo(CommandSpec spec) {
    spec.addArgGroup(
        ArgGroupSpec.builder()
            .heading("%nWho asks, and where (an option wins over its variable):%n")
            .exclusive(false)
            .validate(false)
            .addArg(
                Options.value(
                    ISSUER,
                    "URL",
                    "The issuer. Variable VOUCHSAFE_ISSUER. Without both,",
                    "ACTIONS_ID_TOKEN_REQUEST_URL is asked, the request URL of a grant."))
            .addArg(
                Options.value(
                    GRANT_FILE,
                    "FILE",
                    "A file with the grant, read at each use. Variable VOUCHSAFE_GRANT_FILE;",
                    "the grant itself can be in VOUCHSAFE_GRANT or in",
                    "ACTIONS_ID_TOKEN_REQUEST_TOKEN."))
            .addArg(
                Options.value(
                    PROOF_FILE,
                    "FILE",
                    "In place of a grant: a file with a proof, such as a projected token of",
                    "Kubernetes, read at each use. Variable VOUCHSAFE_PROOF_FILE."))
            .addArg(
                Options.values(
                    WORKLOAD,
                    "NAME=VALUE",
                    "With a proof: an attribute of the workload; may be repeated.",
                    "Variable VOUCHSAFE_WORKLOAD, such as org=acme,app=shop."))
            .addArg(
                Options.value(
                    CA_FILE,
                    "FILE",
                    "Certificate authorities to trust (PEM) in place of the system's.",
                    "Variable VOUCHSAFE_CA_FILE."))
            .addArg(Options.flag(ALLOW_HTTP, "Takes http on other hosts than loopback."))
            .addArg(
                Options.value(
                    TIMEOUT,
                    "TIME",
                    "How long to try while the issuer is away, such as 30s or 2m (30s)."))
            .build());
  }

  /**
   * @throws Fault if one that says who asks, and where, is beside another option that does
   */
  static void refuseBeside(String other, ParseResult line) throws Fault {
    for (String option : List.of(ISSUER, GRANT_FILE, PROOF_FILE, WORKLOAD, CA_FILE, ALLOW_HTTP)) {
      if (line.hasMatchedOption(option)) {
        throw Fault.misused("%s and %s: one of them".formatted(other, option));
      }
    }
  }

  private Optional<String> found(String option, String variable) {
    return Options.text(line, option).or(() -> surroundings.variable(variable));
  }

  boolean allowHttp() {
    return Options.isSet(line, ALLOW_HTTP);
  }

  /**
   * @throws Fault if there is none, or it is no URL
   */
  Optional<URI> issuer() throws Fault {
    Optional<String> text = found(ISSUER, ISSUER_VARIABLE);
    return text.isEmpty()
        ? Optional.empty()
        : Optional.of(Urls.parse("the issuer (" + ISSUER + ")", text.get(), allowHttp()));
  }

  /** How long a command tries. */
  Duration timeout() throws Fault {
    Optional<String> text = Options.text(line, TIMEOUT);
    return text.isEmpty() ? USUAL_TIMEOUT : Durations.parse(TIMEOUT, text.get());
  }

  /** How long one request may take. */
  Duration longest() throws Fault {
    Duration timeout = timeout();
    return timeout.compareTo(LONGEST_REQUEST) < 0 ? timeout : LONGEST_REQUEST;
  }

  /** Certificate authorities to trust for the issuer in place of the system's. */
  Optional<Path> caFile() {
    return found(CA_FILE, CA_FILE_VARIABLE).map(Path::of);
  }

  /** The client of the issuer. */
  Web web() throws Fault {
    return new Web(caFile(), longest());
  }

  /**
   * How tokens are asked for.
   *
   * @throws Fault if nothing says so, or two things contradict each other
   */
  Access access() throws Fault {
    Optional<String> proof = Options.text(line, PROOF_FILE);
    Optional<String> grant = Options.text(line, GRANT_FILE);
    if (proof.isPresent() && grant.isPresent()) {
      throw Fault.misused("%s and %s: one of them, not both".formatted(GRANT_FILE, PROOF_FILE));
    }
    if (proof.isEmpty() && grant.isEmpty()) {
      proof = surroundings.variable(PROOF_FILE_VARIABLE);
      if (proof.isPresent() && surroundings.variable(GRANT_FILE_VARIABLE).isPresent()) {
        throw Fault.misused(
            "%s and %s are both set: unset one"
                .formatted(GRANT_FILE_VARIABLE, PROOF_FILE_VARIABLE));
      }
    }
    return proof.isPresent() ? byProof(Path.of(proof.get())) : byGrant();
  }

  private Access byProof(Path file) throws Fault {
    ObjectNode workload = workload();
    if (workload.isEmpty()) {
      throw Fault.misused(
          "a proof vouches for a workload: say which by %s NAME=VALUE (or %s)"
              .formatted(WORKLOAD, WORKLOAD_VARIABLE));
    }
    URI issuer =
        issuer()
            .orElseThrow(
                () ->
                    Fault.misused(
                        "with a proof the issuer has to be said: %s URL (or %s)"
                            .formatted(ISSUER, ISSUER_VARIABLE)));
    return new Access.ByProof(issuer, new Secret.InFile("the proof", file), workload);
  }

  private ObjectNode workload() throws Fault {
    List<String> given = Options.texts(line, WORKLOAD);
    List<String> attributes =
        given.isEmpty()
            ? surroundings
                .variable(WORKLOAD_VARIABLE)
                .map(text -> Arrays.asList(text.split(",")))
                .orElse(List.of())
            : given;
    ObjectNode workload = JsonNodeFactory.instance.objectNode();
    for (String attribute : attributes) {
      int equals = attribute.indexOf('=');
      if (equals < 1) {
        throw Fault.misused("%s is NAME=VALUE, not '%s'".formatted(WORKLOAD, attribute));
      }
      if (SEVERAL.matcher(attribute).matches()) {
        throw Fault.misused(
            "%s is one attribute, not '%s': repeat %s for each"
                .formatted(WORKLOAD, attribute, WORKLOAD));
      }
      if (workload.putIfAbsent(
              attribute.substring(0, equals).strip(),
              JsonNodeFactory.instance.textNode(attribute.substring(equals + 1)))
          != null) {
        throw Fault.misused(
            "attribute %s is there twice".formatted(attribute.substring(0, equals)));
      }
    }
    return workload;
  }

  private Access byGrant() throws Fault {
    Secret grant = grant();
    Optional<URI> issuer = issuer();
    if (issuer.isPresent()) {
      return Access.ByGrant.at(issuer.get(), grant);
    }
    String requestUrl =
        surroundings
            .variable(REQUEST_URL_VARIABLE)
            .orElseThrow(
                () ->
                    Fault.misused(
                        "no issuer: set %s URL, %s or %s"
                            .formatted(ISSUER, ISSUER_VARIABLE, REQUEST_URL_VARIABLE)));
    return new Access.ByGrant(Urls.parse(REQUEST_URL_VARIABLE, requestUrl, allowHttp()), grant);
  }

  private Secret grant() throws Fault {
    Optional<String> file = found(GRANT_FILE, GRANT_FILE_VARIABLE);
    if (file.isPresent()) {
      return new Secret.InFile("the grant", Path.of(file.get()));
    }
    for (String variable : List.of(GRANT_VARIABLE, REQUEST_TOKEN_VARIABLE)) {
      Optional<String> value = surroundings.variable(variable);
      if (value.isPresent()) {
        return new Secret.InVariable(variable, value.get());
      }
    }
    throw Fault.misused(
        "nothing shows who the workload is: give %s FILE (or %s, %s, %s), or %s FILE with %s"
            .formatted(
                GRANT_FILE,
                GRANT_FILE_VARIABLE,
                GRANT_VARIABLE,
                REQUEST_TOKEN_VARIABLE,
                PROOF_FILE,
                WORKLOAD));
  }
}
