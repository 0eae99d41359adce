package io.vouchsafe.clients;

import static io.vouchsafe.clients.ClientCase.is;

import io.vouchsafe.testing.cloud.Clouds;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Clients of RFC 8693, which have a token of another issuer and exchange it at ours. */
final class ByExchange extends Chapter {
  ByExchange(Bed bed) {
    super(bed);
  }

  @Override
  void fill() {
    Map<String, String> settings =
        Map.of("AUDIENCE", Clouds.AWS_AUDIENCE, "SUBJECT_TOKEN", bed.stage().subjectToken());
    add("openid-client, token exchange", Tool.NODE, "exchange.js", settings, this::takenByAws);
    add("Authlib, token exchange", Tool.PYTHON, "authlib_exchange.py", settings, this::takenByAws);
    add(
        "google-auth's sts.Client, token exchange",
        Tool.PYTHON,
        "google_exchange.py",
        settings,
        this::takenByAws);
    keycloak();
  }

  private void keycloak() {
    if (bed.keycloak().isEmpty()) {
      add("Keycloak's tokens, token exchange", Tool.KEYCLOAK, "", Map.of(), is(""));
      return;
    }
    Map<String, String> settings = new TreeMap<>(bed.keycloak().get().settings());
    settings.put("AUDIENCE", Clouds.AWS_AUDIENCE);
    Consumer<String> check = is("deployment:shop/checkout/production");
    String name = " with Keycloak's tokens, token exchange";
    add("Authlib" + name, Tool.PYTHON, "authlib_keycloak.py", settings, check);
    add("openid-client" + name, Tool.NODE, "keycloak.js", settings, check);
  }
}
