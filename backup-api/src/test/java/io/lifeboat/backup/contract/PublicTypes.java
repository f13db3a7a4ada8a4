package io.lifeboat.backup.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares the public types of a module with a list that was written by hand, so that a new one is
 * a decision: whoever uses it holds us to it.
 */
public final class PublicTypes {

  private PublicTypes() {}

  /**
   * Fail unless the public and protected types of a module's exported packages are those of a list.
   *
   * @param member a class of the module
   * @param test whose package holds {@code public-types.txt}: one binary name a line, sorted
   */
  public static void assertListed(Class<?> member, Class<?> test) {
    ModuleUnderTest module = ModuleUnderTest.of(member);
    List<String> found = new ArrayList<>();
    for (String name : module.classes()) {
      Class<?> type = load(name, member.getClassLoader());
      if (module.exported().contains(type.getPackageName()) && isPublic(type)) {
        found.add(name);
      }
    }
    assertEquals(String.join("\n", listed(test)), String.join("\n", found));
  }

  private static boolean isPublic(Class<?> type) {
    for (Class<?> at = type; at != null; at = at.getEnclosingClass()) {
      boolean reachable =
          Modifier.isPublic(at.getModifiers()) || Modifier.isProtected(at.getModifiers());
      if (!reachable || at.isAnonymousClass() || at.isLocalClass()) {
        return false;
      }
    }
    return true;
  }

  private static Class<?> load(String name, ClassLoader loader) {
    try {
      return Class.forName(name, false, loader);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> listed(Class<?> test) {
    try (InputStream in = test.getResourceAsStream("public-types.txt")) {
      if (in == null) {
        return List.of();
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
