package io.lifeboat.backup;

import io.lifeboat.backup.api.DatabaseEndpoint;
import io.lifeboat.backup.api.DumpDescription;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.archive.ArchivedRoot;
import io.lifeboat.backup.archive.Manifest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The rules an archive must meet before anything is touched, as far as they need no server; the
 * dialect adds its own. Every violation is found, not only the first.
 */
final class Compatibility {

  private final HostApplication application;
  private final Optional<DatabaseEndpoint> database;
  private final Set<String> otherDialects;
  private final Collection<FileRoot> roots;

  /** Dumps of other dialects are taken where the host asked for it; the dialect says more. */
  Compatibility(
      HostApplication application,
      Optional<DatabaseEndpoint> database,
      Set<String> otherDialects,
      Collection<FileRoot> roots) {
    this.application = application;
    this.database = database;
    this.otherDialects = Set.copyOf(otherDialects);
    this.roots = List.copyOf(roots);
  }

  List<Finding> violations(Manifest manifest, boolean wantDatabase, boolean wantFiles) {
    List<Finding> violations = new ArrayList<>();
    checkApplication(manifest, violations);
    checkAttributes(manifest, violations);
    if (wantDatabase) {
      manifest.database().ifPresent(dump -> checkDialect(dump, violations));
    }
    if (wantFiles) {
      manifest.files().ifPresent(files -> checkRoots(files, violations));
    }
    boolean something =
        (wantDatabase && manifest.database().isPresent())
            || (wantFiles && manifest.files().isPresent());
    if (!something) {
      violations.add(
          Finding.error(
              "restore.nothing",
              "The backup holds nothing of what is to be restored.",
              "Choose another backup, or ask for what this one holds."));
    }
    return violations;
  }

  private void checkApplication(Manifest manifest, List<Finding> violations) {
    if (!manifest.application().equals(application.name())) {
      violations.add(
          Finding.error(
              "application.name",
              "The backup is of the application '%s'; this is '%s'."
                  .formatted(manifest.application(), application.name()),
              "Restore it in the application it came from."));
    } else if (application
            .versionOrder()
            .compare(manifest.applicationVersion(), application.version())
        > 0) {
      violations.add(
          Finding.error(
              "application.version",
              "The backup is of version %s; this is version %s, which is older."
                  .formatted(manifest.applicationVersion(), application.version()),
              "Update the application to %s or later first."
                  .formatted(manifest.applicationVersion())));
    }
  }

  private void checkAttributes(Manifest manifest, List<Finding> violations) {
    Map<String, String> theirs = manifest.hostAttributes();
    Map<String, String> ours = application.attributes();
    TreeSet<String> names = new TreeSet<>(theirs.keySet());
    names.addAll(ours.keySet());
    for (String name : names) {
      Optional<String> theirValue = Optional.ofNullable(theirs.get(name));
      Optional<String> ourValue = Optional.ofNullable(ours.get(name));
      if (!theirValue.equals(ourValue)) {
        violations.add(
            Finding.error(
                "application.attribute." + name,
                "The backup was made with %s %s; here it is %s."
                    .formatted(name, shown(theirValue), shown(ourValue)),
                "Set '%s' to the backup's value, or choose another backup.".formatted(name)));
      }
    }
  }

  private void checkDialect(DumpDescription dump, List<Finding> violations) {
    if (database.isEmpty()) {
      violations.add(
          Finding.error(
              "database.missing",
              "The backup holds a database, and none is configured here.",
              "Configure the database, or restore the files only."));
    } else if (!dump.dialect().equals(database.get().dialect())
        && !otherDialects.contains(dump.dialect())) {
      violations.add(
          Finding.error(
              "database.dialect",
              "The backup is of a %s database; this one is %s."
                  .formatted(dump.dialect(), database.get().dialect()),
              "Restore it into a %s database, or ask for it by the options of the dialect %s, if they have a way."
                  .formatted(dump.dialect(), database.get().dialect())));
    }
  }

  private void checkRoots(List<ArchivedRoot> archived, List<Finding> violations) {
    List<String> known = roots.stream().map(FileRoot::name).toList();
    List<String> unknown =
        archived.stream().map(ArchivedRoot::name).filter(name -> !known.contains(name)).toList();
    if (!unknown.isEmpty()) {
      violations.add(
          Finding.error(
              "files.root",
              "The backup holds the file roots %s, which are not configured here."
                  .formatted(unknown.stream().collect(Collectors.joining("', '", "'", "'"))),
              "Configure them, or restore the database only."));
    }
  }

  private static String shown(Optional<String> value) {
    return value.map(text -> "'" + text + "'").orElse("not set");
  }
}
