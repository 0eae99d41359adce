package io.vouchsafe.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectTemplateTest {
  private static final SubjectTemplate TEMPLATE =
      SubjectTemplate.parse("deployment:{org}/{app}/{deployment}");

  private static Workload workload(String org, String app, String deployment) {
    return Workload.of(
        Map.of(
            "org", new AttributeValue.Text(org),
            "app", new AttributeValue.Text(app),
            "deployment", new AttributeValue.Text(deployment)));
  }

  @Test
  void fillsInTheAttributes() {
    assertEquals(List.of("org", "app", "deployment"), TEMPLATE.attributes());
    assertEquals(
        "deployment:shop/checkout/d-42", TEMPLATE.render(workload("shop", "checkout", "d-42")));
  }

  @ParameterizedTest
  @CsvSource({"a/b,a%2Fb", "a:b,a%3Ab", "a%2Fb,a%252Fb", "a b,a%20b", "é,%C3%A9", "a~b,a~b"})
  void encodesWhatCouldBeReadAsSomethingElse(String value, String encoded) {
    assertEquals("deployment:" + encoded + "/x/y", TEMPLATE.render(workload(value, "x", "y")));
  }

  @Test
  void differentWorkloadsNeverShareASub() {
    assertNotEquals(
        TEMPLATE.render(workload("shop/checkout", "d", "1")),
        TEMPLATE.render(workload("shop", "checkout/d", "1")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"w:{org}-{app}", "w:{org}{app}", "w:{org}%2F{app}", "{org}/{app}.{id}"})
  void whatValuesMayHoldTooDividesNoTwoAttributes(String template) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> SubjectTemplate.parse(template))
            .getMessage();
    assertEquals(
        "so two workloads could share a sub; put / or : there",
        message.substring(message.indexOf("so two")));
  }

  @Test
  void aNumberAndItsDigitsMakeNoOneSub() {
    SubjectTemplate template = SubjectTemplate.parse("job:{id}");
    assertEquals("job:7", template.render(Workload.of(Map.of("id", new AttributeValue.Text("7")))));
    Problem problem =
        assertThrows(
            Problem.class,
            () -> template.render(Workload.of(Map.of("id", new AttributeValue.Whole(7)))));
    assertEquals(Problem.Kind.INVALID_REQUEST, problem.kind());
    assertEquals("workload.id", problem.member().orElseThrow());
    assertEquals(
        "workload.id must be a string, \"7\" and not 7; sub is built from it",
        problem.getMessage());
  }

  @Test
  void refusesMissingEmptyAndOtherValues() {
    SubjectTemplate template = SubjectTemplate.parse("job:{id}");
    for (AttributeValue value :
        List.of(
            new AttributeValue.Text(""),
            new AttributeValue.Flag(true),
            new AttributeValue.Texts(List.of("a")))) {
      Problem problem =
          assertThrows(Problem.class, () -> template.render(Workload.of(Map.of("id", value))));
      assertEquals("workload.id", problem.member().orElseThrow());
    }
    Problem missing =
        assertThrows(
            Problem.class,
            () -> template.render(Workload.of(Map.of("other", new AttributeValue.Text("a")))));
    assertEquals("workload.id", missing.member().orElseThrow());
  }

  @Test
  void theLongestSubHas127Characters() {
    SubjectTemplate template = SubjectTemplate.parse("job:{id}");
    String longest = "x".repeat(SubjectTemplate.MAX_LENGTH - 4);
    assertEquals(
        127, template.render(Workload.of(Map.of("id", new AttributeValue.Text(longest)))).length());
    assertThrows(
        Problem.class,
        () -> template.render(Workload.of(Map.of("id", new AttributeValue.Text(longest + "x")))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "all",
        "a{b",
        "a}b",
        "{}",
        "{Org}",
        "{a}{b}",
        "x {a}",
        "é{a}",
        "{sub}",
        "{a}{",
        "{client_id}"
      })
  void refusesTemplatesThatCannotWork(String template) {
    assertThrows(IllegalArgumentException.class, () -> SubjectTemplate.parse(template));
  }
}
