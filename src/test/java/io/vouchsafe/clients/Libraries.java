package io.vouchsafe.clients;

import static io.vouchsafe.clients.ClientCase.is;

import io.vouchsafe.testing.cloud.Clouds;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Libraries that verify, and what logs in by a token without a cloud. */
final class Libraries extends Chapter {
  Libraries(Bed bed) {
    super(bed);
  }

  @Override
  void fill() {
    requestUrl();
    verifiers();
    kubernetes();
    openBao();
  }

  private void requestUrl() {
    add(
        "@actions/core, request URL",
        Tool.NODE,
        "actions-core.js",
        asking(Clouds.AWS_AUDIENCE),
        this::takenByAws);
  }

  private void verifiers() {
    verifier("jose", Tool.NODE, "jose.js");
    verifier("openid-client", Tool.NODE, "openid-client.js");
    verifier("PyJWT", Tool.PYTHON, "pyjwt.py");
    verifier("Authlib", Tool.PYTHON, "authlib_jwt.py");
    verifier("go-oidc", Tool.GO, "clients");
  }

  private void verifier(String name, Tool tool, String script) {
    add(name + ", verifying", tool, script, asking(API), is(Bed.SUBJECT));
  }

  private void kubernetes() {
    Map<String, String> settings = new TreeMap<>(requestUrl);
    settings.put("KUBECONFIG", bed.file("kubeconfig", page.block("kubectl")).toString());
    Consumer<String> check = is(Bed.USER_PREFIX + Bed.SUBJECT);
    String whoami = "auth whoami -o jsonpath='result: {.status.userInfo.username}'";
    add("kubectl, exec credential", Tool.KUBECTL, whoami, settings, check);
    add(
        "kubernetes for Python, exec credential",
        Tool.PYTHON,
        "kubernetes_client.py",
        settings,
        check);
  }

  private void openBao() {
    bed.jwtLogin(API);
    String config = bed.file("agent.hcl", page.block("OpenBao Agent")).toString();
    add(
        "OpenBao Agent, JWT login with a file",
        Tool.BAO,
        "agent -exit-after-auth -config="
            + config
            + " && printf 'result: ' && cat "
            + bed.folder().resolve("vault-token"),
        Map.of(),
        held(Bed.SUBJECT, bed::loggedIn));
  }
}
