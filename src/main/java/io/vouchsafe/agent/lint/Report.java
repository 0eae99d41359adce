package io.vouchsafe.agent.lint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.agent.Table;
import io.vouchsafe.base.OneLine;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What was found of an issuer.
 *
 * @param parties that were asked for
 */
public record Report(String issuer, Set<RelyingParty> parties, List<Finding> findings) {
  public Report {
    Objects.requireNonNull(issuer, "issuer");
    parties = Set.copyOf(parties);
    findings = List.copyOf(findings);
  }

  /** Whether some relying party refuses the issuer, or some of its tokens. */
  public boolean isRefused() {
    return findings.stream().anyMatch(Finding::isRefusal);
  }

  /** The findings as a table, and one line for each relying party. */
  public String asTable() {
    Table table = new Table("FINDING", "SEVERITY", "WHO", "WHAT, AND WHAT TO DO");
    for (Finding finding : findings) {
      table.add(
          finding.rule().id(),
          finding.rule().severity().word(),
          who(finding.concerns()),
          OneLine.of(finding.found()) + ": " + finding.rule().remedy());
    }
    Table summary = new Table("RELYING PARTY", "TAKES IT");
    parties.stream().sorted().forEach(party -> summary.add(party.word(), verdict(party)));
    return findings.isEmpty() ? summary.toString() : table + "\n\n" + summary;
  }

  static String who(Set<RelyingParty> concerned) {
    return concerned.size() == RelyingParty.values().length ? "all" : RelyingParty.words(concerned);
  }

  private String verdict(RelyingParty party) {
    List<Finding> own =
        findings.stream().filter(finding -> finding.concerns().contains(party)).toList();
    String refusals =
        own.stream()
            .filter(Finding::isRefusal)
            .map(finding -> finding.rule().id())
            .distinct()
            .collect(Collectors.joining(", "));
    if (!refusals.isEmpty()) {
      return "no: " + refusals;
    }
    return own.isEmpty() ? "yes" : "yes, with notes: " + own.size();
  }

  /** The same for programs. */
  public String asJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("issuer", issuer);
    ArrayNode list = json.putArray("findings");
    for (Finding finding : findings) {
      ObjectNode entry = list.addObject();
      entry.put("finding", finding.rule().id());
      entry.put("severity", finding.rule().severity().word());
      ArrayNode concerned = entry.putArray("relying_parties");
      finding.concerns().stream().sorted().forEach(party -> concerned.add(party.word()));
      entry.put("found", finding.found());
      entry.put("remedy", finding.rule().remedy());
      entry.put("source", finding.rule().source());
    }
    ObjectNode verdicts = json.putObject("relying_parties");
    parties.stream()
        .sorted()
        .forEach(party -> verdicts.put(party.word(), !verdict(party).startsWith("no")));
    return json.toPrettyString();
  }
}
