package io.vouchsafe.token;

import static io.vouchsafe.token.TokenEvents.Result.FAILED;
import static io.vouchsafe.token.TokenEvents.Result.HUNG_UP;
import static io.vouchsafe.token.TokenEvents.Result.ISSUED;
import static io.vouchsafe.token.TokenEvents.Result.REFUSED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vouchsafe.key.KeyRole;
import io.vouchsafe.token.TokenEvents.Result;
import io.vouchsafe.token.TokenEvents.Stage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TokenEventsTest {
  private static final class Heard implements TokenEvents {
    private final List<String> all = new ArrayList<>();

    @Override
    public void ended(KeyRole role, Result result) {
      all.add(role + " " + result);
    }

    @Override
    public void took(Stage stage, KeyRole role, long nanos) {
      all.add(role + " " + stage + " " + nanos);
    }
  }

  private final Heard heard = new Heard();

  private void fails(RuntimeException failure) {
    RuntimeException thrown =
        assertThrows(
            RuntimeException.class,
            () ->
                TokenEvents.watch(
                    heard,
                    KeyRole.RS256,
                    () -> {
                      throw failure;
                    }));
    assertEquals(failure, thrown);
  }

  @Test
  void aTokenThatIsMadeIsIssued() {
    assertEquals("token", TokenEvents.watch(heard, KeyRole.GRANT, () -> "token"));

    assertEquals(List.of("GRANT " + ISSUED), heard.all);
  }

  @ParameterizedTest
  @EnumSource(Problem.Kind.class)
  void whoseFaultItIsSaysHowItEnded(Problem.Kind kind) {
    fails(Problem.of(kind, "why"));

    Result result =
        switch (kind) {
          case INVALID_REQUEST, NO_CREDENTIALS, INVALID_CREDENTIALS, FORBIDDEN -> REFUSED;
          default -> FAILED;
        };
    assertEquals(List.of("RS256 " + result), heard.all);
  }

  @Test
  void aCallerThatLeftIsNobodysFault() {
    fails(Problem.hungUp());

    assertEquals(List.of("RS256 " + HUNG_UP), heard.all);
  }

  @Test
  void aBugIsAFailure() {
    fails(new IllegalStateException());

    assertEquals(List.of("RS256 " + FAILED), heard.all);
  }

  @Test
  void bothListenersAreTold() {
    Heard second = new Heard();
    TokenEvents both = TokenEvents.both(heard, second);

    both.ended(KeyRole.ES256, ISSUED);
    both.took(Stage.VERIFY, KeyRole.ES256, 5);

    assertEquals(List.of("ES256 " + ISSUED, "ES256 " + Stage.VERIFY + " 5"), heard.all);
    assertEquals(heard.all, second.all);
  }
}
