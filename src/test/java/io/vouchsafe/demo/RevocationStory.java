package io.vouchsafe.demo;

import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.Processes;
import io.vouchsafe.testing.Repository;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Tells how a grant that leaked ends, and what the audit says of it. */
final class RevocationStory extends Story {
  private static final String AUDIENCE = "sts.amazonaws.com";
  private static final long HOUR = 3600;

  RevocationStory(Place place) {
    super(place);
  }

  @Override
  void tell() {
    title("8. A grant leaked: its broker takes it back, and the audit tells the story");
    Answer granted = grant();
    String grant = granted.text("grant");
    String id = granted.text("id");
    String jti = claims(token(grant, AUDIENCE)).path("jti").asText();
    say("  whoever has grant %s gets tokens, such as %s", id, jti);

    String bearer = "Bearer " + broker.proof();
    Answer revoked = Http.call("DELETE", issuer + "/grants/" + id, null, "Authorization", bearer);
    expect("the revocation", 204, revoked.status(), revoked);
    say("  DELETE /grants/%s: %s", id, revoked.status());

    Answer refused = askForToken(grant, AUDIENCE);
    expect("the next request", 401, refused.status(), refused);
    say("  the next request: %s, %s", refused.status(), refused.text("detail"));

    Answer other = askForToken(grant().text("grant"), AUDIENCE);
    expect("another grant of the same workload", 200, other.status(), other);
    say("  another grant of the same workload is as good as before");
    audited(id, jti);
  }

  private Answer grant() {
    Map<String, String> workload = Map.of("org", "shop", "app", "checkout", "deployment", "d-44");
    Answer answer = askForGrant(broker.proof(), workload, HOUR, HOUR);
    expect("a grant", 201, answer.status(), answer);
    return answer;
  }

  private static void audited(String id, String jti) {
    String told = run("find", "--jti", id);
    for (String event : List.of("granted", "issued", "revoked", "refused")) {
      expectTrue(event + " is in the audit", told.contains(event), told);
    }
    expectTrue("the token is in the audit", told.contains(jti), told);
    say("  audit/find --jti %s", id);
    told.lines().forEach(line -> say("    %s", line));
    say("  audit/verify: %s", run("verify").strip());
  }

  private static String run(String program, String... conditions) {
    List<String> command = new ArrayList<>();
    command.add(Repository.ROOT.resolve("audit").resolve(program).toString());
    command.addAll(List.of(conditions));
    command.add(Place.AUDIT.toString());
    return Processes.said(
        command, Map.of("JAVA_HOME", System.getProperty("java.home")), Repository.ROOT);
  }
}
