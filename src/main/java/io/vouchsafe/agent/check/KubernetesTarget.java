package io.vouchsafe.agent.check;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.client.Urls;
import io.vouchsafe.agent.client.Web;
import io.vouchsafe.agent.jwt.Jwt;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;

/**
 * An API server of Kubernetes, asked by a SelfSubjectReview who the token's holder is
 * (authentication.k8s.io/v1), which anybody may ask who is somebody.
 */
public record KubernetesTarget(Web web, URI server, String audience) implements Target {
  private static final String NOBODY = "system:anonymous";

  /** The API server's JWT authenticator bears none; its clock may differ all the same. */
  private static final Duration LEEWAY = Duration.ofSeconds(30);

  @Override
  public String act() {
    return "log in to this cluster";
  }

  @Override
  public Duration leeway() {
    return LEEWAY;
  }

  @Override
  public Answer show(Jwt token) throws Fault {
    ObjectNode review = JsonNodeFactory.instance.objectNode();
    review.put("apiVersion", "authentication.k8s.io/v1").put("kind", "SelfSubjectReview");
    Web.Answer answer =
        Forms.json(
            web,
            HttpRequest.newBuilder(
                    Urls.below(server, "/apis/authentication.k8s.io/v1/selfsubjectreviews"))
                .header("Authorization", "Bearer " + token.compact()),
            review);
    if (answer.status() / 100 != 2) {
      return Forms.refusal("the API server", answer);
    }
    String user =
        answer
            .json()
            .map(json -> json.at("/status/userInfo/username").asText())
            .filter(name -> !name.isEmpty())
            .orElseThrow(() -> Fault.unavailable("the API server does not say who it is"));
    return user.equals(NOBODY)
        ? Answer.refused("the API server takes the token's holder for nobody")
        : Answer.taken(" as " + user);
  }
}
