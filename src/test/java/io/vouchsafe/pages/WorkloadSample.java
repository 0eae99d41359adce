package io.vouchsafe.pages;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The samples of {@code docs/workloads.md} that have to be built. */
final class WorkloadSample {
  private WorkloadSample() {}

  /**
   * Builds the one in Go, as a package of a program that prints a token for the audience {@code a
   * b}, and returns the command that runs it. Without Go the test is aborted.
   */
  static String go() throws IOException {
    assumeTrue(Shell.has("go", "version"), "there is no go");
    String main =
        """
        package main

        import (
        	"fmt"
        	"log"
        	"sample/workload"
        )

        func main() {
        	token, err := workload.IDToken("a b")
        	if err != nil {
        		log.Fatal(err)
        	}
        	fmt.Println(token)
        }
        """;
    Path folder = Files.createDirectories(ApiSample.FOLDER.resolve("go-workload"));
    Shell.write(
        folder,
        List.of(
            "go.mod",
            "module sample\n\ngo 1.21\n",
            "main.go",
            main,
            "workload/workload.go",
            Block.texts("docs/workloads.md", "go").getFirst()));
    new Shell(folder, Map.of()).run("go", "build", "-o", "sample", ".").well();
    return folder + "/sample";
  }
}
