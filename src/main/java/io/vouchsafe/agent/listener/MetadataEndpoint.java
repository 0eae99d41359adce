package io.vouchsafe.agent.listener;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.agent.Fault;
import java.util.List;
import java.util.Optional;

/**
 * Google's metadata server, as far as identity goes (Compute Engine, "Verify VM identity"): {@code
 * GET /computeMetadata/v1/instance/service-accounts/default/identity?audience=A&format=full},
 * answered with the token as text, and what clients read before it. It has no access tokens.
 */
final class MetadataEndpoint implements Endpoint {
  private static final String FLAVOR = "Metadata-Flavor";
  private static final String GOOGLE = "Google";
  private static final String ROOT = "/computeMetadata/v1/";
  private static final String ACCOUNTS = "instance/service-accounts/";

  private final CachedTokens tokens;
  private final String email;
  private final Optional<String> project;

  MetadataEndpoint(CachedTokens tokens, String email, Optional<String> project) {
    this.tokens = tokens;
    this.email = email;
    this.project = project;
  }

  @Override
  public Reply answer(Request request) {
    Endpoint answers = this::reply;
    return answers.answerAll(request).with(FLAVOR, GOOGLE);
  }

  private Reply reply(Request request) throws Request.Bad, Fault {
    if (!request.header(FLAVOR).filter(GOOGLE::equals).isPresent()) {
      return Reply.text(403, "Missing Metadata-Flavor:Google header.");
    }
    if (!request.headers().apply("X-Forwarded-For").isEmpty()) {
      return Reply.text(403, "X-Forwarded-For is not taken.");
    }
    if (!request.method().equals("GET")) {
      return Reply.text(405, "Only GET is answered here.").with("Allow", "GET");
    }
    String path = request.path();
    if (path.equals("/")) {
      return Reply.text(200, "computeMetadata/\n");
    }
    return path.startsWith(ROOT) ? below(path.substring(ROOT.length()), request) : unknown();
  }

  private Reply below(String path, Request request) throws Request.Bad, Fault {
    return switch (path) {
      case "" -> Reply.text(200, "instance/\nproject/\n");
      case "instance", "instance/" -> Reply.text(200, "service-accounts/\n");
      case "project/project-id" ->
          project.map(id -> Reply.text(200, id)).orElseGet(MetadataEndpoint::unknown);
      case ACCOUNTS -> Reply.text(200, "default/\n%s/\n".formatted(email));
      default ->
          path.startsWith(ACCOUNTS)
              ? account(path.substring(ACCOUNTS.length()), request)
              : unknown();
    };
  }

  private Reply account(String path, Request request) throws Request.Bad, Fault {
    int slash = path.indexOf('/');
    String name = slash < 0 ? path : path.substring(0, slash);
    if (!List.of("default", email).contains(name)) {
      return unknown();
    }
    return switch (slash < 0 ? "" : path.substring(slash + 1)) {
      case "" ->
          request.parameter("recursive").filter("true"::equalsIgnoreCase).isPresent()
              ? Reply.json(200, described())
              : Reply.text(200, "aliases\nemail\nidentity\nscopes\n");
      case "aliases" -> Reply.text(200, "default\n");
      case "email" -> Reply.text(200, email);
      case "scopes" -> Reply.text(200, "");
      case "identity" -> identity(request);
      default -> unknown();
    };
  }

  private ObjectNode described() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.putArray("aliases").add("default");
    json.put("email", email);
    json.putArray("scopes");
    return json;
  }

  private Reply identity(Request request) throws Request.Bad, Fault {
    Optional<String> audience = request.parameter("audience");
    if (audience.isEmpty()) {
      return Reply.text(400, "non-empty audience parameter required");
    }
    if (!List.of("standard", "full").contains(request.parameter("format").orElse("standard"))) {
      return Reply.text(400, "format is standard or full");
    }
    return Reply.text(
        200, tokens.token(audience, Optional.empty(), Freshness.asked(request)).compact());
  }

  private static Reply unknown() {
    return Reply.text(404, "There is no such metadata here.");
  }
}
