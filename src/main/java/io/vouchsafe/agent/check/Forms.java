package io.vouchsafe.agent.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.client.UrlForm;
import io.vouchsafe.agent.client.Web;
import io.vouchsafe.agent.client.Web.Answer;
import io.vouchsafe.agent.jwt.Jwt;
import io.vouchsafe.base.Masked;
import io.vouchsafe.base.OneLine;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Questions in the forms that relying parties take, and their refusals. */
final class Forms {
  private static final Set<Integer> NO = Set.of(400, 401, 403);
  private static final int LONGEST = 300;

  private Forms() {}

  static Answer form(Web web, URI url, Map<String, String> members) throws Fault {
    return web.ask(UrlForm.post(url, members));
  }

  static Answer json(Web web, HttpRequest.Builder request, ObjectNode body) throws Fault {
    return web.ask(
        request
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString(), UTF_8)));
  }

  /**
   * Its refusal, with its own words.
   *
   * @throws Fault if the status is none of a refusal
   */
  static Target.Answer refusal(String whose, Answer answer) throws Fault {
    String said = said(answer);
    if (NO.contains(answer.status())) {
      return Target.Answer.refused(
          "%s says %d%s".formatted(whose, answer.status(), said.isEmpty() ? "" : ": " + said));
    }
    throw Fault.unavailable("%s answers %d %s".formatted(whose, answer.status(), said).strip());
  }

  private static String said(Answer answer) {
    String text =
        answer
            .json()
            .flatMap(
                json ->
                    Jwt.text(json, "error_description")
                        .or(() -> Jwt.text(json, "message"))
                        .or(() -> Jwt.text(json, "detail"))
                        .or(() -> Jwt.text(json, "title"))
                        .or(
                            () ->
                                json.path("errors").path(0).isTextual()
                                    ? Optional.of(json.path("errors").path(0).asText())
                                    : Optional.empty())
                        .or(
                            () ->
                                json.path("error") instanceof ObjectNode error
                                    ? Jwt.text(error, "message")
                                    : Jwt.text(json, "error")))
            .orElse("");
    String line = OneLine.of(Masked.of(text));
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + " ..";
  }
}
