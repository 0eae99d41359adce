package io.vouchsafe.pages;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.vouchsafe.testing.Repository;
import io.vouchsafe.token.AttributeValue;
import io.vouchsafe.token.SubjectTemplate;
import io.vouchsafe.token.Workload;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pages show can be read by whom it is for. */
class PagesTest {
  private static final Pattern SCRIPT =
      Pattern.compile(
          "(?<![\\w/.])(?:\\./)?((?:dev|vault|bench)/[a-z][a-z-]*)(?![\\w./-])([^`\\n]*)");
  private static final Pattern FLAG = Pattern.compile("(?<=\\s)--[a-z][a-z-]*");
  private static final int README_LINES = 150;

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final ObjectMapper YAML =
      new ObjectMapper(new YAMLFactory()).enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  @TempDir Path folder;

  static Stream<Block> shell() {
    return Block.all("sh");
  }

  @ParameterizedTest
  @MethodSource("shell")
  void everyScriptIsOneToBash(Block block) {
    Shell.atTheRoot().run("bash", "-n", "-c", block.text()).well();
  }

  static Stream<Block> json() {
    return Block.all("json");
  }

  @ParameterizedTest
  @MethodSource("json")
  void everyJsonIsOne(Block block) throws IOException {
    assertTrue(JSON.readTree(block.text()).isObject());
  }

  static Stream<Block> yaml() {
    return Block.all("yaml");
  }

  @ParameterizedTest
  @MethodSource("yaml")
  void everyYamlIsOne(Block block) throws IOException {
    try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(block.text())) {
      List<JsonNode> all = documents.readAll();
      assertFalse(all.isEmpty());
      all.forEach(document -> assertTrue(document.isObject(), document::toString));
    }
  }

  static Stream<Block> properties() {
    return Block.all("properties");
  }

  @ParameterizedTest
  @MethodSource("properties")
  void everySettingHasANameOfOursOrOfQuarkus(Block block) throws IOException {
    Properties settings = new Properties();
    settings.load(new StringReader(block.text()));

    assertFalse(settings.isEmpty());
    settings
        .stringPropertyNames()
        .forEach(name -> assertTrue(name.matches("(vouchsafe|quarkus)\\..+"), name));
  }

  static Stream<Block> python() {
    return Block.all("python");
  }

  @ParameterizedTest
  @MethodSource("python")
  void everyPythonIsOne(Block block) {
    assumeTrue(Shell.has("python3", "--version"), "there is no python3");
    Shell.atTheRoot()
        .run("python3", "-c", "import ast, sys; ast.parse(sys.argv[1])", block.text())
        .well();
  }

  static Stream<Block> javascript() {
    return Block.all("js");
  }

  @ParameterizedTest
  @MethodSource("javascript")
  void everyJavaScriptIsOne(Block block) throws IOException {
    assumeTrue(Shell.has("node", "--version"), "there is no node");
    Path file = Files.writeString(folder.resolve("block.mjs"), block.text());
    Shell.atTheRoot().run("node", "--check", file.toString()).well();
  }

  @ParameterizedTest
  @MethodSource("io.vouchsafe.pages.Block#pages")
  void everyScriptOfThisRepositoryIsThereAndHasTheFlagsThatAPageGivesIt(Path page) {
    SCRIPT
        .matcher(Block.text(page))
        .results()
        .forEach(
            match -> {
              Path script = Repository.ROOT.resolve(match.group(1));
              if (Files.isDirectory(script)) {
                return;
              }
              assertTrue(Files.isExecutable(script), () -> page + " names " + script);
              List<String> flags =
                  FLAG.matcher(match.group(2))
                      .results()
                      .map(flag -> flag.group())
                      .filter(flag -> !flag.equals("--help"))
                      .toList();
              if (!flags.isEmpty()) {
                String usage = Shell.atTheRoot().run(script.toString(), "--help").well().output();
                flags.forEach(
                    flag -> assertTrue(usage.contains(flag), () -> page + ": " + match.group()));
              }
            });
  }

  @Test
  void theReadmeIsShort() {
    assertTrue(Block.text(Path.of("README.md")).lines().count() <= README_LINES);
  }

  @Test
  void everyRelyingPartyHasAPageThatTheReadmeLinks() throws IOException {
    String readme = Block.text(Path.of("README.md"));
    try (Stream<Path> pages = Files.list(Repository.ROOT.resolve("docs/relying-parties"))) {
      assertEquals(
          new TreeSet<>(
              List.of(
                  "aws.md",
                  "azure.md",
                  "google.md",
                  "kubernetes.md",
                  "once-only.md",
                  "spiffe.md",
                  "vault.md",
                  "your-own-api.md")),
          pages
              .map(page -> page.getFileName().toString())
              .filter(name -> readme.contains("(docs/relying-parties/" + name + ")"))
              .collect(toCollection(TreeSet::new)));
    }
  }

  @Test
  void theSubjectThatOutlivesAReleaseIsTheOneThatTheCloudsAreTold() throws IOException {
    String setting = "vouchsafe.issuers.default.subject=deployment:{org}/{app}/{environment}";
    String subject = "deployment:shop/checkout/production";
    String template = setting.substring(setting.indexOf('=') + 1);
    Workload workload =
        Workload.of(
            Map.of(
                "org", new AttributeValue.Text("shop"),
                "app", new AttributeValue.Text("checkout"),
                "environment", new AttributeValue.Text("production")));

    assertEquals(subject, SubjectTemplate.parse(template).render(workload));
    for (String page :
        List.of(
            "docs/issuance.md", "docs/relying-parties/aws.md", "docs/relying-parties/azure.md")) {
      assertTrue(Block.text(Path.of(page)).contains(setting), page);
      assertTrue(Block.text(Path.of(page)).contains(subject), page);
    }
  }
}
