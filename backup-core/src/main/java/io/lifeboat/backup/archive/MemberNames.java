package io.lifeboat.backup.archive;

import io.lifeboat.backup.api.DumpPart;
import java.util.Locale;

/** How members are called in the tar. No two members of one archive can have the same name. */
final class MemberNames {

  static final String MANIFEST = "manifest.json";
  static final String LOCATOR = "locator";
  static final String NO_CODEC = "none";

  private MemberNames() {}

  static String chunk(DumpPart part, int number, String codec) {
    return "database/%s/%s/%08d.%s"
        .formatted(part.stage().name().toLowerCase(Locale.ROOT), part.id(), number, suffix(codec));
  }

  /**
   * Names a whole file. The name of an encoded one gets no suffix: beside a file {@code a} there
   * may be a directory {@code a.zst}.
   */
  static String file(String root, EntryPath path, String codec) {
    return (codec.equals(NO_CODEC) ? "files/" : "files." + suffix(codec) + "/") + root + "/" + path;
  }

  static String entry(String root, EntryPath path) {
    return "files/" + root + "/" + path;
  }

  static String piece(String root, EntryPath path, int attempt, int number, String codec) {
    return "files.parts/%s/%s/%d-%08d.%s".formatted(root, path, attempt, number, suffix(codec));
  }

  static String index(int number, String codec) {
    return "index/%08d.jsonl.%s".formatted(number, suffix(codec));
  }

  static String summary(String codec) {
    return "summary.jsonl." + suffix(codec);
  }

  private static String suffix(String codec) {
    return switch (codec) {
      case "zstd" -> "zst";
      case NO_CODEC -> "raw";
      default -> codec;
    };
  }
}
