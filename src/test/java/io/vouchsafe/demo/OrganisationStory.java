package io.vouchsafe.demo;

import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.OpenBao;
import io.vouchsafe.testing.Processes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Tells how an organisation gets an issuer of its own while the service runs. */
final class OrganisationStory extends Story {
  /** What the names of the keys of all organisations begin with. */
  static final String PREFIX = "demo-org-";

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final OpenBao bao;
  private final String acme;

  OrganisationStory(Platform.Service service, OpenBao bao) {
    super(service.place());
    this.bao = bao;
    this.acme = service.place().url() + "/org/acme";
  }

  @Override
  void tell() {
    title("12. An issuer for every organisation: one is made while the service runs");
    Answer nobody = jwksOfAcme();
    expect("an organisation that does not exist", 404, nobody.status(), nobody);
    say(
        "  GET /org/acme/.well-known/jwks.json: %s, there is no such organisation",
        nobody.status());
    bao.setup("--key-prefix", PREFIX + "acme", "--keys-only");
    say("  vault/setup --key-prefix %sacme --keys-only makes its three keys", PREFIX);
    Answer jwks = awaitJwks();
    say(
        "  GET /org/acme/.well-known/jwks.json: %s, %d keys, and nothing was restarted",
        jwks.status(), jwks.body().path("keys").size());

    Answer granted = grant("acme");
    expect("a grant of the organisation's issuer", 201, granted.status(), granted);
    String token =
        Http.get(
                acme + "/id-token?api-version=1&audience=sts.amazonaws.com",
                "Authorization",
                "bearer " + granted.text("grant"))
            .text("value");
    expect("the issuer", acme, claims(token).path("iss").asText(), claims(token));
    say("  a token of it: iss %s, sub %s", acme, claims(token).path("sub").asText());
    Answer refused = grant("globex");
    expect("a workload of another organisation", 403, refused.status(), refused);
    say(
        "  a grant there for a workload of another: %s, %s",
        refused.status(), refused.text("detail"));
  }

  private Answer jwksOfAcme() {
    return Http.get(acme + "/.well-known/jwks.json");
  }

  private Answer awaitJwks() {
    Instant until = Instant.now().plus(PATIENCE);
    Answer jwks = jwksOfAcme();
    while (jwks.status() != 200) {
      if (until.isBefore(Instant.now())) {
        throw new StepFailed("the JWKS of the new organisation", 200, jwks);
      }
      Processes.pause(Duration.ofMillis(200));
      jwks = jwksOfAcme();
    }
    return jwks;
  }

  private Answer grant(String org) {
    Map<String, String> workload = Map.of("org", org, "app", "checkout", "deployment", "d-46");
    return DemoBroker.grant(acme, broker.proof(), workload, List.of("*"), 300, 3600);
  }
}
