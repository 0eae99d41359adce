package io.vouchsafe.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;

/**
 * One line of the table: what was measured against its baseline, round by round.
 *
 * @param baseline one value for each round; empty where there is no baseline
 */
record Row(
    String name,
    String figure,
    String unit,
    String against,
    double[] baseline,
    double[] measured,
    Comparison comparison,
    Goal goal,
    String note) {

  @SuppressWarnings("ImmutableEnumChecker")
  enum Comparison {
    RATIO("x", (measured, baseline) -> measured / baseline),
    DIFFERENCE("+", (measured, baseline) -> measured - baseline);

    private final String sign;
    private final DoubleBinaryOperator operator;

    Comparison(String sign, DoubleBinaryOperator operator) {
      this.sign = sign;
      this.operator = operator;
    }
  }

  /**
   * For the jar (with or without AOT cache) and for the native program; NaN where there is none.
   */
  record Goal(boolean atLeast, double jar, double nativeProgram) {
    static final Goal NONE = new Goal(true, Double.NaN, Double.NaN);

    static Goal atLeast(double jar, double nativeProgram) {
      return new Goal(true, jar, nativeProgram);
    }

    static Goal atMost(double jar, double nativeProgram) {
      return new Goal(false, jar, nativeProgram);
    }

    double of(Build.Kind kind) {
      return kind == Build.Kind.NATIVE ? nativeProgram : jar;
    }

    String text(Build.Kind kind) {
      return Double.isNaN(of(kind)) ? "" : (atLeast ? ">= " : "<= ") + Row.shown(of(kind));
    }
  }

  /** The middle of the rounds, with the lowest and the highest. */
  record Spread(double median, double low, double high) {
    static Spread of(double... values) {
      double[] sorted = Arrays.stream(values).sorted().toArray();
      int n = sorted.length;
      return n == 0
          ? new Spread(Double.NaN, Double.NaN, Double.NaN)
          : new Spread((sorted[(n - 1) / 2] + sorted[n / 2]) / 2, sorted[0], sorted[n - 1]);
    }

    String text() {
      return Double.isNaN(median)
          ? "-"
          : "%s (%s..%s)".formatted(shown(median), shown(low), shown(high));
    }

    Map<String, Object> json() {
      var json = new LinkedHashMap<String, Object>();
      json.put("median", number(median));
      json.put("lowest", number(low));
      json.put("highest", number(high));
      return json;
    }

    Map<String, Object> json(double[] values) {
      var json = json();
      json.put("rounds", Arrays.stream(values).mapToObj(Row::number).toList());
      return json;
    }
  }

  static Row ratio(
      String name,
      String figure,
      String unit,
      String against,
      double[] baseline,
      double[] measured,
      Goal goal) {
    return new Row(name, figure, unit, against, baseline, measured, Comparison.RATIO, goal, "");
  }

  static Row difference(
      String name,
      String figure,
      String unit,
      String against,
      double[] baseline,
      double[] measured,
      Goal goal) {
    return new Row(
        name, figure, unit, against, baseline, measured, Comparison.DIFFERENCE, goal, "");
  }

  static Row alone(String name, String figure, String unit, double[] measured) {
    return new Row(
        name, figure, unit, "", new double[0], measured, Comparison.RATIO, Goal.NONE, "");
  }

  Row noting(String note) {
    return new Row(name, figure, unit, against, baseline, measured, comparison, goal, note);
  }

  /** Without a goal. */
  Row reported() {
    return new Row(name, figure, unit, against, baseline, measured, comparison, Goal.NONE, note);
  }

  /** The result: pair by pair. */
  double[] compared() {
    return IntStream.range(0, Math.min(baseline.length, measured.length))
        .mapToDouble(i -> comparison.operator.applyAsDouble(measured[i], baseline[i]))
        .toArray();
  }

  String result() {
    var spread = Spread.of(compared());
    if (Double.isNaN(spread.median)) {
      return "-";
    }
    boolean less = comparison == Comparison.DIFFERENCE && spread.median < 0;
    return less ? spread.text() : comparison.sign + " " + spread.text();
  }

  String verdict(Build.Kind kind) {
    double wanted = goal.of(kind);
    double came = Spread.of(compared()).median;
    if (Double.isNaN(wanted)) {
      return "reported";
    }
    if (Double.isNaN(came)) {
      return "not measured";
    }
    if (goal.atLeast ? came >= wanted : came <= wanted) {
      return "met";
    }
    return comparison == Comparison.RATIO
        ? "missed by %.0f %%".formatted(Math.abs(came / wanted - 1) * 100)
        : "missed by %s %s".formatted(shown(Math.abs(came - wanted)), unit);
  }

  Map<String, Object> json(Build.Kind kind) {
    var json = new LinkedHashMap<String, Object>();
    json.put("name", name);
    json.put("figure", figure);
    json.put("unit", unit);
    json.put("measured", Spread.of(measured).json(measured));
    if (baseline.length > 0) {
      json.put("against", against);
      json.put("baseline", Spread.of(baseline).json(baseline));
      json.put(comparison.name().toLowerCase(Locale.ROOT), Spread.of(compared()).json(compared()));
    }
    json.put("goal", goal.text(kind));
    json.put("verdict", verdict(kind));
    json.put("note", note);
    return json;
  }

  static String shown(double value) {
    double size = Math.abs(value);
    return String.format(Locale.ROOT, size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f", value);
  }

  private static Object number(double value) {
    return Double.isFinite(value) ? Math.round(value * 1e4) / 1e4 : null;
  }
}
