package io.lifeboat.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.api.Stage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartScheduleTest {

  private final List<String> done = Collections.synchronizedList(new ArrayList<>());

  @Test
  void stagesAndGroupsComeInTheirOrder() throws Exception {
    List<DumpPart> parts =
        List.of(
            DumpPart.of(Stage.FINISH, "index-a").withGroup("a"),
            DumpPart.of(Stage.FINISH, "triggers"),
            DumpPart.of(Stage.SCHEMA, "schema-1"),
            DumpPart.of(Stage.DATA, "a-1").withGroup("a").withEstimatedBytes(5),
            DumpPart.of(Stage.DATA, "a-2").withGroup("a").withEstimatedBytes(50),
            DumpPart.of(Stage.DATA, "b-1").withGroup("b").withEstimatedBytes(500),
            DumpPart.of(Stage.SCHEMA, "schema-2"),
            DumpPart.of(Stage.FINISH, "events"),
            DumpPart.of(Stage.FINISH, "index-of-no-rows").withGroup("c"));

    try (Workers workers = new Workers(3, CancellationToken.create())) {
      new PartSchedule(parts).run(workers, part -> done.add(part.id()));
    }

    assertEquals(parts.size(), done.size());
    assertEquals(List.of("schema-1", "schema-2"), done.subList(0, 2));
    assertEquals(List.of("triggers", "events"), done.subList(done.size() - 2, done.size()));
    assertTrue(done.indexOf("index-a") > done.indexOf("a-1"));
    assertTrue(done.indexOf("index-a") > done.indexOf("a-2"));
  }

  @Test
  void theFirstFailureIsThrownAndNothingNewBegins() throws Exception {
    List<DumpPart> parts = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      parts.add(DumpPart.of(Stage.DATA, "p" + i).withEstimatedBytes(100 - i));
    }
    CancellationToken cancellation = CancellationToken.create();
    try (Workers workers = new Workers(2, cancellation)) {
      IOException failure =
          assertThrows(
              IOException.class,
              () ->
                  new PartSchedule(parts)
                      .run(
                          workers,
                          part -> {
                            done.add(part.id());
                            if (part.id().equals("p3")) {
                              throw new IOException("p3 broke");
                            }
                            Thread.sleep(1);
                          }));
      assertEquals("p3 broke", failure.getMessage());
    }
    assertTrue(done.size() < 20, () -> "parts begun: " + done);
    assertTrue(cancellation.isCancelled());
  }
}
