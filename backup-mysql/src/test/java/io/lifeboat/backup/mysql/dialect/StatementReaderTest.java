package io.lifeboat.backup.mysql.dialect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatementReaderTest {

  private static final String TEXT =
      """
      -- MySQL dump; with a semicolon
      /*!40101 SET NAMES utf8mb4 */;

      --
      -- Table structure for table `a;b`
      --
      CREATE TABLE `a;b` (
        `x` varchar(9) DEFAULT ';''\\'' COMMENT '-- no; comment'
      ) /* a; plain one */ ENGINE=InnoDB;
      DROP TABLE IF EXISTS `d`;
      DELIMITER ;;
      /*!50003 CREATE*/ /*!50017 DEFINER=`u`@`h`*/ /*!50003 TRIGGER t BEFORE INSERT ON a
      FOR EACH ROW BEGIN SET NEW.x = 'it''s; "'; END */;;
      DELIMITER ;
      SET x = "a\\";b";
      -- Dump completed
      """;

  private static List<StatementReader.Piece> pieces(InputStream in) throws IOException {
    StatementReader reader = new StatementReader(in);
    List<StatementReader.Piece> pieces = new ArrayList<>();
    for (Optional<StatementReader.Piece> piece = reader.next();
        piece.isPresent();
        piece = reader.next()) {
      pieces.add(piece.get());
    }
    return pieces;
  }

  private static InputStream slow(byte[] bytes, int atATime) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] to, int offset, int length) {
        return super.read(to, offset, Math.min(length, atATime));
      }
    };
  }

  @Test
  void aStatementEndsWhereItsDelimiterIsCode() throws IOException {
    List<String> codes =
        pieces(new ByteArrayInputStream(TEXT.getBytes(StandardCharsets.UTF_8))).stream()
            .map(piece -> piece.code().lines().findFirst().orElse("").strip())
            .toList();
    assertEquals(
        List.of(
            "/*!40101 SET NAMES utf8mb4 */;",
            "CREATE TABLE `a;b` (",
            "DROP TABLE IF EXISTS `d`;",
            "DELIMITER ;;",
            "/*!50003 CREATE*/ /*!50017 DEFINER=`u`@`h`*/ /*!50003 TRIGGER t BEFORE INSERT ON a",
            "DELIMITER ;",
            "SET x = \"a\\\";b\";",
            ""),
        codes);
  }

  @Test
  void thePiecesAreTheTextAgainInWhateverPortionsItComes() throws IOException {
    byte[] text = TEXT.getBytes(StandardCharsets.UTF_8);
    for (int portion : new int[] {1, 2, 7, 100_000}) {
      ByteArrayOutputStream again = new ByteArrayOutputStream();
      pieces(slow(text, portion)).forEach(piece -> again.writeBytes(piece.bytes()));
      assertArrayEquals(text, again.toByteArray(), portion + " at a time");
    }
  }

  @Test
  void aTextCutAnywhereGivesThePiecesOfWhatIsThere() throws IOException {
    byte[] text = TEXT.getBytes(StandardCharsets.UTF_8);
    for (int end = 0; end < text.length; end++) {
      ByteArrayOutputStream again = new ByteArrayOutputStream();
      pieces(new ByteArrayInputStream(text, 0, end))
          .forEach(piece -> again.writeBytes(piece.bytes()));
      assertEquals(end, again.size());
    }
  }

  @Test
  void aDefaultDrawsFromTheSequenceOfItsOwnDatabase() {
    byte[] text =
        "CREATE TABLE `it's` (a int DEFAULT nextval(`dü`.`s`) COMMENT 'nextval(`dü`.`s`)', b int DEFAULT nextval(`e`.`s`));"
            .getBytes(StandardCharsets.UTF_8);
    assertEquals(
        "CREATE TABLE `it's` (a int DEFAULT nextval(`s`) COMMENT 'nextval(`dü`.`s`)', b int DEFAULT nextval(`e`.`s`));",
        new String(
            new OwnSequences("dü").apply(new StatementReader.Piece(text, 0)),
            StandardCharsets.UTF_8));
  }
}
