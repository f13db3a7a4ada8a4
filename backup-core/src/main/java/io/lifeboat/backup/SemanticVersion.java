package io.lifeboat.backup;

import java.math.BigInteger;
import java.util.Comparator;

/**
 * The order of Semantic Versioning 2.0.0, section 11, for texts that may have more or fewer than
 * three numbers. Build metadata is not compared.
 */
final class SemanticVersion {

  static final Comparator<String> ORDER = SemanticVersion::compare;

  private SemanticVersion() {}

  private static int compare(String left, String right) {
    String[] a = split(left);
    String[] b = split(right);
    int order = compareIdentifiers(a[0], b[0], true);
    if (order != 0) {
      return order;
    }
    if (a[1].isEmpty() || b[1].isEmpty()) {
      return Boolean.compare(a[1].isEmpty(), b[1].isEmpty());
    }
    return compareIdentifiers(a[1], b[1], false);
  }

  /** Splits into the numbers and the pre-release, which may be empty. */
  private static String[] split(String version) {
    String text = version.startsWith("v") ? version.substring(1) : version;
    int build = text.indexOf('+');
    String withoutBuild = build < 0 ? text : text.substring(0, build);
    int dash = withoutBuild.indexOf('-');
    return dash < 0
        ? new String[] {withoutBuild, ""}
        : new String[] {withoutBuild.substring(0, dash), withoutBuild.substring(dash + 1)};
  }

  private static int compareIdentifiers(String left, String right, boolean missingIsZero) {
    String[] a = left.split("\\.", -1);
    String[] b = right.split("\\.", -1);
    for (int i = 0; i < Math.max(a.length, b.length); i++) {
      if (!missingIsZero && (i >= a.length || i >= b.length)) {
        return Integer.compare(a.length, b.length);
      }
      int order = compareIdentifier(i < a.length ? a[i] : "0", i < b.length ? b[i] : "0");
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static int compareIdentifier(String a, String b) {
    boolean aIsNumber = isNumber(a);
    boolean bIsNumber = isNumber(b);
    if (aIsNumber && bIsNumber) {
      return new BigInteger(a).compareTo(new BigInteger(b));
    }
    return aIsNumber != bIsNumber ? Boolean.compare(bIsNumber, aIsNumber) : a.compareTo(b);
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
