package io.vouchsafe.clients;

import io.vouchsafe.testing.cloud.Clouds;
import java.util.Map;

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
  }
}
