package io.lifeboat.backup.mysql.dialect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DefinerChangeTest {

  private final DefinerChange change =
      new DefinerChange((user, host) -> user.equals("kept") && host.equals("%"));

  private String apply(String text) throws Exception {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new String(change.apply(new StatementReader.Piece(bytes, 0)), StandardCharsets.UTF_8);
  }

  @Test
  void anAbsentDefinerBecomesTheRestoringUser() throws Exception {
    assertEquals(
        "/*!50003 CREATE*/ /*!50017 DEFINER=CURRENT_USER*/ /*!50003 TRIGGER `t` ...",
        apply("/*!50003 CREATE*/ /*!50017 DEFINER=`go``ne`@`h`*/ /*!50003 TRIGGER `t` ..."));
    assertEquals(
        "/*!50001 CREATE ALGORITHM=MERGE */\n/*!50013 DEFINER=CURRENT_USER SQL SECURITY DEFINER */\n/*!50001 VIEW `v`",
        apply(
            "/*!50001 CREATE ALGORITHM=MERGE */\n/*!50013 DEFINER=`\u00fc`@`%` SQL SECURITY DEFINER */\n/*!50001 VIEW `v`"));
    assertEquals(
        "CREATE OR REPLACE DEFINER = CURRENT_USER PROCEDURE `p`()",
        apply("CREATE OR REPLACE DEFINER = `role` PROCEDURE `p`()"));
    assertEquals(Map.of("'go`ne'@'h'", 1, "'\u00fc'@'%'", 1, "'role'@''", 1), change.replaced());
  }

  @Test
  void nothingElseIsTouched() throws Exception {
    for (String text :
        List.of(
            "CREATE DEFINER=`kept`@`%` PROCEDURE `p`() SELECT 'DEFINER=`gone`@`h`'",
            "CREATE PROCEDURE `p`() COMMENT 'CREATE DEFINER=`gone`@`h`' SELECT 1",
            "CREATE TABLE `DEFINER=` (a int)",
            "INSERT INTO t VALUES ('CREATE DEFINER=`gone`@`h` VIEW')")) {
      assertEquals(text, apply(text));
    }
    assertEquals(Map.of(), change.replaced());
  }

  @Test
  void bytesThatAreNoUtf8StayAsTheyAre() throws Exception {
    byte[] body =
        "CREATE DEFINER=`gone`@`h` PROCEDURE p() SELECT '\u00e4'"
            .getBytes(StandardCharsets.ISO_8859_1);
    assertArrayEquals(
        "CREATE DEFINER=CURRENT_USER PROCEDURE p() SELECT '\u00e4'"
            .getBytes(StandardCharsets.ISO_8859_1),
        change.apply(new StatementReader.Piece(body, 0)));
  }
}
