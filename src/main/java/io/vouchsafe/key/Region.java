package io.vouchsafe.key;

import java.util.regex.Pattern;

/**
 * A region by its name: a Vault of its own with its keys, and the instances whose home it is.
 *
 * @param name lower-case letters, digits and hyphens, at most 63, as in a DNS label
 */
public record Region(String name) implements Comparable<Region> {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  /** Home, where nothing else is configured. */
  public static final Region HOME = new Region("home");

  /**
   * @throws IllegalArgumentException if it is no such name
   */
  public Region {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a region's name must be at most 63 lower-case letters, digits and hyphens, and begin and end with a letter or a digit, unlike "
              + name);
    }
  }

  @Override
  public int compareTo(Region other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
