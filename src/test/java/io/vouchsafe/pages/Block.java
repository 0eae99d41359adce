package io.vouchsafe.pages;

import io.vouchsafe.testing.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A fenced block of a page.
 *
 * @param page relative to the folder of this repository
 * @param language what stands after the fence; may be empty
 * @param text without the fence, and without its indentation
 */
record Block(Path page, String language, String text) {
  private static final Pattern FENCED = Pattern.compile("(?ms)^( *)```(\\w*)\\R(.*?)^ *```$");
  private static final Pattern HEREDOC = Pattern.compile("(?ms)<<'(\\w+)'[^\\n]*\\R(.*?)^\\1$");
  private static final List<String> FOLDERS =
      List.of("", "docs", "docs/relying-parties", "vault", "vault/terraform", "bench");

  /** Every page, relative to the folder of this repository. */
  static Stream<Path> pages() {
    return FOLDERS.stream().flatMap(Block::pagesIn);
  }

  private static Stream<Path> pagesIn(String folder) {
    try (Stream<Path> files = Files.list(Repository.ROOT.resolve(folder))) {
      return files
          .filter(path -> path.toString().endsWith(".md"))
          .map(Repository.ROOT::relativize)
          .sorted()
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(Path page) {
    try {
      return Files.readString(Repository.ROOT.resolve(page));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The blocks of a page in this language, and what is quoted in its scripts by such a word. */
  static Stream<Block> of(Path page, String language) {
    return FENCED
        .matcher(text(page))
        .results()
        .map(
            match ->
                new Block(
                    page, match.group(2), match.group(3).replaceAll("(?m)^" + match.group(1), "")))
        .flatMap(block -> Stream.concat(Stream.of(block), block.quoted()))
        .filter(block -> block.language.equals(language));
  }

  private Stream<Block> quoted() {
    return HEREDOC
        .matcher(text)
        .results()
        .map(match -> new Block(page, match.group(1).toLowerCase(Locale.ROOT), match.group(2)));
  }

  /** The blocks of all pages in this language. */
  static Stream<Block> all(String language) {
    return pages().flatMap(page -> of(page, language));
  }

  /** The blocks of a page in this language, in order. */
  static List<String> texts(String page, String language) {
    return of(Path.of(page), language).map(Block::text).toList();
  }

  @Override
  public String toString() {
    return page + ": " + text.lines().findFirst().orElse("");
  }
}
