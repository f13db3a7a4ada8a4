package io.lifeboat.backup.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class VersionTest {

  @Test
  void numbersAreComparedAsNumbers() {
    assertTrue(Version.parse("10.4").compareTo(Version.parse("9.7.1")) > 0);
    assertTrue(Version.parse("10.11.6-MariaDB").compareTo(Version.parse("10.9.8")) > 0);
  }

  @Test
  void missingNumbersAreZero() {
    assertEquals(Version.parse("17"), Version.parse("17.0.0"));
    assertEquals(Version.parse("17").hashCode(), Version.parse("17.0.0").hashCode());
  }

  @Test
  void whatFollowsTheNumbersIsKeptAndNotCompared() {
    assertEquals(Version.parse("8.0.32-log"), Version.parse("8.0.32"));
    assertEquals("8.0.32-log", Version.parse("8.0.32-log").toString());
  }

  @Test
  void atLeastLooksAtAsManyNumbersAsAreGiven() {
    assertTrue(Version.parse("11.8.3").atLeast(11, 8));
    assertFalse(Version.parse("11.8.3").atLeast(11, 8, 4));
    assertTrue(Version.parse("12").atLeast(11, 8, 4));
  }

  @Test
  void textWithoutALeadingNumberIsNoVersion() {
    assertThrows(IllegalArgumentException.class, () -> Version.parse("MariaDB 11"));
  }
}
