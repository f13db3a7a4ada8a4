package io.lifeboat.backup;

import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.api.Stage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Loads the parts of a dump in the order that {@link Stage} promises to dialects: SCHEMA one after
 * the other; DATA side by side, large ones first; FINISH parts of a group as soon as that group's
 * rows are there; the other FINISH parts last, one after the other.
 */
final class PartSchedule {

  /** Loads one part. */
  interface PartWork {
    void apply(DumpPart part) throws Exception;
  }

  private final List<DumpPart> parts;

  PartSchedule(List<DumpPart> parts) {
    this.parts = parts;
  }

  /** Runs all parts; the first failure stops what has not begun and is thrown. */
  void run(Workers workers, PartWork work) throws Exception {
    inOrder(Stage.SCHEMA, work);
    grouped(workers, work);
    inOrder(Stage.FINISH, work);
  }

  private void inOrder(Stage stage, PartWork work) throws Exception {
    for (DumpPart part : parts) {
      if (part.stage() == stage && !(stage == Stage.FINISH && part.group().isPresent())) {
        work.apply(part);
      }
    }
  }

  private void grouped(Workers workers, PartWork work) throws Exception {
    Map<String, Group> groups = new HashMap<>();
    List<DumpPart> rows = new ArrayList<>();
    for (DumpPart part : parts) {
      if (part.stage() == Stage.DATA) {
        rows.add(part);
        part.group().ifPresent(name -> groups.computeIfAbsent(name, n -> new Group()).rowsLeft++);
      } else if (part.stage() == Stage.FINISH) {
        part.group()
            .ifPresent(name -> groups.computeIfAbsent(name, n -> new Group()).finish.add(part));
      }
    }
    rows.sort(Comparator.comparingLong(DumpPart::estimatedBytes).reversed());
    try (Workers.Batch batch = workers.batch()) {
      for (Group group : groups.values()) {
        if (group.rowsLeft == 0) {
          finish(batch, group, work);
        }
      }
      for (DumpPart part : rows) {
        batch.submit(
            () -> {
              work.apply(part);
              Group group = part.group().map(groups::get).orElse(null);
              if (group != null && group.rowsDone()) {
                finish(batch, group, work);
              }
            });
      }
      batch.await();
    }
  }

  private static void finish(Workers.Batch batch, Group group, PartWork work) {
    for (DumpPart part : group.finish) {
      batch.submit(() -> work.apply(part));
    }
  }

  /** What is left of one table. */
  private static final class Group {

    private final List<DumpPart> finish = new ArrayList<>();
    private int rowsLeft;

    private synchronized boolean rowsDone() {
      return --rowsLeft == 0;
    }
  }
}
