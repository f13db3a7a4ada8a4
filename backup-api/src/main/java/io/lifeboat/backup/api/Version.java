package io.lifeboat.backup.api;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of a server or client, compared by its leading numbers: 10 is more than 9, and 10.11
 * equals 10.11.0. What follows the numbers is kept for people and not compared.
 */
public final class Version implements Comparable<Version> {

  private static final Pattern NUMBERS = Pattern.compile("(\\d{1,9})(?:\\.(\\d{1,9}))*");

  private final String text;
  private final List<Integer> numbers;

  private Version(String text, List<Integer> numbers) {
    this.text = text;
    this.numbers = numbers;
  }

  /**
   * Read a version.
   *
   * @param text begins with a number, such as {@code 10.11.6-MariaDB-log}
   * @return the version
   * @throws IllegalArgumentException if it does not begin with a number
   */
  public static Version parse(String text) {
    Matcher matcher = NUMBERS.matcher(text);
    if (!matcher.lookingAt()) {
      throw new IllegalArgumentException("Not a version: '" + text + "'");
    }
    List<Integer> numbers = new ArrayList<>();
    for (String number : matcher.group().split("\\.", -1)) {
      numbers.add(Integer.parseInt(number));
    }
    return new Version(text, List.copyOf(numbers));
  }

  /**
   * Return the first number.
   *
   * @return the major version
   */
  public int major() {
    return numbers.get(0);
  }

  /**
   * Return the second number.
   *
   * @return the minor version, zero if absent
   */
  public int minor() {
    return number(1);
  }

  /**
   * Tell whether this version is the given one or a later one.
   *
   * @param wanted the numbers to compare with, most significant first
   * @return true if so
   */
  public boolean atLeast(int... wanted) {
    for (int i = 0; i < wanted.length; i++) {
      int order = Integer.compare(number(i), wanted[i]);
      if (order != 0) {
        return order > 0;
      }
    }
    return true;
  }

  @Override
  public int compareTo(Version other) {
    int length = Math.max(numbers.size(), other.numbers.size());
    for (int i = 0; i < length; i++) {
      int order = Integer.compare(number(i), other.number(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Version version && compareTo(version) == 0;
  }

  @Override
  public int hashCode() {
    int hash = 0;
    for (int i = numbers.size() - 1; i >= 0; i--) {
      hash = hash == 0 && numbers.get(i) == 0 ? 0 : 31 * hash + numbers.get(i);
    }
    return hash;
  }

  /** Returns the text that was parsed. */
  @Override
  public String toString() {
    return text;
  }

  private int number(int index) {
    return index < numbers.size() ? numbers.get(index) : 0;
  }
}
