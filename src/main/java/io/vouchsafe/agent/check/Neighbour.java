package io.vouchsafe.agent.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.client.Access;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Another workload that the caller may vouch for, who is not to have what this one has.
 *
 * @param whose in words: all that are like this one in what the two share
 */
public record Neighbour(Access.ByProof access, String whose) {
  public Neighbour {
    Objects.requireNonNull(access, "access");
    Objects.requireNonNull(whose, "whose");
  }

  /**
   * The workload that differs in these attributes.
   *
   * @throws Fault if it does not differ
   */
  public static Neighbour of(Access.ByProof own, Map<String, String> attributes) throws Fault {
    ObjectNode other = own.workload().deepCopy();
    attributes.forEach(other::put);
    List<String> differing = new ArrayList<>();
    List<String> shared = new ArrayList<>();
    for (Map.Entry<String, JsonNode> member : other.properties()) {
      if (member.getValue().equals(own.workload().get(member.getKey()))) {
        shared.add(member.getValue().asText());
      } else {
        differing.add(member.getKey());
      }
    }
    if (differing.isEmpty()) {
      throw Fault.misused("--other-workload names the same workload: give it another value");
    }
    return new Neighbour(
        new Access.ByProof(own.issuer(), own.secret(), other),
        shared.isEmpty()
            ? "any workload of this issuer"
            : "any %s of %s".formatted(String.join(" or ", differing), String.join("/", shared)));
  }
}
