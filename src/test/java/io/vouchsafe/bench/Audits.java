package io.vouchsafe.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What writing the audit costs. There is no service without one, so the baseline makes each record
 * and throws it away: it need not be written, and its standard output takes nothing.
 */
final class Audits {
  private static final String FIGURE = "audit";
  private static final String BASELINE = "records made and not written";
  private static final Path TAKES_NOTHING = Path.of("/dev/full");
  private static final String RECORDS = "vouchsafe_audit_records_total";
  private static final String WRITES = "vouchsafe_audit_write_seconds_count";

  /** Records and write calls of a service so far. */
  private record Written(double records, double writes) {
    static Written by(Service service) {
      return new Written(service.metric(RECORDS), service.metric(WRITES));
    }

    Written since(Written before) {
      return new Written(records - before.records, writes - before.writes);
    }
  }

  private final Bed bed;
  private final Service none;
  private final Service file;
  private final Service output;

  private Audits(Workshop workshop, Bed bed) {
    this.bed = bed;
    none = bed.logging("audit-none", Map.of("vouchsafe.audit.required", "false"), TAKES_NOTHING);
    file =
        bed.logging(
            "audit-file",
            Map.of("vouchsafe.audit.file", workshop.file("audit-records.log").toString()),
            workshop.file("audit-file.log"));
    output = bed.logging("audit-output", Map.of(), workshop.file("audit-output.log"));
  }

  static List<Row> measure(Workshop workshop, Bed bed) {
    var audits = new Audits(workshop, bed);
    var rows = new ArrayList<Row>();
    rows.addAll(audits.tokens());
    rows.addAll(audits.alone());
    rows.add(audits.lists());
    return rows;
  }

  private List<Row> tokens() {
    var before = Written.by(file);
    var off = es256(BASELINE, none, Figures.CALLERS);
    var toFile = es256("file", file, Figures.CALLERS);
    var toOutput = es256("standard output", output, Figures.CALLERS);
    var slices = bed.alternate(off, toFile, toOutput);
    var written = Written.by(file).since(before);
    var rows = new ArrayList<Row>();
    for (var way : List.of(toFile, toOutput)) {
      rows.add(
          ratio(
                  "ES256 tokens/s, 64 callers, audit to ",
                  Figures.TOKENS,
                  off,
                  way,
                  slices,
                  Contender.Slice::perSecond)
              .noting(Figures.shares(slices.get(way))));
      rows.add(
          ratio(
              "service's CPU for such a token, audit to ",
              Figures.MICROS,
              off,
              way,
              slices,
              Figures.micros(Bed.SERVICE)));
    }
    rows.add(perWrite("64 callers of GET /id-token", written));
    return rows;
  }

  private static Row ratio(
      String figure,
      String unit,
      Contender off,
      Contender way,
      Map<Contender, List<Contender.Slice>> slices,
      ToDoubleFunction<Contender.Slice> value) {
    return Row.ratio(
        FIGURE,
        figure + way.name(),
        unit,
        BASELINE,
        Figures.all(slices.get(off), value),
        Figures.all(slices.get(way), value),
        Row.Goal.NONE);
  }

  /** A lone caller waits for the write of its asked record. */
  private List<Row> alone() {
    var off = es256(BASELINE, none, 1);
    var toFile = es256("file", file, 1);
    var slices = bed.alternate(off, toFile);
    return List.of(
        Row.difference(
            FIGURE,
            "latency of an ES256 token, one caller, audit to a file, p50",
            "ms",
            BASELINE,
            Figures.all(slices.get(off), Contender.Slice::p50Millis),
            Figures.all(slices.get(toFile), Contender.Slice::p50Millis),
            Row.Goal.NONE));
  }

  private Row lists() {
    var before = Written.by(file);
    bed.alternate(bed.lists("lists", file, Figures.LISTS));
    var callers = "%d callers of POST /id-tokens, %d entries".formatted(Figures.LISTS, Bed.ENTRIES);
    return perWrite(callers, Written.by(file).since(before));
  }

  private static Row perWrite(String callers, Written written) {
    return Row.alone(
            FIGURE,
            "records in one write call, " + callers,
            "records",
            new double[] {written.records() / written.writes()})
        .noting(
            "%,.0f records in %,.0f write calls".formatted(written.records(), written.writes()));
  }

  private Contender es256(String name, Service service, int callers) {
    return bed.tokens(name, service, Service.ES256, callers);
  }
}
