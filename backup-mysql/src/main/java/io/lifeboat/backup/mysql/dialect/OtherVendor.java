package io.lifeboat.backup.mysql.dialect;

import io.lifeboat.backup.api.DumpDescription;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.Version;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A dump of one vendor on its way into a server of the other. */
final class OtherVendor {

  private static final Set<String> VENDORS = Set.of("mysql", "mariadb");

  /** A mode that MariaDB has by default, without a meaning since accounts are made by CREATE. */
  private static final String NO_MEANING = "NO_AUTO_CREATE_USER";

  private static final Pattern MODES =
      Pattern.compile(
          "((?:\\s|--[^\\n]*\\n)*(?:/\\*!50003 )?SET sql_mode +?= ')([A-Z0-9_,]*)('.*)",
          Pattern.DOTALL);

  /** Of a statement that sets modes. */
  private static final int LONGEST = 4096;

  private final DumpDescription dump;
  private final Flavor flavor;

  OtherVendor(DumpDescription dump, Flavor flavor) {
    this.dump = dump;
    this.flavor = flavor;
  }

  /** Whether the dump is of another dialect at all. */
  boolean isOther() {
    return !dump.dialect().equals(flavor.id());
  }

  /** Why the dump is not taken, as far as that needs no server; nothing if it was asked for. */
  List<Finding> refusal(boolean askedFor) {
    boolean known = VENDORS.contains(dump.dialect());
    if (known && askedFor && dump.format() != Formats.CLIENT_TEXT) {
      return List.of();
    }
    return List.of(
        Finding.error(
            "database.dialect",
            "The dump is of a %s database; this one is %s.".formatted(dump.dialect(), flavor.id()),
            "Restore it into a %s database%s."
                .formatted(
                    dump.dialect(),
                    known && !askedFor ? ", or ask for a dump of the other vendor" : "")));
  }

  /** What a server can't hold, and what it holds otherwise. */
  List<Finding> losses(Version server) {
    List<String> refused = new ArrayList<>();
    List<String> changed = new ArrayList<>();
    Peculiarities.of(dump.facts())
        .forEach(
            (one, names) -> {
              String what = one.what() + " (" + names + ")";
              if (one.isRefusedBy(server)) {
                refused.add(what);
              } else if (!one.becomes().isEmpty()) {
                changed.add(what + " " + one.becomes());
              }
            });
    List<Finding> findings = new ArrayList<>();
    if (!refused.isEmpty()) {
      findings.add(
          Finding.error(
              "database.not-carried",
              "The dump is of a %s database and holds what this server of %s has not: %s."
                  .formatted(dump.dialect(), flavor.vendor(), String.join("; ", refused)),
              "Change these in the source, or leave their tables out, and make another backup."));
    }
    findings.add(
        Finding.warning(
            "database.other-vendor",
            "The dump is of a %s database; this server is of %s. %sViews, routines, triggers and events go as they are written, and one that the server does not understand fails the restore."
                .formatted(
                    dump.dialect(),
                    flavor.vendor(),
                    changed.isEmpty()
                        ? ""
                        : "Not carried as they are: " + String.join("; ", changed) + ". "),
            "Try the restored database before it is used."));
    return findings;
  }

  /** Takes out of a statement that sets modes what means nothing, and MySQL does not know. */
  byte[] adapt(byte[] statement) {
    if (!isOther() || statement.length > LONGEST) {
      return statement;
    }
    Matcher modes = MODES.matcher(new String(statement, StandardCharsets.ISO_8859_1));
    if (!modes.matches()) {
      return statement;
    }
    List<String> kept = new ArrayList<>(List.of(modes.group(2).split(",", -1)));
    kept.remove(NO_MEANING);
    return (modes.group(1) + String.join(",", kept) + modes.group(3))
        .getBytes(StandardCharsets.ISO_8859_1);
  }
}
