package io.lifeboat.backup.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PostgresOptionsTest {

  @Test
  void aCloneKeepsAllThatWasChosen() {
    PostgresOptions chosen =
        PostgresOptions.builder()
            .clientDirectory(Path.of("/clients"))
            .schemas("s")
            .tables("s.t")
            .excludeTables("s.u")
            .excludeRows("s.v")
            .largeObjects(false)
            .owners(false)
            .privileges(true)
            .tablespaces(true)
            .rowSecurityApplied(true)
            .absentRolesSkipped(true)
            .functionSearchPathFixed(true)
            .lockWait(Duration.ofSeconds(7))
            .logicalSlotsLeft(true)
            .subscriptionsLeft(true)
            .build();

    assertEquals(chosen.describe(), chosen.ofClone().describe());
  }
}
