package io.vouchsafe.agent.check;

import io.vouchsafe.agent.ExitCode;
import io.vouchsafe.agent.Table;
import java.util.List;

/** All tries at one relying party. */
public record CheckReport(List<Row> rows) {
  public CheckReport {
    rows = List.copyOf(rows);
  }

  /** A row for each try; what should not have come is in capitals. */
  public String asTable() {
    Table table = new Table("TRIED", "EXPECTED", "CAME", "MEANING");
    for (Row row : rows) {
      table.add(row.tried(), row.expected() ? "taken" : "refused", row.came(), row.meaning());
    }
    return table.toString();
  }

  /** How the program ends with it: a wrong answer counts more than one that did not come. */
  public ExitCode code() {
    if (rows.stream().anyMatch(Row::isWrong)) {
      return ExitCode.REFUSED;
    }
    return rows.stream().anyMatch(Row::isOpen) ? ExitCode.UNAVAILABLE : ExitCode.DONE;
  }
}
