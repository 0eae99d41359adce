package io.vouchsafe.app;

import io.vouchsafe.audit.AuditRecord;
import io.vouchsafe.audit.AuditSettings;
import io.vouchsafe.audit.AuditWriter;
import io.vouchsafe.audit.RecordedRefusals;
import io.vouchsafe.http.RefusalEvents;
import io.vouchsafe.http.RefusedRequest;
import io.vouchsafe.http.body.ProblemBody;
import io.vouchsafe.http.body.ProblemType;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.issuer.Issuers;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.ops.console.LastHour;
import io.vouchsafe.ops.log.Outages;
import io.vouchsafe.ops.metrics.AuditMetrics;
import io.vouchsafe.ops.metrics.KeyEventCounter;
import io.vouchsafe.ops.metrics.Meters;
import io.vouchsafe.ops.metrics.RefusalCounter;
import io.vouchsafe.ops.metrics.RefusalListener;
import io.vouchsafe.ops.metrics.SigningMetrics;
import io.vouchsafe.ops.metrics.StageTimes;
import io.vouchsafe.ops.metrics.VaultMetrics;
import io.vouchsafe.signing.SigningEvents;
import io.vouchsafe.vault.VaultEvents;
import io.vouchsafe.vault.VaultFailure;
import io.vouchsafe.vault.VaultOperation;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

/** Who listens to what happens, for the operators. */
@Singleton
class ListenerParts {
  private static final String GOOD = "good";
  private static final int SERVER_ERRORS = 500;

  @Produces
  @Singleton
  Meters meters() {
    return new Meters();
  }

  void close(@Disposes Meters meters) {
    meters.close();
  }

  @Produces
  @Singleton
  StageTimes stageTimes(Meters meters) {
    return new StageTimes(meters);
  }

  @Produces
  @Singleton
  KeyEventCounter keyEventCounter(Meters meters) {
    return new KeyEventCounter(meters);
  }

  @Produces
  @Singleton
  IssuerListeners issuerListeners(
      StageTimes stages,
      KeyEventCounter counter,
      LastHour lastHour,
      Meters meters,
      Outages outages,
      AuditWriter records,
      AuditSettings audit,
      Settings settings,
      InstantSource clock) {
    return new IssuerListeners(
        stages, counter, lastHour, meters, outages, records, audit, settings.home(), clock);
  }

  @Produces
  @Singleton
  SigningMetrics signingMetrics(StageTimes stages, Meters meters) {
    return new SigningMetrics(stages, meters);
  }

  @Produces
  @Singleton
  SigningEvents signingEvents(SigningMetrics metrics) {
    return new SigningEvents() {
      @Override
      public void waited(KeyRole role, long nanos) {
        metrics.waited(role, nanos);
      }

      @Override
      public void called(KeyRole role, int digests, long nanos) {
        metrics.called(role, digests, nanos);
      }
    };
  }

  @Produces
  @Singleton
  AuditMetrics auditMetrics(Meters meters) {
    return new AuditMetrics(meters);
  }

  @Produces
  @Singleton
  VaultMetrics vaultMetrics(Meters meters) {
    return new VaultMetrics(
        Stream.of(VaultOperation.values()).map(ListenerParts::label).toList(),
        Stream.concat(
                Stream.of(GOOD), Stream.of(VaultFailure.Kind.values()).map(ListenerParts::label))
            .toList(),
        meters);
  }

  @Produces
  @Singleton
  VaultEvents vaultEvents(VaultMetrics metrics) {
    return (operation, failure, nanos) ->
        metrics.called(label(operation), failure.map(ListenerParts::label).orElse(GOOD), nanos);
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Produces
  @Singleton
  RefusalEvents refusalEvents(
      Issuers issuers, LastHour lastHour, Meters meters, RecordedRefusals refusals) {
    List<String> names =
        Stream.of(
                issuers.all().stream().map(Issuer::name),
                issuers.templates().stream().map(it -> it.template().name()),
                Stream.of(RefusalEvents.NO_ISSUER))
            .flatMap(Function.identity())
            .distinct()
            .toList();
    List<String> types = Stream.of(ProblemType.values()).map(ProblemType::label).toList();
    RefusalListener listener = new RefusalCounter(names, types, meters).and(lastHour);
    return request -> {
      ProblemBody problem = request.problem();
      listener.refused(request.issuer(), problem.type().label(), problem.detail());
      record(request, refusals);
    };
  }

  /** What is the caller's fault; what fails is no refusal. */
  private static void record(RefusedRequest request, RecordedRefusals refusals) {
    ProblemBody problem = request.problem();
    if (problem.status() < SERVER_ERRORS) {
      AuditRecord.Reason reason = new AuditRecord.Reason(problem.type().label(), problem.member());
      request
          .caller()
          .ifPresentOrElse(
              caller -> refusals.ofCaller(caller, reason),
              () -> refusals.ofStranger(request.asker(), reason));
    }
  }
}
