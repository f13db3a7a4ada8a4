package io.lifeboat.backup.mysql.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.api.DialectException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LiteralTest {

  private static String literal(Column.Kind kind, byte... value) throws DialectException {
    StringBuilder sql = new StringBuilder();
    Literal.append(sql, Table.of("t", Map.of()), new Column("c", kind), value);
    return sql.toString();
  }

  private static String literal(Column.Kind kind, String value) throws DialectException {
    return literal(kind, value.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void numbersAndTimesStandBetweenQuotes() throws Exception {
    for (String value :
        List.of("-1", "1.7976931348623157e308", "-0", "2026-01-31 23:59:59.000001", "-838:59:59")) {
      assertEquals("'" + value + "'", literal(Column.Kind.PLAIN, value));
      assertEquals("'" + value + "'", literal(Column.Kind.FLOAT, value));
    }
  }

  @Test
  void noOtherByteStandsBetweenQuotes() {
    for (int b = 0; b < 256; b++) {
      byte one = (byte) b;
      if ("0123456789+-.:eE ".indexOf(b) < 0) {
        assertThrows(DialectException.class, () -> literal(Column.Kind.PLAIN, one));
        assertThrows(DialectException.class, () -> literal(Column.Kind.FLOAT, (byte) '1', one));
      }
    }
  }

  @Test
  void bytesOfOtherKindsAreDigitsOnly() throws Exception {
    for (Column.Kind kind :
        EnumSet.complementOf(EnumSet.of(Column.Kind.PLAIN, Column.Kind.FLOAT))) {
      String sql = literal(kind, "\\'\n\0\u00ff");
      assertTrue(sql.contains("X'5c270a00ff'"), sql);
      assertFalse(sql.contains("\\"), sql);
    }
  }

  @Test
  void theMarkOfAWrongEnumIsNoMember() throws Exception {
    assertEquals(Column.NO_MEMBER, literal(Column.Kind.ENUM, (byte) 0));
    assertEquals("X'0000'", literal(Column.Kind.ENUM, (byte) 0, (byte) 0));
  }
}
