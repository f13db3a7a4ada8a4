package io.lifeboat.backup;

import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.OperationContext;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** Looks at everything a backup needs, and changes nothing. */
final class Doctor {

  private final Setup setup;

  Doctor(Setup setup) {
    this.setup = setup;
  }

  List<Finding> examine(OperationContext context) {
    List<Finding> findings = new ArrayList<>();
    setup
        .db()
        .ifPresent(
            database ->
                findings.addAll(
                    database
                        .dialect()
                        .dumper()
                        .check(database.endpoint(), setup.dumpOptions(), context)));
    examineRoots(findings);
    examineStorage(findings);
    examineJournal(findings);
    return List.copyOf(findings);
  }

  private void examineRoots(List<Finding> findings) {
    for (FileRoot root : setup.roots()) {
      if (!Files.isDirectory(root.path())) {
        findings.add(
            Finding.warning(
                "files.root-missing",
                "The folder %s of the file root '%s' is not there."
                    .formatted(root.path(), root.name()),
                "Make the folder, or backups will be PARTIAL."));
      }
    }
  }

  private void examineStorage(List<Finding> findings) {
    try {
      setup.catalog().list();
    } catch (IOException e) {
      findings.add(
          Finding.error(
              "storage.unreachable",
              "The storage could not be listed: " + Failures.sentence(e),
              "Check its address, its credentials and its permissions."));
    }
  }

  private void examineJournal(List<Finding> findings) {
    try {
      RestoreJournal journal = setup.journal();
      journal
          .interruption()
          .ifPresent(
              interruption ->
                  findings.add(
                      Finding.error(
                          "restore.interrupted", interruption.message(journal.toString()), "")));
    } catch (IOException e) {
      findings.add(
          Finding.error(
              "journal.unreadable",
              "The journal %s could not be read: %s"
                  .formatted(setup.journal(), Failures.sentence(e)),
              "Make it readable."));
    }
  }
}
