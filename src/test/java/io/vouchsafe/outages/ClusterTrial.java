package io.vouchsafe.outages;

import java.time.Duration;
import java.util.List;

/**
 * What befalls an OpenBao of three nodes.
 *
 * @param spread whether the service signs at all nodes, or at Vault's address only
 */
record ClusterTrial(boolean spread) implements Trial {
  @Override
  public List<Figures> run(Duration lasts) {
    try (ClusterBed bed = new ClusterBed(spread)) {
      List<Figures> rows = new ClusterOutages(bed, lasts).run();
      if (!rows.stream().allMatch(Figures::good)) {
        System.out.println(bed.watched().words());
      }
      return rows;
    }
  }
}
