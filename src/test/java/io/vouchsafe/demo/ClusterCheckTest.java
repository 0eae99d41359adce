package io.vouchsafe.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterCheckTest {
  @Test
  void allOfItWorksWhereAllOfItWasTried() {
    assertEquals(
        "All of it works on https://k8s.example.com:6443.",
        ClusterCheck.verdict("https://k8s.example.com:6443", List.of()));
  }

  @Test
  void whatWasLeftOutIsInTheLastLine() {
    assertEquals(
        "What was tried works on https://k8s.example.com:6443. Left out: httproutes, the rest.",
        ClusterCheck.verdict("https://k8s.example.com:6443", List.of("httproutes", "the rest")));
  }
}
