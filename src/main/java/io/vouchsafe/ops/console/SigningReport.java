package io.vouchsafe.ops.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.issuer.Organisations;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyVersion;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.SigningChoice;
import io.vouchsafe.ops.KeyRemedy;
import io.vouchsafe.ops.health.SigningState;
import io.vouchsafe.ops.health.SigningState.Status;
import java.util.Objects;

/** {@link SigningState} in the words of {@code GET /status}. */
final class SigningReport {
  private final SigningState state;

  SigningReport(SigningState state) {
    this.state = Objects.requireNonNull(state, "state");
  }

  /** Adds why logging in to Vault fails; null if it does not. */
  void describeLogin(ObjectNode json) {
    state
        .login()
        .ifPresentOrElse(
            fails -> describe(json.putObject("login_fault"), fails),
            () -> json.putNull("login_fault"));
  }

  /**
   * Adds each key of the organisation that stands for all of a template, none where no one is in
   * use; and why none could have a token then, null if one could, as far as known.
   */
  void describe(ObjectNode json, Organisations organisations) {
    ArrayNode signing = json.putArray("signing");
    state.standingFor(organisations).ifPresent(issuer -> describe(signing, issuer));
    state
        .fault(organisations)
        .ifPresentOrElse(
            fails -> describe(json.putObject("fault"), fails), () -> json.putNull("fault"));
  }

  private static void describe(ObjectNode json, Status.Fails fails) {
    json.put("reason", fails.cause());
    json.put("remedy", fails.remedy());
    json.put("since", fails.since().toString());
  }

  /** Adds each key of {@code issuer}. */
  void describe(ArrayNode json, Issuer issuer) {
    issuer.keys().roles().forEach(role -> describe(json.addObject(), issuer, role));
  }

  private void describe(ObjectNode json, Issuer issuer, KeyRole role) {
    json.put("role", role.name());
    json.put("key", role.keyName(issuer.keyPrefix()));
    json.putNull("state").putNull("version").putNull("from");
    json.putNull("region").putNull("reason").putNull("remedy").putNull("since");
    switch (state.of(issuer, role)) {
      case Status.Signs(Region region, KeyVersion version) ->
          json.put("state", "signing")
              .put("version", version.number())
              .put("region", region.name());
      case Status.Waits(SigningChoice.NotBefore choice) ->
          json.put("state", "waiting")
              .put("from", choice.instant().toString())
              .put("reason", choice.why())
              .put("remedy", KeyRemedy.of(choice, issuer.name()));
      case Status.Fails fails -> {
        json.put("state", "failing");
        describe(json, fails);
      }
    }
  }
}
