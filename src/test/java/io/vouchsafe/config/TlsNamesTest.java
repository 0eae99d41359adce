package io.vouchsafe.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A port that names a certificate which is not configured. */
class TlsNamesTest {
  private static final String PUBLIC = "quarkus.http.tls-configuration-name";
  private static final String MANAGEMENT = "quarkus.management.tls-configuration-name";

  private static List<String> said(
      String property, Map<String, String> properties, Map<String, String> environment) {
    return CheckedSettings.faults(properties, environment).all().stream()
        .filter(fault -> fault.property().equals(property))
        .map(ConfigFault::message)
        .toList();
  }

  private static List<String> said(String property, String name, String... configured) {
    Map<String, String> properties = new HashMap<>();
    properties.put(property, name);
    for (String one : configured) {
      properties.put("quarkus.tls." + one, "x");
    }
    return said(property, properties, Map.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {PUBLIC, MANAGEMENT})
  void isNamedWithTheNearestOne(String property) {
    String begin =
        property + ": names pubic, and there is no certificate quarkus.tls.pubic.key-store.*; ";
    String other = "operators.key-store.p12.path";

    assertEquals(
        List.of(begin + "did you mean public?"),
        said(property, "pubic", "public.key-store.pem.0.cert", other));
    assertEquals(List.of(begin + "there is operators"), said(property, "pubic", other));
    assertEquals(
        List.of(begin + "none has a name: configure it, or leave the setting out"),
        said(property, "pubic"));
  }

  @Test
  void isOneWithoutAKeyAsWell() {
    assertEquals(1, said(PUBLIC, "public", "public.trust-store.pem.certs").size());
  }

  @Test
  void isNoneWhereItIsConfigured() {
    assertEquals(List.of(), said(PUBLIC, "public", "public.key-store.pem.0.cert"));
    assertEquals(List.of(), said(PUBLIC, "my.name", "\"my.name\".key-store.pem.0.cert"));
    assertEquals(List.of(), said(PUBLIC, "<default>", "key-store.pem.0.cert"));
    assertEquals(List.of(), said(PUBLIC, "", "public.key-store.pem.0.cert"));
  }

  @Test
  void variablesCountAsWell() {
    Map<String, String> environment = Map.of("QUARKUS_TLS_PUBLIC_KEY_STORE_PEM_0_CERT", "x");

    assertEquals(List.of(), said(PUBLIC, Map.of(PUBLIC, "public"), environment));
    assertEquals(
        List.of(
            PUBLIC
                + ": names pubic, and there is no certificate quarkus.tls.pubic.key-store.*;"
                + " did you mean public?"),
        said(PUBLIC, Map.of(PUBLIC, "pubic"), environment));
  }
}
