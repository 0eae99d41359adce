package io.vouchsafe.audit;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vouchsafe.testing.LogLines;
import io.vouchsafe.token.PreparedToken;
import io.vouchsafe.token.PreparedTokens;
import io.vouchsafe.token.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The words of the lines about tokens that were not issued are those of {@code docs/logs.md}. */
class LoggedAuditDocTest {
  private static final Pattern WORD = Pattern.compile("(?m)^\\| `(\\w+)` \\|");
  private static final Pattern FIELD = Pattern.compile("`mdc\\.(\\w+)`");
  private static final PreparedToken TOKEN = PreparedTokens.rs256("j-1");

  @RegisterExtension private final LogLines log = new LogLines("io.vouchsafe.audit");

  private final String page = read();

  @Test
  void everyLineAndEveryFieldOfItIsThereAndNoOther() {
    LoggedAudit audit = new LoggedAudit("default");
    audit.failed(TOKEN, Problem.hungUp());
    audit.mismatched(TOKEN);
    LoggedAuditEvents events = new LoggedAuditEvents(AuditEvents.NONE, "", Optional.empty());
    revocations().forEach(events::lost);
    Set<String> words = new TreeSet<>();
    Set<String> fields = new TreeSet<>(Set.of("request"));
    log.records()
        .forEach(
            line -> {
              words.add(line.getMdc("event"));
              fields.addAll(line.getMdcCopy().keySet());
            });

    assertEquals(words, words(WORD, table("| a line begins with |")));
    assertEquals(fields, words(FIELD, page));
  }

  @Test
  void everyReasonIsThereAndNoOther() {
    Set<String> reasons =
        Arrays.stream(FailureWord.values())
            .map(FailureWord::name)
            .collect(toCollection(TreeSet::new));

    assertEquals(reasons, words(WORD, table("| `kind` |")));
  }

  private static Stream<AuditRecord.Revoked> revocations() {
    return AuditSamples.ONE_OF_EACH.stream()
        .filter(AuditRecord.Revoked.class::isInstance)
        .map(AuditRecord.Revoked.class::cast);
  }

  private String table(String head) {
    String rest = page.substring(page.indexOf(head));
    return rest.substring(rest.indexOf('\n') + 1, rest.indexOf("\n\n"));
  }

  private static Set<String> words(Pattern word, String text) {
    return word.matcher(text)
        .results()
        .map(found -> found.group(1))
        .collect(toCollection(TreeSet::new));
  }

  private static String read() {
    try {
      return Files.readString(Path.of("docs", "logs.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
