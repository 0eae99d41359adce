package io.vouchsafe.program;

import static java.util.stream.Collectors.toCollection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vouchsafe.testing.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The parts that are built in, as the build lists them.
 *
 * @param document CycloneDX 1.6
 */
record Parts(JsonNode document) {

  /**
   * A part.
   *
   * @param jar the file that it is in {@code lib/}
   * @param licences SPDX ids; where there are several, one may choose
   */
  record Part(String group, String name, String jar, Set<String> licences) {
    /** As a row of {@code docs/licences.md}; without version and processor, which change often. */
    String row() {
      return "| %s | %s | %s |"
          .formatted(
              group,
              name.replaceFirst("^native-.*", "native-PLATFORM"),
              String.join(" or ", licences));
    }
  }

  /** What the last build of this repository listed. */
  static Parts built() throws IOException {
    try (Stream<Path> files = Files.list(Repository.TARGET)) {
      List<Path> lists =
          files.filter(file -> file.toString().endsWith("-dependency-cyclonedx.json")).toList();
      if (lists.size() != 1) {
        throw new IOException("one list of parts is wanted in target/, not " + lists);
      }
      return new Parts(new ObjectMapper().readTree(lists.getFirst().toFile()));
    }
  }

  /** Those in the program; what only helped to build is left out. */
  List<Part> runtime() {
    return StreamSupport.stream(document.path("components").spliterator(), false)
        .filter(Parts::isRuntime)
        .filter(component -> !component.path("group").asText().equals("io.vouchsafe"))
        .map(
            component ->
                new Part(
                    component.path("group").asText(),
                    component.path("name").asText(),
                    "%s.%s-%s.jar"
                        .formatted(
                            component.path("group").asText(),
                            component.path("name").asText(),
                            component.path("version").asText()),
                    licences(component)))
        .toList();
  }

  private static boolean isRuntime(JsonNode component) {
    return StreamSupport.stream(component.path("properties").spliterator(), false)
        .anyMatch(
            property ->
                property.path("name").asText().equals("quarkus:component:scope")
                    && property.path("value").asText().equals("runtime"));
  }

  private static Set<String> licences(JsonNode component) {
    return StreamSupport.stream(component.path("licenses").spliterator(), false)
        .map(
            licence ->
                licence
                    .path("license")
                    .path("id")
                    .asText(
                        licence
                            .path("license")
                            .path("name")
                            .asText(licence.path("expression").asText())))
        .collect(toCollection(TreeSet::new));
  }
}
