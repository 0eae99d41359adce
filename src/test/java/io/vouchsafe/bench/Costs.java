package io.vouchsafe.bench;

import java.util.List;

/**
 * What an ES256 token costs with many callers, against one signature of bare Transit.
 *
 * @param against the name of the baseline
 */
record Costs(String against, List<Contender.Slice> bare, List<Contender.Slice> tokens) {
  static Costs measure(Bed bed) {
    var bare = bed.transit("ES256", Figures.CALLERS, 1);
    var tokens = bed.tokens("service", bed.service(), Service.ES256, Figures.CALLERS);
    var slices = bed.alternate(bare, tokens);
    return new Costs(bare.name(), slices.get(bare), slices.get(tokens));
  }

  Row ofVault() {
    return Row.ratio(
            "vault-cost",
            "Vault's CPU for an ES256 token, 64 callers",
            Figures.MICROS,
            against,
            Figures.all(bare, Figures.micros(Bed.VAULT)),
            Figures.all(tokens, Figures.micros(Bed.VAULT)),
            Row.Goal.atMost(1 / 3.0, 1 / 3.0))
        .noting(Figures.shares(bare));
  }

  Row ofService() {
    return Row.ratio(
            "service-cost",
            "service's CPU for an ES256 token, 64 callers",
            Figures.MICROS,
            "Vault's CPU, " + against,
            Figures.all(bare, Figures.micros(Bed.VAULT)),
            Figures.all(tokens, Figures.micros(Bed.SERVICE)),
            Row.Goal.atMost(0.35, 0.6))
        .noting(Figures.shares(tokens));
  }
}
