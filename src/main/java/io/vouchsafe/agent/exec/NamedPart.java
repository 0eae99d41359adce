package io.vouchsafe.agent.exec;

import io.vouchsafe.agent.file.TokenFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Any program that is told by a variable where its token is.
 *
 * @param variable such as {@code ANTHROPIC_IDENTITY_TOKEN_FILE}
 */
public record NamedPart(String variable, String audience, Optional<Duration> ttl)
    implements Wiring.Part {
  public NamedPart {
    Objects.requireNonNull(variable, "variable");
    Objects.requireNonNull(audience, "audience");
    Objects.requireNonNull(ttl, "ttl");
  }

  @Override
  public Wiring in(Path folder) {
    Path file = folder.resolve(variable);
    return new Wiring(
        List.of(TokenFile.of(file, audience, ttl)),
        Map.of(),
        Map.of(variable, file.toString()),
        Set.of());
  }
}
