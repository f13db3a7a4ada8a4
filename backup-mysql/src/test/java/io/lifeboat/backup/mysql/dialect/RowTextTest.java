package io.lifeboat.backup.mysql.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.RowHash;
import io.lifeboat.backup.api.Tally;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class RowTextTest {

  private static final OperationContext CONTEXT = OperationContext.in(Path.of("."));

  /** Rows of one or two columns; an absent second one is an SQL NULL. */
  private static ResultSet rows(List<byte[][]> rows) {
    Iterator<byte[][]> left = rows.iterator();
    byte[][][] current = new byte[1][][];
    return (ResultSet)
        Proxy.newProxyInstance(
            RowTextTest.class.getClassLoader(),
            new Class<?>[] {ResultSet.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("next")) {
                if (!left.hasNext()) {
                  return false;
                }
                current[0] = left.next();
                return true;
              }
              int column = (Integer) arguments[0];
              return column > current[0].length ? null : current[0][column - 1];
            });
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void everyByteComesAsLoadDataTakesIt() throws Exception {
    byte[] all = new byte[256];
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < 256; i++) {
      all[i] = (byte) i;
      switch (i) {
        case 0 -> expected.append("\\0");
        case '\t' -> expected.append("\\t");
        case '\n' -> expected.append("\\n");
        case '\\' -> expected.append("\\\\");
        default -> expected.append((char) i);
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Tally tally =
        new RowText(2, out, CONTEXT)
            .write(rows(List.of(new byte[][] {all}, new byte[][] {latin("\\N"), {}})));
    String first = expected + "\t\\N";
    String second = "\\\\N\t";
    assertEquals(first + "\n" + second + "\n", out.toString(StandardCharsets.ISO_8859_1));
    long hash =
        RowHash.of(latin(first), 0, first.length()) + RowHash.of(latin(second), 0, second.length());
    assertEquals(Tally.of(2, hash), tally);
  }

  @Test
  void aLargeValueComesWhole() throws Exception {
    byte[] large = new byte[9 << 20];
    large[large.length - 1] = '\n';
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new RowText(1, out, CONTEXT)
        .write(rows(List.of(new byte[][] {large}, new byte[][] {latin("x")})));
    assertEquals(2 * large.length + 3, out.size());
    assertTrue(out.toString(StandardCharsets.ISO_8859_1).endsWith("\\0\\n\nx\n"));
  }

  @Test
  void aCancelledOneEnds() {
    CancellationToken token = CancellationToken.create();
    token.cancel("enough");
    RowText text = new RowText(1, new ByteArrayOutputStream(), CONTEXT.withCancellation(token));
    assertThrows(
        CancellationException.class,
        () -> text.write(rows(List.<byte[][]>of(new byte[][] {latin("x")}))));
  }

  private static RowLines lines(String text) {
    return new RowLines(
        new ByteArrayInputStream(latin(text)),
        List.of(new Column("a", Column.Kind.BYTES), new Column("e", Column.Kind.ENUM)));
  }

  @Test
  void valuesOfEnumsThatAreNoneOfTheirsAreCounted() throws Exception {
    String text = "\t\\0\nx\t\n\\0\t\\0\n\t\\N\ny\t\\00\nz\tx\\0\n";
    RowLines lines = lines(text);
    assertEquals(text.length(), lines.readAllBytes().length);
    assertEquals(2, lines.strayEnums());
    assertEquals(6, lines.rows());
  }

  @Test
  void rowsAreCountedAndACutOneIsSeen() throws Exception {
    RowLines whole = lines("a\\n\tb\n\n");
    assertEquals(7, whole.readAllBytes().length);
    assertEquals(2, whole.rows());
    assertTrue(whole.isWhole());
    RowLines cut = lines("a\nb");
    assertEquals(3, cut.readAllBytes().length);
    assertFalse(cut.isWhole());
  }

  @Test
  void aFailureOfTheStreamIsKeptWhateverTheDriverDoes() {
    IOException cut = new IOException("cut");
    RowLines lines =
        new RowLines(
            new InputStream() {
              @Override
              public int read() throws IOException {
                throw cut;
              }

              @Override
              public int read(byte[] bytes, int offset, int length) throws IOException {
                throw cut;
              }
            },
            List.of());
    assertThrows(IOException.class, () -> lines.read(new byte[9], 0, 9));
    assertEquals(cut, assertThrows(IOException.class, lines::throwFailure));
  }

  @Test
  void aPartTellsItsColumns() {
    Table table =
        new Table(
            "t",
            "InnoDB",
            "",
            0,
            0,
            List.of(
                new Column("a`,`b", Column.Kind.PLAIN),
                new Column("j", Column.Kind.TEXT),
                new Column("f", Column.Kind.FLOAT)),
            java.util.Optional.empty(),
            true);
    Table again = Table.of("t", table.properties());
    assertEquals(table.columns(), again.columns());
    assertTrue(again.history());
    assertEquals(
        "SELECT CONCAT(`a``,``b`), CAST(`j` AS CHAR CHARACTER SET utf8mb4), CONCAT(`f` * 1e0) FROM `t` FOR SYSTEM_TIME ALL WHERE x",
        again.select("x"));
  }
}
