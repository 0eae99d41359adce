package io.vouchsafe.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.vouchsafe.testing.BreakingProxy.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What goes wrong inside an answer to several digests. */
public final class BatchFaults {
  private static final ObjectMapper JSON = new ObjectMapper();

  private BatchFaults() {}

  /** The real answer with its items changed; one without items stays as it is. */
  public static Fault results(Consumer<ArrayNode> change) {
    return Fault.rewrite(
        body -> {
          try {
            JsonNode answer = JSON.readTree(body);
            if (answer.at("/data/batch_results") instanceof ArrayNode results) {
              change.accept(results);
            }
            return answer.toString();
          } catch (JsonProcessingException e) {
            throw new AssertionError(e);
          }
        });
  }

  /** The same items in the opposite order, which is right. */
  public static Fault turned() {
    return results(
        results -> {
          List<JsonNode> turned = new ArrayList<>();
          results.forEach(turned::addFirst);
          results.removeAll();
          results.addAll(turned);
        });
  }
}
