package io.vouchsafe.bench;

import io.vouchsafe.testing.Http;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Services with a template beside the issuer, and what their organisations answer.
 *
 * @param token of Vault, which may sign for organisations too
 */
record Templates(Workshop workshop, Bed bed, String token) {

  Service service(String name) {
    return bed.under(token, name, Service.template(workshop));
  }

  /** A new one of these, not waited for; the caller ends it. */
  Service launch() {
    return Service.launch(
        workshop, bed.vault(), token, "launched", workshop.build(), Service.template(workshop));
  }

  /** Tokens of an organisation, to workloads each of which has a grant of its own. */
  Contender tokens(String org, Service service, int callers) {
    String path = "/org/" + org;
    List<byte[]> requests =
        IntStream.range(0, Bed.GRANTS)
            .mapToObj(i -> service.grant(workshop.proofKey(), path, org, "d-" + i))
            .map(grant -> Bed.tokenRequest(path, Service.ES256, grant))
            .toList();
    Verifier ofOrg =
        new Verifier(
            Http.get(service.url() + path + "/.well-known/jwks.json").http().body(),
            Service.ISSUER + path);
    return new Contender(
        "organisation " + org,
        service.port(),
        Script.of("tokens of " + org, requests),
        callers,
        1,
        bed.costs(service),
        body -> ofOrg.token(body, Service.ES256),
        service.build().warmUp());
  }
}
