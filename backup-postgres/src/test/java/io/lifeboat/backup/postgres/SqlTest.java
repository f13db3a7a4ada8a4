package io.lifeboat.backup.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class SqlTest {

  @Test
  void aNameIsQuotedWhateverIsInIt() {
    assertEquals("\"a\"\"; DROP TABLE x; --\"", Sql.name("a\"; DROP TABLE x; --"));
  }

  @Test
  void aTextIsQuotedWhateverIsInIt() {
    assertEquals("'it''s'", Sql.text("it's"));
    assertEquals(" E'\\\\'' OR 1=1 --'", Sql.text("\\' OR 1=1 --"));
  }

  @Test
  void aListOfNamesIsReadBackAsItWas() {
    List<String> names = List.of("a", "b\"c", "d, \"e\"", "new\nline", "");
    assertEquals(names, Sql.names(Sql.names(names)));
    assertEquals(List.of(), Sql.names(""));
  }

  @Test
  void whatIsNoListOfNamesIsRefused() {
    for (String list : List.of("a", "\"a", "\"a\" FROM secrets", "\"a\",\"b\"", "\"a\", ")) {
      assertThrows(IllegalArgumentException.class, () -> Sql.names(list), list);
    }
  }
}
