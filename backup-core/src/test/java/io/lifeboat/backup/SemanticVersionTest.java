package io.lifeboat.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class SemanticVersionTest {

  @Test
  void theOrderOfTheSpecificationHolds() {
    List<String> ascending =
        List.of(
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0",
            "1.0.9",
            "1.0.10",
            "2.0.0");
    for (int i = 1; i < ascending.size(); i++) {
      String earlier = ascending.get(i - 1);
      String later = ascending.get(i);
      assertTrue(SemanticVersion.ORDER.compare(earlier, later) < 0, earlier + " < " + later);
      assertTrue(SemanticVersion.ORDER.compare(later, earlier) > 0, later + " > " + earlier);
    }
  }

  @Test
  void buildMetadataIsNotCompared() {
    assertEquals(0, SemanticVersion.ORDER.compare("1.2.3+a", "1.2.3+b"));
  }

  @Test
  void fewerOrMoreNumbersThanThreeAreCompared() {
    assertEquals(0, SemanticVersion.ORDER.compare("17", "17.0.0"));
    assertTrue(SemanticVersion.ORDER.compare("2.4.1.3", "2.4.1.2") > 0);
  }
}
